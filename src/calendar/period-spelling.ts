/** What the shape of a period's text says, before any frequency is known. */
export type PeriodSpelling = {
  readonly shape: 'YEAR' | 'QUARTER' | 'MONTH' | 'DAY' | 'HOUR';
  readonly year: number;
  /** 1 to 12; of a quarter its first month. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  /** Minutes east of UTC; 0 for `Z`; null where no offset is written. */
  readonly offsetMinutes: number | null;
  /** True for `Z`. */
  readonly zulu: boolean;
};

/** Years outside are taken for a slip: EIA's oldest figures are of 1859, its outlooks end in 2050. */
export const FIRST_YEAR = 1600;
export const LAST_YEAR = 2500;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DASH = 45;
const COLON = 58;

/** A number of `count` digits at `start`; -1 where anything else stands there. */
function digits(text: string, start: number, count: number): number {
  let number = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    // NaN beyond the end fails the first comparison too.
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/**
 * Reads a period in the spelling of EIA's bulk files (`202301`) or of its API v2 (`2023-01`). Returns a sentence
 * where a part is not in the calendar, and undefined where the text is no period at all.
 */
export function readPeriodSpelling(text: string): PeriodSpelling | string | undefined {
  const year = digits(text, 0, 4);
  if (year < 0) return undefined;
  if (year < FIRST_YEAR || year > LAST_YEAR) return `the year must lie from ${FIRST_YEAR} to ${LAST_YEAR}`;
  const { length } = text;
  const bare = { year, month: 1, day: 1, hour: 0, offsetMinutes: null, zulu: false };
  if (length === 4) return { shape: 'YEAR', ...bare };

  const dashed = text.charCodeAt(4) === DASH;
  let at = dashed ? 5 : 4;
  if (text[at] === 'Q' || text[at] === 'q') {
    const quarter = digits(text, at + 1, 1);
    if (quarter < 0 || length !== at + 2) return undefined;
    if (quarter < 1 || quarter > 4) return 'the quarter must be Q1 to Q4';
    return { shape: 'QUARTER', ...bare, month: quarter * 3 - 2 };
  }

  const month = digits(text, at, 2);
  if (month < 0) return undefined;
  if (month < 1 || month > 12) return 'the month must be 01 to 12';
  at += 2;
  if (length === at) return { shape: 'MONTH', ...bare, month };

  if (dashed) {
    if (text.charCodeAt(at) !== DASH) return undefined;
    at += 1;
  }
  const day = digits(text, at, 2);
  if (day < 0) return undefined;
  const days = daysOfMonth(year, month);
  if (day < 1 || day > days) return `the day must be 01 to ${days} in month ${month} of ${year}`;
  at += 2;
  if (length === at) return { shape: 'DAY', ...bare, month, day };

  const hour = text[at] === 'T' ? digits(text, at + 1, 2) : -1;
  if (hour < 0) return undefined;
  if (hour > 23) return 'the hour must be 00 to 23';
  return readOffset(text, at + 3, { shape: 'HOUR', ...bare, month, day, hour });
}

function readOffset(text: string, start: number, hour: PeriodSpelling): PeriodSpelling | string | undefined {
  const sign = text[start];
  if (sign === undefined) return hour;
  if (sign === 'Z') return text.length === start + 1 ? { ...hour, offsetMinutes: 0, zulu: true } : undefined;
  if (sign !== '+' && sign !== '-') return undefined;
  const hours = digits(text, start + 1, 2);
  let at = start + 3;
  let minutes = 0;
  if (hours >= 0 && text.length > at) {
    if (text.charCodeAt(at) === COLON) at += 1;
    minutes = digits(text, at, 2);
    at += 2;
  }
  if (hours < 0 || minutes < 0 || text.length !== at) return undefined;
  if (hours > 14 || minutes > 59) return 'the offset must lie from -14:59 to +14:59';
  const offset = hours * 60 + minutes;
  return { ...hour, offsetMinutes: sign === '-' ? -offset : offset };
}

function daysOfMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}
