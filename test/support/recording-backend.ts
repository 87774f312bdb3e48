import type { Backend, CallOptions, Cell, QueryResult, TableWrite } from '../../src/backend/backend.ts';
import type { BackendKind } from '../../src/model/backend.ts';
import { clickhouseDialect } from '../../src/sql/dialect/clickhouse.ts';
import type { Dialect } from '../../src/sql/dialect/dialect.ts';
import type { Statement } from '../../src/sql/statement.ts';
import { identifier, sql } from '../../src/sql/statement.ts';

type Row = Readonly<Record<string, unknown>>;

/** A backend in memory that keeps what it is asked and written, and answers the statements of a load. */
export type RecordingBackend = Backend & {
  readonly statements: readonly Statement[];
  readonly writes: readonly (readonly TableWrite[])[];
  rows(table: string): readonly Row[];
  row(table: string, ...key: unknown[]): Row | undefined;
  /** Runs before each write; a rejection makes the write fail, before or after `tablesKept` of its tables. */
  beforeWrite: (tables: readonly TableWrite[], options: CallOptions) => Promise<void>;
  tablesKept: number;
};

const dialect: Dialect = {
  ...clickhouseDialect,
  epochMillis: (column) => sql`${column}`,
  current: (table) => sql`${identifier(table)}`,
};

/** An empty recording backend that passes for an engine of `kind`. */
export function createRecordingBackend(kind: BackendKind = 'timescale'): RecordingBackend {
  const tables = new Map<string, Map<string, Row>>();
  const statements: Statement[] = [];
  const writes: (readonly TableWrite[])[] = [];
  const tableOf = (name: string): Map<string, Row> => {
    const table = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, table);
    return table;
  };
  const keep = (write: TableWrite): void => {
    const table = tableOf(write.table);
    const length = write.columns[0]?.values.length ?? 0;
    for (const column of write.columns) {
      if (column.values.length !== length) throw new Error(`column ${column.name} is of another length`);
    }
    const inThisWrite = new Set<string>();
    for (let index = 0; index < length; index += 1) {
      const row = Object.fromEntries(write.columns.map((column) => [column.name, column.values[index]]));
      const key = JSON.stringify(write.key.map((name) => row[name]));
      if (inThisWrite.has(key)) throw new Error(`key ${key} stands twice in one write`);
      inThisWrite.add(key);
      table.set(key, row);
    }
  };
  const backend: RecordingBackend = {
    kind,
    embedded: true,
    dialect,
    limitations: [],
    statements,
    writes,
    tablesKept: 0,
    beforeWrite: () => Promise.resolve(),
    rows: (table) => [...tableOf(table).values()],
    row: (table, ...key) => tableOf(table).get(JSON.stringify(key)),
    async execute(statement) {
      statements.push(statement);
      return answer(statement, [...tableOf(statement.summary.split(' ')[1] ?? '').values()]);
    },
    async write(tableWrites, options) {
      writes.push(tableWrites);
      try {
        await backend.beforeWrite(tableWrites, options);
      } catch (error) {
        for (const write of tableWrites.slice(0, backend.tablesKept)) keep(write);
        throw error;
      }
      for (const write of tableWrites) keep(write);
    },
    health: () => ({
      status: 'UP',
      reason: null,
      checkedAtMillis: null,
      version: null,
      breaker: 'CLOSED' as const,
    }),
    pool: () => ({ min: 0, max: 1, used: 0, free: 0, pending: 0, queued: 0, creating: 0 }),
    start() {},
    ready: () => Promise.resolve(),
    up: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return backend;
}

/** `select <columns> from <table> where series_id in …`, ordered by the key. */
function answer(statement: Statement, rows: readonly Row[]): QueryResult {
  const listed = /select\s+(.*?)\s+from/s.exec(statement.text)?.[1] ?? '';
  const names = listed.split(',').map((name) => name.replaceAll('`', '').trim());
  const ids = new Set(statement.parameters.flatMap(({ type, value }) => (type === 'text[]' ? value : [])));
  const asked = statement.parameters.length > 0;
  const found = rows.filter((row) => !asked || ids.has(row.series_id as string));
  found.sort((one, other) => compare(one.series_id, other.series_id) || compare(one.label, other.label));
  return {
    columns: names.map((name) => ({ name, type: 'any' })),
    rows: found.map((row) => names.map((name) => row[name] as Cell)),
  };
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : Number(String(one) > String(other));
}
