import type { BackendHealth, BackendKind, PoolFigures } from '../model/backend.ts';
import type { Dialect } from '../sql/dialect/dialect.ts';
import type { Statement } from '../sql/statement.ts';
import type { AnswerBudget } from './answer-budget.ts';

/**
 * A value as it comes from an engine, decoded once at the wire: 64-bit integers are `bigint`, decimals are text,
 * instants are RFC 3339 text in UTC with every digit the engine has, NaN and infinities stay numbers.
 */
export type Cell =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Cell[]
  | { readonly [key: string]: Cell };

/** A column of a result: its name and the engine's own type name. */
export type ResultColumn = { readonly name: string; readonly type: string };

/** What an engine read for a statement, as it counts: rows and bytes of its tables, not of the answer. */
export type ReadFigures = { readonly rows: number; readonly bytes: number };

/** Rows in the order of the engine, cells in the order of `columns`. */
export type QueryResult = {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Absent where the engine does not tell. */
  readonly read?: ReadFigures;
};

/** What every call to an engine carries. */
export type CallOptions = {
  /** Aborts the wait at once and what the engine still runs, as far as that engine can be stopped. */
  readonly signal: AbortSignal;
  /** When the work must be over, milliseconds since 1970; absent: no limit. */
  readonly deadlineMillis?: number;
  /** Who asks, e.g. an address: the statements of different clients take turns where they wait. Absent: the gateway itself. */
  readonly client?: string;
  /**
   * What the answer is taken from: a statement with too many rows or bytes is ended on the engine, as by an abort, and fails
   * with RESULT_TOO_LARGE or OVERLOADED; never a short list. Absent: no bounds.
   */
  readonly budget?: AnswerBudget;
  /** Trino only: reading ends, and the statement with it, once so many rows are there; a few more may be answered. */
  readonly maxRows?: number;
  /** True for a statement that changes something: it is never tried twice. */
  readonly changes?: boolean;
  /**
   * True for a statement that gives up (BACKEND_TIMEOUT) where another session keeps a lock from it for longer than the
   * engine's settings say, so that those who queue behind it go on. Only TimescaleDB has locks that readers queue for.
   */
  readonly boundedLockWait?: boolean;
};

/**
 * The column types storage knows. `decimal` is its text; `instant` is an instant as the gateway's own tables hold it,
 * `timestamp` one in the engine's own type of time; `text[]` and `map` (text to text) are JavaScript values.
 */
export type StoredType =
  | 'text'
  | 'float64'
  | 'int64'
  | 'decimal'
  | 'instant'
  | 'timestamp'
  | 'text[]'
  | 'map';

/** One column of rows to store; `values` are of equal length over the columns of a table. Instants are epoch millis. */
export type StoredColumn = {
  readonly name: string;
  readonly type: StoredType;
  readonly values: readonly unknown[];
};

/** Rows to store in one table. A row whose key is there already is replaced. */
export type TableWrite = {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly StoredColumn[];
};

/** An open connection of an engine. One caller at a time. */
export interface Connection {
  /** False once it must not be lent again. */
  readonly healthy: boolean;
  /** Runs one statement. Settles when the engine is done with it, also after an abort. */
  execute(statement: Statement, options: CallOptions): Promise<QueryResult>;
  /**
   * Stores rows: all tables or none where the engine has transactions; table by table in the given order where it
   * has not, so that whoever writes puts the table others are looked up through last.
   */
  write(tables: readonly TableWrite[], options: CallOptions): Promise<void>;
  /** Throws when the engine does not answer; to run as many statements as it may is an answer. */
  ping(options: CallOptions): Promise<void>;
  /** Of a server also while a statement runs, which then fails with BACKEND_UNAVAILABLE; nothing is sent over it any more. */
  close(): Promise<void>;
}

/** How one engine is reached: the seam between the pool and a vendor's client. */
export interface Driver {
  readonly kind: BackendKind;
  readonly embedded: boolean;
  readonly dialect: Dialect;
  /**
   * Opens a connection; boots an embedded engine first. Throws BACKEND_UNAVAILABLE, at the latest when the time the
   * settings allow is over or the signal aborts.
   */
  connect(signal?: AbortSignal): Promise<Connection>;
  /** Brings the tables up to date; safe to run twice and by two processes at once. Returns the engine's version text. */
  migrate(connection: Connection, options: CallOptions): Promise<string>;
  /** What the engine cannot do here that the same engine as a server can, in plain sentences. */
  readonly limitations: readonly string[];
  /** Most statements that run at a time in the threads of this process; infinite where more only wait for each other. */
  readonly mostStatements: number;
  /** True while statements of ours hold all that an embedded engine can run at a time. */
  readonly busy: boolean;
  /** True while an embedded engine that ended starts again. */
  readonly restarting: boolean;
  /** Ends an embedded engine; nothing for a server. Idempotent. */
  close(): Promise<void>;
}

/** One configured engine as the layers above see it. */
export interface Backend {
  readonly kind: BackendKind;
  readonly embedded: boolean;
  readonly dialect: Dialect;
  readonly limitations: readonly string[];
  /** Runs one statement on a pooled connection. Throws an AurumError; released at once when the signal aborts. */
  execute(statement: Statement, options: CallOptions): Promise<QueryResult>;
  /** Stores rows on one pooled connection. */
  write(tables: readonly TableWrite[], options: CallOptions): Promise<void>;
  /** Known state, from memory. */
  health(): BackendHealth;
  pool(): PoolFigures;
  /** Starts the background check that connects, migrates and keeps the health. */
  start(): void;
  /** Resolves once the engine is connected and migrated; rejects with the reason when it cannot be, or on abort. */
  ready(signal: AbortSignal): Promise<void>;
  /** Resolves once the engine is up, however often it is down before; rejects on abort and when it is closed. Holds no process open. */
  up(signal: AbortSignal): Promise<void>;
  /** Ends the check, drains the pool, closes an embedded engine. Idempotent. */
  close(): Promise<void>;
}
