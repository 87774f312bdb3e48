import { type Fragment, keyword, sql } from '../statement.ts';

/**
 * Every double of at least 2^-48 and below 2^62 is a whole number of units of 2^-100, and is cut into three whole
 * numbers: of ones, of 2^-50 and of 2^-100. Whole numbers add up to the same in any order.
 */
const LEAST = keyword('3.552713678800501e-15');
const BOUND = keyword('4611686018427387904e0');
const UP = keyword('1125899906842624e0');
const DOWN = keyword('8.881784197001252e-16');

/** Exact sums of ones, of units of 2^-50 and of units of 2^-100. */
export type Totals = { readonly ones: Fragment; readonly middle: Fragment; readonly lowest: Fragment };

/** The words of one engine for sums of doubles that do not depend on the order in which rows are added. */
export type ExactWords = {
  /** A double cut toward zero. */
  trunc(double: Fragment): Fragment;
  /** A double in reach; where it is not, 0 or anything that `total` leaves out. */
  inReach(double: Fragment, reachable: Fragment): Fragment;
  /** The exact sum of whole doubles below 2^62 over the rows in reach; 0 of none. */
  total(whole: Fragment, reachable: Fragment): Fragment;
  /** An exact sum by 2^50, cut toward zero, and what is left of it. */
  quotient(total: Fragment): Fragment;
  remainder(total: Fragment): Fragment;
  /** The double nearest to an exact sum. */
  nearest(total: Fragment): Fragment;
  /** An expression over totals, each computed once. */
  bound(totals: Totals, body: (names: Totals) => Fragment): Fragment;
  /** The sum of the doubles that meet a condition, added in ascending order; 0 of none. */
  ascendingSum(double: Fragment, condition: Fragment): Fragment;
  /**
   * Of the sample, by the mean and the squares around it, both added in ascending order of the doubles, of each what `each`
   * makes of it; null of one.
   */
  deviation(double: Fragment, each: (double: Fragment) => Fragment): Fragment;
};

/**
 * The sum of the doubles that meet a condition, of all that are in reach at least: the same on every engine and in
 * whatever order rows are added; 0 of none. The exact sum of the doubles in reach is rounded by the same steps
 * everywhere; to it is added what the others add up to in ascending order.
 */
export function exactSum(words: ExactWords, double: Fragment, condition: Fragment): Fragment {
  const reachable = sql`(abs(${double}) < ${BOUND} and (abs(${double}) >= ${LEAST} or ${double} = 0))`;
  const value = words.inReach(double, reachable);
  const raised = sql`${value} * ${UP}`;
  const ones = words.total(words.trunc(value), reachable);
  const middle = words.total(sql`(${words.trunc(raised)} - ${words.trunc(value)} * ${UP})`, reachable);
  const lowest = words.total(sql`((${raised} - ${words.trunc(raised)}) * ${UP})`, reachable);
  const rounded = words.bound({ ones, middle, lowest }, (names) => roundedTotal(words, names));
  return sql`(${rounded} + ${words.ascendingSum(double, sql`${condition} and not ${reachable}`)})`;
}

/** The double of three totals, what is over carried upward. */
function roundedTotal(words: ExactWords, { ones, middle, lowest }: Totals): Fragment {
  const carried = sql`(${middle} + ${words.quotient(lowest)})`;
  return sql`${words.nearest(sql`(${ones} + ${words.quotient(carried)})`)}
    + ${words.nearest(words.remainder(carried))} * ${DOWN}
    + ${words.nearest(words.remainder(lowest))} * ${DOWN} * ${DOWN}`;
}
