import { badUserInput } from '../errors.ts';
import type { LabelBounds } from '../model/time-range.ts';
import type { BucketSpan } from './buckets.ts';
import { type Duration, durationText } from './duration.ts';
import { earlier, inHistory } from './earlier.ts';
import { bucketEnd, type Grid } from './grid.ts';
import type { Zone } from './zone.ts';

/** Earlier buckets, and where the range they are asked for begins and ends: it cuts the first and the last at most. */
export type ComparedList = { readonly bounds: LabelBounds; readonly spans: readonly BucketSpan[] };

/** Earlier buckets that others are compared with. */
export type Comparison = {
  /**
   * What is read: the buckets from the first to the last that are needed, touching each other, and after them, alone in its
   * list, each that is also needed otherwise cut than it stands among those.
   */
  readonly lists: readonly [ComparedList, ...ComparedList[]];
  /**
   * What is filled, from what was found in each list by place: all buckets once for each list, of which the later ones have
   * theirs in the place where it belongs.
   */
  versions<Found>(found: readonly ReadonlyMap<number, Found>[]): ComparedVersion<Found>[];
  /** What the bucket that starts at `startMillis` is compared with, of the buckets of each version. */
  pairOf<Bucket>(startMillis: number, versions: readonly (readonly Bucket[])[]): Bucket;
};

/** The earlier buckets, and what was found in them by place. */
export type ComparedVersion<Found> = {
  readonly spans: readonly BucketSpan[];
  readonly found: ReadonlyMap<number, Found>;
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

/** The part of an earlier bucket that one is compared with: all of it, but of a cut one. */
type Pair = {
  /** Where the one begins that is compared, and where the earlier one begins and ends. */
  readonly ofMillis: number;
  readonly startMillis: number;
  readonly endMillis: number;
  readonly lowerMillis: number;
  readonly upperMillis: number;
};

/**
 * Pairs each bucket with the one that begins nearest to its own start moved back, and before it. Of cut ones those they are
 * compared with are cut alike, of whole ones they are whole. Throws BAD_USER_INPUT, which names `compareWith`.
 */
export function comparisonOf(asked: ComparisonAsked): Comparison {
  const { grid, spans, duration, nowMillis, maxBuckets } = asked;
  const pairs = spans.map((span) => pairTo(span, asked));
  const from = pairs.reduce(
    (least, { startMillis }) => Math.min(least, startMillis),
    Number.POSITIVE_INFINITY,
  );
  const to = pairs.reduce((most, { endMillis }) => Math.max(most, endMillis), Number.NEGATIVE_INFINITY);
  const edges = grid.edges(from, to);
  if (edges.length - 1 > maxBuckets) {
    const message = `Moved back by "${durationText(duration)}" the range has more than ${maxBuckets} buckets.`;
    throw badUserInput('compareWith', message, 'A wider `width`, or a shorter range.');
  }
  const bounds = boundsOf(pairs, from, to);
  const span = (startMillis: number, endMillis: number, { lowerMillis, upperMillis }: Bounds): BucketSpan => {
    const isCut = startMillis < lowerMillis || endMillis > upperMillis;
    return { startMillis, endMillis, isPartial: isCut || endMillis > nowMillis };
  };
  const whole = edges.slice(1).map((endMillis, at) => span(edges[at] ?? endMillis, endMillis, bounds));
  const apart = pairs.filter((pair) => !isWithin(pair, bounds));
  const indexOf = new Map(whole.map(({ startMillis }, index) => [startMillis, index]));
  const placeOf = new Map(
    pairs.map((pair) => [
      pair.ofMillis,
      { version: apart.indexOf(pair) + 1, index: indexOf.get(pair.startMillis) ?? -1 },
    ]),
  );
  const alone = apart.map((pair) => ({
    index: indexOf.get(pair.startMillis) ?? -1,
    span: span(pair.startMillis, pair.endMillis, pair),
    bounds: { lowerMillis: pair.lowerMillis, upperMillis: pair.upperMillis },
  }));
  return {
    lists: [{ bounds, spans: whole }, ...alone.map((one) => ({ bounds: one.bounds, spans: [one.span] }))],
    versions: ([found = new Map(), ...others]) => [
      { spans: whole, found },
      ...alone.map((one, at) => ({
        spans: whole.with(one.index, one.span),
        found: replaced(found, one.index, others[at]?.get(0)),
      })),
    ],
    pairOf(startMillis, versions) {
      const { version, index } = placeOf.get(startMillis) ?? { version: -1, index: -1 };
      const pair = versions[version]?.[index];
      if (pair === undefined) throw new RangeError(`Nothing is compared with a bucket at ${startMillis}.`);
      return pair;
    },
  };
}

type Bounds = { readonly lowerMillis: number; readonly upperMillis: number };

function pairTo(span: BucketSpan, { grid, bounds, duration }: ComparisonAsked): Pair {
  const moved = inHistory(earlier(span.startMillis, duration, grid.zone), duration, 'compareWith');
  const before = grid.floor(Math.min(moved, span.startMillis - 1));
  const after = bucketEnd(grid, before);
  const isAfterNearer = after < span.startMillis && after - moved < moved - before;
  const startMillis = isAfterNearer ? after : inHistory(before, duration, 'compareWith');
  const endMillis = isAfterNearer ? bucketEnd(grid, after) : after;
  const pair = { ofMillis: span.startMillis, startMillis, endMillis };
  /** Where it is cut if the other is cut at `millis`: by the calendar where both begin alike, else as far from its start. */
  const cutAt = (millis: number): number => {
    const cut =
      moved === startMillis
        ? earlier(millis, duration, grid.zone)
        : startMillis + (millis - span.startMillis);
    return Math.min(Math.max(cut, startMillis), endMillis);
  };
  const lower = Math.max(bounds.lowerMillis ?? span.startMillis, span.startMillis);
  const upper = Math.min(bounds.upperMillis ?? span.endMillis, span.endMillis);
  const lowerMillis = lower > span.startMillis ? cutAt(lower) : startMillis;
  const upperMillis = upper < span.endMillis ? cutAt(upper) : endMillis;
  if (upperMillis > lowerMillis) return { ...pair, lowerMillis, upperMillis };
  // A shorter month leaves nothing of it: as long as it was, as far as the bucket goes.
  return { ...pair, lowerMillis, upperMillis: Math.min(lowerMillis + (upper - lower), endMillis) };
}

/** The range of buckets: cut in its first and its last one where all that need that bucket need it cut so. */
function boundsOf(pairs: readonly Pair[], from: number, to: number): Bounds {
  const first = pairs.filter(({ startMillis }) => startMillis === from);
  const last = pairs.filter(({ endMillis }) => endMillis === to);
  const cut = { lowerMillis: first[0]?.lowerMillis ?? from, upperMillis: last[0]?.upperMillis ?? to };
  return {
    lowerMillis: first.every((pair) => isWithin(pair, cut)) ? cut.lowerMillis : from,
    upperMillis: last.every((pair) => isWithin(pair, cut)) ? cut.upperMillis : to,
  };
}

/** Whether the buckets of a range have the very part that is needed. */
function isWithin({ startMillis, endMillis, lowerMillis, upperMillis }: Pair, bounds: Bounds): boolean {
  return (
    lowerMillis === Math.max(startMillis, bounds.lowerMillis) &&
    upperMillis === Math.min(endMillis, bounds.upperMillis)
  );
}

function replaced<Found>(
  found: ReadonlyMap<number, Found>,
  index: number,
  other: Found | undefined,
): ReadonlyMap<number, Found> {
  const all = new Map(found);
  all.delete(index);
  return other === undefined ? all : all.set(index, other);
}
