import { type AurumError, badUserInput } from '../errors.ts';
import { type Frequency, frequencyCode } from '../model/frequency.ts';
import type { Period } from '../model/period.ts';
import { type PeriodSpelling, readPeriodSpelling } from './period-spelling.ts';

const MINUTE_MILLIS = 60_000;
const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 86_400_000;

const SHAPES: Record<Frequency, PeriodSpelling['shape']> = {
  ANNUAL: 'YEAR',
  QUARTERLY: 'QUARTER',
  MONTHLY: 'MONTH',
  WEEKLY: 'DAY',
  FOUR_WEEK: 'DAY',
  DAILY: 'DAY',
  HOURLY: 'HOUR',
  HOURLY_LOCAL: 'HOUR',
};

const DAY_FORMS = ['2024-01-31', '20240131'];

/** How a period of each frequency is written: API v2 spelling, then bulk spelling. */
const FORMS: Record<Frequency, readonly string[]> = {
  ANNUAL: ['2024'],
  QUARTERLY: ['2024-Q1', '2024Q1'],
  MONTHLY: ['2024-01', '202401'],
  WEEKLY: DAY_FORMS,
  FOUR_WEEK: DAY_FORMS,
  DAILY: DAY_FORMS,
  HOURLY: ['2024-01-31T05', '20240131T05Z'],
  HOURLY_LOCAL: ['2024-01-31T05-06:00', '20240131T05-06'],
};

const ALL_FORMS = [...new Set(Object.values(FORMS).flat())];

/** A stretch of time, half-open, milliseconds since 1970. */
export type Interval = { readonly startMillis: number; readonly endMillis: number };

/**
 * Reads a period of a known frequency in bulk or API v2 spelling. Throws BAD_USER_INPUT, naming the forms that fit.
 * The forms are those of https://www.eia.gov/opendata/documentation.php and of EIA's bulk files.
 */
export function parsePeriod(text: string, frequency: Frequency): Period {
  const spelling = readPeriodSpelling(text);
  const forms = FORMS[frequency];
  const kind = `a period of frequency ${frequencyCode(frequency)}`;
  if (typeof spelling === 'string') throw notAPeriod(text, `${kind}: ${spelling}`, forms);
  if (spelling === undefined || spelling.shape !== SHAPES[frequency] || !offsetFits(spelling, frequency)) {
    throw notAPeriod(text, kind, forms);
  }
  return periodOf(text, frequency, spelling);
}

/** Reads a period whose frequency its spelling tells; a date is daily. Throws BAD_USER_INPUT, naming the forms. */
export function parseAnyPeriod(text: string): Period {
  const spelling = readPeriodSpelling(text);
  if (typeof spelling === 'string') throw notAPeriod(text, `a period: ${spelling}`, ALL_FORMS);
  if (spelling === undefined) throw notAPeriod(text, 'a period', ALL_FORMS);
  return periodOf(text, frequencyOfSpelling(spelling), spelling);
}

/**
 * A `parsePeriod` of one frequency that remembers what it has read: series share their periods, and files hold
 * millions of them. At most `capacity` periods are kept; 15 years of hours fit the default.
 */
export function createPeriodParser(frequency: Frequency, capacity = 131_072): (text: string) => Period {
  const known = new Map<string, Period>();
  return (text) => {
    const period = known.get(text);
    if (period !== undefined) return period;
    // Starting over is cheaper than keeping an order of use, and rare.
    if (known.size >= capacity) known.clear();
    const parsed = parsePeriod(text, frequency);
    known.set(text, parsed);
    return parsed;
  };
}

/**
 * The interval behind a label: a year, quarter, month or day begins with it; 7 or 28 days end with the labelled
 * date; an hour ends at its label, as EIA's hours do (https://www.eia.gov/electricity/gridmonitor/about).
 */
export function intervalOf(frequency: Frequency, labelMillis: number): Interval {
  const endOfDay = labelMillis + DAY_MILLIS;
  switch (frequency) {
    case 'ANNUAL':
      return { startMillis: labelMillis, endMillis: monthsLater(labelMillis, 12) };
    case 'QUARTERLY':
      return { startMillis: labelMillis, endMillis: monthsLater(labelMillis, 3) };
    case 'MONTHLY':
      return { startMillis: labelMillis, endMillis: monthsLater(labelMillis, 1) };
    case 'DAILY':
      return { startMillis: labelMillis, endMillis: endOfDay };
    case 'WEEKLY':
      return { startMillis: endOfDay - 7 * DAY_MILLIS, endMillis: endOfDay };
    case 'FOUR_WEEK':
      return { startMillis: endOfDay - 28 * DAY_MILLIS, endMillis: endOfDay };
    case 'HOURLY':
    case 'HOURLY_LOCAL':
      return { startMillis: labelMillis - HOUR_MILLIS, endMillis: labelMillis };
  }
}

function periodOf(original: string, frequency: Frequency, spelling: PeriodSpelling): Period {
  const { year, month, day, hour, offsetMinutes } = spelling;
  const labelMillis = Date.UTC(year, month - 1, day, hour) - (offsetMinutes ?? 0) * MINUTE_MILLIS;
  const { startMillis, endMillis } = intervalOf(frequency, labelMillis);
  return { frequency, original, text: apiText(frequency, spelling), labelMillis, startMillis, endMillis };
}

function apiText(frequency: Frequency, spelling: PeriodSpelling): string {
  const { year, month, day, hour, offsetMinutes, shape } = spelling;
  if (shape === 'YEAR') return String(year);
  if (shape === 'QUARTER') return `${year}-Q${(month + 2) / 3}`;
  if (shape === 'MONTH') return `${year}-${two(month)}`;
  const date = `${year}-${two(month)}-${two(day)}`;
  if (shape === 'DAY') return date;
  const local = `${date}T${two(hour)}`;
  return frequency === 'HOURLY' ? local : `${local}${offsetText(offsetMinutes ?? 0)}`;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

/** UTC hours are written with `Z` or nothing; local hours name an instant only with their offset. */
function offsetFits(spelling: PeriodSpelling, frequency: Frequency): boolean {
  if (frequency === 'HOURLY') return spelling.zulu || spelling.offsetMinutes === null;
  return frequency !== 'HOURLY_LOCAL' || spelling.offsetMinutes !== null;
}

function frequencyOfSpelling({ shape, zulu, offsetMinutes }: PeriodSpelling): Frequency {
  switch (shape) {
    case 'YEAR':
      return 'ANNUAL';
    case 'QUARTER':
      return 'QUARTERLY';
    case 'MONTH':
      return 'MONTHLY';
    case 'DAY':
      return 'DAILY';
    case 'HOUR':
      return zulu || offsetMinutes === null ? 'HOURLY' : 'HOURLY_LOCAL';
  }
}

function monthsLater(millis: number, months: number): number {
  const date = new Date(millis);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
}

function notAPeriod(text: string, what: string, forms: readonly string[]): AurumError {
  const written = forms.join(' or ');
  return badUserInput('period', `"${text.slice(0, 64)}" is not ${what}; written as ${written}.`, forms);
}
