import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ClickHouseClient, type ClickHouseSettings, drainStream } from '@clickhouse/client';
import { clickhouseDialect } from '../../sql/dialect/clickhouse.ts';
import type { Statement } from '../../sql/statement.ts';
import { abortReason, timeRanOut } from '../abort.ts';
import { type AnswerShare, withShare } from '../answer-budget.ts';
import type { CallOptions, Connection, QueryResult, TableWrite } from '../backend.ts';
import { runsNoMore } from '../room.ts';
import type { Canceller } from './canceller.ts';
import { decodeAnswer } from './decode.ts';
import { encodeParameters } from './encode.ts';
import { closedError, exceededResult, statementError } from './errors.ts';
import { nativeBlocks } from './native.ts';
import { readAnswer } from './read-answer.ts';

/** What the connections of one driver share. */
export type ConnectionShares = {
  readonly canceller: Canceller;
  /** Gives the version of the rows of one write. */
  readonly nextVersion: () => number;
};

/** How long the engine has to end a cancelled statement before the connection is given up. */
const CANCEL_GRACE_MILLIS = 5_000;
const PING: Statement = { text: 'select 1', parameters: [], summary: 'SELECT' };
/** Operations without an answer; most of them take no FORMAT either. */
const ROWLESS = /^(ALTER|CREATE|DELETE|DROP|INSERT|OPTIMIZE|SYSTEM|TRUNCATE)\b/;

/** What every call of the client is given. */
type Call = {
  readonly clickhouse_settings: ClickHouseSettings;
  readonly abort_signal: AbortSignal;
};

/** Has the engine end the statement that runs. Idempotent. */
type End = () => void;

/** One client of @clickhouse/client, in process or over one socket. */
export class ClickHouseConnection implements Connection {
  readonly #client: ClickHouseClient;
  readonly #shares: ConnectionShares;
  #healthy = true;
  #closed = false;

  constructor(client: ClickHouseClient, shares: ConnectionShares) {
    this.#client = client;
    this.#shares = shares;
  }

  get healthy(): boolean {
    return this.#healthy;
  }

  async execute(statement: Statement, options: CallOptions): Promise<QueryResult> {
    return withShare(options.budget, 'clickhouse', (share) => this.#ask(statement, options, share));
  }

  #ask(statement: Statement, options: CallOptions, share: AnswerShare): Promise<QueryResult> {
    const query_params = encodeParameters(statement.parameters);
    const ask = async (call: Call, end: End): Promise<QueryResult> => {
      if (ROWLESS.test(statement.summary)) {
        await this.#client.command({ query: statement.text, query_params, ...call });
        return { columns: [], rows: [] };
      }
      const request = { query: statement.text, query_params, format: 'JSONCompact', ...call } as const;
      const answer = await this.#client.query(request);
      const result = decodeAnswer(await readAnswer(answer, share, end));
      share.take(result.rows.length, 0);
      return result;
    };
    return this.#run(options, (call, end) => {
      const bounded = { ...call, clickhouse_settings: { ...call.clickhouse_settings, ...boundsOf(share) } };
      return ask(bounded, end).catch((error: unknown) => {
        const measure = exceededResult(error);
        throw measure === undefined ? error : share.exceeded(measure, error);
      });
    });
  }

  /** Runs one statement of our own without parameters or rows, e.g. DDL. */
  async command(text: string, options: CallOptions): Promise<void> {
    await this.#run(options, (call) => this.#client.command({ query: text, ...call }));
  }

  async write(tables: readonly TableWrite[], options: CallOptions): Promise<void> {
    const version = this.#shares.nextVersion();
    for (const { table, columns } of tables) {
      if ((columns[0]?.values.length ?? 0) === 0) continue;
      const names = [...columns.map(({ name }) => name), 'version'].map(clickhouseDialect.quoteIdentifier);
      const query = `insert into ${clickhouseDialect.quoteIdentifier(table)} (${names.join(', ')}) format Native`;
      await this.#run(options, async (call) => {
        // Bytes, not objects: as the stream's chunks are, whatever their size.
        const values = Readable.from(nativeBlocks(columns, version), { objectMode: false });
        const { stream } = await this.#client.exec({ query, values, ...call });
        await drainStream(stream);
      });
    }
  }

  async ping(options: CallOptions): Promise<void> {
    try {
      await this.execute(PING, options);
    } catch (error) {
      if (!runsNoMore(error)) throw error;
    }
  }

  async close(): Promise<void> {
    this.#healthy = false;
    this.#closed = true;
    // Cuts off what still runs on a server.
    await this.#client.close();
  }

  /** Runs `work`; when the signal aborts, has the engine end it. Settles when the engine is done. */
  async #run<T>(options: CallOptions, work: (call: Call, end: End) => Promise<T>): Promise<T> {
    const { signal } = options;
    if (signal.aborted) throw abortReason(signal);
    // The client itself would open another socket.
    if (this.#closed) throw closedError();
    const tag = randomUUID();
    const cutOff = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const end = (): void => {
      this.#shares.canceller.cancel(tag);
      grace ??= setTimeout(() => {
        this.#healthy = false;
        cutOff.abort();
      }, CANCEL_GRACE_MILLIS);
    };
    signal.addEventListener('abort', end, { once: true });
    try {
      const clickhouse_settings = { log_comment: tag, max_execution_time: secondsLeft(options) };
      return await work({ clickhouse_settings, abort_signal: cutOff.signal }, end);
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      const parsed = statementError(error);
      if (parsed.code === 'BACKEND_UNAVAILABLE') this.#healthy = false;
      throw parsed;
    } finally {
      signal.removeEventListener('abort', end);
      clearTimeout(grace);
      this.#shares.canceller.forget(tag);
    }
  }
}

/**
 * The share as limits of the engine, which ends a statement before it has written what nobody takes: in process it holds
 * the whole answer. It counts the bytes of its columns, which as text are mostly more. None where nothing bounds the share.
 * https://clickhouse.com/docs/operations/settings/query-complexity#max_result_bytes
 */
function boundsOf({ maxRows, maxBytes }: AnswerShare): ClickHouseSettings {
  if (maxRows === Number.POSITIVE_INFINITY) return {};
  return {
    // 0 would be no limit.
    max_result_rows: String(Math.max(maxRows, 1)),
    max_result_bytes: String(Math.max(maxBytes, 1)),
    result_overflow_mode: 'throw',
  };
}

/** The engine's own limit in whole seconds, which it looks at where the gateway cannot reach it; 0 is none. */
function secondsLeft({ deadlineMillis }: CallOptions): number {
  if (deadlineMillis === undefined) return 0;
  const leftMillis = deadlineMillis - Date.now();
  if (leftMillis <= 0) throw timeRanOut({ backend: 'clickhouse' });
  return Math.ceil(leftMillis / 1_000);
}
