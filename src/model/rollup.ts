import type { BackendKind } from './backend.ts';
import type { AggregateFunction } from './dataset-query.ts';
import type { DeclaredRollup, MeasureType, RollupAggregate } from './declared-dataset.ts';

/** A stretch of time, half-open, milliseconds since 1970. */
export type Stretch = { readonly lowerMillis: number; readonly upperMillis: number };

/** A rollup that rows are read through: what lies in none of the trusted stretches is read from the table. */
export type RollupRead = {
  readonly rollup: DeclaredRollup;
  /** The relation that holds its rows: the declared one, or what the engine stores it in. */
  readonly relation: readonly string[];
  /** Whole buckets of the rollup, ascending, apart from each other. */
  readonly trusted: readonly Stretch[];
};

/** The columns of a rollup that an aggregate is made of; null for one that no rollup can serve. */
export function aggregatesBehind(
  backend: BackendKind,
  type: MeasureType,
  name: AggregateFunction,
): readonly RollupAggregate[] | null {
  // What ClickHouse keeps of no values is 0 unless a column is nullable: only the count tells the two apart.
  const counted: readonly RollupAggregate[] = backend === 'clickhouse' ? ['count'] : [];
  // A NaN that a least or greatest value hides shows in the sum.
  const witness: readonly RollupAggregate[] = type === 'float' ? ['sum'] : [];
  switch (name) {
    case 'SUM':
      return ['sum', ...counted];
    case 'AVG':
      return ['sum', 'count'];
    case 'MIN':
      return ['min', ...witness, ...counted];
    case 'MAX':
      return ['max', ...witness, ...counted];
    default:
      return null;
  }
}
