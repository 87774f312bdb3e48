import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPeriodParser, parseAnyPeriod, parsePeriod } from '../../../src/calendar/period.ts';
import { AurumError } from '../../../src/errors.ts';
import type { Frequency } from '../../../src/model/frequency.ts';

const at = (text: string): number => Date.parse(text);

/** [frequency, written, API v2 spelling, label, start, end] */
const READ: readonly (readonly [Frequency, string, string, string, string, string])[] = [
  ['ANNUAL', '2023', '2023', '2023-01-01', '2023-01-01', '2024-01-01'],
  ['ANNUAL', '1859', '1859', '1859-01-01', '1859-01-01', '1860-01-01'],
  ['QUARTERLY', '2023Q4', '2023-Q4', '2023-10-01', '2023-10-01', '2024-01-01'],
  ['QUARTERLY', '2023-Q1', '2023-Q1', '2023-01-01', '2023-01-01', '2023-04-01'],
  ['MONTHLY', '202312', '2023-12', '2023-12-01', '2023-12-01', '2024-01-01'],
  ['MONTHLY', '2024-02', '2024-02', '2024-02-01', '2024-02-01', '2024-03-01'],
  ['WEEKLY', '20230106', '2023-01-06', '2023-01-06', '2022-12-31', '2023-01-07'],
  ['WEEKLY', '2023-01-06', '2023-01-06', '2023-01-06', '2022-12-31', '2023-01-07'],
  ['FOUR_WEEK', '20210312', '2021-03-12', '2021-03-12', '2021-02-13', '2021-03-13'],
  ['DAILY', '20240229', '2024-02-29', '2024-02-29', '2024-02-29', '2024-03-01'],
  ['HOURLY', '20230101T00Z', '2023-01-01T00', '2023-01-01T00:00Z', '2022-12-31T23:00Z', '2023-01-01T00:00Z'],
  ['HOURLY', '2023-01-01T05', '2023-01-01T05', '2023-01-01T05:00Z', '2023-01-01T04:00Z', '2023-01-01T05:00Z'],
  [
    'HOURLY_LOCAL',
    '20230101T05-06',
    '2023-01-01T05-06:00',
    '2023-01-01T11:00Z',
    '2023-01-01T10:00Z',
    '2023-01-01T11:00Z',
  ],
  [
    'HOURLY_LOCAL',
    '2023-01-01T00+05:30',
    '2023-01-01T00+05:30',
    '2022-12-31T18:30Z',
    '2022-12-31T17:30Z',
    '2022-12-31T18:30Z',
  ],
  [
    'HOURLY_LOCAL',
    '2023-01-01T05Z',
    '2023-01-01T05+00:00',
    '2023-01-01T05:00Z',
    '2023-01-01T04:00Z',
    '2023-01-01T05:00Z',
  ],
];

const REFUSED: readonly (readonly [Frequency, string, RegExp])[] = [
  ['ANNUAL', '202301', /"202301" is not a period of frequency A; written as 2024\./],
  ['ANNUAL', '1599', /the year must lie from 1600 to 2500/],
  ['ANNUAL', '2501', /the year must lie/],
  ['ANNUAL', '', /written as 2024/],
  ['QUARTERLY', '2023Q5', /the quarter must be Q1 to Q4/],
  ['QUARTERLY', '2023Q', /2024-Q1 or 2024Q1/],
  ['MONTHLY', '202313', /the month must be 01 to 12/],
  ['MONTHLY', '2023-1', /2024-01 or 202401/],
  ['MONTHLY', '2023', /2024-01 or 202401/],
  ['DAILY', '20230231', /the day must be 01 to 28 in month 2 of 2023/],
  ['DAILY', '2023-0101', /2024-01-31 or 20240131/],
  ['DAILY', '202301-01', /2024-01-31 or 20240131/],
  ['WEEKLY', '20230431', /the day must be 01 to 30/],
  ['HOURLY', '20230101T24Z', /the hour must be 00 to 23/],
  ['HOURLY', '20230101T05-06', /20240131T05Z/],
  ['HOURLY', '20230101T05Zx', /20240131T05Z/],
  ['HOURLY_LOCAL', '2023-01-01T05', /2024-01-31T05-06:00/],
  ['HOURLY_LOCAL', '2023-01-01T05-15:00', /the offset must lie/],
  ['HOURLY_LOCAL', '2023-01-01T05-06:', /20240131T05-06/],
];

describe('parsePeriod', () => {
  test.each(READ)('%s %s', (frequency, written, text, label, start, end) => {
    expect(parsePeriod(written, frequency)).toEqual({
      frequency,
      original: written,
      text,
      labelMillis: at(label),
      startMillis: at(start),
      endMillis: at(end),
    });
  });

  test.each(REFUSED)('refuses %s "%s"', (frequency, written, message) => {
    const read = (): unknown => parsePeriod(written, frequency);
    expect(read).toThrow(AurumError);
    expect(read).toThrow(message);
  });

  test('a leap day exists every fourth year, save three centuries of four', () => {
    expect(() => parsePeriod('1900-02-29', 'DAILY')).toThrow(/01 to 28/);
    expect(parsePeriod('2000-02-29', 'DAILY').text).toBe('2000-02-29');
  });
});

describe('both spellings of any instant agree', () => {
  const hours = fc.integer({ min: at('1600-01-01') / 3_600_000, max: at('2500-12-31') / 3_600_000 });

  test('days and hours', () => {
    fc.assert(
      fc.property(hours, (hour) => {
        const iso = new Date(hour * 3_600_000).toISOString();
        const date = iso.slice(0, 10);
        const compact = date.replaceAll('-', '');
        const read = parsePeriod(`${compact}T${iso.slice(11, 13)}Z`, 'HOURLY');
        expect(read.labelMillis).toBe(hour * 3_600_000);
        expect(parsePeriod(read.text, 'HOURLY').labelMillis).toBe(read.labelMillis);
        for (const frequency of ['DAILY', 'WEEKLY', 'FOUR_WEEK'] as const) {
          const day = parsePeriod(compact, frequency);
          expect(day.labelMillis).toBe(at(date));
          expect({ ...parsePeriod(date, frequency), original: compact }).toEqual(day);
        }
      }),
    );
  });

  test('local hours keep their instant and their offset', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: -14, max: 14 }), (hour, offset) => {
        const local = new Date((hour + offset) * 3_600_000).toISOString().slice(0, 13);
        fc.pre(local >= '1600' && local < '2501');
        const sign = `${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}`;
        const read = parsePeriod(`${local.replaceAll('-', '')}${sign}`, 'HOURLY_LOCAL');
        expect(read.labelMillis).toBe(hour * 3_600_000);
        expect(read.text).toBe(`${local}${sign}:00`);
        expect(parsePeriod(read.text, 'HOURLY_LOCAL').labelMillis).toBe(read.labelMillis);
      }),
    );
  });

  test('periods follow each other without gap or overlap', () => {
    const steps = { ANNUAL: 12, QUARTERLY: 3, MONTHLY: 1 } as const;
    fc.assert(
      fc.property(
        fc.constantFrom('ANNUAL', 'QUARTERLY', 'MONTHLY'),
        fc.integer({ min: 1600 * 12, max: 2499 * 12 }),
        (frequency, month) => {
          const first = month - (month % steps[frequency]);
          const write = (count: number): string => {
            const year = Math.trunc(count / 12);
            const inYear = count % 12;
            if (frequency === 'ANNUAL') return String(year);
            if (frequency === 'QUARTERLY') return `${year}Q${inYear / 3 + 1}`;
            return `${year}${String(inYear + 1).padStart(2, '0')}`;
          };
          const period = parsePeriod(write(first), frequency);
          const next = parsePeriod(write(first + steps[frequency]), frequency);
          expect(period.startMillis).toBe(period.labelMillis);
          expect(period.endMillis).toBe(next.startMillis);
        },
      ),
    );
  });

  test('any other text is refused, never misread', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (text) => {
        try {
          const { text: canonical } = parseAnyPeriod(text);
          expect(canonical.replaceAll(/[-:]/g, '')).toContain(text.slice(0, 4));
        } catch (error) {
          expect(error).toBeInstanceOf(AurumError);
        }
      }),
    );
  });
});

test.each([
  ['2024', 'ANNUAL'],
  ['2024Q1', 'QUARTERLY'],
  ['2024-Q1', 'QUARTERLY'],
  ['202401', 'MONTHLY'],
  ['2024-01', 'MONTHLY'],
  ['20240131', 'DAILY'],
  ['2024-01-31', 'DAILY'],
  ['20240131T05Z', 'HOURLY'],
  ['2024-01-31T05', 'HOURLY'],
  ['2024-01-31T05-06', 'HOURLY_LOCAL'],
  ['2024-01-31T05-06:00', 'HOURLY_LOCAL'],
])('parseAnyPeriod tells %s is %s', (text, frequency) => {
  expect(parseAnyPeriod(text).frequency).toBe(frequency);
});

test('a period parser remembers at most its capacity', () => {
  const parse = createPeriodParser('ANNUAL', 2);
  const first = parse('2001');
  expect(parse('2001')).toBe(first);
  parse('2002');
  parse('2003');
  expect(parse('2001')).toEqual(first);
  expect(() => parse('x')).toThrow(AurumError);
});
