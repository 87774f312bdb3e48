import type { Duration } from '../model/duration.ts';
import type { LabelBounds, RecentTime } from '../model/time-range.ts';
import { monthsOf } from './duration.ts';
import { earlier, inHistory } from './earlier.ts';
import { edgeFrom, type Grid } from './grid.ts';
import type { Zone } from './zone.ts';

/** A label, and the first one that no longer belongs to its period. */
export type NewestLabel = { readonly labelMillis: number; readonly endMillis: number };

/** What a relative range counts back from; milliseconds since 1970, as all labels here. */
export type RecentAnchors = {
  /** The request's one reading of the clock. */
  readonly nowMillis: number;
  /** The newest label that has data; null where nothing has. Needed for `LATEST_DATA` only. */
  readonly newest: NewestLabel | null;
  /** Whose edges both ends are moved out to: that of the buckets the range is for. */
  readonly grid?: Grid;
};

const DAY_MILLIS = 86_400_000;
/** No label lies in it. */
const EMPTY: LabelBounds = { lowerMillis: 0, upperMillis: 0 };

/**
 * The bounds of a relative range. Those until the newest data hold at least the newest label, however short the duration.
 * Throws BAD_USER_INPUT for a duration that reaches back beyond the year 1.
 */
export function recentBounds(
  { duration, until }: RecentTime,
  zone: Zone,
  { nowMillis, newest, grid }: RecentAnchors,
): LabelBounds {
  if (until === 'NOW') return boundsBefore(nowMillis);
  if (newest === null) return EMPTY;
  const { labelMillis, endMillis } = newest;
  // A bucket holds what its labels say, though the newest period may reach beyond it.
  const { lowerMillis, upperMillis } = boundsBefore(grid === undefined ? endMillis : labelMillis + 1);
  return {
    lowerMillis: Math.min(lowerMillis, grid === undefined ? labelMillis : grid.floor(labelMillis)),
    upperMillis,
  };

  function boundsBefore(millis: number): { lowerMillis: number; upperMillis: number } {
    const upperMillis = grid === undefined ? millis : edgeFrom(grid, millis);
    const start = inHistory(earlier(upperMillis, duration, zone), duration, 'range.last.duration');
    return {
      lowerMillis: grid === undefined ? start : firstEdge(grid, duration, start, upperMillis),
      upperMillis,
    };
  }
}

/**
 * Where the first bucket begins: with the edge at or before the start, so that a duration of whole widths makes as many
 * buckets. At least one bucket is left where a zone has skipped the duration.
 */
function firstEdge(grid: Grid, duration: Duration, startMillis: number, endMillis: number): number {
  // The edge of a short month is its last day, up to three days before that of a longer one.
  const slack = isWholeMonths(duration, grid.width) ? 3 * DAY_MILLIS : 0;
  return Math.min(grid.floor(startMillis + slack), grid.floor(endMillis - 1));
}

function isWholeMonths(duration: Duration, width: Duration): boolean {
  const [months, each] = [monthsOf(duration), monthsOf(width)];
  return months !== null && each !== null && months % each === 0;
}
