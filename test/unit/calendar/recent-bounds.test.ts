import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration } from '../../../src/calendar/duration.ts';
import { createGrid } from '../../../src/calendar/grid.ts';
import { labelBounds, newestLabel, parseTimeBound } from '../../../src/calendar/time-range.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';
import type { Frequency } from '../../../src/model/frequency.ts';

const NOW = Date.parse('2024-04-15T10:23:45.678Z');
const until = (anchor: 'LATEST_DATA' | 'NOW', duration: string) => ({
  last: { duration: parseDuration(duration, 'duration'), until: anchor },
});

/** The bounds as text, of a series whose newest value has this label. */
function bounds(
  anchor: 'LATEST_DATA' | 'NOW',
  duration: string,
  frequency: Frequency,
  { newest = null, zone = 'UTC' }: { newest?: string | null; zone?: string } = {},
): (string | null)[] {
  const label = newest === null ? null : newestLabel(frequency, Date.parse(newest));
  const { lowerMillis, upperMillis } = labelBounds(until(anchor, duration), frequency, zoneOf(zone), {
    nowMillis: NOW,
    newest: label,
  });
  return [lowerMillis, upperMillis].map((millis) => new Date(millis ?? Number.NaN).toISOString());
}

/** So many days, the newest first. */
const dates = (newest: string, days: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Date.parse(newest) - index * days * 86_400_000);

describe('until the newest data', () => {
  test.each<[Frequency, string, string, string, string]>([
    ['ANNUAL', '2023-01-01', 'P3Y', '2021-01-01', '2024-01-01'],
    ['QUARTERLY', '2024-01-01', 'P1Y', '2023-04-01', '2024-04-01'],
    ['MONTHLY', '2024-02-01', 'P1Y', '2023-03-01', '2024-03-01'],
    ['MONTHLY', '2024-02-01', 'P12M', '2023-03-01', '2024-03-01'],
    ['WEEKLY', '2024-03-01', 'P4W', '2024-02-03', '2024-03-02'],
    ['FOUR_WEEK', '2024-03-01', 'P4W', '2024-02-03', '2024-03-02'],
    ['DAILY', '2024-02-29', 'P30D', '2024-01-31', '2024-03-01'],
    ['DAILY', '2024-02-29', 'P1Y', '2023-03-01', '2024-03-01'],
  ])('%s %s, %s: no zone moves dates', (frequency, newest, duration, lower, upper) => {
    const expected = [lower, upper].map((date) => `${date}T00:00:00.000Z`);
    expect(bounds('LATEST_DATA', duration, frequency, { newest })).toEqual(expected);
    expect(bounds('LATEST_DATA', duration, frequency, { newest, zone: 'Asia/Tokyo' })).toEqual(expected);
  });

  test.each(['HOURLY', 'HOURLY_LOCAL'] as const)(
    '%s: a day is as many labels as its clock shows',
    (frequency) => {
      const newest = '2024-03-11T03:00:00Z';
      expect(bounds('LATEST_DATA', 'PT24H', frequency, { newest })).toEqual([
        '2024-03-10T04:00:00.000Z',
        '2024-03-11T04:00:00.000Z',
      ]);
      // The hour 23:00 of a day of 23 hours.
      expect(bounds('LATEST_DATA', 'P1D', frequency, { newest, zone: 'America/New_York' })).toEqual([
        '2024-03-10T05:00:00.000Z',
        '2024-03-11T04:00:00.000Z',
      ]);
    },
  );

  test('holds the newest label, however short the duration', () => {
    expect(bounds('LATEST_DATA', 'PT1S', 'ANNUAL', { newest: '2023-01-01' })[0]).toBe(
      '2023-01-01T00:00:00.000Z',
    );
    expect(bounds('LATEST_DATA', 'P30D', 'MONTHLY', { newest: '2024-03-01' })[0]).toBe(
      '2024-03-01T00:00:00.000Z',
    );
  });

  test('holds nothing where there is none', () => {
    expect(bounds('LATEST_DATA', 'P1Y', 'MONTHLY')).toEqual(Array(2).fill('1970-01-01T00:00:00.000Z'));
  });
});

describe('until now', () => {
  test('of dates, with the date it is in the zone', () => {
    const day = (zone: string) => bounds('NOW', 'P7D', 'DAILY', { zone }).map((text) => text?.slice(0, 10));
    expect(day('UTC')).toEqual(['2024-04-09', '2024-04-16']);
    expect(day('Pacific/Kiritimati')).toEqual(['2024-04-10', '2024-04-17']);
    expect(day('America/Los_Angeles')).toEqual(['2024-04-09', '2024-04-16']);
    expect(bounds('NOW', 'P1Y', 'MONTHLY').map((text) => text?.slice(0, 10))).toEqual([
      '2023-04-16',
      '2024-04-16',
    ]);
  });

  test('of instants, with the clock', () => {
    expect(bounds('NOW', 'PT6H', 'HOURLY')).toEqual(['2024-04-15T04:23:45.678Z', '2024-04-15T10:23:45.678Z']);
    expect(bounds('NOW', 'P3M', 'HOURLY', { zone: 'America/New_York' })).toEqual([
      '2024-01-15T11:23:45.678Z',
      '2024-04-15T10:23:45.678Z',
    ]);
  });
});

test('what reaches back beyond the year 1 is refused', () => {
  for (const duration of ['P2024Y', 'P100000Y', 'P100000M'])
    for (const frequency of ['HOURLY', 'ANNUAL'] as const)
      expect(() => bounds('NOW', duration, frequency)).toThrow(
        expect.objectContaining({
          code: 'BAD_USER_INPUT',
          details: expect.objectContaining({ argument: 'range.last.duration' }),
        }),
      );
  expect(bounds('NOW', 'P2022Y', 'ANNUAL')[0]).toBe('0002-04-16T00:00:00.000Z');
});

describe('of buckets', () => {
  /** The edges of the buckets until now, or until the newest row. */
  function edges(width: string, duration: string, at: number, zone = UTC, origin: string | null = null) {
    const grid = createGrid(
      parseDuration(width, 'width'),
      zone,
      origin === null ? null : parseTimeBound(origin),
    );
    const anchors = { nowMillis: at, newest: { labelMillis: at - 1, endMillis: at }, grid };
    const [now, latest] = (['NOW', 'LATEST_DATA'] as const).map((anchor) =>
      labelBounds(until(anchor, duration), 'HOURLY', zone, anchors),
    );
    expect(now).toEqual(latest);
    return grid.edges(now?.lowerMillis ?? Number.NaN, now?.upperMillis ?? Number.NaN);
  }

  test.each([
    ['P1D', 'P30D', 30],
    ['P1D', '4 weeks', 28],
    ['P1W', 'P4W', 4],
    ['P1M', 'P1Y', 12],
    ['P3M', 'P1Y', 4],
    ['P1Y', 'P5Y', 5],
    ['PT1H', 'PT48H', 48],
    ['PT15M', 'PT1H', 4],
  ])('%s in %s are %d, whenever it is', (width, duration, count) => {
    const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Europe/London'].map(zoneOf);
    const at = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(at, fc.constantFrom(...zones), (millis, zone) => {
        const found = edges(width, duration, millis, zone);
        expect(found).toHaveLength(count + 1);
        expect(found.at(-2)).toBeLessThan(millis);
        expect(found.at(-1)).toBeGreaterThanOrEqual(millis);
      }),
      { numRuns: 60 },
    );
  });

  test('the bucket that is running is the last; on an edge, the one that has just ended', () => {
    const edge = Date.parse('2024-04-15T00:00:00Z');
    expect(edges('P1D', 'P2D', edge)).toEqual(dates('2024-04-15', 1, 3).reverse());
    expect(edges('P1D', 'P2D', edge + 1)).toEqual(dates('2024-04-16', 1, 3).reverse());
  });

  test('months from the last day of one: as many, although some are shorter', () => {
    const found = edges('P1M', 'P2M', Date.parse('2024-02-20T00:00:00Z'), UTC, '2024-01-31');
    expect(found.map((millis) => new Date(millis).toISOString().slice(0, 10))).toEqual([
      '2023-12-31',
      '2024-01-31',
      '2024-02-29',
    ]);
    expect(edges('P1M', 'P1M', Date.parse('2024-02-20T00:00:00Z'), UTC, '2024-01-31')).toHaveLength(2);
  });

  test('a duration that is not made of widths is covered', () => {
    expect(edges('P1W', 'P1M', Date.parse('2024-04-18T00:00:00Z'))).toEqual(
      dates('2024-04-22', 7, 6).reverse(),
    );
    expect(edges('P1D', 'PT1H', Date.parse('2024-04-18T10:00:00Z'))).toEqual(
      dates('2024-04-19', 1, 2).reverse(),
    );
  });

  test.each([
    ['an annual value, in years from July', 'P1Y', 'P3Y', '2000-07-01', 'UTC', 3],
    ['a quarterly value, in quarters from February', 'P3M', 'P1Y', '2000-02-01', 'UTC', 4],
    ['an hour, where hours begin at a half', 'PT1H', 'PT3H', null, 'Asia/Kathmandu', 3],
  ])(
    'the last is that of the newest label, though its period ends behind it: %s',
    (_, width, duration, origin, zone, count) => {
      const grid = createGrid(
        parseDuration(width, 'width'),
        zoneOf(zone),
        origin === null ? null : parseTimeBound(origin),
      );
      const labelMillis = Date.parse('2019-01-01T00:00:00Z');
      const endMillis = Date.parse(
        origin === null ? '2019-01-01T01:00:00Z' : width === 'P1Y' ? '2020-01-01' : '2019-04-01',
      );
      const anchors = { nowMillis: Date.parse('2022-01-01'), newest: { labelMillis, endMillis }, grid };
      const found = labelBounds(until('LATEST_DATA', duration), 'HOURLY', zoneOf(zone), anchors);
      const edges = grid.edges(found?.lowerMillis ?? Number.NaN, found?.upperMillis ?? Number.NaN);
      expect(edges).toHaveLength(count + 1);
      expect(edges.at(-2)).toBeLessThanOrEqual(labelMillis);
      expect(edges.at(-1)).toBeGreaterThan(labelMillis);
    },
  );

  test('a day that a zone has skipped is no bucket, and one is left all the same', () => {
    const apia = zoneOf('Pacific/Apia');
    const after = Date.parse('2011-12-30T10:00:00Z');
    expect(edges('P1D', 'P1D', after, apia)).toHaveLength(2);
    expect(edges('P1D', 'P3D', after, apia)).toHaveLength(3);
  });
});
