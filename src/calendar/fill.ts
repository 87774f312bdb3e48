import { badUserInput } from '../errors.ts';
import type { BucketState, FillMode } from '../model/bucket.ts';
import type { BucketSpan } from './buckets.ts';

/** What rows of one bucket come to: how many there are, and by key their aggregates. */
export type Aggregated<Value> = {
  readonly count: number;
  readonly values: Readonly<Record<string, Value | null>>;
};

/** A bucket of an answer. */
export type FilledBucket<Value> = Aggregated<Value> & {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly state: BucketState;
};

/** The newest value before the first bucket, and how many buckets lie between the two. */
export type ValueBefore<Value> = { readonly value: Value; readonly bucketsBetween: number };

/** Throws BAD_USER_INPUT, which names `maxGap`, for one that no answer can have. */
export function checkMaxGap(maxGap: number | null, maxBuckets: number): void {
  if (maxGap === null || (maxGap >= 0 && maxGap <= maxBuckets)) return;
  throw badUserInput('maxGap', `"maxGap" is ${maxGap}.`, `A whole number from 0 to ${maxBuckets}.`);
}

/** A mode in which each bucket is there: what others are compared with has no gaps. */
export function withEveryBucket(mode: FillMode): FillMode {
  return mode === 'NONE' ? 'NULL' : mode;
}

/** How buckets without rows are filled. */
export type Filling<Value> = {
  readonly mode: FillMode;
  /** Of each run of buckets without rows only the first so many are filled; null for all. */
  readonly maxGap: number | null;
  /** By key; PREVIOUS alone looks there. */
  readonly before: Readonly<Record<string, ValueBefore<Value>>>;
  zero(key: string): Value;
  /** The value at a share of the way (from 0 to 1, as part of whole) from one to the other. */
  between(key: string, one: Value, other: Value, part: number, whole: number): Value;
};

/** The double at part / whole of the way from one to another, also where no double holds the way. */
export function betweenDoubles(one: number, other: number, part: number, whole: number): number {
  const way = other - one;
  const share = part / whole;
  return Number.isFinite(way) ? one + way * share : one * (1 - share) + other * share;
}

/**
 * The buckets of one line, oldest first. Those without rows are left out for NONE; for all other modes they are there,
 * with a count of 0, and each key is filled by itself from buckets in which it has a value.
 */
export function fillBuckets<Value>(
  spans: readonly BucketSpan[],
  found: ReadonlyMap<number, Aggregated<Value>>,
  keys: readonly string[],
  filling: Filling<Value>,
): FilledBucket<Value>[] {
  const filled = filling.mode === 'NONE' ? [] : keys.map((key) => fillKey(spans, found, key, filling));
  return spans.flatMap(({ startMillis, endMillis, isPartial }, index): FilledBucket<Value>[] => {
    const rows = found.get(index);
    if (rows !== undefined) {
      const state = isPartial ? 'PARTIAL' : 'OBSERVED';
      return [{ startMillis, endMillis, state, count: rows.count, values: rows.values }];
    }
    if (filling.mode === 'NONE') return [];
    const values = Object.fromEntries(keys.map((key, place) => [key, filled[place]?.[index] ?? null]));
    return [{ startMillis, endMillis, state: 'FILLED', count: 0, values }];
  });
}

/** By bucket the value a key is filled with; null where there are rows, and where nothing fills it. */
function fillKey<Value>(
  spans: readonly BucketSpan[],
  found: ReadonlyMap<number, Aggregated<Value>>,
  key: string,
  filling: Filling<Value>,
): (Value | null)[] {
  const valueAt = (index: number): Value | null => found.get(index)?.values[key] ?? null;
  const before = filling.before[key];
  const longest = filling.maxGap ?? Number.POSITIVE_INFINITY;
  let previous: { readonly value: Value; readonly index: number } | null =
    before === undefined ? null : { value: before.value, index: -1 };
  let run = before?.bucketsBetween ?? 0;
  let next = -1;
  return spans.map((span, index) => {
    if (found.has(index)) {
      run = 0;
      const value = valueAt(index);
      if (value !== null) previous = { value, index };
      return null;
    }
    run += 1;
    if (run > longest) return null;
    if (filling.mode === 'ZERO') return filling.zero(key);
    if (previous === null) return null;
    if (filling.mode === 'PREVIOUS') return previous.value;
    if (filling.mode !== 'LINEAR' || previous.index < 0) return null;
    if (next < index) next = nextValue(index);
    const [from, to] = [spans[previous.index], spans[next]];
    const value = next < spans.length ? valueAt(next) : null;
    if (from === undefined || to === undefined || value === null) return null;
    const part = span.startMillis - from.startMillis;
    return filling.between(key, previous.value, value, part, to.startMillis - from.startMillis);
  });

  function nextValue(after: number): number {
    let index = after + 1;
    while (index < spans.length && valueAt(index) === null) index += 1;
    return index;
  }
}
