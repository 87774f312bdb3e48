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
 * One row: how many rows of the table lie in a stretch, how many the rollup counts there, how many of its buckets start
 * elsewhere than the declared width has it, and in how many buckets the two counts differ: rows older than the rollup and
 * rows deleted since may add up to the same. Only the columns of time, count and filter are read.
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
  const rows = (table: DeclaredDataset): Fragment =>
    sql`from ${source(dialect, table)} where ${selectionCondition(dialect, { table, bounds, where })}`;
  return sql`
    select sum(held), sum(total), sum(strays), countIf(held != total) from (
      select bucket, sum(held) as held, sum(total) as total, sum(strays) as strays from (
        select ${bucketNumber(dataset, steps)} as bucket, toInt64(count()) as held, toInt64(0) as total, toInt64(0) as strays
        ${rows(dataset)} group by bucket
        union all
        select ${bucketNumber(rolled, steps)} as bucket, toInt64(0), toInt64(sum(${counted})), toInt64(countIf(not ${isStart(rolled, steps)}))
        ${rows(rolled)} group by bucket
      ) group by bucket)`;
}

/** Where buckets of UTC start: by a fixed length from an origin, or on the first of every so many months of a year. */
export type BucketSteps =
  | { readonly millis: number; readonly originMillis: number }
  | { readonly months: 1 | 3 | 12 };

/** The same number for times of one bucket. */
function bucketNumber(table: DeclaredDataset, steps: BucketSteps): Fragment {
  const millis = wordsOf(clickhouseDialect).epochMillis(timeColumn(table), table.time.type);
  if ('millis' in steps)
    return sql`toFloat64(floor((${millis} - ${float64(steps.originMillis)}) / ${float64(steps.millis)}))`;
  const day = dayOf(millis);
  return sql`toFloat64(intDiv(toYear(${day}) * 12 + toMonth(${day}) - 1, ${keyword(String(steps.months))}))`;
}

/** The date in UTC of milliseconds since 1970. */
function dayOf(millis: Fragment): Fragment {
  return sql`toDate32('1970-01-01') + toInt32(floor(${millis} / 86400000))`;
}

function isStart(rolled: DeclaredDataset, steps: BucketSteps): Fragment {
  const time = timeColumn(rolled);
  const millis = wordsOf(clickhouseDialect).epochMillis(time, rolled.time.type);
  if ('millis' in steps)
    return sql`((${millis} - ${float64(steps.originMillis)}) % ${float64(steps.millis)} = 0)`;
  const day = dayOf(millis);
  return sql`(${millis} % 86400000 = 0 and toDayOfMonth(${day}) = 1
    and (toMonth(${day}) - 1) % ${keyword(String(steps.months))} = 0)`;
}
