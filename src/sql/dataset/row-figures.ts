import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, sql } from '../statement.ts';
import { source, timeColumn } from './source.ts';
import { wordsOf } from './words-of.ts';

/** One row: how many rows a table has, and the whole milliseconds since 1970 of the newest one; null of no rows. */
export function rowFigures(dialect: Dialect, table: DeclaredDataset): Fragment {
  const { newest, epochMillis } = wordsOf(dialect);
  const newestMillis = epochMillis(newest(timeColumn(table)), table.time.type);
  return sql`select count(*), ${newestMillis} from ${source(dialect, table)}`;
}
