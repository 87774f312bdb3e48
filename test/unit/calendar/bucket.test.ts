import { expect, test } from '@jest/globals';
import { bucketBounds, bucketGrid } from '../../../src/calendar/bucket.ts';
import { type Duration, parseDuration } from '../../../src/calendar/duration.ts';
import { bucketNumber } from '../../support/bucket-number.ts';

const DAY_MILLIS = 86_400_000;
const WIDTHS = [
  'PT1S',
  'PT15M',
  'PT1H',
  'PT7H',
  'PT6H',
  'P1D',
  'P3D',
  'P1W',
  'P2W',
  'P1M',
  'P3M',
  'P5M',
  'P1Y',
  'P10Y',
];

/** Slow and obvious: steps from the origin, one bucket at a time, by the calendar of Date. */
function stepTo({ unit, count }: Duration, millis: number): { startMillis: number; endMillis: number } {
  const at = (index: number): number => {
    const date = new Date(unit === 'week' ? 4 * DAY_MILLIS : 0);
    const by = index * count;
    if (unit === 'year') date.setUTCFullYear(1970 + by);
    else if (unit === 'month') date.setUTCMonth(by);
    else if (unit === 'week') date.setUTCDate(date.getUTCDate() + 7 * by);
    else if (unit === 'day') date.setUTCDate(date.getUTCDate() + by);
    else if (unit === 'hour') date.setUTCHours(by);
    else if (unit === 'minute') date.setUTCMinutes(by);
    else date.setUTCSeconds(by);
    return date.getTime();
  };
  const average = at(1) - at(0);
  let index = Math.floor(millis / average);
  while (at(index) > millis) index -= 1;
  while (at(index + 1) <= millis) index += 1;
  return { startMillis: at(index), endMillis: at(index + 1) };
}

/** A fixed series of instants from 1840 to 2100, with the edges of days and months among them. */
function* instants(): Generator<number> {
  let state = 12_345;
  for (let index = 0; index < 100; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const millis = Math.floor((state / 2_147_483_648 - 0.5) * 260 * 365.25 * DAY_MILLIS);
    const midnight = Math.floor(millis / DAY_MILLIS) * DAY_MILLIS;
    const month = new Date(millis).setUTCDate(1);
    yield* [millis, midnight, midnight - 1, Math.floor(month / DAY_MILLIS) * DAY_MILLIS];
  }
}

test.each(WIDTHS)('buckets of %s are those a slow calendar steps to', (width) => {
  const duration = parseDuration(width, 'width');
  const grid = bucketGrid(duration);
  for (const millis of instants()) {
    const bucket = bucketNumber(grid, millis);
    expect({ millis, ...bucketBounds(grid, bucket) }).toEqual({ millis, ...stepTo(duration, millis) });
    expect(bucketNumber(grid, bucketBounds(grid, bucket).startMillis)).toBe(bucket);
    expect(bucketNumber(grid, bucketBounds(grid, bucket).endMillis)).toBe(bucket + 1);
  }
});

test('a week begins on Monday, a quarter in January, the year 99 is not 1999', () => {
  const week = bucketGrid({ unit: 'week', count: 1 });
  const monday = bucketBounds(week, bucketNumber(week, Date.UTC(2024, 0, 3))).startMillis;
  expect(new Date(monday).toISOString()).toBe('2024-01-01T00:00:00.000Z');
  const quarter = bucketGrid({ unit: 'month', count: 3 });
  const { startMillis } = bucketBounds(quarter, bucketNumber(quarter, Date.UTC(2024, 4, 3)));
  expect(new Date(startMillis).toISOString()).toBe('2024-04-01T00:00:00.000Z');
  const year = bucketGrid({ unit: 'year', count: 1 });
  expect(new Date(bucketBounds(year, 99 - 1970).startMillis).toISOString()).toBe('0099-01-01T00:00:00.000Z');
});
