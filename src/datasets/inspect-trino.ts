import { identifier, sql, text } from '../sql/statement.ts';
import type { ReadCatalogue, TableFacts } from './inspect.ts';

/** The information_schema of the table's catalog (https://trino.io/docs/current/connector/system.html has no columns). */
export async function inspectTrino(
  read: ReadCatalogue,
  [catalog = '', schema = '', table = '']: readonly string[],
): Promise<TableFacts> {
  const columns = await read(
    sql`select column_name, data_type, is_nullable from ${identifier(catalog)}.information_schema.columns
where table_schema = ${text(schema)} and table_name = ${text(table)} order by ordinal_position`,
    'SELECT information_schema.columns',
  );
  return {
    columns: columns.map(([name, type, nullable]) => ({
      name: String(name),
      type: String(type),
      nullable: nullable !== 'NO',
    })),
    engine: null,
    uniqueKey: [],
    sortingKey: [],
    timeColumn: null,
  };
}
