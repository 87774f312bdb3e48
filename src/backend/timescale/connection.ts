import postgres from 'postgres';
import { AurumError } from '../../errors.ts';
import type { Statement } from '../../sql/statement.ts';
import { abortReason, NEVER, settleWithin, startDeadline, timeRanOut } from '../abort.ts';
import { type AnswerShare, withShare } from '../answer-budget.ts';
import type { CallOptions, Cell, Connection, QueryResult, TableWrite } from '../backend.ts';
import { typeName, WIRE_TYPES } from './decode.ts';
import { encodeParameter } from './encode.ts';
import { connectError, statementError } from './errors.ts';
import { Interruption, isCancelled } from './interruption.ts';
import type { Address, Link } from './link.ts';
import { RowIntake } from './row-intake.ts';
import { upsertParts } from './upsert.ts';

export type ConnectionSettings = {
  readonly url: string;
  readonly password?: string;
  readonly connectTimeoutMillis: number;
  /**
   * Longest wait for a lock of a statement with a bounded wait; null for the embedded engine, whose one session all
   * connections share: there is nobody to wait for, and what one connection sets all others see.
   */
  readonly lockTimeoutMillis: number | null;
};

/** postgres.js never forgets a prepared statement; further texts are sent without a name. */
const PREPARED_STATEMENTS_MAX = 128;
const ROLLBACK_TIMEOUT_MILLIS = 2_000;
const SET_LOCK_TIMEOUT = `select set_config('lock_timeout', $1, false)`;
const PING: Statement = { text: 'select 1', parameters: [], summary: 'SELECT' };

type Sql = postgres.Sql<Record<string, unknown>>;

/** What a query answers besides its rows. */
type Answer = { readonly columns?: readonly { readonly name: string; readonly type: number }[] };

/** A query that hands over each row as an array of cells; postgres.js's types do not have the two together. */
type EachRow = { forEach(take: (row: Cell[]) => void): PromiseLike<Answer> };

/** Opens one session over a link. Throws BACKEND_UNAVAILABLE, also when the signal aborts. */
export async function openConnection(
  link: Link,
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<TimescaleConnection> {
  const failed = Promise.withResolvers<never>();
  // Not in postgres.js's types (https://github.com/porsager/postgres#connection-details, `socket`).
  const viaLink = {
    socket: async (address: Address) => {
      try {
        return await link.open(address);
      } catch (error) {
        // With several hosts in a URL postgres.js waits for its own next try, and would do so for ever.
        failed.reject(error);
        throw error;
      }
    },
  };
  const state = { open: true };
  const sql: Sql = postgres(settings.url, {
    ...viaLink,
    ...(settings.password === undefined ? {} : { password: settings.password }),
    max: 1,
    max_lifetime: null,
    connect_timeout: settings.connectTimeoutMillis / 1_000,
    fetch_types: false,
    types: WIRE_TYPES,
    onnotice: () => {},
    onclose: () => {
      state.open = false;
    },
    // DateStyle and TimeZone decide the text that decode.ts reads. PgBouncer refuses a start with most others.
    connection: { application_name: 'aurum', TimeZone: 'UTC', DateStyle: 'ISO' },
  });
  const connection = new TimescaleConnection(sql, link, state, settings.lockTimeoutMillis);
  const answered = () => Promise.race([connection.ping({ signal: NEVER }), failed.promise]);
  try {
    await settleWithin(signal, settings.connectTimeoutMillis, answered);
    return connection;
  } catch (error) {
    await connection.close();
    throw connectError(error);
  }
}

/** One session of postgres.js, which would pool by itself and is held to one connection. */
export class TimescaleConnection implements Connection {
  readonly #sql: Sql;
  readonly #link: Link;
  readonly #state: { readonly open: boolean };
  readonly #lockTimeoutMillis: number | null;
  readonly #prepared = new Set<string>();
  #usable = true;

  constructor(sql: Sql, link: Link, state: { readonly open: boolean }, lockTimeoutMillis: number | null) {
    this.#sql = sql;
    this.#link = link;
    this.#state = state;
    this.#lockTimeoutMillis = lockTimeoutMillis;
  }

  get healthy(): boolean {
    return this.#usable && this.#state.open;
  }

  async execute(statement: Statement, options: CallOptions): Promise<QueryResult> {
    const values = statement.parameters.map(encodeParameter);
    const run = () =>
      withShare(options.budget, 'timescale', (share) => this.#read(statement.text, values, options, share));
    return options.boundedLockWait === true ? this.#boundingLockWait(options, run) : run();
  }

  /** Runs several statements of our own, separated by semicolons and without parameters or results. */
  async script(text: string, options: CallOptions): Promise<void> {
    await this.#settle(this.#sql.unsafe(text).values(), options);
  }

  async write(tables: readonly TableWrite[], options: CallOptions): Promise<void> {
    await this.transaction(options, async () => {
      for (const table of tables) {
        for (const { text, values } of upsertParts(table)) await this.#run(text, values, options);
      }
    });
  }

  /** Runs `work` between begin and commit; a failure rolls back. */
  async transaction<T>(options: CallOptions, work: () => Promise<T>): Promise<T> {
    await this.#run('begin', [], options);
    try {
      const result = await work();
      await this.#run('commit', [], options);
      return result;
    } catch (error) {
      await this.#rollback();
      throw error instanceof AurumError ? error : statementError(error);
    }
  }

  async ping(options: CallOptions): Promise<void> {
    await this.execute(PING, options);
  }

  async close(): Promise<void> {
    this.#usable = false;
    // Says goodbye to a session that is idle; whatever still runs is cut off.
    const ended = this.#sql.end({ timeout: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    this.#link.sever();
    await ended.catch(() => {});
  }

  /**
   * Sets the session's `lock_timeout` around `work` and takes it back for the next borrower: `set local` would need a
   * transaction, in which some procedures refuse to run. A session that cannot take it back is not lent again.
   */
  async #boundingLockWait<T>(options: CallOptions, work: () => Promise<T>): Promise<T> {
    if (this.#lockTimeoutMillis === null) return work();
    await this.#run(SET_LOCK_TIMEOUT, [String(this.#lockTimeoutMillis)], options);
    try {
      return await work();
    } finally {
      const signal = AbortSignal.timeout(ROLLBACK_TIMEOUT_MILLIS);
      await this.#run('reset lock_timeout', [], { signal }).catch(() => {
        this.#usable = false;
      });
    }
  }

  /** A session that cannot be rolled back is cut off, which makes the engine do it. */
  async #rollback(): Promise<void> {
    if (!this.healthy) return this.#link.sever();
    const signal = AbortSignal.timeout(ROLLBACK_TIMEOUT_MILLIS);
    try {
      await this.#run('rollback', [], { signal });
    } catch {
      this.#usable = false;
      this.#link.sever();
    }
  }

  async #read(
    text: string,
    values: readonly (string | null)[],
    options: CallOptions,
    share: AnswerShare,
  ): Promise<QueryResult> {
    const intake = new RowIntake(this.#link, share);
    const { columns = [] } = await this.#run(text, values, options, intake);
    return { columns: columns.map(({ name, type }) => ({ name, type: typeName(type) })), rows: intake.rows };
  }

  /**
   * Runs one statement, its rows taken by `intake`. One by one, as postgres.js keeps the place of the next row when a
   * statement fails after rows have come, and puts the rows of the statement after it there (3.4.9, src/connection.js,
   * `rows`). Nothing may be thrown there: postgres.js would take the statement for over while its rows still come.
   */
  async #run(
    text: string,
    values: readonly (string | null)[],
    options: CallOptions,
    intake?: RowIntake,
  ): Promise<Answer> {
    if (options.signal.aborted) throw abortReason(options.signal);
    // A named statement spares a round trip each time after its first, which postgres.js spends on its parameters.
    const prepare = values.length > 0 && this.#remember(text);
    const query = this.#sql.unsafe(text, [...values], { prepare, ...EXTENDED_PROTOCOL }).values();
    const takeRow = (row: Cell[]): void => intake?.take(row);
    return this.#settle((query as unknown as EachRow).forEach(takeRow), options, intake);
  }

  #remember(text: string): boolean {
    if (this.#prepared.has(text)) return true;
    if (this.#prepared.size >= PREPARED_STATEMENTS_MAX) return false;
    this.#prepared.add(text);
    return true;
  }

  /** Waits for a query; interrupts it when the signal aborts, the deadline passes, or its answer grows too large. */
  async #settle<T>(query: PromiseLike<T>, options: CallOptions, intake?: RowIntake): Promise<T> {
    const { signal, deadlineMillis } = options;
    if (signal.aborted) throw abortReason(signal);
    const interruption = new Interruption(query, this.#link);
    const interrupt = (): void => interruption.begin();
    const ended = (cause?: unknown): AurumError =>
      signal.aborted ? abortReason(signal) : (intake?.error ?? timeRanOut({ backend: 'timescale', cause }));
    signal.addEventListener('abort', interrupt, { once: true });
    const timer = startDeadline(deadlineMillis, interrupt);
    const endWatch = intake?.watch(interrupt);
    try {
      const answer = await query;
      // The cancel request came too late for this statement; it must not meet the next one.
      if (interruption.mayHitLater) this.#usable = false;
      endWatch?.();
      intake?.look();
      if (interruption.isWithheld) throw ended();
      if (intake?.error !== undefined) throw intake.error;
      return answer;
    } catch (error) {
      if (error instanceof AurumError && interruption.isWithheld) throw error;
      if (!interruption.hasBegun) throw statementError(error);
      if (!isCancelled(error) && error !== intake?.error) this.#usable = false;
      throw ended(error);
    } finally {
      endWatch?.();
      signal.removeEventListener('abort', interrupt);
      clearTimeout(timer);
      await interruption.settle();
    }
  }
}

/** The simple protocol would run several statements in one text. Not in postgres.js's types. */
const EXTENDED_PROTOCOL: object = { simple: false };
