import { expect, test } from '@jest/globals';
import { createGrid } from '../../../src/calendar/grid.ts';
import { UTC } from '../../../src/calendar/zone.ts';
import { type RollupSources, readRoute, routeRows } from '../../../src/dao/rollup-choice.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { metered, meteredRollup } from '../../support/metered.ts';

const DAY = 86_400_000;
const daily = meteredRollup('daily', 'P1D');
const last = meteredRollup('last', 'P1D', { rowCount: null });
const table = metered('timescale', { rollups: [daily, last] });
const METRICS = [{ measure: 'load', function: 'SUM', p: null }] as const;

function sources(said: object[]): RollupSources {
  const grid = createGrid({ unit: 'day', count: 1 }, UTC, null);
  return {
    logger: { ...SILENT, debug: (fields) => void said.push(fields) },
    facts: async (_, asks) =>
      asks.map(({ rollup }) => ({
        rollup,
        facts: { grid, relation: rollup.table, watermarkMillis: Number.POSITIVE_INFINITY, stale: [] },
      })),
  };
}

const selection = (lowerMillis: number | null) => ({
  rows: { table, bounds: { lowerMillis, upperMillis: 2 * DAY }, where: {} },
  dimensions: [],
  having: {},
  order: [],
});

test('a rollup is read, and the log says so', async () => {
  const said: object[] = [];
  const route = await routeRows(sources(said), selection(0), { edges: [0, DAY], metrics: METRICS });
  expect(route.rows.rollup).toMatchObject({
    rollup: daily,
    trusted: [{ lowerMillis: 0, upperMillis: 2 * DAY }],
  });
  const rejected = [{ source: 'last', reason: 'last declares no row_count.' }];
  expect(route.source).toEqual({ source: 'daily', rollup: true, rejected });
  expect(said).toEqual([{ dataset: 'metered', source: 'daily', rejected: ['last declares no row_count.'] }]);
});

test.each([
  ['timescale', Number.NaN],
  ['clickhouse', Number.NaN],
  ['clickhouse', Number.POSITIVE_INFINITY],
] as const)('an answer of %s with %s is asked of the table', async (backend, cell) => {
  const said: object[] = [];
  const { rows, ...rest } = selection(0);
  const on = { ...rest, rows: { ...rows, table: { ...table, backend } } };
  const route = await routeRows(sources(said), on, { edges: [0, DAY], metrics: METRICS });
  const asked: boolean[] = [];
  const read = await readRoute(sources(said), route, async ({ rollup }) => {
    asked.push(rollup !== undefined);
    return { columns: [], rows: [[1, rollup === undefined ? 7 : cell]] };
  });
  expect(asked).toEqual([true, false]);
  expect(read.rows).toEqual([[1, 7]]);
  expect(read.source).toMatchObject({ source: 'metered', rollup: false });
  expect(read.source.rejected.at(-1)?.reason).toBe('daily adds up to what is no finite number.');
});

test('a range without an end, and a table without rollups, are read of the table', async () => {
  const open = await routeRows(sources([]), selection(null), { edges: [], metrics: METRICS });
  expect(open.source.rejected.map(({ reason }) => reason)).toEqual([
    'daily is for ranges with both ends.',
    'last is for ranges with both ends.',
  ]);
  const said: object[] = [];
  const { rows, ...rest } = selection(0);
  const plain = { ...rest, rows: { ...rows, table: { ...table, rollups: [] } } };
  const route = await routeRows(sources(said), plain, { edges: [], metrics: METRICS });
  expect(route.source).toEqual({ source: 'metered', rollup: false, rejected: [] });
  expect(said).toEqual([]);
});
