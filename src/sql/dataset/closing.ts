import type { Metric } from '../../model/dataset-query.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, identifier, join, sql } from '../statement.ts';
import type { Operand } from './operand.ts';
import {
  declaredMeasure,
  dimensionOperand,
  freePrefix,
  measureOperand,
  type RowSelection,
  selectionCondition,
  selectionSource,
  storedColumn,
  timeColumn,
} from './source.ts';

/** What rows are put together by. */
type Grouping = {
  readonly dimensions: readonly string[];
  /** Where a row is placed in time; null where all of time is one. */
  readonly bucket: Fragment | null;
};

/**
 * The same rows in the same columns, and beside them, of each measure whose closing level is asked for, a column that has
 * the value of the measure in the newest row with a value of each thing in each group, and is null in all others: its sum is
 * the closing level. Things are what the key tells apart by all but time. As it was where none is asked for.
 */
export function withClosings(
  dialect: Dialect,
  rows: RowSelection,
  grouping: Grouping,
  metrics: readonly Metric[],
): RowSelection {
  const { table } = rows;
  const names = metrics.flatMap(({ function: name, measure }) => (name === 'CLOSING' ? [measure] : []));
  if (names.length === 0) return rows;
  const columns = [table.time, ...table.dimensions, ...table.measures].map(({ column }) => column);
  const cells = [
    ...[...new Set(columns)].map((column) => sql`${storedColumn(column)} as ${identifier(column)}`),
    ...[...new Set(names)].map((name) => {
      const newest = newestValue(dialect, table, name, grouping);
      return sql`${newest} as ${identifier(closingColumn(table, name))}`;
    }),
  ];
  const standIn = sql`(
    select ${join(cells, ', ')} from ${selectionSource(dialect, rows)}
    where ${selectionCondition(dialect, rows)})`;
  return { table, bounds: { lowerMillis: null, upperMillis: null }, where: {}, standIn };
}

/** What adds up to the closing level of a measure in rows {@link withClosings}. */
export function closingOperand(dialect: Dialect, table: DeclaredDataset, measure: string): Operand {
  const { type } = measureOperand(dialect, declaredMeasure(table, measure));
  return { expression: storedColumn(closingColumn(table, measure)), type, nullable: true };
}

function newestValue(
  dialect: Dialect,
  table: DeclaredDataset,
  measure: string,
  { dimensions, bucket }: Grouping,
): Fragment {
  const { expression: value } = measureOperand(dialect, declaredMeasure(table, measure));
  const things = new Set([...dimensions, ...table.key.filter((name) => name !== 'time')]);
  const parts = [
    ...(bucket === null ? [] : [bucket]),
    ...[...things].map((name) => dimensionOperand(table, name).expression),
    // Values are counted apart from what is missing.
    sql`(${value} is null)`,
  ];
  const place = sql`row_number() over (partition by ${join(parts, ', ')} order by ${timeColumn(table)} desc)`;
  return sql`case when ${place} = 1 then ${value} end`;
}

function closingColumn(table: DeclaredDataset, measure: string): string {
  const index = table.measures.findIndex(({ name }) => name === measure);
  return `${freePrefix([table.time, ...table.dimensions, ...table.measures], 'closing')}_${index}`;
}
