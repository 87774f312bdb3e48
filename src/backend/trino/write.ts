import { setTimeout as pause } from 'node:timers/promises';
import { AurumError } from '../../errors.ts';
import { trinoDialect } from '../../sql/dialect/trino.ts';
import {
  EMPTY,
  type Fragment,
  identifier,
  join,
  keyword,
  render,
  type Statement,
  sql,
  text,
} from '../../sql/statement.ts';
import { abortReason } from '../abort.ts';
import type { CallOptions, Connection, StoredColumn, StoredType, TableWrite } from '../backend.ts';

/** A statement may have 1,000,000 characters (`query.max-length`); the rest is for its own words. */
const JSON_LENGTH_MAX = 980_000;
/** Tries of a statement whose commit another writer came before. */
const TRIES = 6;
const FIRST_PAUSE_MILLIS = 200;

/** How the values of a stored type travel in JSON, and the expression that makes a cell of one. */
const TYPES: Record<StoredType, { readonly json: string; cell(column: Fragment): Fragment }> = {
  text: { json: 'varchar', cell: (column) => column },
  float64: { json: 'double', cell: (column) => column },
  int64: { json: 'bigint', cell: (column) => column },
  // Rounds to whole milliseconds, which a double holds exactly.
  instant: { json: 'bigint', cell: (column) => sql`from_unixtime(${column} / 1e3)` },
  // Trino fits it to the scale of the column, and refuses what is too large for that.
  decimal: { json: 'varchar', cell: (column) => sql`cast(${column} as decimal(38, 18))` },
  timestamp: { json: 'bigint', cell: (column) => sql`from_unixtime(${column} / 1e3)` },
  'text[]': { json: 'array(varchar)', cell: (column) => column },
  map: { json: 'map(varchar, varchar)', cell: (column) => column },
};

/**
 * Stores rows table by table, statement by statement: each is a commit of its own. Several writers at once are safe: a
 * commit that another came before is refused by Iceberg, which looks for rows the statement would have had to see, and
 * the statement runs again; also after a client that died and left its last statement running.
 */
export async function writeTables(
  session: Pick<Connection, 'execute'>,
  tables: readonly TableWrite[],
  options: CallOptions,
): Promise<void> {
  for (const table of tables) {
    for (const statement of mergeStatements(table)) {
      await retryConflicts(() => session.execute(statement, options), options.signal);
    }
  }
}

/** Runs `work` again, after a growing pause, while another writer's commit is in its way. */
export async function retryConflicts<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || !isConflict(error)) throw error;
    }
    const millis = FIRST_PAUSE_MILLIS * 2 ** (tried - 1) * (0.5 + Math.random());
    await pause(millis, undefined, { signal }).catch(() => {
      throw abortReason(signal);
    });
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof AurumError && CONFLICTS.has(error.details.engineCode ?? '');
}

/** Trino's names of what a commit is refused for that someone else's came before. */
const CONFLICTS: ReadonlySet<string> = new Set([
  'ICEBERG_COMMIT_ERROR',
  'TABLE_ALREADY_EXISTS',
  'SCHEMA_ALREADY_EXISTS',
]);

/**
 * The statements that store a table's rows, whose keys must differ. A row that is there already with the same values is
 * not written again, so storing the same rows twice changes nothing.
 */
export function* mergeStatements(write: TableWrite): Generator<Statement> {
  const rowCount = write.columns[0]?.values.length ?? 0;
  let rows: string[] = [];
  let length = 0;
  let start = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const json = rowJson(write.columns, row);
    const quotedLength = json.length + json.split("'").length;
    if (rows.length > 0 && length + quotedLength > JSON_LENGTH_MAX) {
      yield mergeStatement(write, rows, start);
      start = row;
      rows = [];
      length = 0;
    }
    rows.push(json);
    length += quotedLength;
  }
  if (rows.length > 0) yield mergeStatement(write, rows, start);
}

function mergeStatement(
  { table, key, columns }: TableWrite,
  rows: readonly string[],
  start: number,
): Statement {
  const list = (parts: readonly Fragment[]): Fragment => join(parts, ', ');
  const names = columns.map(({ name }) => sql`${identifier(name)}`);
  const others = columns
    .filter(({ name }) => !key.includes(name))
    .map(({ name }) => sql`${identifier(name)}`);
  const jsonColumns = columns.map(({ name, type }) => sql`${identifier(name)} ${keyword(TYPES[type].json)}`);
  const cells = columns.map(({ name, type }) => TYPES[type].cell(sql`${identifier(name)}`));
  const matches = key.map((name) => sql`stored.${identifier(name)} = incoming.${identifier(name)}`);
  const update =
    others.length === 0
      ? EMPTY
      : sql`when matched and (${join(
          others.map((name) => sql`stored.${name} is distinct from incoming.${name}`),
          ' or ',
        )}) then update set ${list(others.map((name) => sql`${name} = incoming.${name}`))}`;
  const merge = sql`
    merge into ${identifier(table)} as stored
    using (
      select ${list(cells)} from unnest(cast(json_parse(${text(`[${rows.join(',')}]`)}) as array(row(${list(jsonColumns)}))))
        as of_json (${list(names)})
    ) as incoming (${list(names)})
    on ${join([...matches, ...bounds(columns, key, start, start + rows.length)], ' and ')}
    ${update}
    when not matched then insert (${list(names)}) values (${list(names.map((name) => sql`incoming.${name}`))})`;
  return render(merge, trinoDialect, `MERGE ${table}`);
}

/** Where the stored rows can lie that these rows replace: files without such are not even opened. */
function bounds(
  columns: readonly StoredColumn[],
  key: readonly string[],
  start: number,
  end: number,
): Fragment[] {
  const column = columns.find(({ name, type }) => name === key[0] && type === 'text');
  if (column === undefined) return [];
  // Trino compares code points, as UTF-8 does byte by byte.
  const values = [...new Set(column.values.slice(start, end))].map((value) => Buffer.from(String(value)));
  values.sort(Buffer.compare);
  const name = sql`stored.${identifier(column.name)}`;
  return [sql`${name} >= ${text(String(values[0]))}`, sql`${name} <= ${text(String(values.at(-1)))}`];
}

function rowJson(columns: readonly StoredColumn[], row: number): string {
  return `[${columns.map(({ name, type, values }) => cellJson(name, type, values[row] ?? null)).join(',')}]`;
}

/** JSON of a value. A zero's sign needs a point behind it, and JSON has no NaN: Trino reads such from text. */
function cellJson(name: string, type: StoredType, value: unknown): string {
  if (value === null) return 'null';
  if (type === 'float64' && typeof value === 'number') {
    if (Object.is(value, -0)) return '-0.0';
    return Number.isFinite(value) ? String(value) : `"${value}"`;
  }
  if (type !== 'int64' && type !== 'instant') return JSON.stringify(value);
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  const message = `Column ${name} is to hold whole numbers, not ${String(value)}.`;
  throw new AurumError('INTERNAL_SERVER_ERROR', message, { backend: 'trino' });
}
