import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { declarationFolder } from '../support/declarations.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const OPTIONS = { signal: AbortSignal.timeout(120_000) };
const ENGINES = ['timescale', 'clickhouse'] as const;

/** The gas in the caverns of two regions; cavern C is listed without a region for a day. */
const declaration = (engine: string): string => `name: ${engine}_storage
title: Gas in storage
backend: ${engine}
table: storage
time: { column: day, type: date }
key: [time, cavern]
dimensions:
  cavern: {}
  region: { nullable: true }
measures:
  gas: { type: decimal, scale: 2, units: GWh, additivity: stock }
  valves: { type: int64, additivity: stock }
  fill_level: { column: closing_0, additivity: stock }
  injection: { units: GWh, additivity: flow }
`;

const meter = (engine: string): string => `name: ${engine}_tank
title: One tank
backend: ${engine}
table: tank
time: day
key: [time]
measures:
  gas: { type: int64, additivity: stock }
`;

const CREATE = {
  timescale: [
    `create table storage (day date not null, cavern text not null, region text, gas numeric(12, 2), valves bigint,
      closing_0 float8 not null, injection float8)`,
    'create table tank (day timestamptz not null, gas bigint not null)',
  ],
  clickhouse: [
    `create table storage (day Date32, cavern String, region Nullable(String), gas Nullable(Decimal(12, 2)),
      valves Nullable(Int64), closing_0 Float64, injection Nullable(Float64)) engine = MergeTree order by (day, cavern)`,
    `create table tank (day DateTime64(3, 'UTC'), gas Int64) engine = MergeTree order by day`,
  ],
} as const;
const MOST = '9223372036854775807';
const ROWS = [
  `insert into storage (day, cavern, region, gas, valves, closing_0, injection) values
    ('2023-01-01', 'A', 'north', 80, 1, 0.5, 1), ('2023-01-02', 'B', 'north', 10, 1, 0.5, 1),
    ('2023-02-01', 'A', 'north', 100, 1, 0.5, 1),
    ('2024-01-01', 'A', 'north', 100.25, ${MOST}, 0.25, 1), ('2024-01-01', 'B', 'north', 50, 1, 0.5, 2),
    ('2024-01-01', 'C', null, 7, 5, 0.125, 3), ('2024-01-02', 'A', 'north', 90, ${MOST}, 0.75, 4),
    ('2024-01-02', 'B', 'north', null, null, 0.5, 5), ('2024-01-02', 'C', 'south', 8, null, 0.25, 6),
    ('2024-01-04', 'A', 'north', 70, 2, 0.5, 7), ('2024-01-04', 'C', 'south', null, null, 0.125, null)`,
  `insert into tank (day, gas) values ('2024-01-01', 5), ('2024-01-02', 3)`,
];

const FOLDER = declarationFolder(
  Object.fromEntries(
    ENGINES.flatMap((engine) => [
      [`${engine}.yaml`, declaration(engine)],
      [`${engine}_tank.yaml`, meter(engine)],
    ]),
  ),
);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ settings: { datasets_dir: FOLDER.path } });
  for (const engine of ENGINES) {
    for (const text of [...CREATE[engine], ...ROWS]) {
      await gateway
        .backend(engine)
        .execute({ text, parameters: [], summary: `${text.slice(0, 6).toUpperCase()} storage` }, OPTIONS);
    }
  }
}, 120_000);

afterAll(async () => {
  await gateway?.close();
  FOLDER.remove();
});

/** The example in docs/units.md. */
const EXAMPLE = /```graphql\n(\{ storage .*?)```/s.exec(
  readFileSync(join(import.meta.dirname, '../../docs/units.md'), 'utf8'),
)?.[1];

const JANUARY = 'range: { between: { start: "2024-01-01", end: "2024-01-06" } }';

describe.each(ENGINES)('closing levels in embedded %s', (engine) => {
  const ask = async (selection: string, dataset = 'Storage'): Promise<unknown> => {
    const { data, errors } = await gateway.query(`{ ${engine}${dataset} { ${selection} } }`);
    expect(errors).toEqual([]);
    return data?.[`${engine}${dataset}`];
  };

  test('are the newest value of each thing, added up; of no values null', async () => {
    // A 70, B 50 two days before it has no value, C 8: where all is one group, its region tells nothing apart.
    expect(
      await ask(`aggregate(${JANUARY}) { count gas { closing last units } valves { closing } fillLevel { closing }
        injection { sum } }`),
    ).toMatchObject({
      aggregate: {
        count: 8,
        gas: { closing: '128.00', last: '70.00', units: 'GWh' },
        valves: { closing: '8' },
        fillLevel: { closing: 1.125 },
        injection: { sum: 28 },
      },
    });
    expect(
      await ask('aggregate(where: { cavern: { eq: "Z" } }) { count gas { closing } valves { closing } }'),
    ).toMatchObject({ aggregate: { count: 0, gas: { closing: null }, valves: { closing: null } } });
  });

  test('may leave 64 bits, and are of the rows that match', async () => {
    expect(
      await ask(
        `aggregate(${JANUARY}, where: { fillLevel: { gte: 0.5 } }) { gas { closing } valves { closing } }`,
      ),
    ).toMatchObject({ aggregate: { gas: { closing: '120.00' }, valves: { closing: '3' } } });
    expect(
      await ask(
        'aggregate(range: { between: { start: "2024-01-01", end: "2024-01-02" } }) { valves { closing } }',
      ),
    ).toMatchObject({ aggregate: { valves: { closing: '9223372036854775813' } } });
  });

  test('of groups, which they order and choose, walked page by page', async () => {
    const groups = (args: string): string =>
      `groups(groupBy: [REGION], ${JANUARY}, orderBy: [{ by: { gas: CLOSING }, direction: DESC }], ${args})
        { totalCount nodes { key { region } gas { closing } } pageInfo { endCursor hasNextPage } }`;
    const north = { key: { region: 'north' }, gas: { closing: '120.00' } };
    const south = { key: { region: 'south' }, gas: { closing: '8.00' } };
    const nowhere = { key: { region: null }, gas: { closing: '7.00' } };
    expect(await ask(groups('first: 5'))).toMatchObject({
      groups: { totalCount: 3, nodes: [north, south, nowhere] },
    });
    const first = (await ask(groups('first: 1'))) as { groups: { pageInfo: { endCursor: string } } };
    expect(await ask(groups(`first: 1, after: "${first.groups.pageInfo.endCursor}"`))).toMatchObject({
      groups: { nodes: [south], pageInfo: { hasNextPage: true } },
    });
    expect(await ask(groups('having: { gas: { closing: { gt: "7.5" } } }'))).toMatchObject({
      groups: { totalCount: 2, nodes: [north, south] },
    });
  });

  test('of buckets: of those with a value there, filled between as any aggregate', async () => {
    const days = (fill: string): string =>
      `buckets(width: "P1D", ${JANUARY}, fill: ${fill}) { nodes { buckets { state gas { closing } }
        columns { gas { closing units } valves { closing } } } }`;
    const closing = async (fill: string): Promise<unknown> => {
      const { buckets } = (await ask(days(fill))) as {
        buckets: { nodes: { buckets: { gas: { closing: string } }[]; columns: unknown }[] };
      };
      const [line] = buckets.nodes;
      expect(line?.columns).toMatchObject({
        gas: { closing: line?.buckets.map(({ gas }) => gas.closing), units: 'GWh' },
      });
      return line?.buckets.map(({ gas }) => gas.closing);
    };
    expect(await closing('NULL')).toEqual(['157.25', '98.00', null, '70.00', null]);
    expect(await closing('PREVIOUS')).toEqual(['157.25', '98.00', '98.00', '70.00', '70.00']);
    expect(await closing('LINEAR')).toEqual(['157.25', '98.00', '84.00', '70.00', null]);
    const { errors } = await gateway.query(`{ ${engine}Storage { ${days('ZERO')} } }`);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'fill' });
  });

  test('PREVIOUS repeats the closing level of the newest bucket before the range', async () => {
    expect(
      await ask(
        `buckets(width: "P1M", range: { between: { start: "2023-03-01", end: "2023-05-01" } }, fill: PREVIOUS)
          { nodes { buckets { gas { closing } } } }`,
      ),
    ).toMatchObject({
      buckets: { nodes: [{ buckets: [{ gas: { closing: '100.00' } }, { gas: { closing: '100.00' } }] }] },
    });
  });

  test('beside those of a year before, with their change', async () => {
    const compared =
      'gas { closing change(of: CLOSING) changePercent(of: CLOSING) } comparison { gas { closing } }';
    const before = { gas: { closing: '90.00' } };
    expect(
      await ask(
        `aggregate(${JANUARY}, compareWith: "P1Y") { ${compared} }
          groups(groupBy: [REGION], ${JANUARY}, compareWith: "P1Y", first: 1) { nodes { ${compared} } }
          buckets(width: "P1M", range: { between: { start: "2024-01-01", end: "2024-02-01" } }, compareWith: "P1Y")
            { nodes { buckets { ${compared} } } }`,
      ),
    ).toMatchObject({
      aggregate: {
        gas: { closing: '128.00', change: '38.00', changePercent: (100 * 38) / 90 },
        comparison: before,
      },
      groups: { nodes: [{ gas: { closing: '120.00', change: '30.00' }, comparison: before }] },
      buckets: {
        nodes: [{ buckets: [{ gas: { closing: '128.00', change: '38.00' }, comparison: before }] }],
      },
    });
  });

  test('as docs/units.md asks for them', async () => {
    const { data, errors } = await gateway.query(
      String(EXAMPLE).replace('storage', `storage: ${engine}Storage`),
    );
    expect(errors).toEqual([]);
    const months = Array.from({ length: 12 }, () => '128.00');
    expect(data).toMatchObject({
      storage: {
        groups: {
          nodes: [{ key: { region: 'north' }, gas: { closing: '120.00', change: '10.00', units: 'GWh' } }],
        },
        buckets: { nodes: [{ columns: { gas: { closing: months } } }] },
      },
    });
  });

  test('of a table with one thing are its newest value', async () => {
    expect(
      await ask(
        'aggregate { gas { closing last } } buckets(width: "P1D") { nodes { columns { gas { closing } } } }',
        'Tank',
      ),
    ).toMatchObject({
      aggregate: { gas: { closing: '3', last: '3' } },
      buckets: { nodes: [{ columns: { gas: { closing: ['5', '3'] } } }] },
    });
  });
});
