import { EMPTY, type Fragment, qualifiedName, sql, text } from '../statement.ts';

/*
 * ClickHouse's own account of tables and their parts. https://clickhouse.com/docs/operations/system-tables/tables and
 * /parts
 */

/** Engine, rows, bytes and active parts of a declared table. No row: it is not there. */
export function tableFigures(table: readonly string[]): Fragment {
  return sql`
    select engine, total_rows, total_bytes, active_parts from system.tables
    where database = ${database(table)} and name = ${name(table)}`;
}

/** A row for each active part: id of its partition, the partition as people write it, name, and level of merging. */
export function activeParts(table: readonly string[]): Fragment {
  return sql`
    select partition_id, partition, name, level from system.parts
    where active and database = ${database(table)} and table = ${name(table)} order by partition_id, name`;
}

/**
 * Merges the parts of one partition into one. It throws where the engine does not merge (a merge of them runs already, or
 * there is no room), and waits for the replica it runs on. https://clickhouse.com/docs/sql-reference/statements/optimize
 */
export function optimizePartition(table: readonly string[], partitionId: string, final: boolean): Fragment {
  return sql`
    optimize table ${qualifiedName(table)} partition id ${text(partitionId)} ${final ? sql`final` : EMPTY}
    settings optimize_throw_if_noop = 1, alter_sync = 1`;
}

function database(table: readonly string[]): Fragment {
  return table.length > 1 ? sql`${text(table.slice(0, -1).join('.'))}` : sql`currentDatabase()`;
}

function name(table: readonly string[]) {
  return text(table.at(-1) ?? '');
}
