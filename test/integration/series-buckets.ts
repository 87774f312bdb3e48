import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ComparedEngine, type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import { loadLines } from '../support/load-lines.ts';

const HOUR_MILLIS = 3_600_000;
/** Three days from the local midnight before New York's clocks go back. */
const FALL = Date.parse('2024-11-02T04:00:00Z');

const LEAP = Date.parse('2024-02-28T00:00:00Z');

const LINES: readonly string[] = [
  line(
    'TEST.HOURLY.H',
    'H',
    Array.from({ length: 73 }, (_, hour) => [hourLabel(FALL + hour * HOUR_MILLIS), hour]),
  ),
  line(
    'TEST.MONTHLY.M',
    'M',
    ['2022', '2023', '2024'].flatMap((year, place) =>
      Array.from({ length: 12 }, (_, month) => [
        `${year}${String(month + 1).padStart(2, '0')}`,
        place * 100 + month + 1,
      ]),
    ),
  ),
  line('TEST.GAPS.M', 'M', [
    ['202301', 1],
    ['202304', 4],
    ['202305', null],
    ['202308', 10],
  ]),
  line('TEST.WEEKLY.W', 'W', [
    ['20231229', 1],
    ['20240105', 2],
    ['20240112', 4],
  ]),
  line('TEST.EMPTY.M', 'M', []),
  // One each hour from the 28th of February through March.
  line(
    'TEST.SPRING.H',
    'H',
    Array.from({ length: 33 * 24 }, (_, hour) => [hourLabel(LEAP + hour * HOUR_MILLIS), 1]),
  ),
  line('TEST.HUGE.M', 'M', [
    ['202301', 0.2],
    ['202302', 0.1],
    ['202303', 1e300],
    ['202304', -1e300],
    ['202401', 1.7e308],
    ['202402', 1.5e308],
    ['202601', -1.7e308],
    ['202602', 1.7e308],
  ]),
  line(
    'TEST.PRICE.M',
    'M',
    [
      ['202401', 2],
      ['202402', 4],
    ],
    'dollars per barrel',
  ),
];

type Columns = {
  readonly length: number;
  readonly epochMillis: readonly number[];
  readonly count: readonly number[];
};

/** The suite that holds buckets of series to figures worked out by hand, on each engine. */
export function seriesBuckets(engines: readonly ComparedEngine[]): void {
  describe(`buckets of series · ${engines.join(', ')}`, () => suite(engines));
}

function suite(engines: readonly ComparedEngine[]): void {
  let gateways: EngineGateways;

  beforeAll(async () => {
    gateways = await startEngineGateways(engines, 'series_buckets');
    await Promise.all(gateways.list.map(({ kind, gateway }) => loadLines(gateway.backend(kind), LINES)));
  }, 120_000);

  afterAll(() => gateways.close());

  /** What every engine answers of a series: the same bytes. */
  async function ask(id: string, selection: string): Promise<Record<string, unknown>> {
    const query = `{ eiaSeries(id: "${id}") { ${selection} } }`;
    const all = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
    const [first, ...others] = all;
    expect(all.map(({ errors }) => errors)).toEqual(all.map(() => []));
    for (const { text } of others) expect(text).toBe(first?.text);
    const { eiaSeries } = (first?.data ?? {}) as { eiaSeries: Record<string, unknown> };
    return eiaSeries;
  }

  /** The arrays of `bucketColumns`. */
  async function columns(id: string, args: string, selection: string): Promise<unknown> {
    const { bucketColumns } = await ask(id, `bucketColumns(${args}) { ${selection} }`);
    return bucketColumns;
  }

  /** The refusal of every engine: the same one. */
  async function refusal(id: string, args: string): Promise<unknown> {
    const query = `{ eiaSeries(id: "${id}") { buckets(${args}) { count } } }`;
    const all = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
    const texts = all.map(({ errors: [error] }) => {
      const { code, argument, allowed } = error?.extensions ?? {};
      return { code, argument, allowed };
    });
    for (const text of texts) expect(text).toEqual(texts[0]);
    return texts[0];
  }

  test('a local day of 25 hours is one bucket', async () => {
    const args = 'width: "P1D", timeZone: "America/New_York"';
    expect(await columns('TEST.HOURLY.H', args, 'start state count sum min max')).toEqual({
      start: ['2024-11-02T00:00:00-04:00', '2024-11-03T00:00:00-04:00', '2024-11-04T00:00:00-05:00'],
      state: ['OBSERVED', 'OBSERVED', 'OBSERVED'],
      count: [24, 25, 24],
      sum: [276, 900, 24 * 60.5],
      min: [0, 24, 49],
      max: [23, 48, 72],
    });
  });

  test('an hour that is shown twice is two buckets', async () => {
    const args = `width: "PT1H", timeZone: "America/New_York",
      range: { between: { start: "2024-11-03T00:00", end: "2024-11-03T03:00" } }`;
    expect(await columns('TEST.HOURLY.H', args, 'start last')).toEqual({
      start: [
        '2024-11-03T00:00:00-04:00',
        '2024-11-03T01:00:00-04:00',
        '2024-11-03T01:00:00-05:00',
        '2024-11-03T02:00:00-05:00',
      ],
      last: [24, 25, 26, 27],
    });
  });

  test('no zone moves a month into another year', async () => {
    const sums = { length: 3, sum: [78, 1278, 2478], count: [12, 12, 12] };
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York']) {
      const args = `width: "P1Y", timeZone: "${zone}"`;
      expect(await columns('TEST.MONTHLY.M', args, 'length sum count')).toEqual(sums);
    }
    const { buckets } = await ask(
      'TEST.MONTHLY.M',
      'buckets(width: "P1Y", timeZone: "America/New_York", range: { periods: { from: "2023" } }) { start end period }',
    );
    expect(buckets).toEqual([
      { start: '2023-01-01T00:00:00-05:00', end: '2024-01-01T00:00:00-05:00', period: '2023' },
    ]);
  });

  test('fiscal years count from their origin', async () => {
    const args =
      'width: "P1Y", origin: "2000-10-01", range: { periods: { from: "2022-10", through: "2024-09" } }';
    expect(await columns('TEST.MONTHLY.M', args, 'start state sum')).toEqual({
      start: ['2022-10-01T00:00:00Z', '2023-10-01T00:00:00Z'],
      state: ['OBSERVED', 'OBSERVED'],
      sum: [10 + 11 + 12 + 945, 110 + 111 + 112 + 9 * 205],
    });
  });

  test('weeks of a week-ending label, and the week that a day starts', async () => {
    const monday = await columns('TEST.WEEKLY.W', 'width: "P1W"', 'start sum');
    expect(monday).toEqual({
      start: ['2023-12-25T00:00:00Z', '2024-01-01T00:00:00Z', '2024-01-08T00:00:00Z'],
      sum: [1, 2, 4],
    });
    const saturday = await columns('TEST.WEEKLY.W', 'width: "P2W", origin: "2000-01-01"', 'start sum');
    expect(saturday).toEqual({ start: ['2023-12-16T00:00:00Z', '2023-12-30T00:00:00Z'], sum: [1, 6] });
  });

  test('every aggregate of a quarter', async () => {
    const all = 'count sum avg min max first last median percentile(p: 0.25) stddev';
    const { buckets } = await ask(
      'TEST.MONTHLY.M',
      `buckets(width: "P3M", range: { periods: { from: "2022-Q2" } }) { ${all} period }`,
    );
    expect(buckets).toEqual([
      {
        ...{ count: 3, sum: 15, avg: 5, min: 4, max: 6, first: 4, last: 6, median: 5, percentile: 4.5 },
        ...{ stddev: 1, period: '2022-Q2' },
      },
    ]);
  });

  describe('buckets without observations', () => {
    const range = 'range: { between: { start: "2023-03", end: "2023-10" } }';
    const fills: [string, (number | null)[]][] = [
      ['NULL', [null, 4, null, null, null, 10, null]],
      ['ZERO', [0, 4, null, 0, 0, 10, 0]],
      ['PREVIOUS', [1, 4, null, 4, 4, 10, 10]],
      ['PREVIOUS, maxGap: 1', [null, 4, null, 4, null, 10, 10]],
      ['PREVIOUS, maxGap: 2', [1, 4, null, 4, 4, 10, 10]],
      ['LINEAR', [null, 4, null, 4 + (6 * 61) / 122, 4 + (6 * 91) / 122, 10, null]],
    ];

    test.each(fills)('are filled by %s', async (fill, sum) => {
      const args = `width: "P1M", fill: ${fill}, ${range}`;
      expect(await columns('TEST.GAPS.M', args, 'count state sum')).toEqual({
        count: [0, 1, 0, 0, 0, 1, 0],
        state: ['FILLED', 'OBSERVED', 'OBSERVED', 'FILLED', 'FILLED', 'OBSERVED', 'FILLED'],
        sum,
      });
    });

    test('are left out by NONE', async () => {
      expect(await columns('TEST.GAPS.M', `width: "P1M", ${range}`, 'period: start count sum')).toEqual({
        period: ['2023-04-01T00:00:00Z', '2023-05-01T00:00:00Z', '2023-08-01T00:00:00Z'],
        count: [1, 0, 1],
        sum: [4, null, 10],
      });
    });

    test('of a series without any: there is none, and a closed range has them all', async () => {
      expect(await columns('TEST.EMPTY.M', 'width: "P1Y", fill: NULL', 'length')).toEqual({ length: 0 });
      const closed = 'width: "P1Y", fill: PREVIOUS, range: { between: { start: "2020", end: "2022" } }';
      expect(await columns('TEST.EMPTY.M', closed, 'state last')).toEqual({
        state: ['FILLED', 'FILLED'],
        last: [null, null],
      });
    });
  });

  test('a range that cuts buckets', async () => {
    const range = 'range: { between: { start: "2023-03-01", end: "2024-05-01" } }';
    const cut = await columns('TEST.MONTHLY.M', `width: "P1Y", ${range}`, 'state count');
    expect(cut).toEqual({ state: ['PARTIAL', 'PARTIAL'], count: [10, 4] });
    const whole = await columns('TEST.MONTHLY.M', `width: "P3M", partial: EXCLUDE, ${range}`, 'start');
    expect(whole).toEqual({
      start: ['2023-04-01T00:00:00Z', '2023-07-01T00:00:00Z', '2023-10-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    });
  });

  test('a comparison with the year before', async () => {
    const { buckets, bucketColumns } = await ask(
      'TEST.MONTHLY.M',
      `buckets(width: "P1Y", compareWith: "P1Y") {
        period change(of: SUM) changePercent(of: AVG) comparison { period sum } }
      bucketColumns(width: "P1M", compareWith: "1 year", range: { between: { start: "2022-12", end: "2023-02-01" } }) {
        sum comparison { length start sum comparison { length } } }`,
    );
    expect(buckets).toEqual([
      { period: '2022', change: null, changePercent: null, comparison: { period: '2021', sum: null } },
      {
        period: '2023',
        change: 1200,
        changePercent: (100 / 6.5) * 100,
        comparison: { period: '2022', sum: 78 },
      },
      {
        period: '2024',
        change: 1200,
        changePercent: (100 / 106.5) * 100,
        comparison: { period: '2023', sum: 1278 },
      },
    ]);
    expect(bucketColumns).toEqual({
      sum: [12, 101],
      comparison: {
        length: 2,
        start: ['2021-12-01T00:00:00Z', '2022-01-01T00:00:00Z'],
        sum: [null, 1],
        comparison: null,
      },
    });
  });

  test('a cut bucket is compared with one that is cut alike', async () => {
    const { buckets } = await ask(
      'TEST.MONTHLY.M',
      `buckets(width: "P1Y", compareWith: "P1Y", range: { between: { start: "2023", end: "2024-04" } }) {
        state count comparison { state count sum } }`,
    );
    expect(buckets).toEqual([
      { state: 'OBSERVED', count: 12, comparison: { state: 'OBSERVED', count: 12, sum: 78 } },
      { state: 'PARTIAL', count: 3, comparison: { state: 'PARTIAL', count: 3, sum: 306 } },
    ]);
  });

  test('each bucket has one to be compared with, where a month is shorter, and where an hour is shown twice', async () => {
    const compared = async (args: string) =>
      (await columns(
        'TEST.SPRING.H',
        args,
        'length epochMillis comparison { length epochMillis count }',
      )) as Columns & { comparison: Columns };
    for (const args of [
      'width: "PT6H", compareWith: "P1M", range: { between: { start: "2024-03-29", end: "2024-03-31T12:00Z" } }',
      'width: "PT6H", compareWith: "P1M", range: { between: { start: "2024-03-30T12:00Z", end: "2024-04-01" } }',
      'width: "PT6H", compareWith: "P1Y", range: { between: { start: "2024-02-28", end: "2024-02-29T12:00Z" } }',
      `width: "PT1H", timeZone: "America/Asuncion", compareWith: "P1D",
        range: { between: { start: "2024-03-24T02:00Z", end: "2024-03-24T04:00Z" } }`,
    ]) {
      const answer = await compared(args);
      expect(answer.length).toBeGreaterThan(1);
      expect(answer.comparison.length).toBe(answer.length);
      expect(answer.comparison.epochMillis).toHaveLength(answer.length);
    }
    const { epochMillis, comparison } = await compared(
      'width: "PT6H", compareWith: "P1M", range: { between: { start: "2024-03-30T12:00Z", end: "2024-03-31T12:00Z" } }',
    );
    const day = Date.parse('2024-02-29');
    expect(epochMillis).toHaveLength(4);
    const hours = comparison.epochMillis.map((millis) => (millis - day) / HOUR_MILLIS);
    expect([hours, comparison.count]).toEqual([
      [12, 18, 0, 6],
      [6, 6, 6, 6],
    ]);
  });

  test('whole buckets are compared with whole ones, the cut one with one cut alike', async () => {
    const cut =
      'width: "P1D", compareWith: "P1M", range: { between: { start: "2024-03-28", end: "2024-03-31T06:00Z" } }';
    const { comparison } = (await columns(
      'TEST.SPRING.H',
      cut,
      'comparison { epochMillis count sum state }',
    )) as { comparison: unknown };
    const [first, second] = [LEAP, LEAP + 24 * HOUR_MILLIS];
    expect(comparison).toEqual({
      epochMillis: [first, second, second, second],
      ...{ count: [24, 24, 24, 6], sum: [24, 24, 24, 6] },
      state: ['OBSERVED', 'OBSERVED', 'OBSERVED', 'PARTIAL'],
    });
  });

  test('many series of one width are one statement each way, whatever their ranges', async () => {
    const query = `{ eiaSeriesByIds(ids: ["TEST.MONTHLY.M", "TEST.GAPS.M", "TEST.EMPTY.M"]) {
      bucketColumns(width: "P1Y") { start count sum } } }`;
    const all = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
    for (const { data, errors } of all) {
      expect(errors).toEqual([]);
      expect(data).toEqual({
        eiaSeriesByIds: [
          {
            bucketColumns: {
              start: ['2022-01-01T00:00:00Z', '2023-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
              count: [12, 12, 12],
              sum: [78, 1278, 2478],
            },
          },
          { bucketColumns: { start: ['2023-01-01T00:00:00Z'], count: [3], sum: [15] } },
          { bucketColumns: { start: [], count: [], sum: [] } },
        ],
      });
    }
  });

  test('values near the end of the doubles, whose neighbours are answered as well', async () => {
    const query = `{ eiaSeriesByIds(ids: ["TEST.PRICE.M", "TEST.HUGE.M"]) {
      bucketColumns(width: "P1Y", fill: LINEAR) { count min max avg stddev median } } }`;
    const healthy = { count: [2], min: [2], max: [4], avg: [3], stddev: [Math.SQRT2], median: [3] };
    for (const { gateway } of gateways.list) {
      const { data, errors } = await gateway.query(query);
      expect(errors).toEqual([]);
      const { eiaSeriesByIds } = data as { eiaSeriesByIds: { bucketColumns: Record<string, number[]> }[] };
      const [price, huge] = eiaSeriesByIds.map(({ bucketColumns }) => bucketColumns);
      expect(price).toEqual(healthy);
      expect(huge).toMatchObject({
        count: [4, 2, 0, 2],
        min: [-1e300, 1.5e308, expect.any(Number), -1.7e308],
        max: [1e300, 1.7e308, 1.7e308, 1.7e308],
        median: [expect.closeTo(0.15, 12), 1.6e308, null, null],
      });
      const [avg = [], stddev = []] = [huge?.avg, huge?.stddev];
      expect(avg).toEqual([expect.closeTo(0.075, 12), expect.any(Number), expect.any(Number), 0]);
      expect(Number(avg[1]) / 1.6e308).toBeCloseTo(1, 9);
      expect(Number(avg[2]) / 0.8e308).toBeCloseTo(1, 2);
      // The fourth is beyond the doubles, and nothing is filled without it.
      expect(stddev).toEqual([expect.any(Number), expect.any(Number), null, null]);
      expect(Number(stddev[0]) / (1e300 * Math.sqrt(2 / 3))).toBeCloseTo(1, 9);
      expect(Number(stddev[1]) / (1e307 * Math.SQRT2)).toBeCloseTo(1, 9);
    }
    expect(await columns('TEST.HUGE.M', 'width: "P1Y"', 'sum first last')).toEqual({
      sum: [expect.closeTo(0.3, 12), null, 0],
      first: [0.2, 1.7e308, -1.7e308],
      last: [-1e300, 1.5e308, 1.7e308],
    });
  });

  test('aggregates in other units', async () => {
    const args = 'width: "P1Y", convertTo: "GWh", range: { periods: { from: "2023" } }';
    const selection = 'units count sum avg stddev comparison { sum }';
    expect(await columns('TEST.MONTHLY.M', `compareWith: "P1Y", ${args}`, selection)).toEqual({
      ...{ units: 'GWh', count: [12], sum: [1.278], avg: [0.1065] },
      ...{ stddev: [Math.sqrt(13) / 1000], comparison: { sum: [0.078] } },
    });
  });

  test('prices are added up only where that is forced', async () => {
    const { bucketColumns } = await ask(
      'TEST.PRICE.M',
      'bucketColumns(width: "P1Y") { avg sum(force: true) }',
    );
    expect(bucketColumns).toEqual({ avg: [3], sum: [6] });
    for (const [selection, argument] of [
      ['sum', 'force'],
      ['change(of: SUM)', 'of'],
      ['avg changePercent(of: SUM)', 'of'],
      ['sum change(of: SUM)', 'force'],
      ['avg comparison { sum }', 'force'],
    ]) {
      for (const { gateway } of gateways.list) {
        const { errors } = await gateway.query(
          `{ eiaSeries(id: "TEST.PRICE.M") { buckets(width: "P1Y", compareWith: "P1Y") { ${selection} } } }`,
        );
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
      }
    }
    const forced = 'change(of: SUM) sum(force: true)';
    const { buckets } = await ask('TEST.PRICE.M', `buckets(width: "P1Y", compareWith: "P1Y") { ${forced} }`);
    expect(buckets).toEqual([{ change: null, sum: 6 }]);
  });

  describe('what cannot be is refused with the argument', () => {
    const ranged = 'range: { between: { start: "1990", end: "2020" } }';
    test.each([
      ['TEST.MONTHLY.M', 'width: "P1D"', 'width', 'P1M or wider.'],
      ['TEST.MONTHLY.M', 'width: "P30D"', 'width', 'P1M or wider.'],
      ['TEST.WEEKLY.W', 'width: "P6D"', 'width', 'P1W or wider.'],
      ['TEST.HOURLY.H', 'width: "PT30M"', 'width', 'PT1H or wider.'],
      ['TEST.HOURLY.H', `width: "PT1H", ${ranged}`, 'width', expect.stringMatching(/or wider/)],
      ['TEST.PRICE.M', 'width: "P1Y", fill: ZERO', 'fill', expect.anything()],
      ['TEST.PRICE.M', 'width: "P1Y", convertTo: "MWh"', 'convertTo', expect.anything()],
      ['TEST.PRICE.M', 'width: "P1Y", asOf: "2999-01-01T00:00:00Z"', 'asOf', expect.anything()],
      ['TEST.HOURLY.H', 'width: "P0D"', 'width', expect.anything()],
      ['TEST.HOURLY.H', 'width: "P100000Y"', 'width', expect.stringMatching(/narrower/)],
      [
        'TEST.MONTHLY.M',
        'width: "P9000Y", timeZone: "America/New_York"',
        'width',
        expect.stringMatching(/narrower/),
      ],
      ['TEST.MONTHLY.M', 'width: "P5000Y", origin: "2400"', 'width', expect.stringMatching(/narrower/)],
      ['TEST.HOURLY.H', 'width: "P1D", maxGap: -1', 'maxGap', expect.anything()],
      ['TEST.HOURLY.H', 'width: "P1D", timeZone: "Mars/Base"', 'timeZone', expect.anything()],
      ['TEST.HOURLY.H', 'width: "P1D", origin: "300000-01-01"', 'origin', expect.anything()],
      ['TEST.HOURLY.H', 'width: "P1D", compareWith: "P0Y"', 'compareWith', expect.anything()],
    ])('%s %s', async (id, args, argument, allowed) => {
      expect(await refusal(id, args)).toEqual({ code: 'BAD_USER_INPUT', argument, allowed });
    });

    test('a percentile of 7', async () => {
      const query = '{ eiaSeries(id: "TEST.HOURLY.H") { buckets(width: "P1D") { percentile(p: 7) } } }';
      for (const { gateway } of gateways.list) {
        const { errors } = await gateway.query(query);
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'p' });
      }
    });
  });
}

function hourLabel(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 13).replaceAll('-', '')}Z`;
}

function line(
  id: string,
  f: string,
  values: readonly (readonly [string, number | null] | unknown[])[],
  units = 'megawatthours',
): string {
  return JSON.stringify({
    series_id: id,
    name: `Invented: ${id}`,
    f,
    units,
    data: [...values].reverse(),
  });
}
