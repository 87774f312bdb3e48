import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AurumError } from '../../src/errors.ts';
import type { Statement } from '../../src/sql/statement.ts';
import { type EiaServer, startEiaServer } from '../support/eia-server.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { seriesLine } from '../support/series-lines.ts';
import { type WatchedBackend, watchBackend } from '../support/watched-backend.ts';

const LINES = Array.from({ length: 160 }, (_, index) =>
  seriesLine(`TEST.S${String(index).padStart(3, '0')}.A`, [index, null, index + 2]),
);
/** Series of all days of March 2023. */
const DAYS = ['TEST.T1.D', 'TEST.T2.D'].map((id) =>
  JSON.stringify({
    ...{ series_id: id, name: id, f: 'D', units: 'megawatthours' },
    data: Array.from({ length: 31 }, (_, day) => [`202303${String(31 - day).padStart(2, '0')}`, 1]),
  }),
);
let gateway: TestGateway;
let watched: WatchedBackend;
let served: EiaServer;
let fail: (statement: Statement) => Error | null = () => null;

beforeAll(async () => {
  const settings = { 'data_backend.backend_type': 'clickhouse', 'timescale.url': 'none' };
  gateway = await startGateway({ settings });
  await loadLines(gateway.backend('clickhouse'), [...LINES, ...DAYS]);
  watched = watchBackend(gateway.backend('clickhouse'), (statement) => fail(statement));
  served = await startEiaServer(watched);
}, 60_000);

afterAll(async () => {
  await served.server.close();
  await gateway.close();
});

async function statementsOf(query: string): Promise<string[]> {
  watched.statements.length = 0;
  const { errors } = await served.query(query);
  expect(errors).toEqual([]);
  return watched.statements.map(({ summary }) => summary).sort();
}

describe('the number of statements does not grow with the number of series', () => {
  test.each([1, 10, 50, 160])(
    'a page of %d series with observations, columns, latest and counts',
    async (first) => {
      const query = `{ eiaSeriesConnection(first: ${first}) { totalCount nodes { id dataset { seriesCount }
      latest { value } observations(first: 2) { totalCount nodes { value } } columns { value epochMillis }
      other: columns(convertTo: "GWh") { value } } } }`;
      expect(await statementsOf(query)).toEqual([
        'SELECT arrays eia_observation',
        'SELECT count eia_observation',
        'SELECT count eia_series',
        'SELECT eia_observation',
        'SELECT eia_observation',
        'SELECT eia_series',
        'SELECT eia_series datasets',
      ]);
    },
  );

  const BUCKETS = 'SELECT buckets eia_observation';
  test.each([
    ['whole buckets', '2023-04-03', [BUCKETS, BUCKETS], [3, 3]],
    ['a cut one and a whole one that need the same', '2023-04-02', [BUCKETS, BUCKETS, BUCKETS], [3, 2]],
  ])('series compared with a month before: %s', async (_, end, statements, count) => {
    const query = `{ eiaSeriesByIds(ids: ["TEST.T1.D", "TEST.T2.D"]) { bucketColumns(width: "P3D",
      origin: "2023-03-28", range: { between: { start: "2023-03-28", end: "${end}" } }, compareWith: "P1M") {
        comparison { start count } } } }`;
    expect(await statementsOf(query)).toEqual([...statements, 'SELECT eia_series']);
    const { data } = await served.query(query);
    const start = ['2023-03-01T00:00:00Z', '2023-03-01T00:00:00Z'];
    const each = { bucketColumns: { comparison: { start, count } } };
    expect(data).toEqual({ eiaSeriesByIds: [each, each] });
  });

  test.each([1, 160])('a page of %d series as they stood, with what was restated', async (first) => {
    const asOf = 'asOf: "2024-01-01T00:00:00Z"';
    const query = `{ eiaSeriesConnection(first: ${first}) { nodes { observations(${asOf}) { totalCount nodes { value } }
      columns(${asOf}) { value } now: columns { value } revisions(last: 3) { totalCount nodes { value } } } } }`;
    expect(await statementsOf(query)).toEqual([
      'SELECT arrays eia_observation',
      'SELECT arrays eia_observation',
      'SELECT count eia_observation',
      'SELECT count eia_revision',
      'SELECT eia_observation',
      'SELECT eia_revision',
      'SELECT eia_series',
    ]);
  });

  test('series asked for one by one, with ranges of their own', async () => {
    const fields = Array.from({ length: 20 }, (_, index) => {
      const id = `TEST.S${String(index).padStart(3, '0')}.A`;
      const range = `range: { periods: { from: "${2001 + (index % 3)}" } }`;
      return `s${index}: eiaSeries(id: "${id}") { columns(${range}) { value } other: columns { time period } }`;
    });
    expect(await statementsOf(`{ ${fields.join('\n')} }`)).toEqual([
      'SELECT arrays eia_observation',
      'SELECT eia_series',
    ]);
  });

  test.each([1, 160])('ranges of %d series that end with their newest values', async (first) => {
    const range = (until: string) => `range: { last: { duration: "P2Y", until: ${until} } }`;
    const page = (until: string) => `{ eiaSeriesConnection(first: ${first}) { nodes {
      latest { value } columns(${range(until)}) { value } observations(${range(until)}) { totalCount nodes { value } } } } }`;
    const read = ['arrays', 'count', ''].map(
      (what) => `SELECT ${what === '' ? '' : `${what} `}eia_observation`,
    );
    // The newest values are those of `latest`: one statement for both.
    expect(await statementsOf(page('LATEST_DATA'))).toEqual([
      ...read,
      'SELECT eia_observation',
      'SELECT eia_series',
    ]);
    expect(await statementsOf(page('NOW'))).toEqual([...read, 'SELECT eia_observation', 'SELECT eia_series']);
  });

  test('the dimensions of the dataset of every series on a page', async () => {
    const query = '{ eiaSeriesConnection(first: 50) { nodes { dataset { dimensions { name } } } } }';
    expect(await statementsOf(query)).toEqual(['SELECT eia_series', 'SELECT eia_series facets']);
  });

  test('nothing that was not selected is read', async () => {
    expect(
      await statementsOf('{ eiaSeries(id: "TEST.S001.A") { dataset { code name } region { code } } }'),
    ).toEqual(['SELECT eia_series']);
    expect(
      await statementsOf('{ gateway { version } backends { name status pool { max } } __typename }'),
    ).toEqual([]);
  });
});

describe('a failing statement nulls its own field and no other', () => {
  const broken = new AurumError('BACKEND_UNAVAILABLE', 'The engine does not answer.', {
    backend: 'clickhouse',
    retryAfterMillis: 2_000,
    cause: new Error('connect ECONNREFUSED secret-host:8123 select * from secret'),
  });
  const failing = async (part: string, query: string) => {
    fail = ({ summary }) => (summary.includes(part) ? broken : null);
    try {
      return await served.query(query);
    } finally {
      fail = () => null;
    }
  };
  const EXTENSIONS = {
    code: 'BACKEND_UNAVAILABLE',
    backend: 'clickhouse',
    retryable: true,
    retryAfterMs: 2_000,
    requestId: expect.any(String),
  };

  // Every nullable field that waits for an engine: the statement it needs, the query, what is left of the answer.
  const cases: [part: string, query: string, data: unknown, path: string][] = [
    [
      'SELECT eia_series',
      '{ eiaSeries(id: "TEST.S001.A") { id } gateway { id } }',
      { eiaSeries: null, gateway: { id: 'Gateway:self' } },
      'eiaSeries',
    ],
    [
      'SELECT eia_series',
      '{ eiaSeriesByIds(ids: ["TEST.S001.A"]) { id } __typename }',
      { eiaSeriesByIds: null, __typename: 'Query' },
      'eiaSeriesByIds',
    ],
    [
      'SELECT eia_series',
      '{ eiaSeriesConnection { nodes { id } } __typename }',
      { eiaSeriesConnection: null, __typename: 'Query' },
      'eiaSeriesConnection',
    ],
    [
      'datasets',
      '{ eiaDatasets { code } __typename }',
      { eiaDatasets: null, __typename: 'Query' },
      'eiaDatasets',
    ],
    [
      'datasets',
      '{ eiaDataset(code: "TEST") { code } __typename }',
      { eiaDataset: null, __typename: 'Query' },
      'eiaDataset',
    ],
    [
      'SELECT eia_series',
      '{ node(id: "TEST.S001.A") { id } __typename }',
      { node: null, __typename: 'Query' },
      'node',
    ],
    [
      'count eia_series',
      '{ eiaSeriesConnection(first: 1) { totalCount nodes { id } } }',
      { eiaSeriesConnection: { totalCount: null, nodes: [{ id: 'TEST.S000.A' }] } },
      'eiaSeriesConnection.totalCount',
    ],
    [
      'eia_observation',
      '{ eiaSeries(id: "TEST.S001.A") { id latest { value } } }',
      { eiaSeries: { id: 'TEST.S001.A', latest: null } },
      'eiaSeries.latest',
    ],
    [
      'eia_observation',
      '{ eiaSeries(id: "TEST.S001.A") { id observations { nodes { value } } } }',
      { eiaSeries: { id: 'TEST.S001.A', observations: null } },
      'eiaSeries.observations',
    ],
    [
      'count eia_observation',
      '{ eiaSeries(id: "TEST.S001.A") { observations(first: 1) { totalCount nodes { value } } } }',
      { eiaSeries: { observations: { totalCount: null, nodes: [{ value: 1 }] } } },
      'eiaSeries.observations.totalCount',
    ],
    [
      'arrays',
      '{ eiaSeries(id: "TEST.S001.A") { id columns { value } latest { value } } }',
      { eiaSeries: { id: 'TEST.S001.A', columns: null, latest: { value: 3 } } },
      'eiaSeries.columns',
    ],
    [
      'datasets',
      '{ eiaSeries(id: "TEST.S001.A") { dataset { code name seriesCount frequencies startPeriod } } }',
      {
        eiaSeries: {
          dataset: { code: 'TEST', name: 'TEST', seriesCount: null, frequencies: null, startPeriod: null },
        },
      },
      'eiaSeries.dataset.seriesCount',
    ],
    [
      'facets',
      '{ eiaDataset(code: "TEST") { code dimensions { name } } }',
      { eiaDataset: { code: 'TEST', dimensions: null } },
      'eiaDataset.dimensions',
    ],
    [
      'dimension',
      '{ eiaDataset(code: "TEST") { dimensions { name values(first: 1) { nodes { value } } } } }',
      {
        eiaDataset: {
          dimensions: ['frequency', 'region', 'units', 'part_1'].map((name) => ({ name, values: null })),
        },
      },
      'eiaDataset.dimensions.0.values',
    ],
    [
      'count eia_series dimension',
      '{ eiaDataset(code: "TEST") { dimensions { values(first: 0) { totalCount nodes { value } } } } }',
      { eiaDataset: { dimensions: Array(4).fill({ values: { totalCount: null, nodes: [] } }) } },
      'eiaDataset.dimensions.0.values.totalCount',
    ],
  ];

  test.each(cases)('%s in %s', async (part, query, data, path) => {
    const answer = await failing(part, query);
    expect(answer.data).toEqual(data);
    // Fields fail in the order their statements do.
    const places = answer.errors.map((error) => String(error.path).replaceAll(',', '.'));
    expect(places).toContain(path);
    expect(answer.errors[0]?.extensions).toEqual(EXTENSIONS);
    expect(answer.text).not.toMatch(/secret|ECONNREFUSED|select \*/);
  });

  test('the log says what the client does not', async () => {
    served.logs.length = 0;
    await failing('arrays', '{ eiaSeries(id: "TEST.S001.A") { columns { value } } }');
    expect(served.logs.find(({ msg }) => msg === 'Query failed.')).toMatchObject({
      requestId: expect.any(String),
      dao: 'EiaDao',
      backend: 'clickhouse',
      queryHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      query: 'SELECT arrays eia_observation',
      parameters: expect.arrayContaining(['p0: text[]']),
      elapsedMillis: expect.any(Number),
      errorClass: 'BACKEND_UNAVAILABLE',
    });
  });
});
