import type { DeclaredDataset, DeclaredMeasure } from '../../model/declared-dataset.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, join, sql } from '../statement.ts';
import {
  dimensionOperand,
  measureOperand,
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

/** The last time at which a measure has a value, as it is stored; null for none. */
export function lastTimeOf(dialect: Dialect, table: DeclaredDataset, measure: DeclaredMeasure): Fragment {
  const { expression } = measureOperand(dialect, measure);
  return wordsOf(dialect).newest(sql`case when ${expression} is not null then ${timeColumn(table)} end`);
}

/**
 * By group of some dimensions, of which there is at least one: these, the last time at which a measure has a value, and
 * the last time of all, as they are stored.
 */
export function latestTimes(
  dialect: Dialect,
  selection: RowSelection,
  dimensions: readonly string[],
  measure: DeclaredMeasure,
): Fragment {
  const { table } = selection;
  const keys = join(
    dimensions.map((name) => dimensionOperand(table, name).expression),
    ', ',
  );
  return sql`
    select ${keys}, ${lastTimeOf(dialect, table, measure)}, ${wordsOf(dialect).newest(timeColumn(table))}
    from ${selectionSource(dialect, selection)}
    where ${selectionCondition(dialect, selection)} group by ${keys}`;
}
