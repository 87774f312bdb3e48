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

/** The kind of measure that alone has an aggregate: a sum adds up over time, a closing level over groups. */
const OF_ONE_KIND: Partial<Readonly<Record<AggregateFunction, Additivity>>> = {
  SUM: 'FLOW',
  CLOSING: 'STOCK',
};

/** What may be asked of a measure. */
export function aggregationsOf(additivity: Additivity): readonly AggregateFunction[] {
  return AGGREGATE_FUNCTIONS.filter((name) => (OF_ONE_KIND[name] ?? additivity) === additivity);
}

/** The GraphQL enum of what may be asked of a measure: `StockAggregation`. */
export function aggregationEnum(additivity: Additivity): string {
  return `${capitalized(additivity)}Aggregation`;
}

/**
 * The GraphQL type of an aggregate. What adds up 64-bit integers may leave 64 bits: it is a Decimal. What lies between the
 * stored values is exact for decimals and a double for the others; a standard deviation always is a double.
 */
export function aggregateType(type: MeasureType, aggregation: AggregateFunction): NumberType {
  if (type === 'float' || aggregation === 'STDDEV') return 'Float';
  if (type === 'decimal') return 'Decimal';
  if (aggregation === 'SUM' || aggregation === 'CLOSING') return 'Decimal';
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
  return `${VALUE_TYPES[type]}${capitalized(additivity)}`;
}

function capitalized(additivity: Additivity): string {
  return `${additivity.charAt(0)}${additivity.slice(1).toLowerCase()}`;
}

/** The aggregate of a GraphQL field or enum value; throws for what is none. */
export function aggregationOfField(field: string): AggregateFunction {
  const aggregation = AGGREGATE_FUNCTIONS.find((name) => name === field.toUpperCase());
  if (aggregation === undefined) throw new Error(`There is no aggregate for ${field}.`);
  return aggregation;
}
