import type { TimeType } from '../../model/declared-dataset.ts';
import type { Fragment, Parameter } from '../statement.ts';
import type { ExactWords } from './exact-sum.ts';

/** The words of one engine for statements over declared tables, beside its Dialect. Arguments are expressions. */
export type DatasetWords = {
  /** A table in `from`; its columns are named through `alias`. */
  source(table: Fragment, alias: Fragment, final: boolean): Fragment;
  /** A text as it is compared and ordered by code point. */
  byCodePoint(text: Fragment): Fragment;
  /** A number as a double; null for NaN. */
  double(number: Fragment): Fragment;
  /** A number with exactly `scale` digits after the point; null for NaN. */
  decimal(number: Fragment, scale: number): Fragment;
  /** A double that is null where it was NaN. */
  withoutNaN(double: Fragment): Fragment;
  /** An exact decimal of `scale` digits after the point, given as text. */
  decimalValue(text: string, scale: number): Fragment;
  /** What an instant column is compared with: RFC 3339 text in UTC, with the digits it has. */
  instantValue(text: string): Fragment;
  /** What a civil date column is compared with. */
  dateValue(text: string): Fragment;
  /** A double by a count above 0. */
  quotient(double: Fragment, count: Fragment): Fragment;
  /** A double times 2^600; infinite where that leaves the range of doubles. */
  raised(double: Fragment): Fragment;
  /** Aggregates; each is null of no values. Nulls do not count. Those of doubles add rows as they come. */
  sumOfDoubles(double: Fragment): Fragment;
  /** Exact; keeps the scale. */
  sumOfDecimals(decimal: Fragment, scale: number): Fragment;
  /** A double. */
  meanOfIntegers(integer: Fragment): Fragment;
  /** Exact sum by count, rounded half away from zero to `digits` after the point. */
  meanOfDecimals(decimal: Fragment, digits: number): Fragment;
  least(value: Fragment): Fragment;
  greatest(value: Fragment): Fragment;
  /** The same of times, in the form that the engine may know without reading rows. */
  oldest(time: Fragment): Fragment;
  newest(time: Fragment): Fragment;
  /** The value of the row that comes first or last by the steps, none of which is ever null. */
  first(value: Fragment, steps: readonly Fragment[]): Fragment;
  last(value: Fragment, steps: readonly Fragment[]): Fragment;
  /** Of the sample; null for a single value. */
  deviation(double: Fragment): Fragment;
  /** Linear between the two nearest values: percentile_cont. `allFinite` where no value is infinite. */
  percentile(double: Fragment, p: Parameter, allFinite: boolean): Fragment;
  /** Whole milliseconds since 1970 at or before a time, a number. */
  epochMillis(time: Fragment, type: TimeType): Fragment;
  /** The last of ascending steps, of which the first is 0, that a number is not below: itself, or its place from 1. */
  lastStep(number: Fragment, steps: readonly number[]): Fragment;
  /** What {@link lastStep} answers. */
  readonly answersStep: 'itself' | 'place';
  /** Aggregates of doubles that do not depend on the order of rows. */
  readonly exact: ExactWords;
};
