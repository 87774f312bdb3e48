import type { DeclaredDataset, DeclaredRollup } from './declared-dataset.ts';
import type { JsonValue } from './json-value.ts';

/** A declared rollup and the dataset it belongs to. */
export type RollupOf = { readonly dataset: DeclaredDataset; readonly rollup: DeclaredRollup };

/** A continuous aggregate of TimescaleDB as its catalogue knows it. */
export type ContinuousAggregate = RollupOf & {
  /** As declared: the parts of the table's name with dots between them. */
  readonly name: string;
  /** ISO 8601. */
  readonly bucketWidth: string;
  /** Materialised up to here; null while nothing is. */
  readonly watermarkMillis: number | null;
};

/** A row of a continuous aggregate; 64-bit integers and decimals are text, NaN is null. */
export type ContinuousAggregateRow = {
  readonly startMillis: number;
  /** In the order of the declared columns: time, dimensions, count of rows, aggregates. */
  readonly cells: readonly JsonValue[];
};

/** What a call that refreshes a continuous aggregate did, or in a dry run would do. */
export type AggregateRefresh = RollupOf & {
  /** Whole buckets. */
  readonly startMillis: number;
  readonly endMillis: number;
  readonly changed: boolean;
  readonly dryRun: boolean;
  readonly elapsedMillis: number;
};
