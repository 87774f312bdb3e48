import { describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { parseDuration } from '../../src/calendar/duration.ts';
import { parseTimeBound } from '../../src/calendar/time-range.ts';
import type { DatasetScope, GroupsRequest } from '../../src/dao/dataset-requests.ts';
import type { RowFilter } from '../../src/model/dataset-query.ts';
import type { TimeColumn } from '../../src/model/declared-dataset.ts';
import type { PageArguments } from '../../src/model/page.ts';
import type { TimeRange } from '../../src/model/time-range.ts';
import { datasetDao, NOW } from './awkward-storage.ts';
import { AWKWARD_ROWS, type AwkwardRow, awkwardDataset, COLUMNS } from './awkward-table.ts';
import {
  ALL_METRICS,
  EXACT_METRICS,
  GROUP_CASES,
  ROW_FILTERS,
  ROW_ORDERS,
  WIDTHS,
} from './dataset-corpus.ts';
import {
  groupMatches,
  groupRows,
  rowMatches,
  shownAggregates,
  shownGroup,
  shownRow,
  sortGroups,
  sortRows,
} from './dataset-reference.ts';
import { describeExactSums } from './exact-sums-suite.ts';
import { utcBucket } from './utc-bucket.ts';
import { walked, walkedBack } from './walks.ts';

/** An engine with the awkward table. */
export type DatasetEngine = { readonly backend: Backend; readonly table: readonly string[] };

/** How the time of the table may be declared, and what the time of a row then is. */
const TIMES: readonly { readonly time: TimeColumn; timeOf(time: string): string }[] = [
  { time: { column: COLUMNS.time, type: 'instant' }, timeOf: (time) => time },
  { time: { column: 'wall', type: 'instant' }, timeOf: (time) => time },
  { time: { column: 'day', type: 'date' }, timeOf: (time) => `${time.slice(0, 10)}T00:00:00Z` },
  {
    time: { column: 'millis', type: 'epoch_millis' },
    timeOf: (time) => new Date(Date.parse(time)).toISOString().replace(/\.?0+Z$/, 'Z'),
  },
];

const RANGES: readonly (readonly [start: string | null, end: string | null])[] = [
  [null, '1970-01-01'],
  ['1969-12-31T23:59:59.999Z', '2024-01-01T00:00:00Z'],
  ['2024-01-01', '2024-01-08'],
  ['2024-01-07T23:59:59.999Z', null],
  ['1500-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z'],
];

/** How buckets are asked for where nothing else is said. */
export const PLAIN_BUCKETS = { origin: null, fill: 'NONE', maxGap: null, partial: 'INCLUDE' } as const;

/** Millisecond a time lies in, before 1970 too. */
const millisOf = (time: string): number => Date.parse(time);

/** What every engine must answer to the corpus: what the reference says. */
export function describeDatasetAnswers(engine: () => DatasetEngine): void {
  const dao = () => datasetDao(engine().backend);
  const scope = (where: RowFilter = {}, time: TimeColumn | null = null): DatasetScope => {
    const { backend, table } = engine();
    const dataset = awkwardDataset(backend.kind, table, {
      final: backend.kind === 'clickhouse',
      ...(time !== null && { time }),
    });
    return { table: dataset, range: null, timeZone: 'UTC', where };
  };
  const everything: PageArguments = { first: 1_000 };

  test.each(Object.entries(ROW_FILTERS))('rows: %s', async (_, where) => {
    const expected = sortRows(AWKWARD_ROWS, []).filter((row) => rowMatches(row, where));
    const page = await dao().queryRows({ ...scope(where), order: [], page: everything });
    expect(page.rows).toEqual(expected.map(shownRow));
    expect(await dao().countRows(scope(where))).toBe(expected.length);
  });

  test.each(ROW_ORDERS)('rows in an order of %j, all ways there are to walk them', async (...order) => {
    const expected = sortRows(AWKWARD_ROWS, order).map(shownRow);
    const ask = (page: PageArguments) => dao().queryRows({ ...scope(), order, page });
    expect(await walked(ask, 13)).toEqual(expected);
    expect(await walkedBack(ask, 13)).toEqual(expected);
    expect((await ask({ first: 5, offset: 80 })).rows).toEqual(expected.slice(80, 85));
  });

  test.each(TIMES)('ranges and rows over $time', async ({ time, timeOf }) => {
    const rows = AWKWARD_ROWS.map((row): AwkwardRow => ({ ...row, time: timeOf(row.time) }));
    for (const [start, end] of RANGES) {
      const within = rows.filter(
        (row) =>
          (start === null || millisOf(row.time) >= boundMillis(start)) &&
          (end === null || millisOf(row.time) < boundMillis(end)),
      );
      const asked = { ...scope({}, time), range: range(start, end) };
      const page = await dao().queryRows({ ...asked, order: [], page: everything });
      expect(page.rows).toEqual(sortRows(within, []).map(shownRow));
      const { provenance: _, ...whole } = await dao().aggregate({ ...asked, metrics: EXACT_METRICS });
      expect(whole).toEqual({
        key: {},
        ...shownAggregates(within, EXACT_METRICS),
      });
    }
    const ask = (page: PageArguments) => dao().queryRows({ ...scope({}, time), order: [], page });
    expect(await walked(ask, 30)).toEqual(sortRows(rows, []).map(shownRow));
  });

  test.each(Object.entries(GROUP_CASES))('groups: %s', async (_, { dimensions, having, order }) => {
    // What groups are ordered by comes with them.
    const ordering = order.flatMap(({ by }) => (by.kind === 'metric' ? [by.metric] : []));
    const metrics = [...EXACT_METRICS, ...ordering];
    const groups = groupRows(AWKWARD_ROWS, dimensions).filter((group) => groupMatches(group, having));
    const expected = sortGroups(groups, dimensions, order).map((group) => shownGroup(group, metrics));
    const request: GroupsRequest = {
      ...scope(),
      metrics,
      dimensions,
      having,
      order,
      page: everything,
    };
    const ask = (page: PageArguments) => dao().queryAggregatedMetrics({ ...request, page });
    expect((await ask(everything)).rows).toEqual(expected);
    expect(await dao().countGroups(request)).toBe(expected.length);
    expect(await walked(ask, 2)).toEqual(expected);
    expect(await walkedBack(ask, 3)).toEqual(expected);
  });

  test('every aggregate of every measure, by hub, of everything and of nothing', async () => {
    const nowhere: RowFilter = { columns: { hub: { eq: 'nowhere' } } };
    for (const where of [{}, nowhere]) {
      const rows = AWKWARD_ROWS.filter((row) => rowMatches(row, where));
      const { provenance: _, ...whole } = await dao().aggregate({ ...scope(where), metrics: ALL_METRICS });
      expectClose(whole, { key: {}, ...shownAggregates(rows, ALL_METRICS) });
      const request = { ...scope(where), metrics: ALL_METRICS, dimensions: ['hub'], having: {}, order: [] };
      const groups = await dao().queryAggregatedMetrics({ ...request, page: everything });
      const expected = sortGroups(groupRows(rows, ['hub']), ['hub'], []);
      expectClose(
        groups.rows,
        expected.map((group) => shownGroup(group, ALL_METRICS)),
      );
    }
  });

  describe.each(TIMES)('buckets over $time', ({ time, timeOf }) => {
    const rows = AWKWARD_ROWS.map((row): AwkwardRow => ({ ...row, time: timeOf(row.time) }));

    test.each(WIDTHS)('%s', async (width) => {
      const groupByInterval = parseDuration(width, 'width');
      // Sixty years of hours are more buckets than may be asked for.
      const isNarrow = groupByInterval.unit === 'hour' || groupByInterval.unit === 'minute';
      const [start, end] = isNarrow ? ['2024-01-01', '2025-01-01'] : [null, null];
      const stateOf = ({ startMillis, endMillis }: { startMillis: number; endMillis: number }) => {
        const isCut =
          isNarrow && (startMillis < boundMillis('2024-01-01') || endMillis > boundMillis('2025-01-01'));
        return isCut || endMillis > NOW ? 'PARTIAL' : 'OBSERVED';
      };
      const shown = rows.filter(({ time }) => !isNarrow || time.startsWith('2024'));
      for (const name of [
        'all rows',
        'by what may be missing',
        'by a mean of decimals',
        'by closing levels of floats, some infinite, and of integers',
        'all rows, if they are few',
        'all rows, if they are many',
      ]) {
        const { dimensions = [], having = {}, order = [] } = GROUP_CASES[name] ?? {};
        const groups = groupRows(shown, dimensions).filter((group) => groupMatches(group, having));
        const expected = sortGroups(groups, dimensions, order).map((group) => {
          const byBucket = Map.groupBy(
            sortRows(group.rows, []),
            (row) => utcBucket(groupByInterval, millisOf(row.time)).startMillis,
          );
          const buckets = [...byBucket].map(([bucket, members]) => ({
            ...utcBucket(groupByInterval, bucket),
            state: stateOf(utcBucket(groupByInterval, bucket)),
            ...shownAggregates(members, EXACT_METRICS),
          }));
          return { key: group.key, buckets };
        });
        const request = {
          ...scope({}, time),
          ...{ range: range(start, end), metrics: EXACT_METRICS, dimensions, having, order },
          ...{ ...PLAIN_BUCKETS, groupByInterval },
        };
        const ask = (page: PageArguments) => dao().queryBuckets({ ...request, page });
        expect((await ask(everything)).rows).toEqual(expected);
        if (width === 'P1W') {
          expect(await walked(ask, 4)).toEqual(expected);
          expect(await walkedBack(ask, 4)).toEqual(expected);
        }
      }
    });
  });

  test('buckets of nothing are one line without any; more than allowed are refused', async () => {
    const request = {
      ...scope({ columns: { hub: { eq: 'nowhere' } } }),
      metrics: EXACT_METRICS,
      dimensions: [],
      having: {},
      order: [],
      ...PLAIN_BUCKETS,
      groupByInterval: parseDuration('1 day', 'width'),
      page: everything,
    };
    for (const fill of ['NONE', 'NULL'] as const) {
      const { rows } = await dao().queryBuckets({ ...request, fill });
      expect(rows).toEqual([{ key: {}, buckets: [] }]);
    }
    const many = {
      ...request,
      where: {},
      dimensions: ['hub'],
      range: range('2024-01-01', '2024-01-03'),
      fill: 'NULL' as const,
    };
    const size = (await dao().queryBuckets({ ...many, page: { first: 2 } })).rows.flatMap(
      ({ buckets }) => buckets,
    ).length;
    const limited = (maxBuckets: number) => datasetDao(engine().backend, { maxBuckets });
    expect((await limited(size).queryBuckets({ ...many, page: { first: 2 } })).hasNextPage).toBe(true);
    await expect(limited(size - 1).queryBuckets({ ...many, page: { first: 2 } })).rejects.toMatchObject({
      code: 'RESULT_TOO_LARGE',
    });
    const year = { ...many, range: range('2024-01-01', '2025-01-01'), page: { first: 2 } };
    const narrow = limited(8_784).queryBuckets({ ...year, groupByInterval: parseDuration('PT1H', 'width') });
    await expect(narrow).rejects.toMatchObject({
      code: 'RESULT_TOO_LARGE',
      details: { argument: 'width', allowed: expect.stringMatching(/^PT3H or wider, or else a width/) },
    });
    const fitting = { ...year, groupByInterval: parseDuration('PT3H', 'width') };
    expect((await limited(8_784).queryBuckets(fitting)).rows).toHaveLength(2);
    // More than one line may have are refused before an engine is asked.
    await expect(limited(1).queryBuckets(many)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'width' },
    });
  });

  describeExactSums(engine);
}

function range(start: string | null, end: string | null): TimeRange {
  const bound = (text: string | null) => (text === null ? null : parseTimeBound(text));
  return { between: { start: bound(start), end: bound(end) } };
}

function boundMillis(text: string): number {
  return parseTimeBound(text).millis;
}

/** Equal, but for the last digits of what is computed of doubles. */
function expectClose(actual: unknown, expected: unknown): void {
  expect(blurred(actual, expected)).toEqual(expected);
}

/** The actual value, with the expected number wherever the two are as near as any order of adding makes them. */
function blurred(actual: unknown, expected: unknown): unknown {
  if (typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) {
    const wanted = new Map(Object.entries(expected));
    const entries = Object.entries(actual).map(([key, value]) => [key, blurred(value, wanted.get(key))]);
    return Array.isArray(actual) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  }
  const isNumber =
    typeof actual === typeof expected &&
    (typeof actual === 'number' || /^-?\d+\.\d{5,}$/.test(String(actual)));
  if (!isNumber) return actual;
  const [one, other] = [Number(actual), Number(expected)];
  return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other)) ? expected : actual;
}
