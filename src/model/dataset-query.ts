import type { BucketState } from './bucket.ts';

/** What can be computed of a measure. */
export const AGGREGATE_FUNCTIONS = [
  'SUM',
  'AVG',
  'MIN',
  'MAX',
  'FIRST',
  'LAST',
  'CLOSING',
  'MEDIAN',
  'STDDEV',
  'PERCENTILE',
] as const;
export type AggregateFunction = (typeof AGGREGATE_FUNCTIONS)[number];

/** One aggregate of one measure. */
export type Metric = {
  /** Name of the measure. */
  readonly measure: string;
  readonly function: AggregateFunction;
  /** From 0 to 1 for PERCENTILE; null for all others. */
  readonly p: number | null;
};

/** A short name of a metric, the same for equal metrics: what its value is kept under. */
export function metricKey({ measure, function: name, p }: Metric): string {
  return p === null ? `${measure}.${name}` : `${measure}.${name}(${p})`;
}

/** A value as GraphQL carries it: Float is a number, Decimal and BigInt are text. */
export type Scalar = string | number | boolean | null;

/** Conditions on one value; all given ones hold. A missing value is matched by `isNull: true` alone. */
export type Comparison = {
  readonly eq?: Scalar;
  readonly ne?: Scalar;
  readonly in?: readonly Scalar[];
  readonly notIn?: readonly Scalar[];
  readonly lt?: Scalar;
  readonly lte?: Scalar;
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly startsWith?: string;
  readonly contains?: string;
  readonly isNull?: boolean;
};

/** Conditions on rows; all given ones hold. */
export type RowFilter = {
  readonly and?: readonly RowFilter[];
  readonly or?: readonly RowFilter[];
  readonly not?: RowFilter;
  /** By name of dimension or measure. */
  readonly columns?: Readonly<Record<string, Comparison>>;
};

/** Conditions on the aggregates of a group; all given ones hold. */
export type GroupFilter = {
  readonly and?: readonly GroupFilter[];
  readonly or?: readonly GroupFilter[];
  readonly not?: GroupFilter;
  readonly count?: Comparison;
  readonly metrics?: readonly { readonly metric: Metric; readonly comparison: Comparison }[];
};

export type Direction = 'ASC' | 'DESC';
export type Nulls = 'FIRST' | 'LAST';

/** One step of an order of rows; `name` is `time`, a dimension or a measure. Ties are broken by the dataset's key. */
export type RowOrder = { readonly name: string; readonly direction: Direction; readonly nulls: Nulls };

/** What groups can be ordered by. */
export type GroupOrderKey =
  | { readonly kind: 'count' }
  | { readonly kind: 'dimension'; readonly dimension: string }
  | { readonly kind: 'metric'; readonly metric: Metric };

/** One step of an order of groups. Ties are broken by the dimensions grouped by. */
export type GroupOrder = {
  readonly by: GroupOrderKey;
  readonly direction: Direction;
  readonly nulls: Nulls;
};

/** A row of a declared table. `time` has every digit of the engine; the values are by name. */
export type DatasetRow = {
  /** RFC 3339 in UTC. */
  readonly time: string;
  readonly values: Readonly<Record<string, Scalar>>;
};

/** Aggregates by {@link metricKey}; of no values all are null. */
export type MetricValues = Readonly<Record<string, Scalar>>;

/** Rows that share their dimension values. */
export type DatasetGroup = {
  /** By name of the dimensions grouped by. */
  readonly key: Readonly<Record<string, Scalar>>;
  /** Rows, with or without values. */
  readonly count: number;
  readonly values: MetricValues;
  /** The same group of earlier rows; null where nothing is compared. */
  readonly comparison: DatasetGroup | null;
};

/** The rows of a group within one stretch of time. */
export type DatasetBucket = {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly state: BucketState;
  readonly count: number;
  readonly values: MetricValues;
  /** The bucket it is compared with; null where nothing is compared. */
  readonly comparison: DatasetBucket | null;
};

/** One line of a chart: a group with its buckets, oldest first. */
export type BucketLine = {
  readonly key: Readonly<Record<string, Scalar>>;
  readonly buckets: readonly DatasetBucket[];
};
