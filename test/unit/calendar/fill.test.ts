import { describe, expect, test } from '@jest/globals';
import { type Aggregated, type Filling, fillBuckets } from '../../../src/calendar/fill.ts';
import { betweenExact } from '../../../src/model/exact-number.ts';

const DAY = 86_400_000;
/** Seven buckets; the fourth is as long as three others, the last is cut. */
const STARTS = [0, 1, 2, 3, 6, 7, 8];
const SPANS = STARTS.map((start, index) => ({
  startMillis: start * DAY,
  endMillis: (STARTS[index + 1] ?? 9) * DAY,
  isPartial: index === 6,
}));
const FOUND = new Map<number, Aggregated<number>>([
  [1, { count: 2, values: { avg: 10 } }],
  [4, { count: 1, values: { avg: 20 } }],
  [6, { count: 0, values: { avg: null } }],
]);

function filled(mode: Filling<number>['mode'], options: Partial<Filling<number>> = {}) {
  return fillBuckets(SPANS, FOUND, ['avg'], {
    mode,
    maxGap: null,
    before: {},
    zero: () => 0,
    between: (_, one, other, part, whole) => one + (other - one) * (part / whole),
    ...options,
  });
}

const values = (buckets: ReturnType<typeof filled>) => buckets.map((bucket) => bucket.values.avg);

describe('buckets without rows', () => {
  test('are left out, or are there with a count of 0', () => {
    expect(filled('NONE')).toEqual([
      { startMillis: DAY, endMillis: 2 * DAY, state: 'OBSERVED', count: 2, values: { avg: 10 } },
      { startMillis: 6 * DAY, endMillis: 7 * DAY, state: 'OBSERVED', count: 1, values: { avg: 20 } },
      { startMillis: 8 * DAY, endMillis: 9 * DAY, state: 'PARTIAL', count: 0, values: { avg: null } },
    ]);
    const all = filled('NULL');
    expect(values(all)).toEqual([null, 10, null, null, 20, null, null]);
    const [filling, observed] = ['FILLED', 'OBSERVED'];
    expect(all.map(({ state }) => state)).toEqual([
      filling,
      observed,
      filling,
      filling,
      observed,
      filling,
      'PARTIAL',
    ]);
    expect(all.map(({ count }) => count)).toEqual([0, 2, 0, 0, 1, 0, 0]);
  });

  test('become zeros, the value before, or lie on the line by elapsed time; a stored null stays', () => {
    expect(values(filled('ZERO'))).toEqual([0, 10, 0, 0, 20, 0, null]);
    expect(values(filled('PREVIOUS'))).toEqual([null, 10, 10, 10, 20, 20, null]);
    // Days 2 and 3 of the five from day 1 to day 6.
    expect(values(filled('LINEAR'))).toEqual([null, 10, 12, 14, 20, null, null]);
  });

  test('take the value before the range, and count the buckets between to the gap', () => {
    const before = { avg: { value: 5, bucketsBetween: 1 } };
    expect(values(filled('PREVIOUS', { before }))[0]).toBe(5);
    expect(values(filled('PREVIOUS', { before, maxGap: 1 }))).toEqual([null, 10, 10, null, 20, 20, null]);
    expect(values(filled('LINEAR', { before }))[0]).toBeNull();
  });

  test('are filled up to the longest gap', () => {
    expect(values(filled('ZERO', { maxGap: 1 }))).toEqual([0, 10, 0, null, 20, 0, null]);
    expect(values(filled('LINEAR', { maxGap: 0 }))).toEqual([null, 10, null, null, 20, null, null]);
  });
});

test('exact numbers between two others are rounded half away from zero', () => {
  expect(betweenExact('0', '1', 1, 3, 6, 2)).toBe('0.333333');
  expect(betweenExact('0', '-1', 2, 3, 6, 2)).toBe('-0.666667');
  expect(betweenExact('1.50', '2.50', 1, 2, 8, 2)).toBe('2.00');
  expect(betweenExact('9223372036854775807', '9223372036854775806', 1, 2, 0, 0)).toBe('9223372036854775807');
  expect(betweenExact('-3', '-4', 1, 2, 0, 0)).toBe('-4');
  expect(betweenExact('-0.5', '0.5', 1, 2, 1, 1)).toBe('0.0');
});
