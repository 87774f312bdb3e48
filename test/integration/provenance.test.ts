import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statementHash } from '../../src/sql/statement-hash.ts';
import { declarationFolder } from '../support/declarations.ts';
import { type EiaServer, startEiaServer } from '../support/eia-server.ts';
import { type GatewayAnswer, startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { seriesLine } from '../support/series-lines.ts';
import { type WatchedBackend, watchBackend } from '../support/watched-backend.ts';

const ENGINES = ['timescale', 'clickhouse'] as const;
const ASKED = { 'aurum-provenance': '1' };
const OPTIONS = { signal: AbortSignal.timeout(120_000) };
const FIELDS = `provenance { backend { name kind } source rollup rejected { source reason } watermark cachedAt fallback
  rowsRead bytesRead statementHash elapsedMillis }`;
const HASH = expect.stringMatching(/^[0-9a-f]{16}$/);

const declaration = (engine: string, name: string, table: string): string => `name: ${name}
title: Prices in ${engine}
backend: ${engine}
table: ${table}
time: at
key: [time, hub]
dimensions:
  hub: {}
measures:
  volume: { units: MWh, additivity: flow }
`;
const CREATE = {
  timescale: (table: string) =>
    `create table ${table} (at timestamptz not null, hub text not null, volume double precision)`,
  clickhouse: (table: string) =>
    `create table ${table} (at DateTime64(3, 'UTC'), hub String, volume Nullable(Float64)) engine = MergeTree order by at`,
} as const;
const ROWS = `insert into prices (at, hub, volume) values ('2024-07-01 00:15:00', 'WEST', 1.5),
  ('2024-07-01 01:00:00', 'EAST', 4), ('2024-07-03 00:00:00', 'EAST', 8)`;

const FOLDER = declarationFolder({
  ...Object.fromEntries(
    ENGINES.flatMap((engine) => [
      [`${engine}.yaml`, declaration(engine, `${engine}_prices`, 'prices')],
      [`${engine}-empty.yaml`, declaration(engine, `${engine}_empty`, 'nothing')],
    ]),
  ),
  'missing.yaml': declaration('clickhouse', 'missing_prices', 'missing'),
});

let gateway: TestGateway;
let watched: WatchedBackend;
let served: EiaServer;

beforeAll(async () => {
  gateway = await startGateway({
    settings: { datasets_dir: FOLDER.path, 'data_backend.backend_type': 'clickhouse' },
  });
  for (const engine of ENGINES) {
    const run = (text: string, summary: string) =>
      gateway.backend(engine).execute({ text, parameters: [], summary }, OPTIONS);
    await run(CREATE[engine]('prices'), 'CREATE prices');
    await run(CREATE[engine]('nothing'), 'CREATE nothing');
    await run(ROWS, 'INSERT prices');
    await loadLines(gateway.backend(engine), [
      seriesLine('TEST.A.A', [1, null, 3]),
      seriesLine('TEST.B.A', [4, 5]),
      seriesLine('TEST.NONE.A', []),
      JSON.stringify({
        series_id: 'TEST.H.H',
        name: 'Hours',
        f: 'H',
        units: 'MWh',
        data: [['20240310T05Z', 1]],
      }),
    ]);
  }
  watched = watchBackend(gateway.backend('timescale'));
  served = await startEiaServer(watched);
}, 120_000);

afterAll(async () => {
  await served?.server.close();
  await gateway?.close();
  FOLDER.remove();
});

/** The list under `extensions`, which an answer has where its request asked for it. */
function listOf({ text }: Pick<GatewayAnswer, 'text'>): Record<string, unknown>[] {
  return JSON.parse(text).extensions.provenance;
}

describe('where the observations of a series came from', () => {
  test('is told per field: engine, table, statement, rows and bytes', async () => {
    const { data, errors, text } = await gateway.query(`{ eiaSeries(id: "TEST.A.A") {
      observations(first: 2) { nodes { value } ${FIELDS} } columns { value ${FIELDS} } } }`);
    expect(errors).toEqual([]);
    const provenance = {
      backend: { name: 'clickhouse', kind: 'CLICKHOUSE' },
      source: 'eia_observation',
      rollup: false,
      rejected: [],
      watermark: '2004-01-01T00:00:00Z',
      cachedAt: null,
      fallback: false,
      rowsRead: expect.any(Number),
      bytesRead: expect.any(Number),
      statementHash: HASH,
      elapsedMillis: expect.any(Number),
    };
    expect(data).toEqual({
      eiaSeries: {
        observations: { nodes: [{ value: 1 }, { value: null }], provenance },
        columns: { value: [1, null, 3], provenance },
      },
    });
    const { rowsRead, bytesRead } = JSON.parse(text).data.eiaSeries.observations.provenance;
    expect(rowsRead).toBeGreaterThan(0);
    expect(bytesRead).toBeGreaterThan(0);
  });

  test('ends with the newest period, at the instant of the zone asked for, as its end is told', async () => {
    const { data } = await gateway.query(`{ year: eiaSeries(id: "TEST.A.A") {
        observations(last: 1, timeZone: "America/New_York") { nodes { end } provenance { watermark } } }
      hour: eiaSeries(id: "TEST.H.H") {
        columns(timeZone: "America/New_York") { length provenance { watermark } } }
      none: eiaSeries(id: "TEST.NONE.A") { columns { length provenance { watermark } } } }`);
    expect(data).toEqual({
      year: {
        observations: {
          nodes: [{ end: '2004-01-01T00:00:00-05:00' }],
          provenance: { watermark: '2004-01-01T00:00:00-05:00' },
        },
      },
      hour: { columns: { length: 1, provenance: { watermark: '2024-03-10T00:00:00-05:00' } } },
      none: { columns: { length: 0, provenance: { watermark: null } } },
    });
  });

  test('is one statement for all series of a page, named as in the log, and takes none of its own', async () => {
    watched.statements.length = 0;
    const data = await served.dataOf(`{ eiaSeriesByIds(ids: ["TEST.A.A", "TEST.B.A"]) {
      columns { value provenance { backend { kind } rowsRead bytesRead statementHash watermark } } } }`);
    const told = (watermark: string) => ({
      backend: { kind: 'TIMESCALE' },
      rowsRead: null,
      bytesRead: null,
      statementHash: statementHash(watched.statements[1]?.text ?? ''),
      watermark,
    });
    expect(data).toEqual({
      eiaSeriesByIds: [
        { columns: { value: [1, null, 3], provenance: told('2004-01-01T00:00:00Z') } },
        { columns: { value: [4, 5], provenance: told('2003-01-01T00:00:00Z') } },
      ],
    });
    expect(watched.statements.map(({ summary }) => summary)).toEqual([
      'SELECT eia_series',
      'SELECT arrays eia_observation',
    ]);
  });
});

describe.each(ENGINES)('where the answers of a declared table in %s came from', (engine) => {
  const DOCUMENT = (fields: string): string => `{ ${engine}Prices {
    rows(first: 1, timeZone: "America/New_York") { nodes { time } ${fields} }
    aggregate { volume { sum } ${fields} }
    groups(groupBy: [HUB]) { nodes { count } ${fields} }
    buckets(width: "P1D") { nodes { buckets { count } } ${fields} } } }`;
  // An open range begins and ends with its rows: a statement before the one of the buckets, answered from an index.
  const readForBuckets = engine === 'clickhouse' ? 1 + 3 : null;
  const told = {
    backend: { name: engine, kind: engine.toUpperCase() },
    source: `${engine}_prices`,
    rollup: false,
    rejected: [],
    watermark: '2024-07-03T00:00:00Z',
    cachedAt: null,
    fallback: false,
    rowsRead: engine === 'clickhouse' ? 3 : null,
    bytesRead: engine === 'clickhouse' ? expect.any(Number) : null,
    statementHash: HASH,
    elapsedMillis: expect.any(Number),
  };

  test('is told by each', async () => {
    const { data, errors } = await gateway.query(DOCUMENT(FIELDS));
    expect(errors).toEqual([]);
    expect(data?.[`${engine}Prices`]).toEqual({
      rows: {
        nodes: [{ time: '2024-06-30T20:15:00-04:00' }],
        provenance: { ...told, watermark: '2024-07-02T20:00:00-04:00' },
      },
      aggregate: { volume: { sum: 13.5 }, provenance: told },
      groups: { nodes: [{ count: 2 }, { count: 1 }], provenance: told },
      buckets: {
        nodes: [{ buckets: [{ count: 2 }, { count: 1 }] }],
        provenance: { ...told, rowsRead: readForBuckets },
      },
    });
  });

  test('is listed by path where the header asks, selected or not, and by the same figures', async () => {
    const answer = await gateway.query(DOCUMENT(''), {}, ASKED);
    const places = ['aggregate', 'buckets', 'groups', 'rows'];
    const backend = engine;
    expect(listOf(answer)).toEqual(
      places.map((place) => ({
        ...told,
        path: `${engine}Prices.${place}`,
        backend,
        ...(place === 'rows' && { watermark: '2024-07-02T20:00:00-04:00' }),
        ...(place === 'buckets' && { rowsRead: readForBuckets }),
      })),
    );
    expect(answer.text).not.toMatch(/select|from "|maxOrNull/i);
  });

  test('says nothing of time where the table is empty', async () => {
    const { data, errors } = await gateway.query(
      `{ ${engine}Empty { rows { nodes { hub } provenance { watermark source } }
        buckets(width: "P1D", groupBy: [HUB]) { nodes { columns { length } } provenance { watermark } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data?.[`${engine}Empty`]).toMatchObject({
      rows: { nodes: [], provenance: { watermark: null, source: `${engine}_empty` } },
      buckets: { nodes: [], provenance: { watermark: null } },
    });
  });
});

describe('the list under extensions', () => {
  const DOCUMENT = `{ a: eiaSeries(id: "TEST.A.A") { id page: observations(first: 1) { nodes { value } }
      years: buckets(width: "P1Y") { count } decades: bucketColumns(width: "P10Y") { count } }
    eiaSeriesConnection(where: { id: { in: ["TEST.A.A", "TEST.B.A"] } }) { nodes { columns { value } } }
    clickhousePrices { aggregate { count } } backends { name } }`;

  test('names fields by their aliases and places, in order', async () => {
    const answer = await gateway.query(DOCUMENT, {}, ASKED);
    expect(answer.errors).toEqual([]);
    const list = listOf(answer);
    expect(list.map(({ path }) => path)).toEqual([
      'a.decades',
      'a.page',
      'a.years',
      'clickhousePrices.aggregate',
      'eiaSeriesConnection.nodes.0.columns',
      'eiaSeriesConnection.nodes.1.columns',
    ]);
    expect(list[4]?.statementHash).toBe(list[5]?.statementHash);
    expect(answer.data).toMatchObject({ a: { page: { nodes: [{ value: 1 }] } } });
  });

  test('is not there for a request that does not ask, nor for one that never ran', async () => {
    expect(JSON.parse((await gateway.query(DOCUMENT)).text)).not.toHaveProperty('extensions');
    const other = await gateway.query(DOCUMENT, {}, { 'aurum-provenance': '0' });
    expect(JSON.parse(other.text)).not.toHaveProperty('extensions');
    const { status, text } = await gateway.query('{ nothing }', {}, ASKED);
    expect(status).toBe(400);
    expect(JSON.parse(text)).not.toHaveProperty('extensions');
  });

  test('is empty where no engine was read, and leaves out the fields that failed', async () => {
    expect(listOf(await gateway.query('{ gateway { version } }', {}, ASKED))).toEqual([]);
    const answer = await gateway.query(
      '{ missingPrices { rows { nodes { hub } } } clickhousePrices { rows { nodes { hub } } } }',
      {},
      ASKED,
    );
    expect(answer.errors).toHaveLength(1);
    expect(listOf(answer).map(({ path }) => path)).toEqual(['clickhousePrices.rows']);
  });
});
