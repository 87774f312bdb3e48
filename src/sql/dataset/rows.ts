import type { RowOrder } from '../../model/dataset-query.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import { allOf } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, join, sql } from '../statement.ts';
import {
  cursorConditions,
  type OrderStep,
  operandStep,
  type PagePart,
  pageLimit,
  walkOrder,
} from './page.ts';
import {
  columnOperand,
  type RowSelection,
  selectionCondition,
  source,
  timeColumn,
  timeValue,
} from './source.ts';

/** The names of the cells of a row, in their order: `time`, the dimensions, the measures. */
export function rowColumns({ dimensions, measures }: DeclaredDataset): string[] {
  return ['time', ...dimensions.map(({ name }) => name), ...measures.map(({ name }) => name)];
}

/** An order made total: the declared one where none is asked for, ties broken by the key. */
export function totalOrder(dataset: DeclaredDataset, asked: readonly RowOrder[]): RowOrder[] {
  const chosen =
    asked.length > 0 ? asked : dataset.order.map((step) => ({ ...step, nulls: 'LAST' as const }));
  const tieBreakers = dataset.key
    .filter((name) => chosen.every((step) => step.name !== name))
    .map((name) => ({ name, direction: 'ASC' as const, nulls: 'LAST' as const }));
  return [...chosen, ...tieBreakers];
}

/** The rows of one page, in the order of the walk; cells as {@link rowColumns} names them. */
export function rowsPage(
  dialect: Dialect,
  selection: RowSelection,
  order: readonly RowOrder[],
  page: PagePart,
): Fragment {
  const { table } = selection;
  const steps = order.map((step) => rowStep(dialect, table, step));
  const conditions = [selectionCondition(dialect, selection), ...cursorConditions(steps, page)];
  const cells = rowColumns(table).map((name) =>
    name === 'time' ? timeColumn(table) : columnOperand(dialect, table, name).expression,
  );
  return sql`
    select ${join(cells, ', ')} from ${source(dialect, table)}
    where ${allOf(conditions)}
    ${walkOrder(steps, page)} ${pageLimit(page)}`;
}

/** One column of the selected rows, to be counted. */
export function selectedRows(dialect: Dialect, selection: RowSelection): Fragment {
  const { table } = selection;
  return sql`select ${timeColumn(table)} from ${source(dialect, table)} where ${selectionCondition(dialect, selection)}`;
}

function rowStep(
  dialect: Dialect,
  dataset: DeclaredDataset,
  { name, direction, nulls }: RowOrder,
): OrderStep {
  const sense = { descending: direction === 'DESC', nullsFirst: nulls === 'FIRST' };
  if (name !== 'time') return operandStep(dialect, columnOperand(dialect, dataset, name), sense);
  return {
    key: { ...sense, expression: timeColumn(dataset), nullable: false },
    bind: (value) => timeValue(dialect, dataset.time.type, value),
  };
}
