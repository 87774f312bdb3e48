import type { AggregateFunction, Metric } from '../../model/dataset-query.ts';
import type { DeclaredDataset, DeclaredMeasure } from '../../model/declared-dataset.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, float64, sql } from '../statement.ts';
import { closingOperand } from './closing.ts';
import { doubleDeviation, doubleMean, doubleSum } from './double-sums.ts';
import { filled, type Operand, type OperandType, ordered } from './operand.ts';
import { columnOperand, declaredMeasure, measureOperand, timeColumn } from './source.ts';
import { wordsOf } from './words-of.ts';

/** Digits after the point that the mean of decimals has beyond those of the decimals. */
export const MEAN_DIGITS = 6;

/** The type of an aggregate as the engines compute it. */
export function metricType({ type, scale }: DeclaredMeasure, name: AggregateFunction): OperandType {
  if (type === 'float' || name === 'STDDEV' || name === 'MEDIAN' || name === 'PERCENTILE')
    return { kind: 'float' };
  if (name === 'SUM' || name === 'CLOSING') return { kind: 'decimal', scale };
  if (name !== 'AVG') return type === 'int64' ? { kind: 'int64' } : { kind: 'decimal', scale };
  return type === 'int64' ? { kind: 'float' } : { kind: 'decimal', scale: scale + MEAN_DIGITS };
}

/**
 * How aggregates add doubles: as rows come, which may change the last digits from one statement to the next, or with a
 * result that does not depend on it, at some cost.
 */
export type Adding = 'as rows come' | 'exactly';

/** An aggregate over the rows of a group; null of no values. A closing level is one over rows `withClosings`. */
export function metricOperand(
  dialect: Dialect,
  dataset: DeclaredDataset,
  metric: Metric,
  adding: Adding,
): Operand {
  const measure = declaredMeasure(dataset, metric.measure);
  const type = metricType(measure, metric.function);
  const value =
    metric.function === 'CLOSING'
      ? closingOperand(dialect, dataset, metric.measure)
      : measureOperand(dialect, measure);
  const expression = aggregate(dialect, dataset, metric, value, measure.scale, adding);
  // Infinities can make a NaN of numbers.
  const certain = type.kind === 'float' ? wordsOf(dialect).withoutNaN(expression) : expression;
  return { expression: certain, type, nullable: true };
}

function aggregate(
  dialect: Dialect,
  dataset: DeclaredDataset,
  metric: Metric,
  { expression: value, type: { kind } }: Operand,
  scale: number,
  adding: Adding,
): Fragment {
  const words = wordsOf(dialect);
  const double = kind === 'float' ? value : words.double(value);
  switch (metric.function) {
    case 'SUM':
    case 'CLOSING':
      if (kind === 'float') return doubleSum(words, value, adding);
      return words.sumOfDecimals(kind === 'int64' ? words.decimal(value, 0) : value, scale);
    case 'AVG':
      if (kind === 'float') return doubleMean(words, value, adding);
      if (kind === 'int64') return words.meanOfIntegers(value);
      return words.meanOfDecimals(value, scale + MEAN_DIGITS);
    case 'MIN':
      return words.least(value);
    case 'MAX':
      return words.greatest(value);
    case 'FIRST':
      return words.first(value, chronology(dialect, dataset));
    case 'LAST':
      return words.last(value, chronology(dialect, dataset));
    case 'STDDEV':
      return doubleDeviation(words, double, adding);
    case 'MEDIAN':
      return words.percentile(double, float64(0.5), kind !== 'float');
    case 'PERCENTILE':
      return words.percentile(double, float64(metric.p ?? 0.5), kind !== 'float');
  }
}

/** Time, then the key; nulls after all values, as steps that are never null. */
function chronology(dialect: Dialect, dataset: DeclaredDataset): Fragment[] {
  const ties = dataset.key
    .filter((name) => name !== 'time')
    .flatMap((name) => {
      const operand = columnOperand(dialect, dataset, name);
      if (!operand.nullable) return [ordered(dialect, operand)];
      return [
        sql`(${operand.expression} is null)`,
        ordered(dialect, { ...operand, expression: filled(operand) }),
      ];
    });
  return [timeColumn(dataset), ...ties];
}
