import { type Fragment, keyword, sql } from '../statement.ts';
import type { ExactWords, Totals } from './exact-sum.ts';

const UNIT = keyword("decimal '1125899906842624'");
const TOTALS: Totals = {
  ones: keyword('t[1]'),
  middle: keyword('t[2]'),
  lowest: keyword('t[3]'),
};

/** Trino computes what is added for all rows, those that a filter leaves out as well. */
export const trinoExact: ExactWords = {
  trunc: (double) => sql`truncate(${double})`,
  inReach: (double, reachable) => sql`if(${reachable}, ${double}, 0e0)`,
  total: (whole) => sql`sum(cast(cast(${whole} as bigint) as decimal(38, 0)))`,
  // A quotient of decimals is rounded: without the remainder it is whole.
  quotient: (total) => sql`((${total} - ${total} % ${UNIT}) / ${UNIT})`,
  remainder: (total) => sql`(${total} % ${UNIT})`,
  nearest: (total) => sql`cast(${total} as double)`,
  bound: ({ ones, middle, lowest }, body) =>
    sql`element_at(transform(array[row(${ones}, ${middle}, ${lowest})], t -> ${body(TOTALS)}), 1)`,
  ascendingSum: (double, condition) =>
    sql`coalesce(${sum(sql`array_sort(array_agg(${double}) filter (where ${condition}))`)}, 0e0)`,
  // The sorted values are bound to `v`, their mean to `m`.
  deviation: (double, each) => sql`element_at(transform(
    array[transform(array_sort(array_agg(${double}) filter (where ${double} is not null)), x -> ${each(keyword('x'))})],
    v -> element_at(transform(array[${sum(keyword('v'))} / cardinality(v)], m -> if(cardinality(v) > 1,
      sqrt(${sum(keyword('transform(v, w -> (w - m) * (w - m))'))} / (cardinality(v) - 1)))), 1)), 1)`,
};

function sum(array: Fragment): Fragment {
  return sql`reduce(${array}, 0e0, (s, x) -> s + x, s -> s)`;
}
