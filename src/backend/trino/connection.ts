import { AurumError } from '../../errors.ts';
import type { Statement } from '../../sql/statement.ts';
import { abortReason, startDeadline, timeRanOut } from '../abort.ts';
import { withShare } from '../answer-budget.ts';
import type { CallOptions, Connection, QueryResult, TableWrite } from '../backend.ts';
import { runsNoMore } from '../room.ts';
import { type ClientSettings, createSend } from './client.ts';
import { encodeStatement } from './encode.ts';
import { notTrino, transportError } from './errors.ts';
import { exchange } from './exchange.ts';
import { writeTables } from './write.ts';

/** A borrower's way to Trino, which has no connections: what is lent is the right to run one statement. */
export class TrinoConnection implements Connection {
  readonly #settings: ClientSettings;
  readonly #closed = new AbortController();
  #healthy = true;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  get healthy(): boolean {
    return this.#healthy;
  }

  async execute(statement: Statement, options: CallOptions): Promise<QueryResult> {
    const { signal, deadlineMillis, maxRows = Infinity } = options;
    this.#check(signal);
    const text = encodeStatement(statement);
    const ended = new AbortController();
    const end = (): void => ended.abort(abortReason(signal.aborted ? signal : this.#closed.signal));
    for (const each of [signal, this.#closed.signal]) each.addEventListener('abort', end, { once: true });
    const timer = startDeadline(deadlineMillis, () => ended.abort(timeRanOut({ backend: 'trino' })));
    try {
      return await withShare(options.budget, 'trino', (share) =>
        exchange(text, { send: createSend(this.#settings), signal: ended.signal, maxRows, share }),
      );
    } catch (error) {
      if (ended.signal.aborted) throw ended.signal.reason;
      const parsed = transportError(error);
      if (parsed.code === 'BACKEND_UNAVAILABLE') this.#healthy = false;
      throw parsed;
    } finally {
      for (const each of [signal, this.#closed.signal]) each.removeEventListener('abort', end);
      clearTimeout(timer);
    }
  }

  write(tables: readonly TableWrite[], options: CallOptions): Promise<void> {
    return writeTables(this, tables, options);
  }

  /** Asks the server how it is, which costs it no statement and is answered while its workers are busy. */
  async ping({ signal }: CallOptions): Promise<void> {
    this.#check(signal);
    try {
      readInfo(await createSend(this.#settings)({ method: 'GET', url: '/v1/info', signal }));
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      const failure = transportError(error);
      if (runsNoMore(failure)) return;
      this.#healthy = false;
      throw failure;
    }
  }

  async close(): Promise<void> {
    this.#healthy = false;
    this.#closed.abort(
      new AurumError('BACKEND_UNAVAILABLE', 'The connection to Trino is closed.', { backend: 'trino' }),
    );
  }

  #check(signal: AbortSignal): void {
    if (signal.aborted) throw abortReason(signal);
    if (this.#closed.signal.aborted) throw abortReason(this.#closed.signal);
  }
}

/** Reads `/v1/info`: Trino tells there whether it is still starting. Throws BACKEND_UNAVAILABLE. */
function readInfo(text: string): void {
  let info: unknown;
  try {
    info = JSON.parse(text);
  } catch (cause) {
    throw notTrino(cause);
  }
  if (typeof info !== 'object' || info === null || !('starting' in info)) throw notTrino(undefined);
  if (info.starting !== true) return;
  throw new AurumError('BACKEND_UNAVAILABLE', 'Trino is still starting.', { backend: 'trino' });
}
