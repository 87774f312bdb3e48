import type { DeclaredDataset } from '../../model/declared-dataset.ts';
import { source, timeColumn } from '../dataset/source.ts';
import { wordsOf } from '../dataset/words-of.ts';
import { clickhouseDialect } from '../dialect/clickhouse.ts';
import { type Fragment, join, keyword, sql, text } from '../statement.ts';

/**
 * What ClickHouse's catalogue says of tables and rollups, one statement: rows of a kind (`table`, `column`, `mutation`, `store` or `part`),
 * the `database.table`, and up to four texts: engine, CREATE statement, query and sorting key; a column's name and type; the
 * command of a mutation that is not done; where a table is stored, the host, and the second at which that started; an active part's
 * name, hash, partition, and its first block, last block, mutation and rows. A view that stores its rows itself does so in a
 * table of another name: parts are found by their folders. Materialized views of the same databases are among the tables.
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
    from system.mutations where not is_done and ${among('table')}
    union all select 'store', concat(database, '.', name), arrayStringConcat(data_paths, ' '), hostName(),
      toString(toUnixTimestamp(now()) - uptime()), '', ''
    from system.tables where ${among('name')}
    union all select 'part', table_name, name, hash_of_all_files, partition_id, arrayStringConcat(
      [min_block_number, max_block_number, if(data_version = min_block_number, 0, data_version), toInt64(rows)], ' '), ''
    from system.parts join (
      select concat(database, '.', name) as table_name, arrayJoin(data_paths) as folder from system.tables where ${among('name')}
    ) as stored on path = concat(folder, name, '/') where active`;
}

/**
 * The earliest and the latest time, milliseconds since 1970, of the rows in some parts of a table, a row a part: its name and both.
 * A part that is no longer there has no row.
 */
export function timesOfParts(table: DeclaredDataset, parts: readonly string[]): Fragment {
  const millis = wordsOf(clickhouseDialect).epochMillis(timeColumn(table), table.time.type);
  return sql`select _part, min(${millis}), max(${millis}) from ${source(clickhouseDialect, table)}
    where _part in (${join(
      parts.map((name) => sql`${text(name)}`),
      ', ',
    )}) group by _part`;
}
