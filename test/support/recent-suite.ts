import { describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../src/calendar/duration.ts';
import type { DatasetScope } from '../../src/dao/dataset-requests.ts';
import type { TimeColumn } from '../../src/model/declared-dataset.ts';
import type { RecentTime, TimeRange } from '../../src/model/time-range.ts';
import { datasetDao, NOW } from './awkward-storage.ts';
import { AWKWARD_ROWS, type AwkwardRow, awkwardDataset, COLUMNS } from './awkward-table.ts';
import { EXACT_METRICS } from './dataset-corpus.ts';
import {
  groupRows,
  shownAggregates,
  shownGroup,
  shownRow,
  sortGroups,
  sortRows,
} from './dataset-reference.ts';
import { type DatasetEngine, PLAIN_BUCKETS } from './dataset-suite.ts';

const FILLED = { fill: 'NULL' } as const;
const DAY_MILLIS = 86_400_000;

/** In UTC: what each duration is before an instant. */
const DURATIONS: Readonly<Record<string, (millis: number) => number>> = {
  PT1S: (millis) => millis - 1_000,
  P30D: (millis) => millis - 30 * DAY_MILLIS,
  P8Y: (millis) => new Date(millis).setUTCFullYear(new Date(millis).getUTCFullYear() - 8),
};

const TIMES: readonly { readonly time: TimeColumn; millisOf(row: AwkwardRow): number }[] = [
  { time: { column: COLUMNS.time, type: 'instant' }, millisOf: ({ time }) => Date.parse(time) },
  { time: { column: 'wall', type: 'instant' }, millisOf: ({ time }) => Date.parse(time) },
  { time: { column: 'day', type: 'date' }, millisOf: ({ time }) => Date.parse(time.slice(0, 10)) },
  { time: { column: 'millis', type: 'epoch_millis' }, millisOf: ({ time }) => Date.parse(time) },
];

const last = (duration: string, until: RecentTime['until']) => ({
  last: { duration: parseDuration(duration, 'duration'), until },
});

/** What every engine must answer about the newest stretch: rows lie in their milliseconds, the newest is in. */
export function describeRecentRanges(engine: () => DatasetEngine): void {
  const scope = (time: TimeColumn, hub?: string): DatasetScope => {
    const { backend, table } = engine();
    return {
      table: awkwardDataset(backend.kind, table, { final: backend.kind === 'clickhouse', time }),
      range: null,
      timeZone: 'UTC',
      where: hub === undefined ? {} : { columns: { hub: { eq: hub } } },
    };
  };
  const instant = { column: COLUMNS.time, type: 'instant' } as const;
  const AT_MOST = { first: 1_000 };

  describe.each(TIMES)('the newest stretch over $time', ({ time, millisOf }) => {
    test.each(Object.entries(DURATIONS))('of %s', async (duration, before) => {
      const dao = datasetDao(engine().backend);
      // The newest row of the one hub is not the newest of all.
      for (const hub of [undefined, 'infinite', 'nowhere'])
        for (const until of ['LATEST_DATA', 'NOW'] as const) {
          const matching = AWKWARD_ROWS.filter((row) => hub === undefined || row.hub === hub);
          const end = until === 'NOW' ? NOW : Math.max(...matching.map(millisOf)) + 1;
          const within = matching.filter((row) => millisOf(row) >= before(end) && millisOf(row) < end);
          if (until === 'LATEST_DATA') expect(within.length > 0).toBe(matching.length > 0);
          const asked = { ...scope(time, hub), range: last(duration, until) };
          const { rows, range } = await dao.queryRows({ ...asked, order: [], page: AT_MOST });
          expect(rows.map(({ values }) => values)).toEqual(
            sortRows(within, []).map((row) => shownRow(row).values),
          );
          expect(await dao.countRows(asked)).toBe(within.length);
          expect(await dao.countRows({ ...asked, range })).toBe(within.length);
          const { provenance: _, ...whole } = await dao.aggregate({ ...asked, metrics: EXACT_METRICS });
          expect(whole).toEqual({
            key: {},
            ...shownAggregates(within, EXACT_METRICS),
          });
          const groups = { ...asked, metrics: EXACT_METRICS, dimensions: ['product'], having: {}, order: [] };
          const page = await dao.queryAggregatedMetrics({ ...groups, page: AT_MOST });
          const expected = sortGroups(groupRows(within, ['product']), ['product'], []);
          expect(page.rows).toEqual(expected.map((group) => shownGroup(group, EXACT_METRICS)));
          expect(await dao.countGroups({ ...groups, range: page.range, page: {} })).toBe(expected.length);
        }
    });
  });

  describe('the newest buckets', () => {
    const buckets = async (nowMillis: number, width: string, range: TimeRange | null, more: object = {}) => {
      const dao = datasetDao(engine().backend, {}, nowMillis);
      const request = {
        ...{ ...scope(instant), range, metrics: [], dimensions: [], having: {}, order: [], page: {} },
        ...{ ...PLAIN_BUCKETS, ...FILLED, groupByInterval: parseDuration(width, 'width'), ...more },
      };
      const { rows } = await dao.queryBuckets(request);
      expect(await dao.countLines(request)).toBe(1);
      return (rows[0]?.buckets ?? []).map(({ startMillis, endMillis, state, count }) => ({
        ...{ start: startMillis, end: endMillis, state, count },
      }));
    };

    test('until now: as many whole ones as the duration has, the running one among them', async () => {
      const now = Date.parse('2024-03-10T12:00:00Z');
      const found = await buckets(now, 'P1D', last('P30D', 'NOW'));
      expect(found).toHaveLength(30);
      expect(found.at(-1)).toMatchObject({ state: 'PARTIAL', end: Date.parse('2024-03-11') });
      expect(found[0]?.start).toBe(Date.parse('2024-02-10'));
      expect(found.filter(({ count }) => count > 0).map(({ start }) => start)).toEqual(
        ['2024-02-29', '2024-03-10'].map(Date.parse),
      );
      expect(await buckets(now, 'P1D', last('P30D', 'NOW'), { partial: 'EXCLUDE' })).toEqual(
        found.slice(0, -1),
      );
      // On an edge, the bucket that has just ended is the last.
      const edge = await buckets(Date.parse('2024-03-11T00:00:00Z'), 'P1D', last('P30D', 'NOW'));
      expect(edge.map(({ start }) => start)).toEqual(found.map(({ start }) => start));
      expect(edge.at(-1)?.state).toBe('OBSERVED');
    });

    test('until the newest row, by the calendar of a zone', async () => {
      const found = await buckets(NOW, 'P1M', last('P1Y', 'LATEST_DATA'), { timeZone: 'America/New_York' });
      expect(found).toHaveLength(12);
      // 2031-07-04T00:00Z is the day before in New York, in a month that has not begun by the clock of this request.
      expect(found.at(-1)).toMatchObject({ end: Date.parse('2031-08-01T04:00:00Z'), state: 'PARTIAL' });
      expect(found[0]?.start).toBe(Date.parse('2030-08-01T04:00:00Z'));
      const newest = AWKWARD_ROWS.filter(({ time }) => time === '2031-07-04T00:00:00Z').length;
      expect(found.at(-1)?.count).toBe(newest);
    });

    test('of nothing are none', async () => {
      const nowhere = { where: { columns: { hub: { eq: 'nowhere' } } } };
      expect(await buckets(NOW, 'P1D', last('P30D', 'LATEST_DATA'), nowhere)).toEqual([]);
      // Nor of all of time.
      expect(await buckets(NOW, 'P1D', null, nowhere)).toEqual([]);
    });

    test('pages of lines are of the same buckets, whenever they are asked for', async () => {
      const ask = async (nowMillis: number, after: string | null) => {
        const dao = datasetDao(engine().backend, {}, nowMillis);
        const request = {
          ...{ ...scope(instant), range: last('P3M', 'NOW'), metrics: [], dimensions: ['hub'], having: {} },
          ...{ ...PLAIN_BUCKETS, ...FILLED, groupByInterval: parseDuration('P1W', 'width'), order: [] },
        };
        const page = await dao.queryBuckets({ ...request, page: { first: 1, after } });
        const [line] = page.rows;
        if (line === undefined) throw new Error('The walk has ended.');
        const lines = await dao.countLines({ ...request, range: page.range, page: {} });
        return {
          edges: line.buckets.map(({ startMillis }) => startMillis),
          lines,
          cursor: page.cursorOf(line),
        };
      };
      const first = await ask(Date.parse('2024-03-10T12:00:00Z'), null);
      const next = await ask(Date.parse('2024-04-20T12:00:00Z'), first.cursor);
      expect({ ...next, cursor: null }).toEqual({ ...first, cursor: null });
    });
  });
}
