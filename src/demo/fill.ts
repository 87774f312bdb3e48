import type { Backend, TableWrite } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import { EXTENSION } from '../sql/admin/extension.ts';
import { regclass } from '../sql/admin/relation.ts';
import { type Fragment, identifier, render, sql, text } from '../sql/statement.ts';
import type { DemoEvent } from './demo-event.ts';
import { type DemoTable, GENERATED_COMMENT } from './demo-table.ts';
import { ENERGY_PRICES } from './energy-prices.ts';
import { SENSOR_DATA } from './sensor-data.ts';
import { TRADES } from './trades.ts';

/** What `aurum demo-data` makes. */
export const DEMO_TABLES: readonly DemoTable[] = [ENERGY_PRICES, TRADES, SENSOR_DATA];

export type FillOptions = {
  readonly signal: AbortSignal;
  readonly onEvent: (event: DemoEvent) => void;
};

/** Few enough that the embedded TimescaleDB, which has one session, is not held for long. */
const ROWS_PER_WRITE = 5_000;

/**
 * Makes and fills the demonstration tables of an engine; a table that has all its rows is left as it is. Throws
 * BAD_USER_INPUT for a table of the same name that is not ours: nothing is written into it.
 */
export async function fillDemoTables(backend: Backend, options: FillOptions): Promise<void> {
  await backend.ready(options.signal);
  const withExtension =
    backend.kind === 'timescale' && (await firstCell(backend, EXTENSION, options)) === true;
  for (const table of DEMO_TABLES.filter((each) => each.backend === backend.kind)) {
    const tell = (state: DemoEvent['state'], rows: number): void => {
      const { name, rowCount } = table;
      options.onEvent({ type: 'table', table: name, backend: backend.kind, state, rows, rowCount });
    };
    const isThere = await isOurs(backend, table, options);
    if (isThere && (await countRows(backend, table, options)) === table.rowCount) {
      tell('unchanged', table.rowCount);
      continue;
    }
    for (const statement of table.makeStatements(withExtension)) await run(backend, statement, options);
    tell('filling', 0);
    let written = 0;
    for (const write of writesOf(table)) {
      await backend.write([write], options);
      written += write.columns[0]?.values.length ?? 0;
      tell('filling', written);
    }
    for (const statement of table.finishStatements(withExtension)) await run(backend, statement, options);
    tell('filled', written);
  }
}

function* writesOf({ name, key, columns, rows }: DemoTable): Generator<TableWrite> {
  let values: unknown[][] = columns.map(() => []);
  const write = (): TableWrite => ({
    table: name,
    key,
    columns: columns.map((column, index) => ({ ...column, values: values[index] ?? [] })),
  });
  for (const row of rows()) {
    for (const [index, cell] of row.entries()) values[index]?.push(cell);
    if (values[0]?.length !== ROWS_PER_WRITE) continue;
    yield write();
    values = columns.map(() => []);
  }
  if (values[0]?.length !== 0) yield write();
}

/** True where the table is there already. Throws BAD_USER_INPUT where it is somebody else's. */
async function isOurs(backend: Backend, { name }: DemoTable, options: FillOptions): Promise<boolean> {
  const comment =
    backend.kind === 'clickhouse'
      ? sql`select comment from system.tables where database = currentDatabase() and name = ${text(name)}`
      : sql`select coalesce(obj_description(relation, 'pg_class'), '') from ${regclass([name])} as relation where relation is not null`;
  const found = await firstCell(backend, comment, options);
  if (found === undefined) return false;
  if (found === GENERATED_COMMENT) return true;
  const message = `${backend.kind} has a table ${name} that was not made by aurum demo-data; nothing was written into it.`;
  throw new AurumError('BAD_USER_INPUT', message, {
    argument: 'table',
    allowed: 'An engine without a table of that name.',
    backend: backend.kind,
  });
}

async function countRows(backend: Backend, { name }: DemoTable, options: FillOptions): Promise<number> {
  const source = backend.kind === 'clickhouse' ? sql`${identifier(name)} final` : sql`${identifier(name)}`;
  return Number(await firstCell(backend, sql`select count(*) from ${source}`, options));
}

async function firstCell(backend: Backend, fragment: Fragment, { signal }: FillOptions): Promise<unknown> {
  const { rows } = await backend.execute(render(fragment, backend.dialect, 'SELECT demo data'), { signal });
  return rows[0]?.[0];
}

async function run(backend: Backend, statement: string, { signal }: FillOptions): Promise<void> {
  const summary = backend.kind === 'clickhouse' ? 'CREATE demo data' : 'demo data';
  await backend.execute({ text: statement, parameters: [], summary }, { signal });
}
