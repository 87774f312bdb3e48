import type { RollupOf } from '../model/continuous-aggregate.ts';
import type { Stretch } from '../model/rollup.ts';
import { type AggregateBuckets, aggregateGrid } from './aggregate-grid.ts';
import { viewRefusal } from './aggregate-view.ts';
import type { Refusal, RollupFacts, RollupNeed } from './rollup-question.ts';
import { without } from './stretches.ts';

/** Names of columns and their types in PostgreSQL's words. */
export type ColumnTypes = Readonly<Record<string, string>>;

/** What TimescaleDB's catalogue says of a continuous aggregate. */
export type AggregateState = {
  readonly buckets: AggregateBuckets;
  /** Null where it was never refreshed. */
  readonly watermarkMillis: number | null;
  /** True where it is made of the declared table itself, not of another aggregate. */
  readonly isDirect: boolean;
  /** True where a trigger of the table logs what changes below the watermark. */
  readonly isLogged: boolean;
  readonly viewText: string;
  /** The relation it is stored in; null where that may not be read. */
  readonly storage: readonly string[] | null;
  readonly tableTypes: ColumnTypes;
  readonly viewTypes: ColumnTypes;
  readonly storageTypes: ColumnTypes;
  readonly stale: readonly Stretch[];
  /** Where the table has chunks. Elsewhere it has no row, though no log tells of a chunk that was detached. */
  readonly chunks: readonly Stretch[];
};

const ALL_OF_TIME = { lowerMillis: Number.NEGATIVE_INFINITY, upperMillis: Number.POSITIVE_INFINITY };

/** What a continuous aggregate is good for within a range, where it holds what the needs say; or why it cannot be used. */
export function aggregateFacts(
  { dataset, rollup }: RollupOf,
  state: AggregateState,
  needs: readonly RollupNeed[],
  range: Stretch,
): RollupFacts | Refusal {
  if (rollup.time.type === 'epoch_millis') return { refusal: 'counts time in integers' };
  if (!state.isDirect) return { refusal: 'is not made of the table itself' };
  if (!state.isLogged) return { refusal: 'has no log by trigger of what changes in the table' };
  if (state.watermarkMillis === null) return { refusal: 'was never refreshed' };
  const wrong =
    viewRefusal(state.viewText, dataset, rollup, needs) ?? typeRefusal({ dataset, rollup }, state, needs);
  if (wrong !== null) return wrong;
  const grid = aggregateGrid(state.buckets, range);
  if ('refusal' in grid) return grid;
  const columns = [rollup.time.column, rollup.rowCount ?? '', ...needs.map(({ column }) => column)];
  const kept = dataset.dimensions.filter(({ name }) => rollup.dimensions.includes(name));
  // Aggregates of before TimescaleDB 2.7 store states under other names; what they show is right below the watermark too.
  const isStored = [...columns, ...kept.map(({ column }) => column)].every(
    (name) => name in state.storageTypes,
  );
  return {
    grid,
    relation: isStored && state.storage !== null ? state.storage : rollup.table,
    watermarkMillis: state.watermarkMillis,
    stale: [...state.stale, ...without([ALL_OF_TIME], state.chunks)],
  };
}

function typeRefusal(
  { dataset }: RollupOf,
  state: AggregateState,
  needs: readonly RollupNeed[],
): Refusal | null {
  for (const { measure: name, aggregate, column } of needs) {
    if (aggregate === 'sum' && state.viewTypes[column] === 'real') {
      return { refusal: `adds ${name} up with the seven digits of a real` };
    }
    const measure = dataset.measures.find((each) => each.name === name);
    const stored = state.tableTypes[measure?.column ?? ''] ?? '';
    const [, digits = stored.startsWith('numeric') ? '99' : '0'] =
      /^numeric\(\d+,(\d+)\)$/.exec(stored) ?? [];
    if (measure?.type === 'decimal' && (Number(digits) > measure.scale || /^(?:real|double)/.test(stored))) {
      return { refusal: `adds digits of ${name} that the declared scale rounds off` };
    }
  }
  return null;
}
