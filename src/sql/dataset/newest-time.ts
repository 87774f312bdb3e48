import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, sql } from '../statement.ts';
import { source, timeColumn } from './source.ts';
import { wordsOf } from './words-of.ts';

/** One row: the time of the newest row as it is stored; null of no rows. */
export function newestTime(dialect: Dialect, table: DeclaredDataset): Fragment {
  return sql`select ${wordsOf(dialect).newest(timeColumn(table))} from ${source(dialect, table)}`;
}
