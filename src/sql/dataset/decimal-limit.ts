const DIGITS = 38;
const LARGEST = 10n ** BigInt(DIGITS) - 1n;

/** Where a decimal lies among the numbers of one scale: on one of them, or between it and the next larger. */
export type DecimalPlace = { readonly floor: bigint; readonly exact: boolean };

/** Finds the place of a decimal (plain digits, no exponent); `floor` counts units of the last digit of the scale. */
export function placeAmong(text: string, scale: number): DecimalPlace {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const units = BigInt(`${whole}${fraction.slice(0, scale).padEnd(scale, '0')}`);
  const exact = !/[1-9]/.test(fraction.slice(scale));
  if (!negative) return { floor: units, exact };
  return { floor: exact ? -units : -units - 1n, exact };
}

/** True for a number of units that 38 digits can hold. */
export function isStorable(units: bigint): boolean {
  return units <= LARGEST && units >= -LARGEST;
}
