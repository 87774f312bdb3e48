import { describe, expect, test } from '@jest/globals';
import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import { referenceEdges } from '../../support/reference/edges.ts';
import { gridDifferences } from '../../support/reference/grid-comparison.ts';
import { type GridCase, gridCases } from '../../support/reference/grid-questions.ts';

const SAMPLE = { seed: 20_111_230, numRuns: 300 };

test('edges of any width in any zone around any change of the clock are those of the reference', () => {
  fc.assert(
    fc.property(gridCases, ({ atMillis, widths, ...question }: GridCase) => {
      const length = Temporal.Duration.from(question.width).total({
        unit: 'milliseconds',
        relativeTo: '2024-01-01',
      });
      expect(gridDifferences(question, atMillis, Math.ceil(atMillis + widths * length))).toEqual([]);
    }),
    SAMPLE,
  );
});

describe('the reference itself', () => {
  const shown = (width: string, timeZone: string, from: string, to: string, origin: string | null = null) => {
    const instant = (text: string) =>
      Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
    return referenceEdges({ width, timeZone, origin }, instant(from), instant(to)).map((edge) =>
      Temporal.Instant.fromEpochMilliseconds(edge).toString({ timeZone, smallestUnit: 'minute' }),
    );
  };

  test('keeps both showings of an hour apart, and makes 7+6+6+6 hours of a day of 25', () => {
    const hours = shown('PT1H', 'America/New_York', '2024-11-03T00:00', '2024-11-03T03:00');
    expect(hours.map((text) => text.slice(11))).toEqual([
      ...['00:00-04:00', '01:00-04:00', '01:00-05:00', '02:00-05:00', '03:00-05:00'],
    ]);
    const quarters = shown('PT6H', 'America/New_York', '2024-11-03', '2024-11-04');
    expect(quarters.map((text) => text.slice(11))).toEqual([
      ...['00:00-04:00', '06:00-05:00', '12:00-05:00', '18:00-05:00', '00:00-05:00'],
    ]);
  });

  test('begins a bucket at the end of a gap, and has 1.5 hours where Lord Howe repeats half of one', () => {
    const gap = shown('PT30M', 'America/New_York', '2024-03-10T01:30', '2024-03-10T03:30');
    expect(gap.map((text) => text.slice(11))).toEqual(['01:30-05:00', '03:00-04:00', '03:30-04:00']);
    const long = shown('PT1H', 'Australia/Lord_Howe', '2024-04-07T01:00', '2024-04-07T03:00');
    expect(long.map((text) => text.slice(11))).toEqual(['01:00+11:00', '02:00+10:30', '03:00+10:30']);
  });

  test('has no bucket for a day that a zone has skipped', () => {
    const days = shown('P1D', 'Pacific/Apia', '2011-12-29', '2012-01-01');
    expect(days.map((text) => text.slice(0, 10))).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
  });

  test('counts from an origin: fiscal years, weeks from Sunday, gas days', () => {
    const zone = 'Europe/Berlin';
    const dates = (width: string, origin: string) =>
      shown(width, zone, '2024-05-15T00:00', '2024-05-15T01:00', origin).map((text) => text.slice(0, 16));
    expect(dates('P1Y', '2020-10-01')).toEqual(['2023-10-01T00:00', '2024-10-01T00:00']);
    expect(dates('P1W', '2024-01-07')).toEqual(['2024-05-12T00:00', '2024-05-19T00:00']);
    expect(dates('P1D', '2024-01-01T06:00')).toEqual(['2024-05-14T06:00', '2024-05-15T06:00']);
  });
});
