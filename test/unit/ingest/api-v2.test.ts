import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AurumError } from '../../../src/errors.ts';
import type { ApiRequest } from '../../../src/ingest/api-route.ts';
import { openApiRoute } from '../../../src/ingest/api-v2.ts';
import { load } from '../../../src/ingest/load.ts';
import type { SeriesRecord, SourceEntry } from '../../../src/ingest/record.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { type EiaApi, startEiaApi } from '../../support/eia-api.ts';
import { EIA_ROUTES } from '../../support/eia-routes.ts';
import { createRecordingBackend } from '../../support/recording-backend.ts';
import { linesSource } from '../../support/series-lines.ts';

const ASK: ApiRequest = {
  route: 'electricity/retail-sales',
  facets: {},
  columns: [],
  frequency: 'monthly',
  start: null,
  end: null,
};

let api: EiaApi;
const pauses: number[] = [];
const signal = new AbortController().signal;

beforeAll(async () => {
  api = await startEiaApi(EIA_ROUTES);
});
afterAll(() => api.close());
beforeEach(() => {
  api.asked.length = 0;
  api.faults.length = 0;
  pauses.length = 0;
});

async function entriesOf(request: Partial<ApiRequest>, apiKey = api.apiKey): Promise<SourceEntry[]> {
  const pause = async (millis: number): Promise<void> => void pauses.push(millis);
  const source = await openApiRoute({ ...ASK, ...request }, { baseUrl: api.url, apiKey, pause }, signal);
  const entries: SourceEntry[] = [];
  for await (const entry of source.entries) entries.push(entry);
  expect(source.progress().done).toBe(source.progress().total);
  return entries;
}

async function recordsOf(request: Partial<ApiRequest>): Promise<SeriesRecord[]> {
  const entries = await entriesOf(request);
  return entries.flatMap((entry) => (entry.kind === 'series' ? [entry.record] : []));
}

test('a row without a series id becomes a series per data column, over all pages', async () => {
  const records = await recordsOf({});
  expect(records.map(({ id }) => id)).toEqual(
    ['AK.ALL', 'AK.RES', 'TX.ALL', 'TX.RES'].flatMap((facets) =>
      ['price', 'sales'].map((column) => `V2.electricity/retail-sales.${facets}.${column}.monthly`),
    ),
  );
  expect(api.asked.map((query) => [query.get('offset'), query.get('length')])).toEqual([
    ['0', '5000'],
    ['5000', '5000'],
  ]);
  expect([...(api.asked[0] ?? [])]).toEqual(
    expect.arrayContaining([
      ['frequency', 'monthly'],
      ['data[]', 'price'],
      ['data[]', 'sales'],
      ['sort[0][column]', 'stateid'],
      ['sort[1][column]', 'sectorid'],
      ['sort[2][column]', 'period'],
    ]),
  );
  expect(records[1]).toMatchObject({
    name: 'Sales : Alaska : all sectors : monthly',
    description: 'Sales. Sources: forms',
    units: 'million kilowatt hours',
    frequency: 'MONTHLY',
    dataset: 'electricity/retail-sales',
    region: 'USA-AK',
    facets: { stateid: 'AK', sectorid: 'ALL' },
    facetLabels: { stateid: 'Alaska', sectorid: 'all sectors' },
    sourceHash: '',
    nullCount: 500,
  });
  expect(records[0]?.periods).toHaveLength(1_500);
  expect(records[0]?.values.slice(0, 3)).toEqual([0, 0.125, 0.25]);
});

test('facets, columns and periods are passed on in the spelling of the API', async () => {
  const facets = { stateid: ['AK', 'TX'], sectorid: ['RES'] };
  const records = await recordsOf({
    facets,
    columns: ['sales'],
    frequency: 'M',
    start: '199901',
    end: '1999-03',
  });
  expect(records.map(({ id, periods }) => [id, periods.length])).toEqual([
    ['V2.electricity/retail-sales.AK.RES.sales.monthly', 3],
    ['V2.electricity/retail-sales.TX.RES.sales.monthly', 3],
  ]);
  const query = api.asked[0];
  expect([query?.get('start'), query?.get('end')]).toEqual(['1999-01', '1999-03']);
  expect(query?.getAll('facets[stateid][]')).toEqual(['AK', 'TX']);
});

test('rows with a series id get the id of the bulk files', async () => {
  const records = await recordsOf({ route: '/seds/', frequency: null });
  expect(records).toEqual([
    expect.objectContaining({
      id: 'SEDS.TETCB.TX.A',
      name: 'Total',
      dataset: 'SEDS',
      facets: { part_1: 'TETCB', part_2: 'TX' },
      region: 'USA-TX',
      values: [1, null],
    }),
  ]);
});

test('answers as EIA gave them', async () => {
  if (EIA_ROUTES['natural-gas/pri/fut'].rows.length === 0) return;
  const [gas] = await recordsOf({ route: 'natural-gas/pri/fut', frequency: null });
  expect(gas).toMatchObject({
    id: 'NG.RNGC4.W',
    name: 'Natural Gas Futures Contract 4 (Dollars per Million Btu)',
    units: '$/MMBTU',
    frequency: 'WEEKLY',
    values: [1.869],
  });
  const [demand] = await recordsOf({ route: 'electricity/rto/region-data', frequency: null });
  expect(demand).toMatchObject({
    id: 'V2.electricity/rto/region-data.AEC.D.value.hourly',
    name: 'Demand : PowerSouth Energy Cooperative : Demand : hourly',
    units: 'megawatthours',
    facetLabels: { respondent: 'PowerSouth Energy Cooperative', type: 'Demand' },
    values: [486],
  });
});

describe('what may pass is asked again', () => {
  test.each([
    ['too many requests', [{ status: 429, retryAfter: '3' }], [3_000]],
    ['server errors', [{ status: 500 }, { status: 503 }], [expect.any(Number), expect.any(Number)]],
    ['broken connections', ['broken connection', 'cut answer'], [expect.any(Number), expect.any(Number)]],
    ['a short page', ['short page'], []],
  ] as const)('%s', async (_, faults, expected) => {
    api.faults.push(...faults);
    const records = await recordsOf({ facets: { stateid: ['AK'] }, columns: ['price'] });
    expect(records.map(({ periods }) => periods.length)).toEqual([1_500, 1_500]);
    expect(pauses).toEqual(expected);
  });

  test('but not for ever', async () => {
    for (let index = 0; index < 20; index += 1) api.faults.push({ status: 500 });
    await expect(entriesOf({})).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: "EIA's API: HTTP 500, 6 times in a row. Try again later.",
    });
    expect(api.asked).toHaveLength(6);
  });

  test('a page that stays short is an error, never the end', async () => {
    api.faults.push('short page', 'short page', 'short page');
    await expect(entriesOf({})).rejects.toThrow('gave 4999 rows where 5000 of 6000 were due, 3 times');
  });
});

test('a total that moves while pages are read is an error', async () => {
  api.faults.push('total changes');
  await expect(entriesOf({})).rejects.toThrow(
    'EIA changed "electricity/retail-sales" while it was read (from 6001 to 6000',
  );
});

test('an order that is not kept is an error', async () => {
  api.faults.push('wrong order', 'wrong order');
  await expect(entriesOf({})).rejects.toThrow('did not keep the order asked for');
});

test.each([
  [
    'a folder of routes',
    { route: 'electricity' },
    'has no data of its own. Below it: electricity/retail-sales, electricity/rto',
  ],
  ['an unknown route', { route: 'nothing/here' }, 'EIA\'s API has no route "nothing/here"'],
  ['no route', { route: '../x?y' }, 'is not a route'],
  ['an unknown facet', { facets: { state: ['AK'] } }, 'has no facet "state"; it has stateid, sectorid'],
  ['an unknown facet value', { facets: { stateid: ['ZZ'] } }, 'No rows of "electricity/retail-sales" fit'],
  ['an unknown column', { columns: ['cost'] }, 'has no data "cost"; it has price, sales'],
  [
    'no frequency where there are two',
    { frequency: null },
    'several frequencies: choose one of monthly, annual',
  ],
  ['another frequency', { frequency: 'weekly' }, 'has no weekly figures; it has monthly, annual'],
  ['a wrong frequency', { frequency: 'often' }, '"often" is not a frequency'],
  ['a wrong period', { start: '2024-13' }, 'the month must be 01 to 12'],
])('refuses %s', async (_, request, message) => {
  await expect(entriesOf(request)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining(message),
  });
});

test('a wrong key is told without the key', async () => {
  const failure: unknown = await entriesOf({}, 'very-secret').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AurumError);
  const text = `${String(failure)} ${JSON.stringify(failure)} ${String((failure as AurumError).stack)}`;
  expect(text).toContain('EIA_API_KEY');
  expect(text).not.toContain('very-secret');
});

test('a row that cannot be read is rejected with its number', async () => {
  const bad = [{ period: '2020', seriesId: 'X', stateId: 'US', value: 'oops' }];
  const stub = await startEiaApi({ seds: { ...EIA_ROUTES.seds, rows: bad } });
  try {
    const source = await openApiRoute(
      { ...ASK, route: 'seds', frequency: null },
      { baseUrl: stub.url, apiKey: stub.apiKey },
      signal,
    );
    const outcome = await load(source, {
      backends: [createRecordingBackend()],
      skipBad: false,
      signal,
      logger: SILENT,
      onEvent() {},
    });
    expect(outcome.error?.message).toMatch(/^seds, row 1: the value of 2020 is "oops"/);
  } finally {
    await stub.close();
  }
});

test('a part from the API merges with a series from a bulk file', async () => {
  const backend = createRecordingBackend();
  const options = { backends: [backend], skipBad: false, signal, logger: SILENT, onEvent() {} };
  const bulk = JSON.stringify({
    series_id: 'SEDS.TETCB.TX.A',
    name: 'Total, Texas',
    f: 'A',
    geography: 'USA-TX',
    geoset_id: 'G',
    data: [
      ['2020', 2],
      ['2019', null],
    ],
  });
  await load(await linesSource([bulk]), options);
  const request = { ...ASK, route: 'seds', frequency: null };
  const { summary } = await load(
    await openApiRoute(request, { baseUrl: api.url, apiKey: api.apiKey }, signal),
    options,
  );
  expect(summary.backends[0]).toMatchObject({ added: 1, revised: 1, changedSeries: 1 });
  expect(backend.row('eia_series', 'SEDS.TETCB.TX.A')).toMatchObject({
    start_period: '2019',
    end_period: '2021',
    observation_count: 3,
    null_count: 2,
    region: 'USA-TX',
    attributes: { geoset_id: 'G' },
    source_hash: expect.stringMatching(/^part:/),
  });
});
