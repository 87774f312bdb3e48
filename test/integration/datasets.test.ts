import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCursorCodec } from '../../src/dao/cursor.ts';
import { declarationFolder } from '../support/declarations.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const OPTIONS = { signal: AbortSignal.timeout(120_000) };

const declaration = (engine: string): string => `name: ${engine}_prices
title: Prices in ${engine}
backend: ${engine}
table: prices
time: at
key: [time, hub, lot]
order: [{ by: time, direction: desc }, { by: lot }]
dimensions:
  hub: { nullable: true }
  lot: { type: int64 }
  firm: { type: boolean }
measures:
  price: { type: decimal, scale: 4, units: USD/MWh, additivity: rate }
  net_volume: { column: volume, units: MWh, additivity: flow }
  trades: { type: int64, additivity: flow }
`;

const CREATE = {
  timescale: `create table prices (at timestamptz not null, hub text, lot bigint not null, firm boolean not null,
    price numeric(18,4), volume double precision, trades bigint)`,
  clickhouse: `create table prices (at DateTime64(3, 'UTC'), hub Nullable(String), lot Int64, firm Bool,
    price Nullable(Decimal(18, 4)), volume Nullable(Float64), trades Nullable(Int64)) engine = MergeTree order by (at, lot)`,
} as const;
const ENGINES = ['timescale', 'clickhouse'] as const;

const ROWS = `insert into prices (at, hub, lot, firm, price, volume, trades) values
  ('2024-07-01 00:15:00', 'WEST', 9007199254740993, true, 12.5, 1.5, 9007199254740993),
  ('2024-07-01 00:45:00', 'WEST', 1, true, 20, null, 1),
  ('2024-07-01 01:00:00', 'EAST', 2, false, null, 4, null),
  ('2024-07-02 23:59:59', 'EAST', 3, true, -1.0001, 0.25, 5),
  ('2024-07-03 00:00:00', null, 4, false, 7, 8, 9)`;

const FOLDER = declarationFolder({
  'a.yaml': declaration('timescale'),
  'b.yaml': declaration('clickhouse'),
  'd.yaml': declaration('clickhouse')
    .replace('clickhouse_prices', 'missing_prices')
    .replace('table: prices', 'table: missing'),
  'c.yaml': declaration('trino').replace('table: prices', 'table: iceberg.energy.prices'),
});

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ settings: { datasets_dir: FOLDER.path } });
  for (const engine of ENGINES) {
    const run = (text: string, summary: string) =>
      gateway.backend(engine).execute({ text, parameters: [], summary }, OPTIONS);
    await run(CREATE[engine], 'CREATE prices');
    await run(ROWS, 'INSERT prices');
  }
}, 120_000);

afterAll(async () => {
  await gateway?.close();
  FOLDER.remove();
});

describe.each(ENGINES)('a declared dataset in embedded %s', (engine) => {
  const field = `${engine}Prices`;
  const ask = async (selection: string): Promise<unknown> => {
    const { data, errors } = await gateway.query(`{ ${field} { ${selection} } }`);
    expect(errors).toEqual([]);
    return data?.[field];
  };

  test('rows: stored values exactly, in the declared order, in a zone, page by page', async () => {
    const page = (args: string): string =>
      `rows(timeZone: "America/New_York", ${args}) { totalCount nodes { time hub lot firm price netVolume trades }
        pageInfo { hasNextPage endCursor } }`;
    const first = (await ask(page('first: 2'))) as { rows: { pageInfo: { endCursor: string } } };
    expect(first).toMatchObject({
      rows: {
        totalCount: 5,
        nodes: [
          {
            time: '2024-07-02T20:00:00-04:00',
            hub: null,
            lot: '4',
            price: '7.0000',
            netVolume: 8,
            trades: '9',
          },
          { time: '2024-07-02T19:59:59-04:00', hub: 'EAST', lot: '3', price: '-1.0001', netVolume: 0.25 },
        ],
        pageInfo: { hasNextPage: true },
      },
    });
    expect(await ask(page(`after: "${first.rows.pageInfo.endCursor}"`))).toMatchObject({
      rows: {
        nodes: [
          { time: '2024-06-30T21:00:00-04:00', lot: '2', price: null, firm: false },
          { time: '2024-06-30T20:45:00-04:00', lot: '1', price: '20.0000', netVolume: null },
          { time: '2024-06-30T20:15:00-04:00', lot: '9007199254740993', trades: '9007199254740993' },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
  });

  test('rows: conditions', async () => {
    const lots = async (where: string): Promise<unknown> =>
      ask(`rows(where: ${where}, orderBy: [{ column: LOT }]) { nodes { lot } }`);
    const found = (...lot: string[]) => ({ rows: { nodes: lot.map((one) => ({ lot: one })) } });
    expect(await lots('{ price: { gt: "12.4999" } }')).toEqual(found('1', '9007199254740993'));
    expect(await lots('{ lot: { gte: "9007199254740993" } }')).toEqual(found('9007199254740993'));
    expect(await lots('{ hub: { isNull: true } }')).toEqual(found('4'));
    expect(await lots('{ not: { firm: { eq: true } } }')).toEqual(found('2', '4'));
    expect(await lots('{ or: [{ hub: { in: [] } }, { netVolume: { in: [4, 8] } }] }')).toEqual(
      found('2', '4'),
    );
  });

  test('aggregate: by type and additivity', async () => {
    expect(
      await ask(`aggregate(range: { between: { start: "2024-07-01", end: "2024-07-03" } }) { count
        price { avg min max first last median percentile(p: 0.5) units } netVolume { sum max stddev } trades { sum max avg } }`),
    ).toMatchObject({
      aggregate: {
        count: 4,
        price: {
          avg: '10.4999666667',
          min: '-1.0001',
          max: '20.0000',
          first: '12.5000',
          last: '-1.0001',
          median: '12.5000',
          percentile: '12.5000',
          units: 'USD/MWh',
        },
        netVolume: { sum: 5.75, max: 4 },
        trades: { sum: '9007199254740999', max: '9007199254740993' },
      },
    });
    expect(
      await ask('aggregate(where: { lot: { lt: 0 } }) { count price { avg last } netVolume { sum } }'),
    ).toEqual({
      aggregate: { count: 0, price: { avg: null, last: null }, netVolume: { sum: null } },
    });
  });

  test('groups: ordered, conditioned, counted', async () => {
    const groups = `groups(groupBy: [HUB], orderBy: [{ by: { netVolume: SUM }, direction: DESC }]`;
    expect(
      await ask(`${groups}, first: 2) { totalCount nodes { key { hub lot } count netVolume { sum } } }`),
    ).toEqual({
      groups: {
        totalCount: 3,
        nodes: [
          { key: { hub: null, lot: null }, count: 1, netVolume: { sum: 8 } },
          { key: { hub: 'EAST', lot: null }, count: 2, netVolume: { sum: 4.25 } },
        ],
      },
    });
    expect(
      await ask(
        `${groups}, having: { count: { gt: 1 }, price: { max: { gte: 20 } } }) { nodes { key { hub } } }`,
      ),
    ).toEqual({ groups: { nodes: [{ key: { hub: 'WEST' } }] } });
  });

  test('buckets: one by one, as arrays, by hour and by day', async () => {
    expect(
      await ask(`buckets(width: "1 hour", groupBy: [HUB], orderBy: [{ by: { count: ROWS }, direction: DESC }, { by: { dimension: HUB } }]
        range: { between: { start: "2024-07-01", end: "2024-07-02" } }) { totalCount nodes { key { hub }
          buckets { start end state count netVolume { sum } } } }`),
    ).toEqual({
      buckets: {
        totalCount: 2,
        nodes: [
          {
            key: { hub: 'WEST' },
            buckets: [
              {
                start: '2024-07-01T00:00:00Z',
                end: '2024-07-01T01:00:00Z',
                state: 'OBSERVED',
                count: 2,
                netVolume: { sum: 1.5 },
              },
            ],
          },
          {
            key: { hub: 'EAST' },
            buckets: [
              {
                start: '2024-07-01T01:00:00Z',
                end: '2024-07-01T02:00:00Z',
                state: 'OBSERVED',
                count: 1,
                netVolume: { sum: 4 },
              },
            ],
          },
        ],
      },
    });
    expect(
      await ask(
        'buckets(width: "P1D") { nodes { columns { length start epochMillis count price { max } } } }',
      ),
    ).toEqual({
      buckets: {
        nodes: [
          {
            columns: {
              length: 3,
              start: ['2024-07-01T00:00:00Z', '2024-07-02T00:00:00Z', '2024-07-03T00:00:00Z'],
              epochMillis: [1719792000000, 1719878400000, 1719964800000],
              count: [3, 1, 1],
              price: { max: ['20.0000', '-1.0001', '7.0000'] },
            },
          },
        ],
      },
    });
  });

  test('buckets: by the days of a zone, with every bucket of the range, and without those it cuts', async () => {
    const columns = (args: string): string =>
      `buckets(width: "P1D", timeZone: "America/New_York",
        range: { between: { start: "2024-06-29", end: "2024-07-02T12:00" } }, ${args}) { totalCount nodes { columns {
          start state count netVolume { sum } price { max } trades { max } } } }`;
    const whole = {
      start: ['2024-06-29', '2024-06-30', '2024-07-01', '2024-07-02'].map((day) => `${day}T00:00:00-04:00`),
      state: ['FILLED', 'OBSERVED', 'FILLED', 'FILLED'],
      count: [0, 3, 0, 0],
    };
    const nulls = {
      netVolume: { sum: [null, 5.5, null, null] },
      price: { max: [null, '20.0000', null, null] },
      trades: { max: [null, '9007199254740993', null, null] },
    };
    expect(await ask(columns('fill: NULL'))).toEqual({
      buckets: { totalCount: 1, nodes: [{ columns: { ...whole, ...nulls } }] },
    });
    expect(await ask(columns('partial: EXCLUDE'))).toMatchObject({
      buckets: { totalCount: 1, nodes: [{ columns: { start: ['2024-06-30T00:00:00-04:00'], count: [3] } }] },
    });
    // The 2nd of July is cut at noon: lines and their count are of the rows in whole days.
    expect(
      await ask(`buckets(width: "P1D", groupBy: [HUB], partial: EXCLUDE,
        range: { between: { start: "2024-07-01", end: "2024-07-03T12:00" } }) { totalCount nodes { key { hub } } }`),
    ).toEqual({ buckets: { totalCount: 2, nodes: [{ key: { hub: 'EAST' } }, { key: { hub: 'WEST' } }] } });
    expect(
      await ask(`buckets(width: "PT12H", range: { between: { start: "2024-07-01", end: "2024-07-03T12:00" } },
        fill: LINEAR) { nodes { columns { state price { avg } netVolume { avg } trades { max } } } }`),
    ).toEqual({
      buckets: {
        nodes: [
          {
            columns: {
              state: ['OBSERVED', 'FILLED', 'FILLED', 'OBSERVED', 'OBSERVED'],
              price: { avg: ['16.2500', '10.4999666667', '4.7499333333', '-1.0001', '7.0000'] },
              netVolume: { avg: [2.75, 2.75 - 2.5 * (1 / 3), 2.75 - 2.5 * (2 / 3), 0.25, 8] },
              trades: {
                max: ['9007199254740993', '6004799503160664', '3002399751580334', '5', '9'],
              },
            },
          },
        ],
      },
    });
  });

  test('buckets: what went before the range fills its beginning, measure by measure and line by line', async () => {
    const lines = async (args: string): Promise<unknown> => {
      const { buckets } = (await ask(`buckets(width: "PT12H", fill: PREVIOUS, ${args}
        range: { between: { start: "2024-07-01T12:00", end: "2024-07-03" } }) { nodes { columns {
          state netVolume { sum } price { max } trades { max } } } }`)) as {
        buckets: { nodes: { columns: unknown }[] };
      };
      return buckets.nodes.map(({ columns }) => columns);
    };
    const state = ['FILLED', 'FILLED', 'OBSERVED'];
    expect(await lines('groupBy: [HUB],')).toEqual([
      {
        state,
        netVolume: { sum: [4, 4, 0.25] },
        price: { max: [null, null, '-1.0001'] },
        trades: { max: [null, null, '5'] },
      },
    ]);
    const whole = {
      state,
      netVolume: { sum: [5.5, 5.5, 0.25] },
      price: { max: ['20.0000', '20.0000', '-1.0001'] },
      trades: { max: ['9007199254740993', '9007199254740993', '5'] },
    };
    expect(await lines('')).toEqual([whole]);
    expect(await lines('maxGap: 1,')).toEqual([
      {
        state,
        netVolume: { sum: [5.5, null, 0.25] },
        price: { max: ['20.0000', null, '-1.0001'] },
        trades: { max: ['9007199254740993', null, '5'] },
      },
    ]);
  });

  test('comparisons: with the same rows a day earlier, exactly, also where there are none', async () => {
    const july = 'range: { between: { start: "2024-07-02", end: "2024-07-03" } }';
    const fields =
      'count netVolume { sum } price { max change(of: MAX) changePercent(of: MAX) } trades { change(of: SUM) }';
    expect(
      await ask(
        `aggregate(compareWith: "P1D", ${july}) { ${fields} comparison { ${fields} comparison { count } } }`,
      ),
    ).toEqual({
      aggregate: {
        count: 1,
        netVolume: { sum: 0.25 },
        price: { max: '-1.0001', change: '-21.0001', changePercent: -105.0005 },
        trades: { change: '-9007199254740989' },
        comparison: {
          count: 3,
          netVolume: { sum: 5.5 },
          price: { max: '20.0000', change: null, changePercent: null },
          trades: { change: null },
          comparison: null,
        },
      },
    });
    const open = 'range: { between: { end: "2024-07-04" } }';
    expect(
      await ask(`groups(groupBy: [HUB], compareWith: "P1D", ${open}, first: 2, orderBy: { by: { dimension: HUB }, direction: DESC }) {
        nodes { key { hub } count comparison { key { hub } count netVolume { avg } } } }`),
    ).toEqual({
      groups: {
        nodes: [
          {
            key: { hub: 'WEST' },
            count: 2,
            comparison: { key: { hub: 'WEST' }, count: 2, netVolume: { avg: 1.5 } },
          },
          {
            key: { hub: 'EAST' },
            count: 2,
            comparison: { key: { hub: 'EAST' }, count: 2, netVolume: { avg: 2.125 } },
          },
        ],
      },
    });
    const lines = await ask(`buckets(width: "P1D", groupBy: [HUB], compareWith: "P1D", fill: NULL,
      range: { between: { start: "2024-07-02", end: "2024-07-04" } }) { nodes { key { hub }
        buckets { start netVolume { sum change(of: SUM) } comparison { start state netVolume { sum } } }
        columns { comparison { state start count netVolume { sum } comparison { length } } } } }`);
    const [second, third] = ['2024-07-02T00:00:00Z', '2024-07-03T00:00:00Z'];
    const first = '2024-07-01T00:00:00Z';
    expect(lines).toEqual({
      buckets: {
        nodes: [
          {
            key: { hub: 'EAST' },
            buckets: [
              {
                start: second,
                netVolume: { sum: 0.25, change: -3.75 },
                comparison: { start: first, state: 'OBSERVED', netVolume: { sum: 4 } },
              },
              {
                start: third,
                netVolume: { sum: null, change: null },
                comparison: { start: second, state: 'OBSERVED', netVolume: { sum: 0.25 } },
              },
            ],
            columns: {
              comparison: {
                ...{ state: ['OBSERVED', 'OBSERVED'], start: [first, second], count: [1, 1] },
                ...{ netVolume: { sum: [4, 0.25] }, comparison: null },
              },
            },
          },
          {
            key: { hub: null },
            buckets: [
              {
                start: second,
                netVolume: { sum: null, change: null },
                comparison: { start: first, state: 'FILLED', netVolume: { sum: null } },
              },
              {
                start: third,
                netVolume: { sum: 8, change: null },
                comparison: { start: second, state: 'FILLED', netVolume: { sum: null } },
              },
            ],
            columns: {
              comparison: {
                ...{ state: ['FILLED', 'FILLED'], start: [first, second], count: [0, 0] },
                ...{ netVolume: { sum: [null, null] }, comparison: null },
              },
            },
          },
        ],
      },
    });
    // Before the earlier range looks its own PREVIOUS: the last rows before the 2nd are those of the 1st.
    const filled = await ask(`buckets(width: "PT6H", compareWith: "P1D", fill: PREVIOUS,
      range: { between: { start: "2024-07-03T06:00", end: "2024-07-03T12:00" } }) { nodes { columns {
        netVolume { sum } comparison { state netVolume { sum } } } } }`);
    expect(filled).toEqual({
      buckets: {
        nodes: [
          {
            columns: {
              netVolume: { sum: [8] },
              comparison: { state: ['FILLED'], netVolume: { sum: [5.5] } },
            },
          },
        ],
      },
    });
    const { errors } = await gateway.query(`{ ${field} { aggregate(compareWith: "P1Y") { count } } }`);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'compareWith' });
  });

  test('buckets: zeros are refused for what does not add up, and impossible arguments by name', async () => {
    const refused = async (args: string, selection = 'price { max }') => {
      const { errors } = await gateway.query(
        `{ ${field} { buckets(width: "P1D", ${args}) { nodes { columns { ${selection} } } } } }`,
      );
      return errors[0]?.extensions;
    };
    expect(await refused('fill: ZERO')).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'fill' });
    expect(await refused('fill: ZERO', 'netVolume { sum }')).toBeUndefined();
    for (const maxGap of [-1, 2_000_000_000]) {
      expect(await refused(`maxGap: ${maxGap}`)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'maxGap',
      });
    }
    const ages = 'compareWith: "P3000Y", range: { between: { start: "2024-01-01", end: "2024-02-01" } }';
    expect(await refused(ages)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'compareWith' });
    expect(await refused('timeZone: "Mars/Base"')).toMatchObject({ argument: 'timeZone' });
    expect(await refused('origin: "300000-01-01"')).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'origin',
    });
    expect(await refused('range: { between: { start: "x" } }')).toMatchObject({
      argument: 'range.between.start',
    });
    const { errors } = await gateway.query(`{ ${field} { buckets(width: "PT1S",
      range: { between: { start: "1995-01-01", end: "2025-01-01" } }) { totalCount } } }`);
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'width',
      allowed: 'PT3H or wider, or a shorter range.',
    });
  });

  test('an impossible width is refused by name, and a cursor of other arguments too', async () => {
    for (const width of ['1 ns', '-1 hour', `1 hour'; drop table prices --`, 'P0D']) {
      const { data, errors } = await gateway.query(
        `query ($width: Duration!) { ${field} { id buckets(width: $width) { totalCount } } }`,
        { width },
      );
      expect(data?.[field]).toMatchObject({ buckets: null });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'width' });
    }
    const cursor = createCursorCodec('another secret altogether').encode('x', ['y']);
    const { errors } = await gateway.query(`{ ${field} { rows(after: "${cursor}") { totalCount } } }`);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
  });
});

test('an engine that is not there nulls its own fields alone', async () => {
  const { data, errors } = await gateway.query(
    '{ trinoPrices { title backend { status } aggregate { count } rows { totalCount } } clickhousePrices { aggregate { count } } }',
  );
  expect(data).toEqual({
    trinoPrices: {
      title: 'Prices in trino',
      backend: { status: 'NOT_CONFIGURED' },
      aggregate: null,
      rows: null,
    },
    clickhousePrices: { aggregate: { count: 5 } },
  });
  expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['trinoPrices', 'aggregate'], 'BACKEND_NOT_CONFIGURED'],
    [['trinoPrices', 'rows'], 'BACKEND_NOT_CONFIGURED'],
  ]);
});

test('the log names a declared table that is missing, once its engine is up', async () => {
  const warned = () => gateway.logs().filter(({ dataset }) => dataset === 'missing_prices');
  for (let tries = 0; warned().length === 0 && tries < 100; tries += 1) await sleep(100);
  expect(warned()).toMatchObject([
    {
      level: 'warn',
      place: 'table',
      msg: 'A declared dataset is not as its table: clickhouse has no table missing.',
    },
  ]);
});

test('an engine that is down nulls its own fields alone', async () => {
  await gateway.backend('timescale').close();
  const { data, errors } = await gateway.query(
    '{ timescalePrices { id rows { totalCount } buckets(width: "P1D") { totalCount } } clickhousePrices { aggregate { count } } }',
  );
  expect(data).toEqual({
    timescalePrices: { id: 'TimescalePricesDataset:timescale_prices', rows: null, buckets: null },
    clickhousePrices: { aggregate: { count: 5 } },
  });
  expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['timescalePrices', 'rows'], 'BACKEND_UNAVAILABLE'],
    [['timescalePrices', 'buckets'], 'BACKEND_UNAVAILABLE'],
  ]);
});
