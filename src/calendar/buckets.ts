import { badUserInput } from '../errors.ts';
import type { PartialMode } from '../model/bucket.ts';
import type { LabelBounds } from '../model/time-range.ts';
import { type Duration, durationText, LONGEST_MILLIS } from './duration.ts';
import type { Grid } from './grid.ts';
import { isWritable } from './writable.ts';

/** One bucket of an answer, half-open; `isPartial` where the range cuts it or it is still running. */
export type BucketSpan = {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly isPartial: boolean;
};

/** What buckets are asked for. */
export type BucketsAsked = {
  readonly grid: Grid;
  /** The range as asked for; null is open. */
  readonly bounds: LabelBounds;
  /** Where the rows of an open range begin and end: its first instant, and the first one after its last. */
  readonly extent: { readonly startMillis: number; readonly endMillis: number };
  readonly partial: PartialMode;
  readonly nowMillis: number;
  readonly maxBuckets: number;
};

/** Widths to choose from where one is too fine. */
const LADDER: readonly Duration[] = [
  ...[1, 5, 15, 30].map((count) => ({ unit: 'second', count }) as const),
  ...[1, 5, 15, 30].map((count) => ({ unit: 'minute', count }) as const),
  ...[1, 3, 6, 12].map((count) => ({ unit: 'hour', count }) as const),
  { unit: 'day', count: 1 },
  { unit: 'week', count: 1 },
  ...[1, 3].map((count) => ({ unit: 'month', count }) as const),
  ...[1, 5, 10, 100].map((count) => ({ unit: 'year', count }) as const),
];

/**
 * The buckets of a range, oldest first, without gaps between them. Throws BAD_USER_INPUT, which names `width` and one that
 * would do, for more than `maxBuckets`, and for a bucket that begins or ends outside of the years 1 to 9999.
 */
export function bucketSpans(asked: BucketsAsked): BucketSpan[] {
  const { grid, bounds, extent, partial, nowMillis, maxBuckets } = asked;
  const lowerMillis = bounds.lowerMillis ?? extent.startMillis;
  const upperMillis = bounds.upperMillis ?? extent.endMillis;
  checkCount(leastBuckets(grid.width, lowerMillis, upperMillis), asked, lowerMillis, upperMillis);
  const edges = grid.edges(lowerMillis, upperMillis);
  checkCount(edges.length - 1, asked, lowerMillis, upperMillis);
  checkYears(grid, edges);
  const spans: BucketSpan[] = [];
  for (let index = 0; index + 1 < edges.length; index++) {
    const [startMillis, endMillis] = [edges[index] as number, edges[index + 1] as number];
    const isCut =
      (bounds.lowerMillis !== null && startMillis < bounds.lowerMillis) ||
      (bounds.upperMillis !== null && endMillis > bounds.upperMillis);
    const isPartial = isCut || endMillis > nowMillis;
    if (partial === 'INCLUDE' || !isPartial) spans.push({ startMillis, endMillis, isPartial });
  }
  return spans;

  function checkCount(count: number, { grid: { width } }: BucketsAsked, lower: number, upper: number): void {
    if (count <= maxBuckets) return;
    const fits = fittingWidth(lower, upper, maxBuckets);
    throw badUserInput(
      'width',
      `"${durationText(width)}" makes more than ${maxBuckets} buckets of this range.`,
      fits === undefined ? 'A shorter range.' : `${durationText(fits)} or wider, or a shorter range.`,
    );
  }
}

function checkYears({ width, zone }: Grid, edges: readonly number[]): void {
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  if (isWritable(zone.toLocal(first)) && isWritable(zone.toLocal(last))) return;
  throw badUserInput(
    'width',
    `"${durationText(width)}" makes a bucket of this range that begins or ends outside of the years 1 to 9999.`,
    'A narrower width, or another origin or range.',
  );
}

/** A usual width of which no more than so many buckets make up a range, the finest; undefined for none. */
export function fittingWidth(
  lowerMillis: number,
  upperMillis: number,
  maxBuckets: number,
): Duration | undefined {
  return LADDER.find((each) => Math.ceil(mostBuckets(each, lowerMillis, upperMillis)) <= maxBuckets);
}

/** There are at least so many buckets of a width in a range. */
export function leastBuckets({ unit, count }: Duration, lowerMillis: number, upperMillis: number): number {
  // A day is an hour longer where the clock goes back, in history sometimes a day.
  return (upperMillis - lowerMillis) / (LONGEST_MILLIS[unit] * count) / 2;
}

/** The bounds of a range as far as it lies in buckets; of no buckets an empty stretch. */
export function boundsWithin(bounds: LabelBounds, spans: readonly BucketSpan[]): LabelBounds {
  const [start, end] = [spans[0]?.startMillis ?? 0, spans.at(-1)?.endMillis ?? 0];
  return {
    lowerMillis: Math.max(bounds.lowerMillis ?? start, start),
    upperMillis: Math.min(bounds.upperMillis ?? end, end),
  };
}

/** There are at most so many. */
function mostBuckets({ unit, count }: Duration, lowerMillis: number, upperMillis: number): number {
  return ((upperMillis - lowerMillis) / (LONGEST_MILLIS[unit] * count)) * 1.12 + 2;
}
