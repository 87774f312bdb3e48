import { describe, expect, test } from '@jest/globals';
import { parseAnyPeriod } from '../../../src/calendar/period.ts';
import { labelBounds, parseTimeBound } from '../../../src/calendar/time-range.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';

const utc = Date.UTC;
const newYork = zoneOf('America/New_York');
/** Of ranges that count back from nothing. */
const FIXED = { nowMillis: 0, newest: null };

describe('parseTimeBound', () => {
  test.each([
    ['2024-03-10T05:00:00Z', 'instant', utc(2024, 2, 10, 5)],
    ['2024-03-10T00:00:00-05:00', 'instant', utc(2024, 2, 10, 5)],
    ['2024-03-10T05:00:00.000000001Z', 'instant', utc(2024, 2, 10, 5) + 1],
    ['0050-06-01T12:00:00.5Z', 'instant', Date.parse('0050-06-01T12:00:00.500Z')],
    ['2024-03-10', 'civil', utc(2024, 2, 10)],
    ['2024-03-10T05:30', 'civil', utc(2024, 2, 10, 5, 30)],
    ['2024', 'civil', utc(2024, 0, 1)],
    ['2024-Q2', 'civil', utc(2024, 3, 1)],
    ['202403', 'civil', utc(2024, 2, 1)],
    ['20240310T05Z', 'instant', utc(2024, 2, 10, 5)],
  ])('%s is %s %d', (text, kind, millis) => {
    expect(parseTimeBound(text)).toEqual({ kind, millis });
  });

  test.each(['', 'yesterday', '2024-02-30', '2024-02-30T00:00:00Z', '2024-03-10T25:00:00Z', '2024-13'])(
    'refuses %j',
    (text) => {
      expect(() => parseTimeBound(text)).toThrow(
        expect.objectContaining({
          code: 'BAD_USER_INPUT',
          details: expect.objectContaining({ allowed: expect.stringContaining('1600 to 2500') }),
        }),
      );
    },
  );
});

describe('labelBounds', () => {
  const between = (start: string, end: string) => ({
    between: {
      start: parseTimeBound(start),
      end: parseTimeBound(end),
    },
  });

  test('no zone moves civil dates', () => {
    const bounds = { lowerMillis: utc(2024, 0, 1), upperMillis: utc(2024, 3, 1) };
    expect(labelBounds(between('2024-01-01', '2024-04-01'), 'MONTHLY', newYork, FIXED)).toEqual(bounds);
    expect(labelBounds(between('2024-01-01', '2024-04-01'), 'MONTHLY', UTC, FIXED)).toEqual(bounds);
    expect(
      labelBounds(between('2024-01-01T05:00:00Z', '2024-04-01T04:00:00Z'), 'MONTHLY', newYork, FIXED),
    ).toEqual(bounds);
  });

  test('dates of hourly series are read in the zone', () => {
    expect(labelBounds(between('2024-03-10', '2024-03-11'), 'HOURLY', newYork, FIXED)).toEqual({
      lowerMillis: utc(2024, 2, 10, 5),
      upperMillis: utc(2024, 2, 11, 4),
    });
  });

  test('periods include their ends', () => {
    const periods = (from: string, through?: string) => ({
      periods: {
        from: parseAnyPeriod(from),
        through: through === undefined ? null : parseAnyPeriod(through),
      },
    });
    expect(labelBounds(periods('2024-01', '2024-03'), 'MONTHLY', UTC, FIXED)).toEqual({
      lowerMillis: utc(2024, 0, 1),
      upperMillis: utc(2024, 3, 1),
    });
    expect(labelBounds(periods('2024'), 'WEEKLY', newYork, FIXED)).toEqual({
      lowerMillis: utc(2024, 0, 1),
      upperMillis: utc(2025, 0, 1),
    });
    expect(labelBounds(periods('2024-03-10T05'), 'HOURLY', UTC, FIXED)).toEqual({
      lowerMillis: utc(2024, 2, 10, 5),
      upperMillis: utc(2024, 2, 10, 6),
    });
  });

  test.each([
    ['2024-06', '2024-05', 'MONTHLY'],
    ['2024', '2023', 'ANNUAL'],
    ['2024-Q2', '2024-Q1', 'QUARTERLY'],
    ['2024-01-02', '2024-01-01', 'DAILY'],
    ['2024-01-02T05', '2024-01-02T04', 'HOURLY'],
    ['2024-01-02', '2024-01-01', 'HOURLY'],
    ['2024-06', '2024-04', 'MONTHLY'],
    ['2025-01', '2024', 'MONTHLY'],
    ['2024-01-02T05', '2024-01-01', 'HOURLY'],
  ] as const)('%s through %s is reversed', (from, through, frequency) => {
    const periods = { from: parseAnyPeriod(from), through: parseAnyPeriod(through) };
    expect(() => labelBounds({ periods }, frequency, newYork, FIXED)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        details: expect.objectContaining({ argument: 'range.periods' }),
      }),
    );
  });

  test('one period is a range, also one that a longer one ends with, and a day that a zone has skipped', () => {
    const bounds = (from: string, through: string, zone = UTC) =>
      labelBounds(
        { periods: { from: parseAnyPeriod(from), through: parseAnyPeriod(through) } },
        'HOURLY',
        zone,
        FIXED,
      );
    expect(bounds('2024-06', '2024-06')).toEqual({ lowerMillis: utc(2024, 5), upperMillis: utc(2024, 6) });
    expect(bounds('2024-06', '2024')).toEqual({ lowerMillis: utc(2024, 5), upperMillis: utc(2025, 0) });
    const skipped = utc(2011, 11, 30, 10);
    expect(bounds('2011-12-30', '2011-12-30', zoneOf('Pacific/Apia'))).toEqual({
      lowerMillis: skipped,
      upperMillis: skipped,
    });
  });

  test('absent ends are open, an end before the start is refused', () => {
    expect(labelBounds(null, 'ANNUAL', UTC, FIXED)).toEqual({ lowerMillis: null, upperMillis: null });
    expect(() => labelBounds(between('2024-04-01', '2024-01-01'), 'MONTHLY', UTC, FIXED)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: 'The range ends before it starts.' }),
    );
  });
});
