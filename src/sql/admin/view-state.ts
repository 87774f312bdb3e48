import type { RollupOf } from '../../model/continuous-aggregate.ts';
import type { RowFilter } from '../../model/dataset-query.ts';
import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import type { Stretch } from '../../model/rollup.ts';
import { selectionCondition, source, storedColumn, timeColumn } from '../dataset/source.ts';
import { wordsOf } from '../dataset/words-of.ts';
import { clickhouseDialect } from '../dialect/clickhouse.ts';
import { type Fragment, float64, join, keyword, sql, text } from '../statement.ts';

/**
 * What ClickHouse's catalogue says of tables and rollups, one statement: rows of a kind (`table`, `column` or `mutation`),
 * the `database.table`, and up to four texts: engine, CREATE statement, query and sorting key; a column's name and type; a
 * mutation's command. Materialized views of the same databases are among the tables.
 */
export function viewStates(tables: readonly (readonly string[])[]): Fragment {
  const names = tables.map(([...parts]) => {
    const [name = '', database] = parts.reverse();
    return sql`(${database === undefined ? sql`currentDatabase()` : sql`${text(database)}`}, ${text(name)})`;
  });
  const among = (columns: string): Fragment => sql`(database, ${keyword(columns)}) in (${join(names, ', ')})`;
  const databases = names.map((name) => sql`tupleElement(${name}, 1)`);
  return sql`
    select 'table', concat(database, '.', name), engine, create_table_query, as_select, sorting_key, currentDatabase()
    from system.tables where ${among('name')}
      or (engine = 'MaterializedView' and database in (${join(databases, ', ')}))
    union all select 'column', concat(database, '.', table), name, type, '', '', ''
    from system.columns where ${among('table')}
    union all select 'mutation', concat(database, '.', table), command, '', '', '', ''
    from system.mutations where ${among('table')}`;
}

/**
 * One row: how many rows of the table lie in a stretch, how many the rollup counts there, and how many of its buckets start
 * elsewhere than the declared width has it. Only the columns of time, count and filter are read.
 */
export function rollupBalance(
  { dataset, rollup }: RollupOf,
  bounds: Stretch,
  where: RowFilter,
  steps: BucketSteps,
): Fragment {
  const dialect = clickhouseDialect;
  const rolled: DeclaredDataset = { ...dataset, table: rollup.table, time: rollup.time };
  const counted = storedColumn(rollup.rowCount ?? '');
  return sql`
    select (select count() from ${source(dialect, dataset)} where ${selectionCondition(dialect, { table: dataset, bounds, where })}),
      total, strays from (
        select toInt64(sum(${counted})) as total, countIf(not ${isStart(rolled, steps)}) as strays
        from ${source(dialect, rolled)} where ${selectionCondition(dialect, { table: rolled, bounds, where })}) as balance`;
}

/** Where buckets of UTC start: by a fixed length from an origin, or on the first of every so many months of a year. */
export type BucketSteps =
  | { readonly millis: number; readonly originMillis: number }
  | { readonly months: 1 | 3 | 12 };

function isStart(rolled: DeclaredDataset, steps: BucketSteps): Fragment {
  const time = timeColumn(rolled);
  const millis = wordsOf(clickhouseDialect).epochMillis(time, rolled.time.type);
  if ('millis' in steps)
    return sql`((${millis} - ${float64(steps.originMillis)}) % ${float64(steps.millis)} = 0)`;
  const day = sql`toDate32('1970-01-01') + toInt32(intDiv(${millis}, 86400000))`;
  return sql`(${millis} % 86400000 = 0 and toDayOfMonth(${day}) = 1
    and (toMonth(${day}) - 1) % ${keyword(String(steps.months))} = 0)`;
}
