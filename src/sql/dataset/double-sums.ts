import { type Fragment, keyword, sql } from '../statement.ts';
import { exactSum } from './exact-sum.ts';
import type { Adding } from './metric.ts';
import type { DatasetWords } from './words.ts';

/**
 * Sums of doubles from 2^480 up, and squares of them, may leave the range of doubles on the way to a result within it:
 * PostgreSQL calls that an error, and elsewhere what comes out depends on the order of rows. So they are added apart,
 * times 2^-600, at which so many of them as there can be rows stay far below the end of the range.
 */
const HUGE = keyword('3.1217485503159922e144');
const LOWER = keyword('2.409919865102884e-181');

/** The sum of a group's doubles; null of no values, infinite where it leaves the range of doubles. */
export function doubleSum(words: DatasetWords, double: Fragment, adding: Adding): Fragment {
  const { ordinary, huge } = partsOf(words, double, adding);
  return sql`(case when count(${double}) > 0 then ${ordinary} + coalesce(${words.raised(huge)}, 0) end)`;
}

/** The mean of a group's doubles; null of no values. */
export function doubleMean(words: DatasetWords, double: Fragment, adding: Adding): Fragment {
  return sumByCount(words, double, sql`count(${double})`, adding);
}

/** The sum of doubles by a count, null where that is not above 0. */
export function sumByCount(words: DatasetWords, double: Fragment, count: Fragment, adding: Adding): Fragment {
  const { ordinary, huge } = partsOf(words, double, adding);
  const mean = words.quotient(ordinary, count);
  return sql`(case when ${count} > 0
    then ${mean} + coalesce(${words.raised(sql`(${huge} / nullif(${count}, 0))`)}, 0) end)`;
}

/** How far a group's doubles are spread, of the sample; null of a single value. */
export function doubleDeviation(words: DatasetWords, double: Fragment, adding: Adding): Fragment {
  const [ordinary, lowered] =
    adding === 'exactly'
      ? [words.exact.deviation(double, (value) => value), words.exact.deviation(double, lower)]
      : [words.deviation(unlessHuge(double)), words.deviation(lower(double))];
  const isOrdinary = sql`${words.greatest(sql`abs(${double})`)} < ${HUGE}`;
  return sql`(case when ${isOrdinary} then ${ordinary} else ${words.raised(lowered)} end)`;
}

/** Sums of the doubles below 2^480, 0 of none, and of the others times 2^-600, 0 or null of none. */
function partsOf(
  words: DatasetWords,
  double: Fragment,
  adding: Adding,
): { readonly ordinary: Fragment; readonly huge: Fragment } {
  const below = sql`abs(${double}) < ${HUGE}`;
  if (adding === 'exactly') {
    return {
      ordinary: exactSum(words.exact, double, below),
      huge: words.exact.ascendingSum(sql`${double} * ${LOWER}`, sql`not ${below}`),
    };
  }
  return {
    ordinary: sql`coalesce(${words.sumOfDoubles(unlessHuge(double))}, 0)`,
    huge: words.sumOfDoubles(sql`case when not ${below} then ${double} * ${LOWER} end`),
  };
}

function unlessHuge(double: Fragment): Fragment {
  return sql`case when abs(${double}) < ${HUGE} then ${double} end`;
}

/** A double times 2^-600, among huge ones: what is below 1 counts as 0 there, since PostgreSQL refuses what vanishes. */
function lower(double: Fragment): Fragment {
  return sql`(case when abs(${double}) < 1 then ${double} * 0 else ${double} * ${LOWER} end)`;
}
