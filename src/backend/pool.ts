import { Pool } from 'tarn';
import { AurumError } from '../errors.ts';
import type { BackendKind, PoolFigures } from '../model/backend.ts';
import {
  connectionCreated,
  connectionTimedOut,
  connectionUsed,
  connectionWaited,
} from '../telemetry/metrics.ts';
import { withSpan } from '../telemetry/span.ts';
import { settleOrAbort } from './abort.ts';
import type { CallOptions, Connection } from './backend.ts';
import type { Breaker } from './breaker.ts';
import { FairQueue, type ShedReason } from './fair-queue.ts';

export type PoolSettings = {
  /** Connections kept open once opened; `warm` opens them. */
  readonly min: number;
  readonly max: number;
  /** Most callers that wait for a connection. */
  readonly queueMaxLength: number;
  /** Longest wait for a connection, in the queue and until it is open. */
  readonly acquireTimeoutMillis: number;
  /** Longest time to open one. */
  readonly createTimeoutMillis: number;
  /** Idle connections above `min` are closed after this long. */
  readonly idleTimeoutMillis: number;
  /** A connection idle for longer is pinged before it is lent again; a dead one is replaced. */
  readonly validateAfterIdleMillis: number;
  /** A connection older than this is replaced when it would be lent again. */
  readonly maxAgeMillis: number;
};

export type PoolOptions = {
  readonly name: BackendKind;
  readonly settings: PoolSettings;
  readonly breaker: Breaker;
  readonly connect: (signal: AbortSignal) => Promise<Connection>;
  /** Told of each caller that got no connection though the engine may be well. */
  readonly onShed?: (reason: ShedReason) => void;
};

const PING_TIMEOUT_MILLIS = 1_000;
const REAP_INTERVAL_MILLIS = 1_000;
/** Connections opened together should not grow old together. */
const AGE_SPREAD = 0.1;

type Times = { readonly expiresMillis: number; lastUsedMillis: number };

/**
 * The connections of one backend. Acquire and release are written here and nowhere else: a caller waits for its turn in
 * the queue, then for a connection of tarn's, which has as many as there are turns.
 */
export class ConnectionPool {
  readonly #name: BackendKind;
  readonly #settings: PoolSettings;
  readonly #breaker: Breaker;
  readonly #connect: (signal: AbortSignal) => Promise<Connection>;
  readonly #pool: Pool<Connection>;
  readonly #queue: FairQueue;
  #openings = new AbortController();
  readonly #times = new WeakMap<Connection, Times>();
  /** Given back and closed as they were of no more use; tarn lets go of them when they are next in turn. */
  readonly #dead = new Set<Connection>();

  constructor({ name, settings, breaker, connect, onShed }: PoolOptions) {
    this.#name = name;
    this.#settings = settings;
    this.#breaker = breaker;
    this.#connect = connect;
    this.#pool = new Pool<Connection>({
      create: () => this.#create(),
      destroy: async (connection) => {
        if (!this.#dead.delete(connection)) await connection.close();
      },
      // tarn awaits the answer, though its types do not say so (dist/Pool.js, _validateResource).
      validate: ((connection: Connection) => this.#isUsable(connection)) as unknown as (
        connection: Connection,
      ) => boolean,
      min: settings.min,
      max: settings.max,
      // Never the first to end: the wait of a caller is bounded in #open.
      acquireTimeoutMillis: settings.createTimeoutMillis + 2 * PING_TIMEOUT_MILLIS,
      createTimeoutMillis: settings.createTimeoutMillis,
      idleTimeoutMillis: settings.idleTimeoutMillis,
      reapIntervalMillis: REAP_INTERVAL_MILLIS,
      propagateCreateError: true,
    });
    this.#queue = new FairQueue({
      name,
      turns: settings.max,
      maxLength: settings.queueMaxLength,
      maxWaitMillis: settings.acquireTimeoutMillis,
      onShed: (reason) => {
        if (reason === 'wait_timeout') connectionTimedOut(name);
        onShed?.(reason);
      },
    });
  }

  /**
   * Lends a connection to `use` and takes it back when the work has settled. An aborted signal releases the caller
   * at once; the connection stays out until the engine is done with it. Throws POOL_TIMEOUT where none became free in
   * time, OVERLOADED where too many wait, BACKEND_UNAVAILABLE where none can be opened.
   */
  async withConnection<T>(options: CallOptions, use: (connection: Connection) => Promise<T>): Promise<T> {
    this.#breaker.check();
    const { connection, giveBack } = await withSpan(
      'pool.acquire',
      { attributes: { 'db.client.connection.pool.name': this.#name } },
      () => this.#acquire(options),
    );
    const work = use(connection);
    work.then(giveBack, giveBack);
    return settleOrAbort(work, options.signal);
  }

  figures(): PoolFigures {
    const used = this.#pool.numUsed();
    return {
      min: this.#settings.min,
      max: this.#settings.max,
      used,
      free: this.#pool.numFree() - this.#dead.size,
      pending: Math.max(0, this.#queue.taken - used),
      queued: this.#queue.length,
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

  /** Gives up the connections that are being opened: the engine is known to be out of reach. */
  abandonOpenings(reason: AurumError): void {
    this.#openings.abort(reason);
    this.#openings = new AbortController();
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

  async #acquire(options: CallOptions): Promise<{ connection: Connection; giveBack: () => void }> {
    const startMillis = performance.now();
    const endTurn = await this.#queue.take(options);
    const waitedMillis = performance.now() - startMillis;
    const connection = await this.#open(options.signal, waitedMillis, endTurn);
    const lentMillis = performance.now();
    connectionWaited(this.#name, (lentMillis - startMillis) / 1_000);
    const giveBack = (): void => {
      connectionUsed(this.#name, (performance.now() - lentMillis) / 1_000);
      this.#release(connection);
      endTurn();
    };
    return { connection, giveBack };
  }

  /**
   * A free connection, or a new one. Who does not wait for it any longer leaves it to be given back when it is there, and
   * the turn with it: an acquire of tarn's that is aborted while a connection is being validated may lose it.
   */
  async #open(signal: AbortSignal, waitedMillis: number, endTurn: () => void): Promise<Connection> {
    const opening = this.#breaker.connect(() => this.#pool.acquire().promise);
    const left = new AbortController();
    const leave = (): void => left.abort(signal.reason);
    const timer = setTimeout(
      () => left.abort(this.#notOpened()),
      Math.max(0, this.#settings.acquireTimeoutMillis - waitedMillis),
    );
    signal.addEventListener('abort', leave, { once: true });
    try {
      if (signal.aborted) leave();
      return await settleOrAbort(opening, left.signal);
    } catch (error) {
      const late = left.signal.aborted;
      opening
        .then((connection) => late && this.#release(connection))
        .catch(() => {})
        .finally(endTurn);
      if (late) throw error;
      throw error instanceof AurumError ? error : this.#notOpened(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    }
  }

  async #create(): Promise<Connection> {
    const startMillis = performance.now();
    const seconds = (): number => (performance.now() - startMillis) / 1_000;
    try {
      const connection = await this.#connect(this.#openings.signal);
      const age = this.#settings.maxAgeMillis * (1 - AGE_SPREAD * Math.random());
      this.#times.set(connection, { expiresMillis: Date.now() + age, lastUsedMillis: Date.now() });
      connectionCreated(this.#name, seconds());
      return connection;
    } catch (error) {
      connectionCreated(
        this.#name,
        seconds(),
        error instanceof AurumError ? error.code : 'BACKEND_UNAVAILABLE',
      );
      throw error;
    }
  }

  #release(connection: Connection): void {
    const times = this.#times.get(connection);
    if (times !== undefined) times.lastUsedMillis = Date.now();
    if (!connection.healthy) {
      this.#dead.add(connection);
      connection.close().catch(() => {});
    }
    this.#pool.release(connection);
  }

  /** tarn's own errors say neither which pool nor why. */
  #notOpened(cause?: unknown): AurumError {
    const message = `No connection to ${this.#name} could be opened within ${this.#settings.acquireTimeoutMillis} ms.`;
    return new AurumError('BACKEND_UNAVAILABLE', message, { backend: this.#name, cause });
  }

  async #isUsable(connection: Connection): Promise<boolean> {
    const { expiresMillis = 0, lastUsedMillis = 0 } = this.#times.get(connection) ?? {};
    const nowMillis = Date.now();
    if (!connection.healthy || nowMillis > expiresMillis) return false;
    if (nowMillis - lastUsedMillis < this.#settings.validateAfterIdleMillis) return true;
    const signal = AbortSignal.timeout(PING_TIMEOUT_MILLIS);
    try {
      await settleOrAbort(connection.ping({ signal }), signal);
      return true;
    } catch {
      return false;
    }
  }
}
