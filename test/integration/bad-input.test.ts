import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { VARIED_LINES } from '../support/varied-lines.ts';

let gateway: TestGateway;

beforeAll(async () => {
  const settings = {
    'data_backend.backend_type': 'clickhouse',
    'timescale.url': 'none',
    'limits.max_points': '20',
    'limits.max_sampled_points': '25',
    'limits.max_batch': '5',
  };
  gateway = await startGateway({ settings });
  await loadLines(gateway.backend('clickhouse'), VARIED_LINES);
}, 60_000);

afterAll(() => gateway.close());

const connection = (args: string): string => `{ eiaSeriesConnection(${args}) { nodes { id } } }`;
const observations = (args: string): string =>
  `{ eiaSeries(id: "TEST.DAILY.D") { observations(${args}) { nodes { period } } } }`;
const columns = (args: string): string =>
  `{ eiaSeries(id: "TEST.HOURLY.H") { id columns(${args}) { value } } }`;

const trades = (field: string): string => `{ trades { ${field} } }`;
/** A filter that nests `not` and `and` so many levels deep; with 19 levels it holds for everything. */
const nested = (levels: number): string =>
  Array.from({ length: levels }, (_, index) => index).reduce(
    (inner, index) => (index % 2 === 0 ? `{ not: ${inner} }` : `{ and: [${inner}, {}] }`),
    '{}',
  );

describe('an argument that cannot be used is named, with what would be right', () => {
  const cases: [argument: string, query: string][] = [
    ['first', connection('first: -1')],
    ['first', connection('first: 1000000000')],
    ['last', connection('first: 1, last: 1')],
    ['last', connection('last: -5')],
    ['after', connection('after: "forged"')],
    ['before', connection('before: ""')],
    ['offset', connection('offset: -1')],
    ['offset', connection('last: 1, offset: 3')],
    ['where.id.eq', connection('where: { id: { eq: null } }')],
    ['where.not', connection('where: { not: null }')],
    ['where.and.1.units.in', connection('where: { and: [{}, { units: { in: null } }] }')],
    ['where.search', connection('where: { search: " -- " }')],
    ['where.id.startsWith', connection('where: { id: { startsWith: "A\\u0000" } }')],
    ['where.broker.in.1', trades('rows(where: { broker: { in: ["a", "\\u0000"] } }) { totalCount }')],
    ['orderBy', connection(`orderBy: [${'{ field: ID }'.repeat(6)}]`)],
    ['first', observations('first: -1')],
    ['first', observations('first: 1000000000')],
    ['last', observations('first: 1, last: 1')],
    ['after', observations('after: "bm90IGEgY3Vyc29yIG9mIG91cnMgYXQgYWxs"')],
    ['range.between', observations('range: { between: { start: "2024-02-01", end: "2024-01-01" } }')],
    ['range.periods', observations('range: { periods: { from: "2024-03", through: "2024-01" } }')],
    ['range.periods', observations('range: { periods: { from: "2024-03", through: "2024-02" } }')],
    ...['P0D', '-P1D', 'P1DT1H', '0 days', 'P100000Y', 'P3000Y'].flatMap((duration): [string, string][] => [
      ['range.last.duration', observations(`range: { last: { duration: "${duration}", until: NOW } }`)],
      [
        'range.last.duration',
        trades(`rows(range: { last: { duration: "${duration}", until: NOW } }) { totalCount }`),
      ],
    ]),
    ['range.last.duration', observations('range: { last: { duration: "P3000Y" } }')],
    [
      'width',
      trades('buckets(width: "PT1S", range: { last: { duration: "P30Y", until: NOW } }) { totalCount }'),
    ],
    [
      'p',
      `{ eiaSeries(id: "TEST.DAILY.D") { buckets(width: "P1Y") { ${Array.from(
        { length: 51 },
        (_, at) => `p${at}: percentile(p: ${at / 100})`,
      ).join(' ')} } } }`,
    ],
    ['asOf', observations('asOf: "2999-01-01T00:00:00Z"')],
    ['asOf', observations('asOf: "2024-01-01"')],
    ['asOf', '{ eiaSeries(id: "TEST.DAILY.D") { columns(asOf: "2999-01-01T00:00:00Z") { value } } }'],
    ['last', '{ eiaSeries(id: "TEST.DAILY.D") { revisions(first: 1, last: 1) { totalCount } } }'],
    ['before', '{ eiaSeries(id: "TEST.DAILY.D") { revisions(before: "forged") { totalCount } } }'],
    ...[0, 1, -5, 21, 2_147_483_647].map((points): [string, string] => [
      'maxPoints',
      columns(`maxPoints: ${points}`),
    ]),
    ['ids', '{ eiaSeriesByIds(ids: ["1", "2", "3", "4", "5", "6"]) { id } }'],
  ];

  test.each(cases)('%s in %s', async (argument, query) => {
    const { errors, data } = await gateway.query(query);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
      allowed: expect.stringMatching(/./),
      retryable: false,
      requestId: expect.any(String),
    });
    expect(JSON.stringify(data)).toContain('null');
  });

  test.each([
    ['where', 'too many levels', connection(`where: ${nested(21)}`)],
    [
      'where',
      'too many conditions',
      connection(`where: { or: [${'{ units: { eq: "MWh" } }'.repeat(501)}] }`),
    ],
    ['where', 'too many empty conditions', connection(`where: { or: [${'{}'.repeat(501)}] }`)],
    ['where', 'too many levels on rows', trades(`rows(where: ${nested(21)}) { totalCount }`)],
    ['having', 'too many levels', trades(`groups(groupBy: [], having: ${nested(21)}) { totalCount }`)],
  ])('%s with %s', async (argument, _, query) => {
    const { errors } = await gateway.query(query);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument, allowed: expect.stringMatching(/^At most \d+/) } },
    ]);
  });

  test.each([
    ['as many levels as are allowed', `{ and: [${nested(19)}] }`, VARIED_LINES.length],
    ['as many conditions as are allowed', `{ or: [${'{ units: { eq: "furlong" } }'.repeat(500)}] }`, 0],
    ['many values in one condition', `{ units: { in: [${'"furlong" '.repeat(2_000)}] } }`, 0],
  ])('%s', async (_, where, totalCount) => {
    const { data, errors } = await gateway.query(`{ eiaSeriesConnection(where: ${where}) { totalCount } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({ eiaSeriesConnection: { totalCount } });
  });

  test('a cursor of another list is refused', async () => {
    const page = await gateway.query('{ eiaSeriesConnection(first: 1) { pageInfo { endCursor } } }');
    const cursor = /"endCursor":"([^"]+)"/.exec(page.text)?.[1];
    expect(cursor).toBeDefined();
    const { errors } = await gateway.query(connection(`after: "${cursor}", where: { search: "invented" }`));
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
  });

  test('a range with too many points is refused, not cut', async () => {
    const { data, errors } = await gateway.query(
      '{ eiaSeries(id: "TEST.HOURLY.H") { id columns { value } } }',
    );
    expect(data).toEqual({ eiaSeries: { id: 'TEST.HOURLY.H', columns: null } });
    expect(errors[0]).toMatchObject({
      message: 'The range holds more than 20 observations of TEST.HOURLY.H.',
      extensions: { code: 'RESULT_TOO_LARGE', argument: 'range' },
    });
  });

  test('too many points to choose from are refused as well', async () => {
    const { data, errors } = await gateway.query(columns('maxPoints: 20'));
    expect(data).toEqual({ eiaSeries: { id: 'TEST.HOURLY.H', columns: null } });
    expect(errors[0]).toMatchObject({
      message: 'The range holds more than 25 observations of TEST.HOURLY.H.',
      extensions: { code: 'RESULT_TOO_LARGE', argument: 'range' },
    });
    const day = 'range: { periods: { from: "2024-03-10T00", through: "2024-03-10T23" } }';
    const fits = await gateway.query(columns(`${day}, maxPoints: 20`));
    expect(fits.errors).toEqual([]);
    expect(
      (fits.data as { eiaSeries: { columns: { value: number[] } } }).eiaSeries.columns.value,
    ).toHaveLength(20);
  });
});

describe('a value that does not fit its type is refused before anything runs', () => {
  const literal: [what: string, query: string, says: RegExp][] = [
    [
      'two members of a @oneOf',
      observations('range: { between: {}, periods: { from: "2024" } }'),
      /exactly one/i,
    ],
    [
      'an end and a duration',
      observations('range: { between: { end: "2024" }, last: { duration: "P1D" } }'),
      /exactly one/i,
    ],
    ['an anchor that is none', observations('range: { last: { duration: "P1D", until: NOON } }'), /NOON/],
    ['no member of a @oneOf', observations('range: {}'), /exactly one/i],
    ['an offset as a zone', observations('timeZone: "+02:00"'), /not a time zone/],
    ['a zone that is none', observations('timeZone: "Mars/Olympus"'), /not a time zone/],
    [
      'a day that does not exist',
      observations('range: { between: { start: "2024-02-30" } }'),
      /not a point in time/,
    ],
    [
      'a date in a year too far',
      observations('range: { between: { end: "9999-12-31" } }'),
      /not a point in time/,
    ],
    ['a period that is none', observations('range: { periods: { from: "2024-13" } }'), /period/],
    ['a number as a time', observations('range: { between: { start: 5 } }'), /TimeBound must be a string/],
    ['an enum value that is none', connection('where: { frequency: [FORTNIGHTLY] }'), /FORTNIGHTLY/],
  ];

  test.each(literal)('%s, in the document', async (_, query, says) => {
    const { data, errors, status } = await gateway.query(query);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(data ?? null).toBeNull();
    expect(errors[0]?.message).toMatch(says);
    // What a scalar refuses has an argument and what is allowed; the rest is graphql-js's own.
    const refusal = errors[0]?.extensions;
    if (query.includes('9999')) expect(refusal?.allowed).toMatch(/from 1600 to 2500/);
    expect(refusal).toMatchObject(
      /not a|period/.test(errors[0]?.message ?? '')
        ? { code: 'BAD_USER_INPUT', argument: expect.any(String), allowed: expect.anything() }
        : { code: 'GRAPHQL_VALIDATION_FAILED', retryable: false },
    );
  });

  const OBSERVE = `query ($range: TimeRange, $timeZone: TimeZone! = "UTC") {
    eiaSeries(id: "TEST.DAILY.D") { observations(range: $range, timeZone: $timeZone) { nodes { period } } } }`;
  const inVariables: [what: string, variables: Record<string, unknown>, says: RegExp][] = [
    ['two members of a @oneOf', { range: { between: {}, periods: { from: '2024' } } }, /exactly one/i],
    [
      'a period and a duration',
      { range: { periods: { from: '2024' }, last: { duration: 'P1D' } } },
      /exactly one/i,
    ],
    ['a member of a @oneOf that is null', { range: { between: null } }, /must be non-null|exactly one/i],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, /not a time zone/],
    ['a key nobody knows', { range: { between: { begin: '2024' } } }, /begin/],
    ['a day that does not exist', { range: { between: { end: '2024-02-30' } } }, /not a point in time/],
  ];

  test.each([
    ['timeZone', { zone: 'Mars/Base' }],
    ['origin', { origin: '300000-01-01' }],
    ['range.periods.from', { range: { periods: { from: '2024-13' } } }],
    ['range.between.end', { range: { between: { start: '2023', end: 'soon' } } }],
    ['range.periods.through', { period: '2024-02-31' }],
    ['where.and.1.tradeId.in.2', { lots: { and: [{}, { tradeId: { in: ['1', '2', '1.5'] } }] } }],
  ])('names the argument %s that a variable stands in', async (argument, variables) => {
    const { errors } = await gateway.query(
      `query ($zone: TimeZone! = "UTC", $origin: TimeBound, $range: TimeRange, $period: Period, $lots: TradesFilter) {
        eiaSeries(id: "TEST.DAILY.D") {
          buckets(width: "P1Y", timeZone: $zone, origin: $origin, range: $range) { count }
          observations(range: { periods: { from: "2024-01", through: $period } }, timeZone: $zone) { totalCount } }
        trades { rows(where: $lots) { totalCount } } }`,
      variables,
    );
    expect(errors.map(({ extensions }) => extensions)).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
    expect(errors[0]?.message).toContain(`"$${Object.keys(variables)[0]}"`);
  });

  test.each(inVariables)('%s, in variables', async (_, variables, says) => {
    const { data, errors } = await gateway.query(OBSERVE, variables);
    expect(data ?? null).toBeNull();
    expect(errors[0]?.message).toMatch(says);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
  });

  test('the newest data are what a duration in variables ends with', async () => {
    const { errors, data } = await gateway.query(OBSERVE, { range: { last: { duration: '2 days' } } });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      eiaSeries: { observations: { nodes: [{ period: '2024-03-10' }, { period: '2024-03-11' }] } },
    });
  });

  test('good values in variables work', async () => {
    const range = { between: { start: '2024-03-10', end: '2024-03-11' } };
    const { errors, text } = await gateway.query(OBSERVE, { range, timeZone: 'america/new_york' });
    expect(errors).toEqual([]);
    expect(text).toContain('"2024-03-10"');
  });
});

describe('a field of an engine that is left out says how to have one', () => {
  test.each([
    ['federatedQuery', '(sql: "select 1", catalogs: ["iceberg"]) { rows }'],
    ['validateQuery', '(sql: "select 1") { valid }'],
    ['icebergTables', '(catalog: "iceberg", schema: "x") { nodes { id } }'],
    ['node', '(id: "IcebergTable:iceberg.x.y") { id }'],
  ])('%s', async (field, rest) => {
    const { data, errors } = await gateway.query(`{ ${field}${rest} gateway { id } }`);
    expect(data).toEqual({ [field]: null, gateway: { id: 'Gateway:self' } });
    expect(errors).toMatchObject([
      {
        message: 'The settings name no trino engine. Start one with `npm run trino`, and set trino.url.',
        extensions: { code: 'BACKEND_NOT_CONFIGURED', backend: 'trino', retryable: false },
      },
    ]);
  });
});
