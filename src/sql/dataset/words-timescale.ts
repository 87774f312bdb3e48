import { float64s, join, keyword, sql, text } from '../statement.ts';
import { timescaleExact, timescaleQuotient, timescaleRaised } from './exact-timescale.ts';
import type { DatasetWords } from './words.ts';

/** PostgreSQL from 14, with or without TimescaleDB. The session's zone is UTC. */
export const timescaleWords: DatasetWords = {
  source: (table, alias) => sql`${table} as ${alias}`,
  byCodePoint: (value) => sql`${value} collate "C"`,
  double: (number) => sql`nullif(${number}::float8, 'NaN')`,
  decimal: (number, scale) => sql`nullif(${number}::numeric, 'NaN')::numeric(38, ${keyword(String(scale))})`,
  withoutNaN: (double) => sql`nullif(${double}, 'NaN')`,
  decimalValue: (value) => sql`${text(value)}::numeric`,
  instantValue: (value) => sql`${text(value)}::timestamptz`,
  dateValue: (value) => sql`${text(value)}::date`,
  quotient: timescaleQuotient,
  raised: timescaleRaised,
  sumOfDoubles: (double) => sql`sum(${double})`,
  sumOfDecimals: (decimal) => sql`sum(${decimal})`,
  meanOfIntegers: (integer) => sql`(sum(${integer}::numeric)::float8 / count(${integer}))`,
  // A quotient of numerics has at least the digits of the dividend: twenty more than asked for make it exact enough
  // to be rounded once more (https://www.postgresql.org/docs/17/functions-math.html).
  meanOfDecimals: (decimal, digits) =>
    sql`round(round(sum(${decimal}), ${keyword(String(digits + 20))}) / count(${decimal}), ${keyword(String(digits))})`,
  least: (value) => sql`min(${value})`,
  greatest: (value) => sql`max(${value})`,
  oldest: (time) => sql`min(${time})`,
  newest: (time) => sql`max(${time})`,
  first: (value, steps) =>
    sql`(array_agg(${value} order by ${join(steps, ', ')}) filter (where ${value} is not null))[1]`,
  last: (value, steps) =>
    sql`(array_agg(${value} order by ${join(steps, ' desc, ')} desc) filter (where ${value} is not null))[1]`,
  deviation: (double) => sql`stddev_samp(${double})`,
  percentile: (double, p) => sql`percentile_cont(${p}) within group (order by ${double})`,
  // A double holds whole milliseconds, and is faster than a numeric.
  epochMillis(time, type) {
    if (type === 'epoch_millis') return sql`${time}::float8`;
    if (type === 'date') return sql`((${time} - date '1970-01-01') * 86400000::float8)`;
    return sql`round(date_part('epoch', date_trunc('milliseconds', ${time})) * 1000)`;
  },
  lastStep: (number, steps) => sql`width_bucket(${number}, ${float64s(steps)})`,
  answersStep: 'place',
  exact: timescaleExact,
};
