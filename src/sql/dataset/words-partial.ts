import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, keyword, sql } from '../statement.ts';

/** The words of one engine for aggregates of aggregates, beside its DatasetWords. Arguments are expressions. */
export type PartialWords = {
  int64(number: Fragment): Fragment;
  /** A double; NaN stays what it is. */
  double(number: Fragment): Fragment;
  /** An exact number with room for a sum of `scale` digits after the point. */
  exact(number: Fragment, scale: number): Fragment;
  /** A quotient as the mean of decimals is rounded: see DatasetWords.meanOfDecimals. */
  decimalQuotient(sum: Fragment, count: Fragment, digits: number): Fragment;
  /** NaN where the witness is NaN, else the value. */
  unlessNaN(witness: Fragment, value: Fragment): Fragment;
};

const timescaleWords: PartialWords = {
  int64: (number) => sql`(${number})::int8`,
  double: (number) => sql`(${number})::float8`,
  exact: (number) => sql`(${number})::numeric`,
  decimalQuotient: (sum, count, digits) =>
    sql`round(round(${sum}, ${keyword(String(digits + 20))}) / nullif(${count}, 0), ${keyword(String(digits))})`,
  unlessNaN: (witness, value) => sql`case when ${witness} = 'NaN' then 'NaN'::float8 else ${value} end`,
};

const clickhouseWords: PartialWords = {
  int64: (number) => sql`toInt64(${number})`,
  double: (number) => sql`toFloat64(${number})`,
  exact: (number, scale) => sql`toDecimal256(${number}, ${keyword(String(scale))})`,
  decimalQuotient(sum, count, digits) {
    const [kept, cut] = [keyword(String(digits)), keyword(String(digits + 1))];
    return sql`toDecimal256(round(toDecimal256(${sum}, ${cut}) / greatest(${count}, 1), ${kept}), ${kept})`;
  },
  unlessNaN: (witness, value) => sql`if(ifNull(isNaN(${witness}), 0), nan, ${value})`,
};

const trinoWords: PartialWords = {
  int64: (number) => sql`cast(${number} as bigint)`,
  double: (number) => sql`cast(${number} as double)`,
  exact: (number, scale) => sql`cast(${number} as decimal(38, ${keyword(String(scale))}))`,
  decimalQuotient: (sum, count, digits) =>
    sql`(cast(${sum} as decimal(38, ${keyword(String(digits))})) / nullif(${count}, 0))`,
  unlessNaN: (witness, value) => sql`if(is_nan(${witness}), nan(), ${value})`,
};

const WORDS: Record<Dialect['engine'], PartialWords> = {
  timescale: timescaleWords,
  clickhouse: clickhouseWords,
  trino: trinoWords,
};

/** The words of the engine a dialect is for. */
export function partialWordsOf(dialect: Dialect): PartialWords {
  return WORDS[dialect.engine];
}
