import type { Backend, CallOptions, Cell } from '../backend/backend.ts';
import { type Fragment, render } from '../sql/statement.ts';
import { inspectClickHouse } from './inspect-clickhouse.ts';
import { inspectTimescale } from './inspect-timescale.ts';
import { inspectTrino } from './inspect-trino.ts';

/** A live column. */
export type ColumnFacts = {
  readonly name: string;
  /** In the engine's own words. */
  readonly type: string;
  /** Null where the engine does not say, as for the columns of a view. */
  readonly nullable: boolean | null;
};

/** A live table. */
export type TableFacts = {
  readonly columns: readonly ColumnFacts[];
  /** ClickHouse's table engine; null elsewhere. */
  readonly engine: string | null;
  /** The columns of a primary key or another unique index; empty where there is none. */
  readonly uniqueKey: readonly string[];
  /** The columns a table is sorted by, which need not be unique; empty where the engine does not sort. */
  readonly sortingKey: readonly string[];
  /** The column a hypertable is cut by; null elsewhere. */
  readonly timeColumn: string | null;
};

/** What is asked for the tables of an engine. */
export type Inspected = Pick<Backend, 'kind' | 'dialect' | 'execute'>;

/** Reads rows of an engine's catalogue. */
export type ReadCatalogue = (query: Fragment, summary: string) => Promise<readonly (readonly Cell[])[]>;

/** What an engine's catalogue says of a table or view; null where there is none. */
export async function inspectTable(
  backend: Inspected,
  table: readonly string[],
  options: CallOptions,
): Promise<TableFacts | null> {
  const read: ReadCatalogue = async (query, summary) =>
    (await backend.execute(render(query, backend.dialect, summary), options)).rows;
  const inspect = { timescale: inspectTimescale, clickhouse: inspectClickHouse, trino: inspectTrino };
  const facts = await inspect[backend.kind](read, table);
  return facts.columns.length === 0 ? null : facts;
}
