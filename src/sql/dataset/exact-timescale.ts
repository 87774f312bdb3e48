import { keyword, sql } from '../statement.ts';
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
  deviation: (double) => sql`(select
    sqrt(sum(case when abs(v - mean) > ${VANISHING} then (v - mean) * (v - mean)
      when v is not null then 0 end order by v)
      / nullif(count(v) - 1, 0))
    from unnest(array_agg(${double})) as v
    cross join (select sum(v order by v) / count(v) as mean from unnest(array_agg(${double})) as v) as middle)`,
};
