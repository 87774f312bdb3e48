import { badUserInput } from '../errors.ts';
import type { LabelBounds } from '../model/time-range.ts';
import type { BucketSpan } from './buckets.ts';
import { type Duration, durationText } from './duration.ts';
import { earlier, inHistory } from './earlier.ts';
import { bucketEnd, type Grid } from './grid.ts';
import type { Zone } from './zone.ts';

const NOTHING: BucketSpan = { startMillis: 0, endMillis: 0, isPartial: false };

/** Buckets that others are compared with. */
export type Comparison = {
  /** The range they are asked for: whole buckets, but cut like those they are compared with. */
  readonly bounds: LabelBounds;
  readonly spans: readonly BucketSpan[];
  /** Where the bucket starts that one which starts at `startMillis` is compared with. */
  startOf(startMillis: number): number;
};

/**
 * A range moved back; one without a beginning stays so. Where a shorter month leaves nothing of it, it is as long as it was.
 * Throws BAD_USER_INPUT, which names `compareWith`, for one without an end, and for one moved beyond the year 1.
 */
export function earlierRange(
  zone: Zone,
  { lowerMillis, upperMillis }: LabelBounds,
  duration: Duration,
): LabelBounds {
  if (upperMillis === null) {
    const message = 'There is nothing to compare a range with that has no end.';
    throw badUserInput('compareWith', message, 'A `range` with an end.');
  }
  const upper = earlier(upperMillis, duration, zone);
  if (lowerMillis === null) return { lowerMillis, upperMillis: inHistory(upper, duration, 'compareWith') };
  const lower = inHistory(earlier(lowerMillis, duration, zone), duration, 'compareWith');
  const isLost = upper <= lower && upperMillis > lowerMillis;
  return { lowerMillis: lower, upperMillis: isLost ? lower + (upperMillis - lowerMillis) : upper };
}

/** What buckets are compared by. */
export type ComparisonAsked = {
  readonly grid: Grid;
  /** At least one. */
  readonly spans: readonly BucketSpan[];
  /** The range they were asked for. */
  readonly bounds: LabelBounds;
  readonly duration: Duration;
  readonly nowMillis: number;
  readonly maxBuckets: number;
};

/**
 * The buckets in which the starts of others lie once they are moved back, and all between them. Those of cut ones are
 * cut alike. Throws BAD_USER_INPUT, which names `compareWith`.
 */
export function comparisonOf(asked: ComparisonAsked): Comparison {
  const { grid, spans, bounds, duration, nowMillis, maxBuckets } = asked;
  const startOf = (startMillis: number): number => grid.floor(earlier(startMillis, duration, grid.zone));
  const [first, last] = [spans[0] ?? NOTHING, spans.at(-1) ?? NOTHING];
  const [from, to] = [
    inHistory(startOf(first.startMillis), duration, 'compareWith'),
    startOf(last.startMillis),
  ];
  const { lowerMillis, upperMillis } = bounds;
  const isCutBefore = lowerMillis !== null && first.startMillis < lowerMillis;
  const isCutAfter = upperMillis !== null && last.endMillis > upperMillis;
  /** Where a bucket is cut that is compared with one cut at `millis`: by the calendar where both begin alike, else by time. */
  const cutOf = (startMillis: number, millis: number): number => {
    const start = startOf(startMillis);
    const isAlike = earlier(startMillis, duration, grid.zone) === start;
    const cut = isAlike ? earlier(millis, duration, grid.zone) : start + (millis - startMillis);
    return Math.min(Math.max(cut, start), bucketEnd(grid, start));
  };
  const moved = {
    lowerMillis: isCutBefore ? cutOf(first.startMillis, lowerMillis) : from,
    upperMillis: isCutAfter ? cutOf(last.startMillis, upperMillis) : bucketEnd(grid, to),
  };
  const edges = grid.edges(from, bucketEnd(grid, to));
  if (edges.length - 1 > maxBuckets) {
    const message = `Moved back by "${durationText(duration)}" the range has more than ${maxBuckets} buckets.`;
    throw badUserInput('compareWith', message, 'A wider `width`, or a shorter range.');
  }
  const earlierSpans = edges.slice(1).map((endMillis, at): BucketSpan => {
    const startMillis = edges[at] ?? endMillis;
    const isCut = startMillis < moved.lowerMillis || endMillis > moved.upperMillis;
    return { startMillis, endMillis, isPartial: isCut || endMillis > nowMillis };
  });
  return { bounds: moved, spans: earlierSpans, startOf };
}
