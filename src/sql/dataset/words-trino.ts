import { type Fragment, float64s, join, keyword, sql, text } from '../statement.ts';
import { trinoExact } from './exact-trino.ts';
import type { DatasetWords } from './words.ts';

/** Trino from 476. The session's zone is UTC. */
export const trinoWords: DatasetWords = {
  source: (table, alias) => sql`${table} as ${alias}`,
  byCodePoint: (value) => value,
  double: (number) => withoutNaN(sql`cast(${number} as double)`),
  decimal: (number, scale) => sql`cast(${number} as decimal(38, ${keyword(String(scale))}))`,
  withoutNaN,
  decimalValue: (value, scale) => sql`cast(${text(value)} as decimal(38, ${keyword(String(scale))}))`,
  instantValue(value) {
    const [whole = '', fraction = ''] = value.replace('Z', '').split('.');
    const plain = `${whole.replace('T', ' ')}${fraction === '' ? '' : `.${fraction}`} UTC`;
    return sql`cast(${text(plain)} as timestamp(${keyword(String(fraction.length))}) with time zone)`;
  },
  dateValue: (value) => sql`cast(${text(value)} as date)`,
  quotient: (double, count) => sql`${double} / ${count}`,
  raised: (double) => sql`${double} * 4.149515568880993e180`,
  sumOfDoubles: (double) => sql`sum(${double})`,
  sumOfDecimals: (decimal) => sql`sum(${decimal})`,
  meanOfIntegers: (integer) =>
    sql`(cast(sum(cast(${integer} as decimal(38, 0))) as double) / nullif(count(${integer}), 0))`,
  // A quotient of decimals is rounded half away from zero at the digits of the dividend
  // (https://trino.io/docs/current/functions/decimal.html).
  meanOfDecimals: (decimal, digits) =>
    sql`(cast(sum(${decimal}) as decimal(38, ${keyword(String(digits))})) / nullif(count(${decimal}), 0))`,
  least: (value) => sql`min(${value})`,
  greatest: (value) => sql`max(${value})`,
  oldest: (time) => sql`min(${time})`,
  newest: (time) => sql`max(${time})`,
  first: (value, steps) =>
    sql`min_by(${value}, row(${join(steps, ', ')})) filter (where ${value} is not null)`,
  last: (value, steps) =>
    sql`max_by(${value}, row(${join(steps, ', ')})) filter (where ${value} is not null)`,
  deviation: (double) => sql`stddev_samp(${double})`,
  // There is no percentile_cont: the sorted values are bound to `v`, the exact place in them to `h`.
  percentile: (double, p) => sql`element_at(transform(
    array[array_sort(array_agg(${double}) filter (where ${double} is not null))],
    v -> element_at(transform(array[${p} * (cardinality(v) - 1)], h ->
      v[cast(floor(h) as bigint) + 1] + if(h = floor(h), 0e0,
        (h - floor(h)) * (v[cast(ceil(h) as bigint) + 1] - v[cast(floor(h) as bigint) + 1]))), 1)), 1)`,
  epochMillis(time, type) {
    if (type === 'epoch_millis') return sql`cast(${time} as double)`;
    if (type === 'date') return sql`(date_diff('day', date '1970-01-01', ${time}) * 86400000e0)`;
    // The double of to_unixtime rounds nanoseconds up to the next millisecond.
    return sql`round(to_unixtime(date_trunc('millisecond', ${time})) * 1000)`;
  },
  lastStep: (number, steps) => sql`width_bucket(${number}, ${float64s(steps)})`,
  answersStep: 'place',
  exact: trinoExact,
};

function withoutNaN(double: Fragment): Fragment {
  return sql`if(is_nan(${double}), null, ${double})`;
}
