import { describe, expect, test } from '@jest/globals';
import { bucketSpans } from '../../../src/calendar/buckets.ts';
import { comparisonOf, earlierRange } from '../../../src/calendar/comparison.ts';
import type { Duration } from '../../../src/calendar/duration.ts';
import { createGrid } from '../../../src/calendar/grid.ts';
import { bucketsBetween, bucketsHolding } from '../../../src/calendar/look-back.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';

const at = (text: string): number => Date.parse(text);
const text = (millis: number | null): string | null =>
  millis === null ? null : new Date(millis).toISOString();
const NEW_YORK = zoneOf('America/New_York');
const YEAR = { unit: 'year', count: 1 } as const;
const DAY = { unit: 'day', count: 1 } as const;

const instants = (bounds: { lowerMillis: number | null; upperMillis: number | null }) => [
  text(bounds.lowerMillis),
  text(bounds.upperMillis),
];
const MONTH = { unit: 'month', count: 1 } as const;

/** The buckets of a width that touch a range of UTC, moved back. */
function compared(width: Duration, [start, end]: readonly [string, string], duration: Duration) {
  const grid = createGrid(width, UTC, null);
  const bounds = { lowerMillis: at(start), upperMillis: at(end) };
  const nowMillis = at('2025-01-01');
  const asked = { grid, bounds, partial: 'INCLUDE', nowMillis, maxBuckets: 1_000 } as const;
  const spans = bucketSpans({ ...asked, extent: { startMillis: 0, endMillis: 0 } });
  const found = comparisonOf({ ...asked, spans, duration });
  const places = new Set(found.spans.map(({ startMillis }) => startMillis));
  expect(spans.every(({ startMillis }) => places.has(found.startOf(startMillis)))).toBe(true);
  return found;
}

describe('buckets to compare with', () => {
  const WEEK = { unit: 'week', count: 1 } as const;

  test('are whole where those that are compared are whole', () => {
    const { bounds, startOf } = compared(WEEK, ['2024-01-08', '2024-01-22'], YEAR);
    // The 8th of January 2023 lies in the week of the 2nd.
    expect(instants(bounds)).toEqual(['2023-01-02T00:00:00.000Z', '2023-01-16T00:00:00.000Z']);
    expect(text(startOf(at('2024-01-15')))).toBe('2023-01-09T00:00:00.000Z');
  });

  test('are cut alike, and each has one', () => {
    const { bounds, spans } = compared(WEEK, ['2024-01-10', '2024-01-17'], YEAR);
    expect(instants(bounds)).toEqual(['2023-01-04T00:00:00.000Z', '2023-01-11T00:00:00.000Z']);
    expect(spans.map(({ isPartial }) => isPartial)).toEqual([true, true]);
    const odd = compared({ unit: 'year', count: 2 }, ['2003-01-01', '2010-01-01'], YEAR);
    // 2002 and 2003, cut after a year, are compared with 2000 and 2001, and 2008 and 2009 with 2006 and 2007.
    expect(instants(odd.bounds)).toEqual(['2000-12-31T00:00:00.000Z', '2008-01-01T00:00:00.000Z']);
    expect(odd.spans).toHaveLength(4);
    // By the calendar where they begin alike: also beside a leap year.
    const years = compared(YEAR, ['2023-03-01', '2024-04-01'], YEAR);
    expect(instants(years.bounds)).toEqual(['2022-03-01T00:00:00.000Z', '2023-04-01T00:00:00.000Z']);
  });

  test('of a shorter month are those it has, and all of a clipped range', () => {
    const march = compared(MONTH, ['2023-03-29', '2023-03-31'], MONTH);
    expect(march.spans.map(({ startMillis }) => text(startMillis))).toEqual(['2023-02-01T00:00:00.000Z']);
    const hours = compared({ unit: 'hour', count: 1 }, ['2023-02-28T12:00Z', '2023-03-01T12:00Z'], MONTH);
    expect(instants(hours.bounds)).toEqual(['2023-01-28T12:00:00.000Z', '2023-02-01T12:00:00.000Z']);
    expect(hours.spans).toHaveLength(96);
  });

  test('say whether they are still running', () => {
    const { spans } = compared(MONTH, ['2025-01-01', '2025-03-01'], MONTH);
    expect(spans.map(({ isPartial }) => isPartial)).toEqual([false, true]);
  });

  test('are refused beyond the year 1, and where they are too many', () => {
    const ages = { unit: 'year', count: 3_000 } as const;
    expect(() => compared(MONTH, ['2023-03-01', '2023-04-01'], ages)).toThrow(/beyond the year 1/);
    expect(() =>
      compared({ unit: 'minute', count: 1 }, ['2023-02-28T12:00Z', '2023-03-01T00:30Z'], MONTH),
    ).toThrow(/more than 1000 buckets/);
  });
});

describe('a range to compare with', () => {
  const range = (start: string, end: string) => ({ lowerMillis: at(start), upperMillis: at(end) });

  test('is moved back by the calendar', () => {
    expect(instants(earlierRange(UTC, range('2024-03-01', '2024-04-01'), MONTH))).toEqual([
      '2024-02-01T00:00:00.000Z',
      '2024-03-01T00:00:00.000Z',
    ]);
  });

  test('is as long as it was where a shorter month leaves nothing of it', () => {
    expect(instants(earlierRange(UTC, range('2023-03-30', '2023-03-31'), MONTH))).toEqual([
      '2023-02-28T00:00:00.000Z',
      '2023-03-01T00:00:00.000Z',
    ]);
  });

  test('has an end, and lies in history', () => {
    const open = { lowerMillis: at('2024-01-01'), upperMillis: null };
    expect(() => earlierRange(UTC, open, YEAR)).toThrow(/no end/);
    const ages = { unit: 'year', count: 3_000 } as const;
    expect(() => earlierRange(UTC, range('2023-03-30', '2023-03-31'), ages)).toThrow(/beyond the year 1/);
  });
});

describe('looking back', () => {
  const days = createGrid(DAY, NEW_YORK, null);

  test('the buckets that hold some instants, and the time between', () => {
    const held = bucketsHolding(days, [
      at('2024-03-10T12:00Z'),
      at('2024-03-08T12:00Z'),
      at('2024-03-10T13:00Z'),
    ]);
    expect(held.map(({ startMillis, endMillis }) => [text(startMillis), text(endMillis)])).toEqual([
      ['2024-03-08T05:00:00.000Z', '2024-03-09T05:00:00.000Z'],
      ['2024-03-09T05:00:00.000Z', '2024-03-10T05:00:00.000Z'],
      ['2024-03-10T05:00:00.000Z', '2024-03-11T04:00:00.000Z'],
    ]);
  });

  test('counts buckets as far as asked, and costs nothing beyond', () => {
    expect(bucketsBetween(days, at('2024-03-09T05:00Z'), at('2024-03-12T04:00Z'), 10)).toBe(3);
    expect(bucketsBetween(days, at('2024-03-09T05:00Z'), at('2024-03-09T05:00Z'), 10)).toBe(0);
    const seconds = createGrid({ unit: 'second', count: 1 }, UTC, null);
    expect(bucketsBetween(seconds, at('0001-01-01'), at('9999-01-01'), 5)).toBeGreaterThan(5);
  });
});
