import type { Period } from '../model/period.ts';

/** The pairs of a `data` array in the order of the source; `end` is the index behind its closing bracket. */
export type ScannedData = {
  readonly periods: Period[];
  readonly values: (number | null)[];
  readonly nullCount: number;
  readonly end: number;
};

/** Reads a `data` array that starts at an index of a line; undefined where it is not in the usual form. */
export type DataScanner = (line: Buffer, start: number) => ScannedData | undefined;

/** A text met before, what it means, and what was met after it: series list the same periods in the same order. */
type Known = { readonly text: string; readonly period: Period; next: Known | undefined };

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const OPEN = 91;
const CLOSE = 93;
const LETTER_N = 110;
const LETTER_L = 108;

/** A longer text is no period. */
const MAX_PERIOD_BYTES = 32;
/** Whole numbers of so many digits are exact doubles, and so are these powers of ten: their quotient rounds once. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * A scanner for `[["202401",1.5],…]` in the one form EIA writes: no blanks, values that are plain numbers or null. All
 * else is left to JSON.parse, which is several times slower and leaves an array of each pair behind. What `parse`
 * throws for a wrong period passes through.
 */
export function createDataScanner(parse: (text: string) => Period): DataScanner {
  let known = new Map<string, Known>();
  const lookUp = (line: Buffer, start: number, end: number, before: Known | undefined): Known => {
    const text = line.toString('latin1', start, end);
    const period = parse(text);
    let entry = known.get(text);
    // The parser forgets when it is full; so must this.
    if (entry?.period !== period) {
      if (known.size >= 131_072) known = new Map();
      entry = { text, period, next: undefined };
      known.set(text, entry);
    }
    if (before !== undefined) before.next = entry;
    return entry;
  };

  // Filled anew for each line and copied once it is read: arrays that grow leave their smaller selves behind.
  const periods: Period[] = [];
  const values: (number | null)[] = [];
  return (line, start) => {
    let count = 0;
    let nullCount = 0;
    const result = (end: number): ScannedData => ({
      periods: periods.slice(0, count),
      values: values.slice(0, count),
      nullCount,
      end,
    });
    let entry: Known | undefined;
    let at = start + 1;
    if (line[start] !== OPEN) return undefined;
    if (line[at] === CLOSE) return result(at + 1);
    for (;;) {
      if (line[at] !== OPEN || line[at + 1] !== QUOTE) return undefined;
      const textStart = at + 2;
      const guess = entry?.next;
      let textEnd: number;
      if (guess !== undefined && standsAt(line, textStart, guess.text)) {
        entry = guess;
        textEnd = textStart + guess.text.length;
      } else {
        textEnd = line.indexOf(QUOTE, textStart);
        if (textEnd < 0 || textEnd - textStart > MAX_PERIOD_BYTES) return undefined;
        entry = lookUp(line, textStart, textEnd, entry);
      }
      if (line[textEnd + 1] !== COMMA) return undefined;
      const valueStart = textEnd + 2;
      const valueEnd = line.indexOf(CLOSE, valueStart);
      const value = readScalar(line, valueStart, valueEnd);
      if (value === undefined) return undefined;
      if (value === null) nullCount += 1;
      periods[count] = entry.period;
      values[count] = value;
      count += 1;
      at = valueEnd + 1;
      if (line[at] === CLOSE) return result(at + 1);
      if (line[at] !== COMMA) return undefined;
      at += 1;
    }
  };
}

function standsAt(line: Buffer, start: number, text: string): boolean {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    if (line[start + index] !== text.charCodeAt(index)) return false;
  }
  return line[start + length] === QUOTE;
}

/** A plain decimal number or null; undefined for all else, exponents too. */
function readScalar(line: Buffer, start: number, end: number): number | null | undefined {
  if (line[start] === LETTER_N) return end - start === 4 && line[end - 1] === LETTER_L ? null : undefined;
  const negative = line[start] === MINUS;
  const first = negative ? start + 1 : start;
  let mantissa = 0;
  let point = -1;
  for (let at = first; at < end; at += 1) {
    const byte = line[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
    else if (byte === POINT && point < 0 && at > first && at < end - 1) point = at;
    else return undefined;
  }
  const digits = end - first - (point < 0 ? 0 : 1);
  if (digits < 1 || (line[first] === ZERO && digits > 1 && point !== first + 1)) return undefined;
  if (digits > EXACT_DIGITS) return Number(line.toString('latin1', start, end));
  const size = point < 0 ? mantissa : mantissa / (POWERS_OF_TEN[end - point - 1] ?? Number.NaN);
  return negative ? -size : size;
}
