import type { BucketGrid } from '../model/bucket-grid.ts';
import type { Duration, DurationUnit } from './duration.ts';

/** Half-open, milliseconds since 1970. */
export type BucketBounds = { readonly startMillis: number; readonly endMillis: number };

const DAY_SECONDS = 86_400;
/** Monday 1970-01-05: weeks start on Mondays, as ISO 8601 has them. */
const FIRST_MONDAY_SECONDS = 4 * DAY_SECONDS;
const SECONDS: Readonly<Partial<Record<DurationUnit, number>>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: DAY_SECONDS,
  week: 7 * DAY_SECONDS,
};

/**
 * The buckets of a width in UTC. Up to days they count from 1970-01-01T00:00Z (a width that divides a day begins at
 * each midnight), weeks from a Monday; months and years count from January 1970 by the calendar.
 */
export function bucketGrid({ unit, count }: Duration): BucketGrid {
  const seconds = SECONDS[unit];
  if (seconds === undefined) return { kind: 'months', months: unit === 'year' ? count * 12 : count };
  const originSeconds = unit === 'week' ? FIRST_MONDAY_SECONDS : 0;
  return { kind: 'fixed', widthSeconds: seconds * count, originSeconds };
}

/** Where a bucket begins and ends. */
export function bucketBounds(grid: BucketGrid, bucket: number): BucketBounds {
  const startOf = (index: number): number =>
    grid.kind === 'fixed'
      ? (index * grid.widthSeconds + grid.originSeconds) * 1_000
      : monthMillis(index * grid.months);
  return { startMillis: startOf(bucket), endMillis: startOf(bucket + 1) };
}

/** Date.UTC would take the years 0 to 99 for those of the twentieth century. */
function monthMillis(month: number): number {
  return new Date(0).setUTCFullYear(1970, month, 1);
}
