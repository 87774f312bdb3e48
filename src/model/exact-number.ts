import { AurumError } from '../errors.ts';

const LARGEST_INT64 = 9_223_372_036_854_775_807n;
const MAX_DIGITS = 38;
const MAX_FRACTION_DIGITS = 20;
const NUMBER = /^([+-]?)(\d{1,100})(?:\.(\d{1,100}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** The canonical text of a 64-bit integer. Throws BAD_USER_INPUT for what is none. */
export function readInt64(text: string): string {
  const integer = /^[+-]?\d{1,40}$/.test(text) ? BigInt(text.replace('+', '')) : null;
  if (integer !== null && integer <= LARGEST_INT64 && integer >= -LARGEST_INT64 - 1n)
    return integer.toString();
  const allowed = `A whole number from ${-LARGEST_INT64 - 1n} to ${LARGEST_INT64}.`;
  throw new AurumError('BAD_USER_INPUT', `"${text.slice(0, 64)}" is not a 64-bit integer.`, { allowed });
}

/** The canonical text of an exact decimal, without exponent and needless zeros. Throws BAD_USER_INPUT for what is none. */
export function readDecimal(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (sign !== undefined) {
    const point = whole.length + Number(exponent);
    const digits = `${'0'.repeat(Math.max(0, -point))}${whole}${fraction}`.padEnd(Math.max(0, point), '0');
    const split = Math.max(0, point);
    const integer = digits.slice(0, split).replace(/^0+/, '');
    const rest = digits.slice(split).replace(/0+$/, '');
    if (integer.length + rest.length <= MAX_DIGITS && rest.length <= MAX_FRACTION_DIGITS) {
      const written = `${integer === '' ? '0' : integer}${rest === '' ? '' : `.${rest}`}`;
      return sign === '-' && written !== '0' ? `-${written}` : written;
    }
  }
  const allowed = `A number of at most ${MAX_DIGITS} digits, ${MAX_FRACTION_DIGITS} of them after the point.`;
  throw new AurumError('BAD_USER_INPUT', `"${text.slice(0, 64)}" is not a decimal.`, { allowed });
}

/**
 * The decimal at part / whole (whole milliseconds) of the way from one to another, both plain digits: rounded half away
 * from zero to `digits` after the point, and without trailing zeros beyond the first `kept` of them.
 */
export function betweenExact(
  one: string,
  other: string,
  part: number,
  whole: number,
  digits: number,
  kept: number,
): string {
  const [from, to] = [unitsOf(one, digits), unitsOf(other, digits)];
  const [share, all] = [BigInt(part), BigInt(whole)];
  const exact = from * all + (to - from) * share;
  const units = (exact * 2n + (exact < 0n ? -all : all)) / (all * 2n);
  return unitsText(units, digits, kept);
}

/** One plain decimal minus another, with as many digits after the point as the longer one has. */
export function differenceExact(one: string, other: string): string {
  const digits = Math.max(fractionDigits(one), fractionDigits(other));
  return unitsText(unitsOf(one, digits) - unitsOf(other, digits), digits);
}

/** The shortest plain decimal that is read as this finite double: without exponent. */
export function plainDecimal(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`.padEnd(point, '0');
  const split = Math.max(point, 1);
  const rest = digits.slice(split);
  return `${sign}${digits.slice(0, split)}${rest === '' ? '' : `.${rest}`}`;
}

function fractionDigits(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

/**
 * Units of the last of some digits after the point as decimal text: `unitsText(-5n, 2)` is `-0.05`. Trailing zeros beyond the
 * first `kept` digits are left out.
 */
export function unitsText(units: bigint, digits: number, kept: number = digits): string {
  const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
  const split = text.length - digits;
  const fraction = text.slice(split).replace(/0+$/, '').padEnd(kept, '0');
  return `${units < 0n ? '-' : ''}${text.slice(0, split)}${fraction === '' ? '' : `.${fraction}`}`;
}

function unitsOf(text: string, digits: number): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(`${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  return text.startsWith('-') ? -units : units;
}
