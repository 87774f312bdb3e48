import { AGGREGATE_FUNCTIONS, type AggregateFunction } from './dataset-query.ts';
import type { Additivity, DeclaredMeasure, MeasureType } from './declared-dataset.ts';

/** The GraphQL types numbers of a measure can have. */
export type NumberType = 'Float' | 'Decimal' | 'BigInt';

/** The GraphQL type of a measure's stored values. */
export const VALUE_TYPES: Readonly<Record<MeasureType, NumberType>> = {
  float: 'Float',
  decimal: 'Decimal',
  int64: 'BigInt',
};

/** What may be asked of a measure: a sum only of what adds up over time. */
export function aggregationsOf(additivity: Additivity): readonly AggregateFunction[] {
  return additivity === 'FLOW' ? AGGREGATE_FUNCTIONS : AGGREGATE_FUNCTIONS.filter((name) => name !== 'SUM');
}

/**
 * The GraphQL type of an aggregate. A sum of 64-bit integers may leave 64 bits: it is a Decimal. What lies between the
 * stored values is exact for decimals and a double for the others; a standard deviation always is a double.
 */
export function aggregateType(type: MeasureType, aggregation: AggregateFunction): NumberType {
  if (type === 'float' || aggregation === 'STDDEV') return 'Float';
  if (type === 'decimal') return 'Decimal';
  if (aggregation === 'SUM') return 'Decimal';
  return aggregation === 'AVG' || aggregation === 'MEDIAN' || aggregation === 'PERCENTILE'
    ? 'Float'
    : 'BigInt';
}

/** The GraphQL field of an aggregate: `sum`, `percentile`. */
export function aggregationField(aggregation: AggregateFunction): string {
  return aggregation.toLowerCase();
}

/** What the shared GraphQL types of a measure begin with: `DecimalRate`. */
export function aggregatesPrefix({ type, additivity }: Pick<DeclaredMeasure, 'type' | 'additivity'>): string {
  return `${VALUE_TYPES[type]}${additivity.charAt(0)}${additivity.slice(1).toLowerCase()}`;
}

/** The aggregate of a GraphQL field or enum value; throws for what is none. */
export function aggregationOfField(field: string): AggregateFunction {
  const aggregation = AGGREGATE_FUNCTIONS.find((name) => name === field.toUpperCase());
  if (aggregation === undefined) throw new Error(`There is no aggregate for ${field}.`);
  return aggregation;
}
