/** How a measure's values are stored: doubles, whole units of the last of `scale` digits, or 64-bit integers. */
export type Kind = { readonly type: 'float' | 'decimal' | 'int64'; readonly scale: number };

/** One value: a double as a number, all others as a whole number of units of their last digit. */
export type Value = number | bigint;

/**
 * What an aggregate comes to: a number known to within so much (0: to the last bit), or an exact one, in units of its
 * `digits`th digit after the point, of which the first `kept` are always written.
 */
export type Amount =
  | { readonly near: number; readonly within: number }
  | { readonly units: bigint; readonly digits: number; readonly kept: number };

/** The aggregates, as GraphQL's fields or aliases; `p10` is percentile(p: 0.1). */
export const AGGREGATES = [
  ...([
    'sum',
    'avg',
    'min',
    'max',
    'first',
    'last',
    'closing',
    'median',
    'stddev',
    'p0',
    'p10',
    'p90',
    'p100',
  ] as const),
] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** Digits that means and values between two have beyond those that are stored. */
const MORE_DIGITS = 6;
/** What doubles may differ by, as a share of the sum of the absolute values they are made of (DESIGN, Equal). */
const TOLERANCE = 1e-9;

/** An aggregate of values in order of time, of a closing level the newest of each thing; null of none. Slow and obvious. */
export function amountOf(
  aggregate: Aggregate,
  { type, scale }: Kind,
  inOrder: readonly Value[],
): Amount | null {
  const [first] = inOrder;
  if (first === undefined) return null;
  const sorted = inOrder.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const doubles = sorted.map((value) => (typeof value === 'number' ? value : doubleOf(value, scale)));
  const size = doubles.reduce((sum, value) => sum + Math.abs(value), 0);
  const near = (value: number): Amount => ({ near: value, within: TOLERANCE * size });
  const stored = (value: Value | undefined): Amount => {
    if (value === undefined) throw new RangeError('There is at least one value.');
    if (typeof value === 'number') return { near: value, within: 0 };
    const digits = type === 'decimal' ? scale + MORE_DIGITS : 0;
    return { units: value * 10n ** BigInt(digits - scale), digits, kept: scale };
  };
  switch (aggregate) {
    case 'min':
      return stored(sorted[0]);
    case 'max':
      return stored(sorted.at(-1));
    case 'first':
      return stored(first);
    case 'last':
      return stored(inOrder.at(-1));
    case 'sum':
    case 'closing':
      if (type === 'float') return near(doubles.reduce((sum, value) => sum + value, 0));
      return { units: exactSum(inOrder) * MORE, digits: scale + MORE_DIGITS, kept: scale };
    case 'avg':
      if (type === 'float') return near(doubles.reduce((sum, value) => sum + value, 0) / doubles.length);
      if (type === 'int64') return near(Number(exactSum(inOrder)) / inOrder.length);
      return {
        units: quotient(exactSum(inOrder) * MORE, BigInt(inOrder.length)),
        digits: scale + MORE_DIGITS,
        kept: scale,
      };
    case 'stddev':
      return doubles.length < 2 ? null : near(deviation(doubles));
    default: {
      const rounding = type === 'decimal' ? 10 ** -(scale + MORE_DIGITS) : 0;
      const share = aggregate === 'median' ? 0.5 : Number(aggregate.slice(1)) / 100;
      return { near: percentile(doubles, share), within: TOLERANCE * size + rounding };
    }
  }
}

/** No rows taken for zero. */
export function zeroOf({ type, scale }: Kind, aggregate: Aggregate): Amount {
  const isDouble = type === 'float' || ['median', 'stddev', 'p0', 'p10', 'p90', 'p100'].includes(aggregate);
  if (isDouble || (type === 'int64' && aggregate === 'avg')) return { near: 0, within: 0 };
  return { units: 0n, digits: scale, kept: scale };
}

/** The amount at a part of a whole (of milliseconds) of the way from one to another. */
export function amountBetween(one: Amount, other: Amount, part: number, whole: number): Amount {
  if ('near' in one && 'near' in other) {
    const within = one.within + other.within + TOLERANCE * (Math.abs(one.near) + Math.abs(other.near));
    return { near: one.near + (other.near - one.near) * (part / whole), within };
  }
  if (!('units' in one && 'units' in other)) throw new TypeError('Two amounts of one aggregate are alike.');
  const way = one.units * BigInt(whole) + (other.units - one.units) * BigInt(part);
  return { ...one, units: quotient(way, BigInt(whole)) };
}

/** Text of an exact amount, as Decimal and BigInt are written. */
export function exactText({ units, digits, kept }: Extract<Amount, { units: bigint }>): string {
  const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  let fraction = text.slice(text.length - digits);
  while (fraction.length > kept && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const MORE = 10n ** BigInt(MORE_DIGITS);

function exactSum(values: readonly Value[]): bigint {
  return values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n);
}

function doubleOf(units: bigint, scale: number): number {
  return Number(exactText({ units, digits: scale, kept: scale }));
}

/** Rounded half away from zero; the divisor is above zero. */
function quotient(dividend: bigint, divisor: bigint): bigint {
  const twice = 2n * dividend;
  return (dividend < 0n ? twice - divisor : twice + divisor) / (2n * divisor);
}

function deviation(doubles: readonly number[]): number {
  const mean = doubles.reduce((sum, value) => sum + value, 0) / doubles.length;
  const squares = doubles.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (doubles.length - 1));
}

function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
