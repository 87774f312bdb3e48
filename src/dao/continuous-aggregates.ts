import type { Cell } from '../backend/backend.ts';
import { intervalText } from '../calendar/interval-text.ts';
import { UTC } from '../calendar/zone.ts';
import type {
  AggregateRefresh,
  ContinuousAggregate,
  ContinuousAggregateRow,
  RollupOf,
} from '../model/continuous-aggregate.ts';
import { tableName } from '../model/declared-dataset.ts';
import type { FederatedColumn } from '../model/federated.ts';
import type { PageArguments, RangePage } from '../model/page.ts';
import type { LabelBounds, TimeRange } from '../model/time-range.ts';
import {
  type BucketBounds,
  continuousAggregateInfo,
  refreshAggregate,
  refreshWindow,
  rollupCount,
  rollupDimensions,
  rollupHead,
  rollupPage,
} from '../sql/admin/continuous-aggregate.ts';
import type { Ask } from './ask.ts';
import type { CursorCodec } from './cursor.ts';
import { instantBounds } from './instant-bounds.ts';
import { jsonCell } from './json-cell.ts';
import { pageOf } from './paging.ts';
import { rangeWalk } from './range-walk.ts';

const DEFAULT_ROWS = 100;
/** The watermark of what was never refreshed: the first instant TimescaleDB knows, 4714-11-24 BC, in microseconds. */
const NEVER_MICROS = -210_866_803_200_000_000n;

/** What the catalogue knows of a declared rollup; null where it is no continuous aggregate. */
export async function readContinuousAggregate(ask: Ask, of: RollupOf): Promise<ContinuousAggregate | null> {
  const { dataset, rollup } = of;
  const { rows } = await ask(continuousAggregateInfo(rollup.table), 'SELECT continuous_agg');
  const [row] = rows;
  if (row === undefined) return null;
  const [months, days, seconds, watermark] = row;
  return {
    dataset,
    rollup,
    name: tableName(rollup.table),
    bucketWidth: intervalText(Number(months), Number(days), Number(seconds)),
    watermarkMillis: watermarkMillis(watermark, rollup.time.type === 'epoch_millis'),
  };
}

/** The watermark of a continuous aggregate in milliseconds; null where it was never refreshed. */
export function watermarkMillis(watermark: Cell | undefined, integers: boolean): number | null {
  if (typeof watermark !== 'bigint' || watermark <= NEVER_MICROS) return null;
  return integers ? Number(watermark) : Number(watermark / 1_000n);
}

/** Names and types of a rollup's declared columns. */
export async function readRollupColumns(ask: Ask, of: RollupOf): Promise<readonly FederatedColumn[]> {
  return (await ask(rollupHead(of), 'SELECT columns continuous aggregate')).columns;
}

/** The bounds of a range on the starts of buckets; where it ends with the newest one, that is asked for. */
export function rollupBounds(
  ask: Ask,
  of: RollupOf,
  range: TimeRange | null,
  nowMillis: number,
): Promise<LabelBounds> {
  const newest = async (): Promise<number | null> => {
    const bounds = { lowerMillis: null, upperMillis: null };
    const last = { bounds, after: null, before: null, backward: true, limit: 1 };
    const { rows } = await ask(rollupPage(of, last), 'SELECT extent continuous aggregate');
    return rows[0] === undefined ? null : Number(rows[0][0]);
  };
  return instantBounds(range, UTC, { nowMillis, newest });
}

/** A page of a rollup's rows, by time and dimensions. */
export async function readRollupRows(
  ask: Ask,
  of: RollupOf,
  asked: TimeRange | null,
  page: PageArguments,
  maxSize: number,
  cursors: CursorCodec,
  nowMillis: number,
): Promise<RangePage<ContinuousAggregateRow>> {
  const bounds = () => rollupBounds(ask, of, asked, nowMillis);
  const walk = await rangeWalk(
    page,
    { defaultSize: DEFAULT_ROWS, maxSize },
    cursors,
    { asked, reading: [], kind: 'instant', bounds },
    (range) => JSON.stringify(['continuousAggregate.rows', of.rollup.table, range]),
  );
  const { rows } = await ask(rollupPage(of, walk), 'SELECT continuous aggregate');
  const decoded = rows.map(([start, ...cells]) => ({
    startMillis: Number(start),
    cells: cells.map(jsonCell),
  }));
  const dimensionCount = rollupDimensions(of).length;
  const cursorValue = (cell: unknown): string | null => (cell === null ? null : String(cell));
  const shown = pageOf(decoded, walk, ({ startMillis, cells }) =>
    walk.cursorOf([startMillis, ...cells.slice(1, 1 + dimensionCount).map(cursorValue)]),
  );
  return { ...shown, range: walk.range };
}

/** How many rows of a rollup lie within bounds. */
export async function countRollupRows(ask: Ask, of: RollupOf, bounds: BucketBounds): Promise<number> {
  const { rows } = await ask(rollupCount(of, bounds), 'SELECT count continuous aggregate');
  return Number(rows[0]?.[0] ?? 0);
}

/**
 * Materialises what a range touches, in whole buckets. `nowMillis` stands for both ends where there is neither a row nor a
 * bound. The engine is asked also where nothing seems to be due: what is due is for it to say.
 */
export async function refreshRange(
  ask: Ask,
  of: RollupOf,
  bounds: BucketBounds,
  dryRun: boolean,
  nowMillis: number,
): Promise<AggregateRefresh> {
  const startedMillis = performance.now();
  const { rows } = await ask(refreshWindow(of, bounds), 'SELECT refresh window');
  const [start = null, end = null, due] = rows[0] ?? [];
  const startMillis =
    start === null ? (bounds.lowerMillis ?? bounds.upperMillis ?? nowMillis) : Number(start);
  const endMillis = Math.max(startMillis, Number(end ?? startMillis));
  const some = endMillis > startMillis;
  if (some && !dryRun) {
    const call = refreshAggregate(of, startMillis, endMillis);
    await ask(call, 'CALL refresh_continuous_aggregate', { boundedLockWait: true, changes: true });
  }
  return {
    ...of,
    startMillis,
    endMillis,
    changed: some && due === true,
    dryRun,
    elapsedMillis: Math.round(performance.now() - startedMillis),
  };
}
