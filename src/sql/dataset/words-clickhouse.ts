import { type Fragment, float64s, join, keyword, sql, text } from '../statement.ts';
import { clickhouseExact } from './exact-clickhouse.ts';
import type { DatasetWords } from './words.ts';

/**
 * ClickHouse from 24.3 (its analyzer tells a column named through its table from an alias of the same name).
 * `-OrNull` makes an aggregate of no rows null instead of 0 or NaN
 * (https://clickhouse.com/docs/sql-reference/aggregate-functions/combinators).
 */
export const clickhouseWords: DatasetWords = {
  source: (table, alias, final) => (final ? sql`${table} as ${alias} final` : sql`${table} as ${alias}`),
  byCodePoint: (value) => value,
  double: (number) => withoutNaN(sql`toFloat64(${number})`),
  decimal: (number, scale) => sql`toDecimal128(${number}, ${keyword(String(scale))})`,
  withoutNaN,
  decimalValue: (value, scale) => sql`toDecimal256(${text(value)}, ${keyword(String(scale))})`,
  instantValue(value) {
    const { whole, fraction } = clamped(value);
    const plain = `${whole.replace('T', ' ')}${fraction === '' ? '' : `.${fraction}`}`;
    return sql`toDateTime64(${text(plain)}, ${keyword(String(fraction.length))}, 'UTC')`;
  },
  dateValue: (value) => sql`toDate32(${text(value)})`,
  quotient: (double, count) => sql`${double} / ${count}`,
  raised: (double) => sql`${double} * 4.149515568880993e180`,
  sumOfDoubles: (double) => sql`sumOrNull(${double})`,
  sumOfDecimals: (decimal, scale) => sql`sumOrNull(toDecimal256(${decimal}, ${keyword(String(scale))}))`,
  // A sum of Int64 wraps around.
  meanOfIntegers: (integer) => sql`(toFloat64(sumOrNull(toInt128(${integer}))) / count(${integer}))`,
  // A quotient of decimals is cut at the digits of the dividend: one digit more makes the rounding exact. Division by
  // zero is an error, even of a null.
  meanOfDecimals(decimal, digits) {
    const [kept, cut] = [keyword(String(digits)), keyword(String(digits + 1))];
    return sql`toDecimal256(round(sumOrNull(toDecimal256(${decimal}, ${cut})) / greatest(count(${decimal}), 1), ${kept}), ${kept})`;
  },
  least: (value) => sql`minOrNull(${value})`,
  greatest: (value) => sql`maxOrNull(${value})`,
  // Its parts know count, min and max; of a combinator like OrNull they know nothing.
  oldest: (time) => sql`if(count() = 0, null, min(${time}))`,
  newest: (time) => sql`if(count() = 0, null, max(${time}))`,
  first: (value, steps) => sql`argMinOrNull(${value}, tuple(${join(steps, ', ')}))`,
  last: (value, steps) => sql`argMaxOrNull(${value}, tuple(${join(steps, ', ')}))`,
  deviation: (double) => withoutNaN(sql`stddevSampStableOrNull(${double})`),
  percentile(double, p, allFinite) {
    const between = sql`quantileExactInclusiveOrNull(${p})(${double})`;
    if (allFinite) return between;
    // On a value beside an infinite one it adds none of an infinity, which is NaN; quantileExact is that value.
    const place = sql`(${p} * (toInt64(count(${double})) - 1))`;
    return sql`if(isNaN(${between}) and ${place} = floor(${place}), quantileExactOrNull(${p})(${double}), ${between})`;
  },
  // Conversions to Unix time clamp or cut toward zero before 1970, and so do differences of milliseconds; those of
  // seconds count edges of seconds passed.
  epochMillis(time, type) {
    if (type === 'epoch_millis') return time;
    if (type === 'date') return sql`(toInt64(toInt32(${time})) * 86400000)`;
    return sql`(dateDiff('second', toDateTime64(0, 0, 'UTC'), ${time}) * 1000 + toMillisecond(${time}))`;
  },
  lastStep: (number, steps) => sql`roundDown(${number}, ${float64s(steps)})`,
  answersStep: 'itself',
  exact: clickhouseExact,
};

function withoutNaN(double: Fragment): Fragment {
  return sql`if(isNaN(${double}), null, ${double})`;
}

/**
 * An instant in the range that DateTime64 of nanoseconds has: comparing one with anything further away overflows
 * (https://clickhouse.com/docs/sql-reference/data-types/datetime64).
 */
function clamped(value: string): { whole: string; fraction: string } {
  if (value < '1700') return { whole: '1700-01-01T00:00:00', fraction: '' };
  if (value >= '2262' || !/^\d/.test(value)) return { whole: '2262-01-01T00:00:00', fraction: '' };
  const [whole = '', fraction = ''] = value.replace('Z', '').split('.');
  return { whole, fraction };
}
