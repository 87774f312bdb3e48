import { Pool } from 'tarn';
import { AurumError } from '../errors.ts';
import type { PoolFigures } from '../model/backend.ts';
import { withSpan } from '../telemetry/span.ts';
import { abortReason, settleOrAbort } from './abort.ts';
import type { CallOptions, Connection } from './backend.ts';

export type PoolSettings = {
  /** Connections kept open once opened; `warm` opens them. */
  readonly min: number;
  readonly max: number;
  /** Longest wait for a connection. */
  readonly acquireTimeoutMillis: number;
  /** Longest time to open one. */
  readonly createTimeoutMillis: number;
  /** Idle connections above `min` are closed after this long. */
  readonly idleTimeoutMillis: number;
  /** A connection idle for longer is pinged before it is lent again; a dead one is replaced. */
  readonly validateAfterIdleMillis: number;
};

const PING_TIMEOUT_MILLIS = 1_000;
const REAP_INTERVAL_MILLIS = 1_000;

/** The connections of one backend. Acquire and release are written here and nowhere else. */
export class ConnectionPool {
  readonly #name: string;
  readonly #settings: PoolSettings;
  readonly #pool: Pool<Connection>;
  readonly #lastUsedMillis = new WeakMap<Connection, number>();

  constructor(name: string, settings: PoolSettings, connect: () => Promise<Connection>) {
    this.#name = name;
    this.#settings = settings;
    this.#pool = new Pool<Connection>({
      create: connect,
      destroy: (connection) => connection.close(),
      // tarn awaits the answer, though its types do not say so (dist/Pool.js, _validateResource).
      validate: ((connection: Connection) => this.#isUsable(connection)) as unknown as (
        connection: Connection,
      ) => boolean,
      min: settings.min,
      max: settings.max,
      acquireTimeoutMillis: settings.acquireTimeoutMillis,
      createTimeoutMillis: settings.createTimeoutMillis,
      idleTimeoutMillis: settings.idleTimeoutMillis,
      reapIntervalMillis: REAP_INTERVAL_MILLIS,
      propagateCreateError: true,
    });
  }

  /**
   * Lends a connection to `use` and takes it back when the work has settled. An aborted signal releases the caller
   * at once; the connection stays out until the engine is done with it. Throws POOL_TIMEOUT when none became free.
   */
  async withConnection<T>(options: CallOptions, use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await withSpan(
      'pool.acquire',
      { attributes: { 'db.client.connection.pool.name': this.#name } },
      () => this.#acquire(options.signal),
    );
    const giveBack = (): void => {
      this.#lastUsedMillis.set(connection, Date.now());
      this.#pool.release(connection);
    };
    const work = use(connection);
    work.then(giveBack, giveBack);
    return settleOrAbort(work, options.signal);
  }

  figures(): PoolFigures {
    return {
      min: this.#settings.min,
      max: this.#settings.max,
      used: this.#pool.numUsed(),
      free: this.#pool.numFree(),
      pending: this.#pool.numPendingAcquires(),
      creating: this.#pool.numPendingCreates(),
    };
  }

  /** Opens connections up to `min`. */
  async warm(): Promise<void> {
    const missing = this.#settings.min - this.#pool.numFree() - this.#pool.numUsed();
    const opened = await Promise.allSettled(
      Array.from({ length: Math.max(0, missing) }, () => this.#pool.acquire().promise),
    );
    for (const outcome of opened) if (outcome.status === 'fulfilled') this.#pool.release(outcome.value);
  }

  /** Closes every connection; waits for lent ones at most `graceMillis`. */
  async close(graceMillis: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMillis);
    });
    // tarn's destroy never returns while a connection is out: the grace bounds it.
    await Promise.race([this.#pool.destroy(), grace]);
    clearTimeout(timer);
  }

  async #acquire(signal: AbortSignal): Promise<Connection> {
    if (signal.aborted) throw abortReason(signal);
    const pending = this.#pool.acquire();
    const onAbort = (): void => pending.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const connection = await pending.promise;
      if (!signal.aborted) return connection;
      this.#pool.release(connection);
      throw abortReason(signal);
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      if (error instanceof AurumError) throw error;
      throw this.#timeoutError(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** tarn's own timeout says neither which pool nor why. */
  #timeoutError(cause: unknown): AurumError {
    const { used, max, pending } = this.figures();
    const message =
      `No connection to ${this.#name} within ${this.#settings.acquireTimeoutMillis} ms: ` +
      `${used} of ${max} in use, ${pending} waiting.`;
    return new AurumError('POOL_TIMEOUT', message, { backend: this.#name, cause });
  }

  async #isUsable(connection: Connection): Promise<boolean> {
    if (!connection.healthy) return false;
    const idleMillis = Date.now() - (this.#lastUsedMillis.get(connection) ?? Date.now());
    if (idleMillis < this.#settings.validateAfterIdleMillis) return true;
    const signal = AbortSignal.timeout(PING_TIMEOUT_MILLIS);
    try {
      await settleOrAbort(connection.ping({ signal }), signal);
      return true;
    } catch {
      return false;
    }
  }
}
