import { AurumError } from '../errors.ts';
import type { Logger } from '../telemetry/log.ts';
import { abortReason, linkedTimeout, settleWithin } from './abort.ts';
import type { Connection, Driver } from './backend.ts';
import type { Breaker } from './breaker.ts';
import { isFull } from './room.ts';

export type HealthSettings = {
  /** Time between two looks. */
  readonly intervalMillis: number;
  /** Longest wait for the answer to a look. */
  readonly timeoutMillis: number;
};

/** What was seen of an engine. */
export type Phase =
  | { readonly phase: 'starting' }
  /** `missed`: looks without an answer since the last one with. */
  | { readonly phase: 'up'; readonly missed: number }
  | { readonly phase: 'down'; readonly error: AurumError }
  | { readonly phase: 'closed' };

export type HealthOptions = {
  readonly driver: Driver;
  readonly settings: HealthSettings;
  readonly breaker: Breaker;
  readonly logger: Logger;
  /** True while statements of ours run on the engine. */
  readonly isUsed: () => boolean;
  /** True while statements of ours have connections. */
  readonly isConnected: () => boolean;
  /** Called when the engine is up after it was not. */
  readonly onUp: () => void;
  readonly onDown: (error: AurumError) => void;
};

/** An embedded engine boots slower than a server connects. */
const BOOT_TIMEOUT_MILLIS = 120_000;
const MIGRATION_TIMEOUT_MILLIS = 120_000;
const FIRST_LOOK_PATIENCE = 5;
/** Looks without an answer that make an engine down. One may be lost where many have been answered. */
const MISSES_OF_A_DEAD_ENGINE = 2;

/** Looks at an engine again and again over a connection of its own: a full pool must not look like a dead engine. */
export class HealthCheck {
  readonly #options: HealthOptions;
  #phase: Phase = { phase: 'starting' };
  #version: string | null = null;
  #checkedAtMillis: number | null = null;
  #answeredAtMillis = 0;
  #lastLookMillis = 0;
  #probe: Connection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #changed = Promise.withResolvers<void>();
  readonly #end = new AbortController();

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  get phase(): Phase {
    return this.#phase;
  }
  get version(): string | null {
    return this.#version;
  }
  /** Milliseconds since 1970. */
  get checkedAtMillis(): number | null {
    return this.#checkedAtMillis;
  }
  /** Settles when the phase changes. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /** Looks now and from then on. Idempotent. */
  start(): void {
    if (this.#timer === undefined && this.#phase.phase !== 'closed') this.#lookIn(0);
  }

  /** Looks at once instead of when it is time: something failed. */
  hurry(): void {
    const isWaiting = this.#timer !== undefined && this.#look === undefined;
    if (isWaiting && this.#phase.phase !== 'closed') this.#lookIn(0);
  }

  /** A statement was answered. */
  noteAnswer(): void {
    this.#answeredAtMillis = Date.now();
  }

  /** Takes no more looks; one that runs is cut short. */
  stop(): void {
    this.#enter({ phase: 'closed' });
    clearTimeout(this.#timer);
    this.#end.abort(new AurumError('CANCELLED', 'The gateway is shutting down.'));
  }

  /** Closes the connection of the looks. */
  async close(): Promise<void> {
    await this.#probe?.close();
  }

  /** Waits for a look that still runs, which the end of an embedded engine cuts short. */
  async ended(): Promise<void> {
    await this.#look;
    await this.close();
  }

  #lookIn(millis: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#look = this.#lookOnce().finally(() => {
        this.#look = undefined;
        if (this.#phase.phase !== 'closed') this.#lookIn(this.#pauseMillis());
      });
    }, millis);
  }

  async #lookOnce(): Promise<void> {
    const { driver, breaker, logger, onUp } = this.#options;
    const startMillis = Date.now();
    try {
      const isUsable = this.#probe?.healthy === true && this.#version !== null;
      // While statements cannot connect, an old connection that still answers says nothing.
      if (!isUsable || breaker.state !== 'CLOSED') await this.#open();
      // A statement of ours in the one session of an embedded engine would only queue the ping behind it.
      else if (!driver.busy) await this.#ping();
      if (this.#phase.phase === 'closed') return;
      const wasUp = this.#phase.phase === 'up';
      this.#enter({ phase: 'up', missed: 0 });
      if (wasUp) return;
      logger.info({ backend: driver.kind, version: this.#version }, 'Backend is up.');
      onUp();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#checkedAtMillis = Date.now();
      this.#lastLookMillis = startMillis;
    }
  }

  #failed(error: unknown): void {
    const { driver, logger, isUsed, onDown } = this.#options;
    const { phase } = this.#phase;
    if (phase === 'closed') return;
    const silent = !(error instanceof AurumError) || error.code === 'BACKEND_TIMEOUT';
    if (phase === 'up') {
      // The ping came to stand behind statements of ours.
      if (silent && driver.embedded && (driver.busy || isUsed())) return;
      // An engine that answers statements is not down, though it lets in no further connection; nor is one that is full of ours.
      const answers = this.#isFullOfOurs(error) || this.#answeredAtMillis > this.#lastLookMillis;
      const missed = answers ? 1 : this.#phase.missed + 1;
      if (answers || (silent && missed < MISSES_OF_A_DEAD_ENGINE)) {
        this.#enter({ phase: 'up', missed });
        return;
      }
    }
    void this.#probe?.close().catch(() => {});
    this.#probe = undefined;
    const reason = silent ? unavailable(driver.kind, error) : error;
    if (phase !== 'down') {
      logger.warn({ backend: driver.kind, code: reason.code, err: reason }, 'Backend is down.');
    }
    this.#enter({ phase: 'down', error: reason });
    if (phase !== 'down') onDown(reason);
  }

  async #open(): Promise<void> {
    const { driver, breaker } = this.#options;
    const limit = linkedTimeout(
      this.#end.signal,
      driver.embedded ? BOOT_TIMEOUT_MILLIS : this.#patienceMillis(),
    );
    // One that is half open waits for a statement's connection already: that one is not to be waited for here.
    const tries = breaker.state === 'OPEN' && !breaker.refuses;
    const before = this.#probe;
    // To the breaker that is no failure.
    const connect = (signal: AbortSignal): Promise<Connection | AurumError> =>
      driver.connect(signal).catch((error: unknown) => {
        if (this.#isFullOfOurs(error)) return error;
        throw error;
      });
    try {
      const made = await (tries
        ? breaker.connect((wanted) => connect(AbortSignal.any([wanted, limit.signal])))
        : connect(limit.signal));
      if (made instanceof AurumError) throw made;
      this.#probe = made;
    } catch (error) {
      throw limit.signal.aborted ? abortReason(limit.signal) : error;
    } finally {
      limit.release();
    }
    void before?.close().catch(() => {});
    this.#end.signal.throwIfAborted();
    if (this.#version === null) await this.#migrate(this.#probe);
  }

  /** The engine lets no further connection in, and gave those of our statements. */
  #isFullOfOurs(error: unknown): error is AurumError {
    return isFull(error) && this.#options.isConnected();
  }

  async #migrate(probe: Connection): Promise<void> {
    const limit = linkedTimeout(this.#end.signal, MIGRATION_TIMEOUT_MILLIS);
    try {
      this.#version = await this.#options.driver.migrate(probe, { signal: limit.signal });
    } finally {
      limit.release();
    }
  }

  /** Whoever waits for an engine to come back, or to be known for gone, should not wait for us as well. */
  #pauseMillis(): number {
    const { intervalMillis } = this.#options.settings;
    const isWell = this.#phase.phase === 'up' && this.#phase.missed === 0;
    return isWell ? intervalMillis : intervalMillis / 2;
  }

  /** A first connection may take more: of this process and of the engine everything is cold. */
  #patienceMillis(): number {
    const { timeoutMillis } = this.#options.settings;
    return this.#phase.phase === 'starting' ? FIRST_LOOK_PATIENCE * timeoutMillis : timeoutMillis;
  }

  async #ping(): Promise<void> {
    const probe = this.#probe;
    if (probe === undefined) return;
    const { timeoutMillis } = this.#options.settings;
    await settleWithin(this.#end.signal, timeoutMillis, (signal) => probe.ping({ signal }));
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

function unavailable(backend: string, cause: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', `The ${backend} engine does not answer.`, { backend, cause });
}
