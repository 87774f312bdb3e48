import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, sql } from '../statement.ts';
import { type RowSelection, selectionCondition, source, timeColumn } from './source.ts';

/** One row: the first and the last time of the selected rows as they are stored; both null of no rows. */
export function timeExtent(dialect: Dialect, selection: RowSelection): Fragment {
  const time = timeColumn(selection.table);
  return sql`
    select min(${time}), max(${time}) from ${source(dialect, selection.table)}
    where ${selectionCondition(dialect, selection)}`;
}
