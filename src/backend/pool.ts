import { setImmediate as nextTurn } from 'node:timers/promises';
import { Pool } from 'tarn';
import { AurumError, codeOrElse } from '../errors.ts';
import type { BackendKind, PoolFigures } from '../model/backend.ts';
import {
  connectionCreated,
  connectionTimedOut,
  connectionUsed,
  connectionWaited,
} from '../telemetry/metrics.ts';
import { withSpan } from '../telemetry/span.ts';
import { abortReason, NEVER, settleOrAbort, settleOrLeave, settleWithin } from './abort.ts';
import type { CallOptions, Connection } from './backend.ts';
import type { Breaker } from './breaker.ts';
import { FairQueue } from './fair-queue.ts';
import type { PoolOptions, PoolSettings } from './pool-options.ts';
import { isFull, Room, runsNoMore } from './room.ts';
import { PING_TIMEOUT_MILLIS, Trust } from './trust.ts';

const REAP_INTERVAL_MILLIS = 1_000;

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
  readonly #room: Room;
  readonly #statements: Room;
  readonly #trust: Trust;
  #openings = new AbortController();
  readonly #open = new Set<Connection>();
  readonly #lent = new Set<Connection>();
  #severedMillis = 0;
  /** Given back and closed as they were of no more use; tarn lets go of them when they are next in turn. */
  readonly #dead = new Set<Connection>();

  constructor({ name, settings, breaker, connect, onShed, onFull }: PoolOptions) {
    this.#name = name;
    this.#settings = settings;
    this.#breaker = breaker;
    this.#connect = connect;
    this.#trust = new Trust(settings);
    this.#pool = new Pool<Connection>({
      create: () => this.#create(),
      // tarn does not expect it to fail.
      destroy: (connection) => this.#close(connection).catch(() => {}),
      // tarn awaits the answer, though its types do not say so (dist/Pool.js, _validateResource).
      // One that nobody asks would close the breaker of an engine that is not there.
      validate: ((connection: Connection) =>
        this.#trust.isUsable(connection, this.#breaker.state === 'CLOSED')) as unknown as (
        connection: Connection,
      ) => boolean,
      min: settings.min,
      max: settings.max,
      // Never the first to end: the wait of a caller is bounded in #lend, an opening in its driver, which says what failed.
      acquireTimeoutMillis: settings.createTimeoutMillis + 3 * PING_TIMEOUT_MILLIS,
      createTimeoutMillis: settings.createTimeoutMillis + PING_TIMEOUT_MILLIS,
      idleTimeoutMillis: settings.idleTimeoutMillis,
      reapIntervalMillis: REAP_INTERVAL_MILLIS,
      propagateCreateError: true,
    });
    this.#queue = new FairQueue({
      name,
      turns: settings.max,
      maxLength: settings.queueMaxLength,
      maxWaitMillis: settings.acquireTimeoutMillis,
      describe: () => {
        const { used, max, creating, queued } = this.figures();
        const opening = creating === 0 ? '' : `${creating} being opened, `;
        const turns = Math.min(this.#room.size, this.#statements.size);
        const given = turns < max ? ` (the engine gives ${turns})` : '';
        return `${used} of ${max}${given} in use, ${opening}${queued} waiting`;
      },
      onShed: (reason) => {
        if (reason === 'wait_timeout') connectionTimedOut(name);
        onShed?.(reason);
      },
    });
    const resize = (): void => this.#queue.resize(Math.min(this.#room.size, this.#statements.size));
    this.#room = new Room(settings.max, resize, (open) => onFull?.('connections', open));
    this.#statements = new Room(settings.max, resize, (running) => onFull?.('statements', running));
  }

  /**
   * Lends a connection to `use` and takes it back when the work has settled. An aborted signal releases the caller
   * at once; the connection stays out until the engine is done with it. Work that the engine did not begin, as it runs as
   * many statements as it may, some of them ours, waits on and is used again. Throws POOL_TIMEOUT where none became free
   * in time, OVERLOADED where too many wait, BACKEND_UNAVAILABLE where none can be opened.
   */
  async withConnection<T>(options: CallOptions, use: (connection: Connection) => Promise<T>): Promise<T> {
    this.#breaker.check();
    const startMillis = performance.now();
    for (let backSinceMillis: number | undefined; ; backSinceMillis = startMillis) {
      const { connection, giveBack } = await withSpan(
        'pool.acquire',
        { attributes: { 'db.client.connection.pool.name': this.#name } },
        () => this.#acquire(options, startMillis, backSinceMillis),
      );
      const work = use(connection);
      work.then(() => giveBack(), giveBack);
      try {
        return await settleOrAbort(work, options.signal);
      } catch (error) {
        const isOver = performance.now() - startMillis >= this.#settings.acquireTimeoutMillis;
        if (!runsNoMore(error) || this.#lent.size === 0 || isOver) throw error;
      }
    }
  }

  figures(): PoolFigures {
    const used = this.#pool.numUsed();
    return {
      min: this.#settings.min,
      max: this.#settings.max,
      used,
      free: Math.max(0, this.#pool.numFree() - this.#dead.size),
      pending: Math.max(0, this.#queue.taken - used),
      queued: this.#queue.length,
      creating: this.#pool.numPendingCreates(),
    };
  }

  /** Opens connections up to `min`. */
  async warm(): Promise<void> {
    const missing = this.#settings.min - this.#pool.numFree() - this.#pool.numUsed();
    const open = async (): Promise<void> => this.#release(await this.#pool.acquire().promise);
    await Promise.allSettled(Array.from({ length: Math.max(0, missing) }, open));
  }

  /** Gives up the connections that are being opened. */
  abandonOpenings(reason: AurumError): void {
    this.#openings.abort(reason);
    this.#openings = new AbortController();
  }

  /** Lends none of the connections again that are open now: the engine is down, or the line to it was. */
  distrust(): void {
    this.#trust.distrust();
  }

  /** The engine is gone: closes all that is open. What is lent too, which fails what runs on it and frees its turns. */
  sever(): void {
    this.distrust();
    this.#severedMillis = performance.now();
    for (const connection of this.#open) {
      if (!this.#lent.has(connection)) this.#dead.add(connection);
      connection.close().catch(() => {});
    }
  }

  /** What is open is of no use any more: closes it where nothing is left to lend, else lends others from now on. */
  replace(): void {
    if (this.#lent.size >= this.#settings.max) this.sever();
    else this.distrust();
  }

  /** When all that was open was closed last, by performance.now(). */
  get severedMillis(): number {
    return this.#severedMillis;
  }

  /** Connections that are open, lent or not, as far as is known. */
  get open(): number {
    return [...this.#open].filter(({ healthy }) => healthy).length;
  }

  /** Refuses who waits and who comes, then closes every connection; waits for lent ones at most `graceMillis`. */
  async close(reason: AurumError, graceMillis: number): Promise<void> {
    this.#queue.close(reason);
    this.#room.close();
    this.#statements.close();
    this.abandonOpenings(reason);
    // tarn's destroy never returns while a connection is out: the grace bounds it.
    await settleWithin(NEVER, graceMillis, () => this.#pool.destroy()).catch(() => {});
    // It closes none before all have come back.
    await Promise.allSettled([...this.#open].map((connection) => this.#close(connection)));
  }

  async #acquire(
    options: CallOptions,
    startMillis: number,
    backSinceMillis: number | undefined,
  ): Promise<{ connection: Connection; giveBack: (error?: unknown) => void }> {
    for (let backMillis = backSinceMillis; ; backMillis = startMillis) {
      const endTurn = await this.#queue.take(options, backMillis);
      const waitedMillis = performance.now() - startMillis;
      const connection = await this.#lend(options.signal, waitedMillis, () => endTurn(false));
      // The engine has no more of them: back to the wait for one that it gave.
      if (connection === undefined) continue;
      const lentMillis = performance.now();
      connectionWaited(this.#name, (lentMillis - startMillis) / 1_000);
      const giveBack = (error?: unknown): void => {
        connectionUsed(this.#name, (performance.now() - lentMillis) / 1_000);
        this.#release(connection);
        const isRefused = runsNoMore(error);
        if (isRefused) this.#statements.refused(this.#lent.size);
        else if (error === undefined) this.#statements.given(this.#lent.size + 1);
        endTurn(!isRefused);
      };
      return { connection, giveBack };
    }
  }

  /**
   * A free connection, or a new one; undefined, and the turn ended, where the engine has none left to give. Who does not
   * wait for it any longer leaves it to be given back when it is there, and the turn with it: an acquire of tarn's that is
   * aborted while a connection is being validated may lose it.
   */
  #lend(signal: AbortSignal, waitedMillis: number, endTurn: () => void): Promise<Connection | undefined> {
    const { acquireTimeoutMillis } = this.#settings;
    const made = this.#breaker.connect((wanted) => this.#take(wanted));
    made.then((connection) => {
      if (connection === undefined) endTurn();
    }, endTurn);
    // Who had to wait for others most of the time has no reason to blame the engine.
    const late = (): AurumError =>
      waitedMillis > acquireTimeoutMillis / 2 ? this.#queue.timedOut() : this.#notOpened();
    return settleOrLeave(
      made,
      signal,
      Math.max(0, acquireTimeoutMillis - waitedMillis),
      late,
      (connection) => {
        if (connection === undefined) return;
        this.#release(connection);
        endTurn();
      },
    );
  }

  /** A connection of tarn's; given back where nobody wants it any longer when it comes. */
  async #take(wanted: AbortSignal): Promise<Connection | undefined> {
    let connection: Connection;
    try {
      connection = await this.#pool.acquire().promise;
    } catch (error) {
      // Others may be given one yet that were asked for together with this.
      const hasNone = this.open === 0 && this.#pool.numPendingCreates() === 0;
      if (hasNone || !isFull(error)) throw error;
      // An engine that tells us so is well: to its breaker this is no failure.
      this.#room.refused(this.open);
      return undefined;
    }
    this.#lent.add(connection);
    if (!wanted.aborted) return connection;
    this.#release(connection);
    throw abortReason(wanted);
  }

  async #create(): Promise<Connection> {
    const startMillis = performance.now();
    const seconds = (): number => (performance.now() - startMillis) / 1_000;
    try {
      const connection = await this.#connect(this.#openings.signal);
      this.#open.add(connection);
      this.#trust.opened(connection);
      this.#room.given(this.open);
      connectionCreated(this.#name, seconds());
      return connection;
    } catch (error) {
      connectionCreated(this.#name, seconds(), codeOrElse(error, 'BACKEND_UNAVAILABLE'));
      // tarn tells one waiter of each failure, the first of those there: of several in one turn of the event loop, only one.
      await nextTurn();
      throw error;
    }
  }

  async #close(connection: Connection): Promise<void> {
    this.#open.delete(connection);
    if (!this.#dead.delete(connection)) await connection.close();
  }

  #release(connection: Connection): void {
    this.#lent.delete(connection);
    this.#trust.used(connection);
    if (!connection.healthy) {
      this.#dead.add(connection);
      connection.close().catch(() => {});
    }
    this.#pool.release(connection);
  }

  /** Not tried at once again, as that would take as long. */
  #notOpened(): AurumError {
    const { acquireTimeoutMillis } = this.#settings;
    const message = `No connection to ${this.#name} could be opened within ${acquireTimeoutMillis} ms.`;
    const details = { backend: this.#name, retryAfterMillis: acquireTimeoutMillis };
    return new AurumError('BACKEND_UNAVAILABLE', message, details);
  }
}
