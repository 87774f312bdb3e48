import { badUserInput } from '../errors.ts';
import type { LabelBounds } from '../model/time-range.ts';
import { type BucketSpan, bucketSpans } from './buckets.ts';
import type { Duration } from './duration.ts';
import { earlier } from './earlier.ts';
import type { Grid } from './grid.ts';
import type { Zone } from './zone.ts';

/** Buckets that others are compared with. */
export type Comparison = {
  /** The range they are asked for: whole buckets, but cut like those they are compared with. */
  readonly bounds: LabelBounds;
  readonly spans: readonly BucketSpan[];
  /** Where the bucket starts that one which starts at `startMillis` is compared with. */
  startOf(startMillis: number): number;
};

/** A range moved back; one without a beginning stays so. Throws BAD_USER_INPUT, which names `compareWith`, for one without an end. */
export function earlierRange(
  zone: Zone,
  { lowerMillis, upperMillis }: LabelBounds,
  duration: Duration,
): LabelBounds {
  if (upperMillis === null) {
    const message = 'There is nothing to compare a range with that has no end.';
    throw badUserInput('compareWith', message, 'A `range` with an end.');
  }
  return {
    lowerMillis: lowerMillis === null ? null : earlier(lowerMillis, duration, zone),
    upperMillis: earlier(upperMillis, duration, zone),
  };
}

/** The buckets in which the starts of others lie once they are moved back; there is at least one of these others. */
export function comparisonOf(
  grid: Grid,
  spans: readonly BucketSpan[],
  bounds: LabelBounds,
  duration: Duration,
): Comparison {
  const back = (millis: number): number => earlier(millis, duration, grid.zone);
  const startOf = (startMillis: number): number => grid.floor(back(startMillis));
  const [first, last] = [spans[0]?.startMillis ?? 0, spans.at(-1) ?? { startMillis: 0, endMillis: 0 }];
  const { lowerMillis, upperMillis } = bounds;
  const isCutBefore = lowerMillis !== null && first < lowerMillis;
  const isCutAfter = upperMillis !== null && last.endMillis > upperMillis;
  const lastStart = startOf(last.startMillis);
  const moved = {
    lowerMillis: isCutBefore ? back(lowerMillis) : startOf(first),
    upperMillis: isCutAfter ? back(upperMillis) : (grid.edges(lastStart, lastStart + 1)[1] ?? lastStart),
  };
  // As many as those they are compared with, but for what a clock or a calendar adds: a limit was met before.
  const maxBuckets = spans.length * 2 + 2;
  const asked = {
    extent: { startMillis: 0, endMillis: 0 },
    partial: 'INCLUDE',
    nowMillis: Infinity,
  } as const;
  return { bounds: moved, spans: bucketSpans({ ...asked, grid, bounds: moved, maxBuckets }), startOf };
}
