import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, join, sql } from '../statement.ts';
import {
  dimensionOperand,
  type RowSelection,
  selectionCondition,
  selectionSource,
  source,
  timeColumn,
} from './source.ts';
import { wordsOf } from './words-of.ts';

/** One row: the first and the last time of the selected rows as they are stored; both null of no rows. */
export function timeExtent(dialect: Dialect, selection: RowSelection): Fragment {
  const time = timeColumn(selection.table);
  const { oldest, newest } = wordsOf(dialect);
  return sql`
    select ${oldest(time)}, ${newest(time)} from ${source(dialect, selection.table)}
    where ${selectionCondition(dialect, selection)}`;
}

/** By group of some dimensions, of which there is at least one: these, and the last time as it is stored. */
export function latestTimes(
  dialect: Dialect,
  selection: RowSelection,
  dimensions: readonly string[],
): Fragment {
  const { table } = selection;
  const keys = join(
    dimensions.map((name) => dimensionOperand(table, name).expression),
    ', ',
  );
  return sql`
    select ${keys}, max(${timeColumn(table)}) from ${selectionSource(dialect, selection)}
    where ${selectionCondition(dialect, selection)} group by ${keys}`;
}
