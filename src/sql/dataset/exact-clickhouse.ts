import { keyword, sql } from '../statement.ts';
import type { ExactWords, Totals } from './exact-sum.ts';

const UNIT = keyword('toInt128(1125899906842624)');
const TOTALS: Totals = {
  ones: keyword('ones'),
  middle: keyword('middle'),
  lowest: keyword('lowest'),
};

/**
 * ClickHouse: sums of Int64 would wrap around. A cumulative sum alone is sure to add from left to right, `arraySum` adds
 * several at once.
 */
export const clickhouseExact: ExactWords = {
  trunc: (double) => sql`trunc(${double})`,
  inReach: (double, reachable) => sql`if(${reachable}, assumeNotNull(${double}), 0e0)`,
  total: (whole) => sql`sum(toInt128(toInt64(${whole})))`,
  quotient: (total) => sql`intDiv(${total}, ${UNIT})`,
  remainder: (total) => sql`modulo(${total}, ${UNIT})`,
  nearest: (total) => sql`toFloat64(${total})`,
  bound: ({ ones, middle, lowest }, body) =>
    sql`arrayMap((ones, middle, lowest) -> ${body(TOTALS)}, [${ones}], [${middle}], [${lowest}])[1]`,
  ascendingSum: (double, condition) => sql`arrayCumSum(arraySort(groupArrayIf(${double}, ${condition})))[-1]`,
  // What a lambda does not bind is computed for every element: the sorted values are bound to `s`, their mean to `m`.
  deviation: (double, each) => sql`if(count(${double}) > 1, arrayMap(s -> arrayMap(
    m -> sqrt(arrayCumSum(arrayMap(v -> (v - m) * (v - m), s))[-1] / (length(s) - 1)),
    [arrayCumSum(s)[-1] / length(s)])[1], [arrayMap(v -> ${each(keyword('v'))}, arraySort(groupArray(${double})))])[1], null)`,
};
