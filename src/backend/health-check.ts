import { AurumError } from '../errors.ts';
import type { Logger } from '../telemetry/log.ts';
import { settleOrAbort } from './abort.ts';
import type { Connection, Driver } from './backend.ts';
import type { Breaker } from './breaker.ts';

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
  /** Called when the engine is up after it was not. */
  readonly onUp: () => Promise<void>;
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
  #probe: Connection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #changed = Promise.withResolvers<void>();

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
    if (this.#timer === undefined) this.#lookIn(0);
  }

  /** Looks at once instead of when it is time: something failed. */
  hurry(): void {
    if (this.#timer !== undefined && this.#look === undefined) this.#lookIn(0);
  }

  /** A statement was answered. */
  noteAnswer(): void {
    this.#answeredAtMillis = Date.now();
  }

  /** Takes no more looks. */
  stop(): void {
    this.#enter({ phase: 'closed' });
    clearTimeout(this.#timer);
  }

  /** Closes the connection of the looks. */
  async close(): Promise<void> {
    await this.#probe?.close();
  }

  /** Waits for a look that still runs, which the end of an embedded engine cuts short. */
  async ended(): Promise<void> {
    await this.#look;
  }

  #lookIn(millis: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#look = this.#lookOnce().finally(() => {
        this.#look = undefined;
        if (this.#phase.phase !== 'closed') this.#lookIn(this.#options.settings.intervalMillis);
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
      await onUp();
    } catch (error) {
      this.#failed(error, startMillis);
    } finally {
      this.#checkedAtMillis = Date.now();
    }
  }

  #failed(error: unknown, startMillis: number): void {
    const { driver, logger, isUsed, onDown } = this.#options;
    const { phase } = this.#phase;
    void this.#probe?.close().catch(() => {});
    this.#probe = undefined;
    if (phase === 'closed') return;
    const silent = !(error instanceof AurumError) || error.code === 'BACKEND_TIMEOUT';
    if (phase === 'up' && silent) {
      // The ping came to stand behind statements of ours: one that runs, or some that were answered meanwhile.
      if (driver.embedded && (driver.busy || isUsed())) return;
      if (this.#answeredAtMillis > startMillis) return;
      const missed = this.#phase.missed + 1;
      if (missed < MISSES_OF_A_DEAD_ENGINE) {
        this.#enter({ phase: 'up', missed });
        return;
      }
    }
    const reason = silent ? unavailable(driver.kind, error) : error;
    if (phase !== 'down') {
      logger.warn({ backend: driver.kind, code: reason.code, err: reason }, 'Backend is down.');
    }
    this.#enter({ phase: 'down', error: reason });
    if (phase !== 'down') onDown(reason);
  }

  async #open(): Promise<void> {
    const { driver, breaker } = this.#options;
    await this.#probe?.close().catch(() => {});
    this.#probe = undefined;
    const signal = AbortSignal.timeout(driver.embedded ? BOOT_TIMEOUT_MILLIS : this.#patienceMillis());
    const connect = (): Promise<Connection> => driver.connect(signal);
    const closes = breaker.state !== 'CLOSED' && !breaker.refuses;
    this.#probe = await (closes ? breaker.connect(connect) : connect());
    if (this.#version !== null) return;
    this.#version = await driver.migrate(this.#probe, {
      signal: AbortSignal.timeout(MIGRATION_TIMEOUT_MILLIS),
    });
  }

  /** A first connection may take more: of this process and of the engine everything is cold. */
  #patienceMillis(): number {
    const { timeoutMillis } = this.#options.settings;
    return this.#phase.phase === 'starting' ? FIRST_LOOK_PATIENCE * timeoutMillis : timeoutMillis;
  }

  async #ping(): Promise<void> {
    const signal = AbortSignal.timeout(this.#options.settings.timeoutMillis);
    if (this.#probe !== undefined) await settleOrAbort(this.#probe.ping({ signal }), signal);
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
