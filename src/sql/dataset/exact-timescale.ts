import { type Fragment, keyword, sql } from '../statement.ts';
import type { ExactWords, Totals } from './exact-sum.ts';

const UNIT = keyword('1125899906842624');
const TOTALS: Totals = {
  ones: keyword('ones'),
  middle: keyword('middle'),
  lowest: keyword('lowest'),
};
/** The greatest double whose square is 0, which PostgreSQL calls an error. */
const VANISHING = keyword('1.5717277847026285e-162');

/** PostgreSQL: sums of bigint are numeric, and no row that a filter leaves out is computed. */
export const timescaleExact: ExactWords = {
  trunc: (double) => sql`trunc(${double})`,
  inReach: (double) => double,
  total: (whole, reachable) => sql`coalesce(sum(${whole}::int8) filter (where ${reachable}), 0)`,
  quotient: (total) => sql`div(${total}, ${UNIT})`,
  remainder: (total) => sql`mod(${total}, ${UNIT})`,
  nearest: (total) => sql`${total}::float8`,
  bound: ({ ones, middle, lowest }, body) => sql`(select ${body(TOTALS)}
    from (select ${ones} as ones, ${middle} as middle, ${lowest} as lowest) as totals)`,
  // `sum(… order by …)` itself would sort all rows before they are grouped.
  ascendingSum: (double, condition) => sql`coalesce((select sum(far order by far)
    from unnest(array_agg(${double}) filter (where ${condition})) as far), 0)`,
  deviation(double, each) {
    const values = sql`(select ${each(keyword('value'))} as v
      from unnest(array_agg(${double})) as value where value is not null) as listed`;
    const mean = sql`(select case when count(v) > 1
      then ${timescaleQuotient(keyword('sum(v order by v)'), keyword('count(v)'))} end as mean from ${values}) as middle`;
    const squares = sql`sum(case when abs(v - mean) > ${VANISHING} then (v - mean) * (v - mean) else 0 end order by v)`;
    return sql`(select case when count(v) > 1
      then sqrt(${timescaleQuotient(squares, keyword('(count(v) - 1)'))}) end from ${values} cross join ${mean})`;
  },
};

/** PostgreSQL calls it an error that a quotient is 0 where the dividend is not: that of a double up to half the least, by count. */
export function timescaleQuotient(double: Fragment, count: Fragment): Fragment {
  return sql`(select case when abs(dividend) < 1e-290 then
      case when abs(dividend) * 4.4989137945431964e161 * 8.997827589086393e161 <= divisor then 0 else dividend / divisor end
    else dividend / divisor end from (select ${double} as dividend, ${count} as divisor) as parts)`;
}

/** PostgreSQL calls it an error that a product of finite numbers is infinite. */
export function timescaleRaised(double: Fragment): Fragment {
  return sql`(select case when abs(factor) < 4.332296397063773e127 then factor * 4.149515568880993e180
    else factor * 'Infinity'::float8 end from (select ${double} as factor) as parts)`;
}
