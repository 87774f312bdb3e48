import { describe, expect, test } from '@jest/globals';
import { comparisonOf } from '../../../src/calendar/comparison.ts';
import { createGrid } from '../../../src/calendar/grid.ts';
import { bucketsBetween, bucketsHolding } from '../../../src/calendar/look-back.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';

const at = (text: string): number => Date.parse(text);
const text = (millis: number | null): string | null =>
  millis === null ? null : new Date(millis).toISOString();
const NEW_YORK = zoneOf('America/New_York');
const YEAR = { unit: 'year', count: 1 } as const;
const DAY = { unit: 'day', count: 1 } as const;

describe('the range of a comparison', () => {
  const weeks = createGrid({ unit: 'week', count: 1 }, UTC, null);
  const span = (start: string, end: string) => ({
    startMillis: at(start),
    endMillis: at(end),
    isPartial: false,
  });

  test('has whole buckets where those it is compared with are whole', () => {
    const spans = [span('2024-01-08', '2024-01-15'), span('2024-01-15', '2024-01-22')];
    const { bounds, startOf } = comparisonOf(weeks, spans, { lowerMillis: null, upperMillis: null }, YEAR);
    // The 8th of January 2023 lies in the week of the 2nd.
    expect([text(bounds.lowerMillis), text(bounds.upperMillis)]).toEqual([
      '2023-01-02T00:00:00.000Z',
      '2023-01-16T00:00:00.000Z',
    ]);
    expect(text(startOf(at('2024-01-15')))).toBe('2023-01-09T00:00:00.000Z');
  });

  test('is cut where they are cut', () => {
    const spans = [span('2024-01-08', '2024-01-15'), span('2024-01-15', '2024-01-22')];
    const range = { lowerMillis: at('2024-01-10'), upperMillis: at('2024-01-17') };
    const { bounds } = comparisonOf(weeks, spans, range, YEAR);
    expect([text(bounds.lowerMillis), text(bounds.upperMillis)]).toEqual([
      '2023-01-10T00:00:00.000Z',
      '2023-01-17T00:00:00.000Z',
    ]);
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
