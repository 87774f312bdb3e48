import type { RowFilter } from '../../model/dataset-query.ts';
import type {
  DeclaredDataset,
  DeclaredDimension,
  DeclaredMeasure,
  TimeType,
} from '../../model/declared-dataset.ts';
import type { RollupRead } from '../../model/rollup.ts';
import type { LabelBounds } from '../../model/time-range.ts';
import { allOf, anyOf } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, identifier, int64, keyword, qualifiedName, sql } from '../statement.ts';
import { comparisonCondition } from './comparison.ts';
import type { Operand, OperandType } from './operand.ts';
import { wordsOf } from './words-of.ts';

/** Columns are always named through it: an alias of a statement never hides a column of the same name. */
const ALIAS = keyword('declared');
const DAY_MILLIS = 86_400_000;
/** Years that all engines can read: 1 to 9999. */
const EARLIEST_MILLIS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MILLIS = Date.parse('9999-12-31T23:59:59.999Z');

/** Which rows: instants are milliseconds since 1970. */
export type RowSelection = {
  readonly table: DeclaredDataset;
  readonly bounds: LabelBounds;
  readonly where: RowFilter;
  /** What stands in for the table: a subquery with its columns. Absent: the table itself. */
  readonly standIn?: Fragment;
  /** Absent where all of them are read from the table. */
  readonly rollup?: RollupRead;
};

/** What a selection is read from, for `from`. */
export function selectionSource(dialect: Dialect, { table, standIn }: RowSelection): Fragment {
  return standIn === undefined ? source(dialect, table) : sql`${standIn} as ${ALIAS}`;
}

/** A declared table for `from`. */
export function source(dialect: Dialect, { table, final }: DeclaredDataset): Fragment {
  return wordsOf(dialect).source(qualifiedName(table), ALIAS, final);
}

/** A column as it is stored. */
export function storedColumn(column: string): Fragment {
  return sql`${ALIAS}.${identifier(column)}`;
}

/** The beginning of names that none of these columns has, in any case; short, as engines cut long ones. */
export function freePrefix(columns: readonly { readonly column: string }[], wanted: string): string {
  let prefix = wanted;
  while (columns.some(({ column }) => column.toLowerCase().startsWith(prefix))) prefix += '_';
  return prefix;
}

/** The time column as it is stored. */
export function timeColumn({ time }: Pick<DeclaredDataset, 'time'>): Fragment {
  return storedColumn(time.column);
}

/** A dimension by name. */
export function dimensionOperand(dataset: DeclaredDataset, name: string): Operand {
  return ofDimension(named(dataset, dataset.dimensions, name));
}

/** A measure by name. Throws RangeError for a name that is not declared. */
export function declaredMeasure(dataset: DeclaredDataset, name: string): DeclaredMeasure {
  return named(dataset, dataset.measures, name);
}

/** A measure in its declared type; NaN is a missing value. */
export function measureOperand(dialect: Dialect, { column, type, scale }: DeclaredMeasure): Operand {
  const words = wordsOf(dialect);
  const stored = storedColumn(column);
  const expressions = {
    int64: () => stored,
    float: () => words.double(stored),
    decimal: () => words.decimal(stored, scale),
  };
  return { expression: expressions[type](), type: measureType({ type, scale }), nullable: true };
}

/** The type of a dimension or measure. */
export function columnType(dataset: DeclaredDataset, name: string): OperandType {
  const dimension = dataset.dimensions.find((each) => each.name === name);
  return dimension === undefined ? measureType(declaredMeasure(dataset, name)) : { kind: dimension.type };
}

/** A dimension or measure by name. Throws RangeError for a name that is not declared. */
export function columnOperand(dialect: Dialect, dataset: DeclaredDataset, name: string): Operand {
  const dimension = dataset.dimensions.find((each) => each.name === name);
  return dimension === undefined
    ? measureOperand(dialect, declaredMeasure(dataset, name))
    : ofDimension(dimension);
}

function named<T extends { readonly name: string }>(
  dataset: DeclaredDataset,
  all: readonly T[],
  name: string,
): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`${dataset.name} declares no such column: ${name}.`);
  return found;
}

function ofDimension({ column, type, nullable }: DeclaredDimension): Operand {
  return { expression: storedColumn(column), type: { kind: type }, nullable };
}

function measureType({ type, scale }: Pick<DeclaredMeasure, 'type' | 'scale'>): OperandType {
  return type === 'decimal' ? { kind: 'decimal', scale } : { kind: type };
}

/** The condition of a selection. */
export function selectionCondition(dialect: Dialect, { table, bounds, where }: RowSelection): Fragment {
  return allOf([...timeConditions(dialect, table, bounds), rowCondition(dialect, table, where)]);
}

/**
 * The stored column beside bound values, so that indexes and partitions are used. A row without a time, which a table may
 * allow, is in no range: all of time leaves it out too.
 */
function timeConditions(
  dialect: Dialect,
  dataset: DeclaredDataset,
  { lowerMillis, upperMillis }: LabelBounds,
): Fragment[] {
  const column = timeColumn(dataset);
  const at = (millis: number): Fragment =>
    timeValue(dialect, dataset.time.type, boundText(dataset.time.type, millis));
  const conditions: Fragment[] = [];
  if (lowerMillis !== null) conditions.push(sql`${column} >= ${at(lowerMillis)}`);
  if (upperMillis !== null) conditions.push(sql`${column} < ${at(upperMillis)}`);
  return conditions.length === 0 ? [sql`${column} is not null`] : conditions;
}

/** A date is its first instant: it lies at or after a bound when it does so of the next midnight. */
function boundText(type: TimeType, millis: number): string {
  const within = Math.min(Math.max(millis, EARLIEST_MILLIS), LATEST_MILLIS);
  if (type !== 'date') return new Date(within).toISOString();
  return new Date(Math.min(Math.ceil(within / DAY_MILLIS) * DAY_MILLIS, LATEST_MILLIS)).toISOString();
}

/** An instant (RFC 3339 text in UTC) as the time column holds it. */
export function timeValue(dialect: Dialect, type: TimeType, text: string): Fragment {
  if (type === 'epoch_millis') return sql`${int64(Date.parse(text))}`;
  return type === 'date'
    ? wordsOf(dialect).dateValue(text.slice(0, 10))
    : wordsOf(dialect).instantValue(text);
}

function rowCondition(dialect: Dialect, dataset: DeclaredDataset, filter: RowFilter): Fragment {
  const within = (inner: RowFilter): Fragment => rowCondition(dialect, dataset, inner);
  const conditions: Fragment[] = [];
  if (filter.and !== undefined) conditions.push(allOf(filter.and.map(within)));
  if (filter.or !== undefined) conditions.push(anyOf(filter.or.map(within)));
  if (filter.not !== undefined) conditions.push(sql`not ${within(filter.not)}`);
  for (const [name, comparison] of Object.entries(filter.columns ?? {})) {
    conditions.push(comparisonCondition(dialect, columnOperand(dialect, dataset, name), comparison));
  }
  return allOf(conditions);
}
