import { type Fragment, sql, text } from '../sql/statement.ts';
import type { ReadCatalogue, TableFacts } from './inspect.ts';

/** ClickHouse's system tables (https://clickhouse.com/docs/operations/system-tables/columns). */
export async function inspectClickHouse(read: ReadCatalogue, table: readonly string[]): Promise<TableFacts> {
  const [name = '', database] = [...table].reverse();
  const place: Fragment = database === undefined ? sql`currentDatabase()` : sql`${text(database)}`;
  const columns = await read(
    sql`select name, type from system.columns
where database = ${place} and table = ${text(name)} order by position`,
    'SELECT system.columns',
  );
  const [row] = await read(
    sql`select engine, sorting_key from system.tables where database = ${place} and name = ${text(name)}`,
    'SELECT system.tables',
  );
  const names = new Set(columns.map(([column]) => String(column)));
  return {
    columns: columns.map(([column, type]) => ({
      name: String(column),
      type: String(type),
      nullable: /^(?:LowCardinality\()?Nullable\(/.test(String(type)),
    })),
    engine: row === undefined ? null : String(row[0]),
    uniqueKey: [],
    // Parts of a sorting key may be expressions: those name no column.
    sortingKey: String(row?.[1] ?? '')
      .split(', ')
      .filter((part) => names.has(part)),
    timeColumn: null,
  };
}

/**
 * True for a table engine that merges rows of one key some time after they are stored
 * (https://clickhouse.com/docs/sql-reference/statements/select/from#final-modifier).
 */
export function mergesRowsLater(engine: string): boolean {
  return /(?:Replacing|Collapsing)MergeTree$/.test(engine);
}
