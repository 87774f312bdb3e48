import {
  type Aggregate,
  type Amount,
  amountBetween,
  amountOf,
  type Kind,
  type Value,
  zeroOf,
} from './aggregates.ts';
import { type Pair, referencePairs, standingParts } from './comparison.ts';
import { boundMillis, type GridQuestion, referenceEdges, widthMillis } from './edges.ts';

/** A row: when it is, what group it belongs to, and its values by measure. */
export type ReferenceRow = {
  readonly millis: number;
  readonly group: string | null;
  /** The thing it tells about: what the key of its table has beside time. */
  readonly thing: string;
  readonly values: Readonly<Record<string, Value | null>>;
};

/** An aggregate of a measure. */
export type Metric = { readonly measure: string; readonly kind: Kind; readonly aggregate: Aggregate };

export type Fill = 'NONE' | 'NULL' | 'ZERO' | 'PREVIOUS' | 'LINEAR';

/** What is asked about the buckets of rows; bounds are text as clients write it, null is open. */
export type BucketsQuestion = GridQuestion & {
  readonly start: string | null;
  readonly end: string | null;
  readonly fill: Fill;
  readonly maxGap: number | null;
  readonly partial: 'INCLUDE' | 'EXCLUDE';
  /** ISO 8601; null where nothing is compared. */
  readonly compareWith: string | null;
};

/** A bucket of the answer, half-open. */
export type ReferenceBucket = {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly state: 'OBSERVED' | 'FILLED' | 'PARTIAL';
  /** Rows, and those of them that have a value of any measure asked about. */
  readonly count: number;
  readonly valued: number;
  /** In the order of the metrics asked for. */
  readonly amounts: readonly (Amount | null)[];
  /** What it is compared with; null where nothing is. */
  readonly comparison: ReferenceBucket | null;
};

export type ReferenceLine = { readonly group: string | null; readonly buckets: readonly ReferenceBucket[] };

type Span = {
  readonly startMillis: number;
  readonly endMillis: number;
  /** Where the part of it begins and ends whose rows count. */
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly isPartial: boolean;
};

/**
 * The lines of rows that are in order of time (ties by the key of their table): one for each group that has rows in the
 * buckets, in order of code points, missing ones last; where nothing is grouped one line, be there rows or none. Slow and
 * obvious, by docs/time.md.
 */
export function referenceLines(
  rows: readonly ReferenceRow[],
  question: BucketsQuestion,
  metrics: readonly Metric[],
  isGrouped: boolean,
  nowMillis: number,
): ReferenceLine[] {
  const { start, end, timeZone } = question;
  const lower = start === null ? Number.NEGATIVE_INFINITY : boundMillis(start, timeZone);
  const upper = end === null ? Number.POSITIVE_INFINITY : boundMillis(end, timeZone);
  const inRange = rows.filter(({ millis }) => millis >= lower && millis < upper);
  const spans = spansOf(question, inRange, lower, upper, nowMillis);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return isGrouped ? [] : [{ group: null, buckets: [] }];
  const shown = inRange.filter(({ millis }) => millis >= first.startMillis && millis < last.endMillis);
  const groups = isGrouped ? [...new Set(shown.map(({ group }) => group))].sort(byCodePoint) : [null];
  if (groups.length === 0) return [];
  const pairs = referencePairs(question, spans, lower, upper);
  return groups.map((group) => {
    const ofGroup = (row: ReferenceRow): boolean => row.group === group;
    const before = (): ReferenceRow[] => rows.filter((row) => ofGroup(row) && row.millis < first.startMillis);
    const buckets = lineOf(shown.filter(ofGroup), before, spans, question, metrics);
    if (pairs.length === 0) return { group, buckets };
    const earlier = earlierLine(rows.filter(ofGroup), pairs, question, metrics, nowMillis);
    const comparisonOf = ({ startMillis }: ReferenceBucket) => earlier.get(startMillis) ?? null;
    return { group, buckets: buckets.map((one) => ({ ...one, comparison: comparisonOf(one) })) };
  });
}

/** By its start what each bucket of a line is compared with: the earlier buckets as they stand, or with its pair as it needs it. */
function earlierLine(
  rows: readonly ReferenceRow[],
  pairs: readonly Pair[],
  question: BucketsQuestion,
  metrics: readonly Metric[],
  nowMillis: number,
): Map<number, ReferenceBucket | null> {
  const filled: BucketsQuestion = { ...question, fill: question.fill === 'NONE' ? 'NULL' : question.fill };
  const standing = standingParts(question, pairs).map((part): Span => {
    const isCut = part.fromMillis > part.startMillis || part.toMillis < part.endMillis;
    return { ...part, isPartial: isCut || part.endMillis > nowMillis };
  });
  const [start, end] = [standing[0]?.startMillis ?? 0, standing.at(-1)?.endMillis ?? 0];
  const within = rows.filter(({ millis }) => millis >= start && millis < end);
  const before = (): ReferenceRow[] => rows.filter(({ millis }) => millis < start);
  const standingLine = lineOf(within, before, standing, filled, metrics);
  return new Map(
    pairs.map((pair) => {
      const place = standing.findIndex(({ startMillis }) => startMillis === pair.startMillis);
      const there = standing[place];
      const isSame = there?.fromMillis === pair.fromMillis && there.toMillis === pair.toMillis;
      if (isSame) return [pair.ofMillis, standingLine[place] ?? null];
      const isCut = pair.fromMillis > pair.startMillis || pair.toMillis < pair.endMillis;
      const other = standing.with(place, { ...pair, isPartial: isCut || pair.endMillis > nowMillis });
      return [pair.ofMillis, lineOf(within, before, other, filled, metrics)[place] ?? null];
    }),
  );
}

function byCodePoint(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The buckets of the range; an open one begins and ends with its rows, and cuts none. */
function spansOf(
  question: BucketsQuestion,
  inRange: readonly ReferenceRow[],
  lower: number,
  upper: number,
  nowMillis: number,
): Span[] {
  const times = inRange.map(({ millis }) => millis);
  if (times.length === 0 && !Number.isFinite(upper - lower)) return [];
  const from = lower === Number.NEGATIVE_INFINITY ? Math.min(...times) : lower;
  const to = upper === Number.POSITIVE_INFINITY ? Math.max(...times) + 1 : upper;
  const edges = referenceEdges(question, from, to);
  const spans: Span[] = [];
  for (let index = 1; index < edges.length; index++) {
    const [startMillis = 0, endMillis = 0] = [edges[index - 1], edges[index]];
    const isPartial = startMillis < lower || endMillis > upper || endMillis > nowMillis;
    const part = { fromMillis: Math.max(startMillis, lower), toMillis: Math.min(endMillis, upper) };
    if (question.partial === 'INCLUDE' || !isPartial)
      spans.push({ startMillis, endMillis, ...part, isPartial });
  }
  return spans;
}

function lineOf(
  rows: readonly ReferenceRow[],
  before: () => readonly ReferenceRow[],
  spans: readonly Span[],
  question: BucketsQuestion,
  metrics: readonly Metric[],
): ReferenceBucket[] {
  const amountsOf = (members: readonly ReferenceRow[]): (Amount | null)[] =>
    metrics.map(({ measure, kind, aggregate }) => {
      const counted = aggregate === 'closing' ? newestOfThings(members, measure) : members;
      const values = counted.map((row) => row.values[measure] ?? null).filter((value) => value !== null);
      return amountOf(aggregate, kind, values);
    });
  const contentOf = (members: readonly ReferenceRow[]) => {
    const valued = members.filter((row) => metrics.some((metric) => hasValue(row, metric))).length;
    return { count: members.length, valued, amounts: amountsOf(members), comparison: null };
  };
  const buckets = spans.map(
    ({ startMillis, endMillis, fromMillis, toMillis, isPartial }): ReferenceBucket => {
      const members = rows.filter(({ millis }) => millis >= fromMillis && millis < toMillis);
      const observed = isPartial ? 'PARTIAL' : 'OBSERVED';
      const state = members.length === 0 ? 'FILLED' : observed;
      return { startMillis, endMillis, state, ...contentOf(members) };
    },
  );
  if (question.fill === 'NONE') return buckets.filter(({ count }) => count > 0);
  const earlier = question.fill === 'PREVIOUS' ? earlierBuckets(before(), question, metrics, spans[0]) : [];
  const filled = metrics.map((metric, place) => {
    // The time before the range has one bucket to offer: the newest in which the measure has a value.
    const newest = earlier.findLastIndex(({ members }) => members.some((row) => hasValue(row, metric)));
    const offered = newest < 0 ? [] : earlier.slice(newest).map(toBucket);
    return filledAmounts([...offered, ...buckets], metric, place, question).slice(offered.length);
  });
  return buckets.map((bucket, index) => {
    if (bucket.count > 0) return bucket;
    return { ...bucket, amounts: filled.map((amounts) => amounts[index] ?? null) };
  });

  function toBucket({ startMillis, endMillis, members }: EarlierBucket): ReferenceBucket {
    return { startMillis, endMillis, state: 'OBSERVED', ...contentOf(members) };
  }
}

/** Of each thing the newest row that has a value; rows are in order of time. */
function newestOfThings(rows: readonly ReferenceRow[], measure: string): ReferenceRow[] {
  const newest = new Map<string, ReferenceRow>();
  for (const row of rows) {
    if ((row.values[measure] ?? null) !== null) newest.set(row.thing, row);
  }
  return [...newest.values()];
}

type EarlierBucket = {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly members: readonly ReferenceRow[];
};

function hasValue({ values }: ReferenceRow, { measure }: Metric): boolean {
  return (values[measure] ?? null) !== null;
}

/**
 * The buckets before the first one that hold rows, from the newest on that has a value of every measure that has one at
 * all; of those without rows the newest ones, as many as `maxGap` counts. Years of empty buckets are not made: a gateway in
 * the same process could not answer anybody meanwhile.
 */
function earlierBuckets(
  rows: readonly ReferenceRow[],
  question: BucketsQuestion,
  metrics: readonly Metric[],
  first: Span | undefined,
): EarlierBucket[] {
  const newest = metrics.flatMap((metric) => rows.findLast((row) => hasValue(row, metric))?.millis ?? []);
  if (newest.length === 0 || first === undefined) return [];
  const oldest = Math.min(...newest);
  const found: EarlierBucket[] = [];
  for (let before = first.startMillis; before > oldest; before = found[0]?.startMillis ?? oldest) {
    const { millis = 0 } = rows.findLast((row) => row.millis < before) ?? {};
    const [startMillis = 0, endMillis = 0] = referenceEdges(question, millis, millis + 1);
    const members = rows.filter((row) => row.millis >= startMillis && row.millis < endMillis);
    found.unshift({ startMillis, endMillis, members });
  }
  const lastEnd = found.at(-1)?.endMillis ?? first.startMillis;
  return [...found, ...emptyBuckets(question, lastEnd, first.startMillis)];
}

/** The buckets between two edges, or the newest of them if there are more than `maxGap`. */
function emptyBuckets(question: BucketsQuestion, fromMillis: number, toMillis: number): EarlierBucket[] {
  const { maxGap } = question;
  if (maxGap === null) return [];
  // Twice as far as so many buckets take, and more: a width of dates or hours may last longer than its name says.
  const reachMillis = 2 * (maxGap + 1) * widthMillis(question);
  const edges = referenceEdges(question, Math.max(fromMillis, toMillis - reachMillis), toMillis);
  return edges
    .slice(1)
    .map((endMillis, index) => ({ startMillis: edges[index] ?? 0, endMillis, members: [] }));
}

/** What each bucket has of a metric if it has no rows: filled by itself, from buckets in which the metric has a value. */
function filledAmounts(
  buckets: readonly ReferenceBucket[],
  { kind, aggregate }: Metric,
  place: number,
  { fill, maxGap }: BucketsQuestion,
): (Amount | null)[] {
  // Buckets without rows have no amounts of their own yet.
  const amountAt = (at: number): Amount | null => buckets[at]?.amounts[place] ?? null;
  const startAt = (at: number): number => buckets[at]?.startMillis ?? 0;
  const nexts: number[] = [];
  let next = buckets.length;
  for (let index = buckets.length - 1; index >= 0; index -= 1) {
    nexts[index] = next;
    if (amountAt(index) !== null) next = index;
  }
  let previous = -1;
  let run = 0;
  return buckets.map(({ count }, index) => {
    run = count === 0 ? run + 1 : 0;
    const earlier = previous;
    if (amountAt(index) !== null) previous = index;
    if (maxGap !== null && run > maxGap) return null;
    if (fill === 'ZERO') return zeroOf(kind, aggregate);
    const before = amountAt(earlier);
    if (fill === 'PREVIOUS') return before;
    const later = nexts[index] ?? buckets.length;
    const after = amountAt(later);
    if (fill !== 'LINEAR' || before === null || after === null) return null;
    const [part, whole] = [startAt(index) - startAt(earlier), startAt(later) - startAt(earlier)];
    return amountBetween(before, after, part, whole);
  });
}
