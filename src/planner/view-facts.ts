import { parseDuration } from '../calendar/duration.ts';
import type { RollupOf } from '../model/continuous-aggregate.ts';
import type { DeclaredMeasure } from '../model/declared-dataset.ts';
import type { Refusal, RollupNeed } from './rollup-question.ts';
import { bucketStart, readViewSelect, type ViewSelect, widthMillis } from './view-select.ts';

/** What ClickHouse says of a table or view. */
export type StoredTable = {
  readonly engine: string;
  /** Its CREATE statement. */
  readonly created: string;
  /** The query of a view; empty for a table. */
  readonly query: string;
  readonly sortingKey: readonly string[];
  /** Types by column. */
  readonly types: Readonly<Record<string, string>>;
};

/** A table, its rollup, and the views that may fill it. */
export type ViewState = {
  readonly table: StoredTable;
  readonly rollup: StoredTable;
  /** `database.table` of both. */
  readonly tableName: string;
  readonly rollupName: string;
  readonly views: readonly StoredTable[];
  /** Commands that stored rows of the two are being changed by. */
  readonly mutations: readonly string[];
};

/** Engines that merge no rows into others. */
export const KEEPS_ROWS = /^(?:Replicated|Shared)?MergeTree$/;
/** What a merge does by the clock: it clears columns, or makes rows into others. */
const CHANGES_BY_TIME = / TTL .* ENGINE = | TTL .* (?:GROUP BY|SET) /s;

/**
 * Null where ClickHouse's catalogue says that a rollup's columns are what the declaration takes them for, of all rows that
 * were inserted since it is there; whether those are all rows is for a comparison to tell. Else what it does not say.
 */
export function viewRefusal(of: RollupOf, state: ViewState, needs: readonly RollupNeed[]): Refusal | null {
  const { dataset, rollup } = of;
  const { table, mutations } = state;
  if (dataset.final) return { refusal: 'counts rows that were replaced since' };
  if (!KEEPS_ROWS.test(table.engine))
    return { refusal: `is made of a ${table.engine}, which may change stored rows` };
  if (/enable_block_number_column = 1/.test(table.created))
    return { refusal: 'does not see rows of the table that are updated in place' };
  if (CHANGES_BY_TIME.test(table.created) || / TTL /.test(state.rollup.created))
    return { refusal: 'is not compared where a TTL changes what is stored' };
  if (mutations.length > 0) return { refusal: 'is not compared while stored rows are being altered' };
  const select = filling(state);
  if (select === null)
    return { refusal: `is filled by no single materialized view of the plain rows of ${state.tableName}` };
  const start = bucketStart(select.columns.get(rollup.time.column) ?? '');
  if (
    start?.column !== dataset.time.column ||
    start.millis !== widthMillis(parseDuration(rollup.width, 'width'))
  ) {
    return {
      refusal: `does not say that ${rollup.time.column} is the start of ${rollup.width} of ${dataset.time.column}`,
    };
  }
  const kept = dataset.dimensions
    .filter(({ name }) => rollup.dimensions.includes(name))
    .map(({ column }) => column);
  const renamed = kept.find((column) => select.columns.get(column)?.replaceAll('`', '') !== column);
  if (renamed !== undefined) return { refusal: `does not say that ${renamed} is that of the table` };
  return storageRefusal(of, state, kept) ?? columnRefusal(of, state, select, needs);
}

/** The query of the one view that writes the rollup; null where there is none such, or it does more. */
function filling({ rollup, rollupName, tableName, views }: ViewState): ViewSelect | null {
  const writes = (view: StoredTable): boolean => {
    const [, target = ''] = /^CREATE MATERIALIZED VIEW \S+ TO (\S+)/.exec(view.created) ?? [];
    return target.replaceAll('`', '') === rollupName;
  };
  const [view, ...others] = rollup.engine === 'MaterializedView' ? [rollup] : views.filter(writes);
  const select = view === undefined || others.length > 0 ? null : readViewSelect(view.query);
  return select?.from === tableName ? select : null;
}

/** Rows of one key are merged: what is not of the key must be of one value, or add up by itself. */
function storageRefusal(
  { rollup: { time } }: RollupOf,
  { rollup }: ViewState,
  kept: readonly string[],
): Refusal | null {
  const engine = storageEngine(rollup);
  if (KEEPS_ROWS.test(engine)) return null;
  if (!/(?:Aggregating|Summing)MergeTree$/.test(engine)) return { refusal: `is stored in a ${engine}` };
  if (/SummingMergeTree\(/.test(rollup.created)) return { refusal: 'adds up listed columns only' };
  const outside = [time.column, ...kept].find((column) => !rollup.sortingKey.includes(column));
  return outside === undefined ? null : { refusal: `merges rows that differ in ${outside}` };
}

/** What keeps the rows, where a view has its own storage too. */
export function storageEngine({ engine, created }: Pick<StoredTable, 'engine' | 'created'>): string {
  return engine === 'MaterializedView' ? (/ ENGINE = (\w+)/.exec(created)?.[1] ?? engine) : engine;
}

function columnRefusal(
  { dataset, rollup }: RollupOf,
  state: ViewState,
  select: ViewSelect,
  needs: readonly RollupNeed[],
): Refusal | null {
  const engine = storageEngine(state.rollup);
  const counted = rollup.rowCount ?? '';
  if (!/^count(?:SimpleState)?\(\)$/.test(select.columns.get(counted) ?? ''))
    return { refusal: `does not say that ${counted} is count()` };
  for (const { measure: name, aggregate, column } of [
    { measure: '', aggregate: 'count', column: counted },
    ...needs,
  ]) {
    const measure = dataset.measures.find((each) => each.name === name);
    if (measure !== undefined && !isMade(select.columns.get(column) ?? '', aggregate, measure.column)) {
      return { refusal: `does not say that ${column} is ${aggregate}(${measure.column})` };
    }
    const stored = state.rollup.types[column] ?? '';
    if (!isMerged(engine, stored, aggregate))
      return { refusal: `does not keep ${column} as ${aggregate} when it merges rows` };
    const source = state.table.types[measure?.column ?? ''] ?? '';
    if (measure !== undefined && !holds(measure, aggregate, bare(stored), source)) {
      return { refusal: `holds ${column} in ${stored}, which may lose what ${source} has` };
    }
  }
  return null;
}

function isMade(expression: string, aggregate: string, column: string): boolean {
  const [, name, argument = ''] =
    /^(\w+?)(?:SimpleState)?\((?:toInt(?:128|256)\()?(`[^`]+`|\w+)\)?\)$/.exec(expression) ?? [];
  return name === aggregate && argument.replaceAll('`', '') === column;
}

/** True where merging two rows of a key keeps a column what it is. */
function isMerged(engine: string, type: string, aggregate: string): boolean {
  if (KEEPS_ROWS.test(engine)) return true;
  const [, simple] = /^SimpleAggregateFunction\((\w+),/.exec(type) ?? [];
  const adds = aggregate === 'sum' || aggregate === 'count';
  if (simple !== undefined) return simple === (adds ? 'sum' : aggregate);
  return adds && engine.endsWith('SummingMergeTree');
}

/** The type inside of SimpleAggregateFunction. */
function bare(type: string): string {
  return type.replace(/^SimpleAggregateFunction\(\w+, (.*)\)$/, '$1');
}

/** True where a type holds every such aggregate of a column: sums of Int64 wrap around in Int64. */
function holds(measure: DeclaredMeasure, aggregate: string, stored: string, source: string): boolean {
  const plain = (type: string): string => type.replace(/^Nullable\((.*)\)$/, '$1');
  const scaleOf = (type: string): number => Number(/^Decimal\(\d+, (\d+)\)$/.exec(plain(type))?.[1] ?? 0);
  if (measure.type === 'decimal' && scaleOf(source) > measure.scale) return false;
  if (aggregate === 'count') return /^U?Int64$/.test(stored);
  // Of no values a column that cannot be null keeps 0, and 0 may be the least.
  if (aggregate !== 'sum') return stored === source;
  if (measure.type === 'float') return plain(stored) === 'Float64';
  if (measure.type === 'int64') return /^Int(?:128|256)$/.test(plain(stored));
  return /^Decimal\((?:38|76), \d+\)$/.test(plain(stored)) && scaleOf(stored) === scaleOf(source);
}
