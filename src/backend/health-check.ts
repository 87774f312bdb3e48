import { AurumError } from '../errors.ts';
import type { Connection } from './backend.ts';
import type { HealthOptions, Phase } from './health-options.ts';
import { MigrationRun } from './migration-run.ts';
import { Openings } from './openings.ts';
import { isFull } from './room.ts';
import { reasonOf, Silence, tells, unanswered } from './silence.ts';

/** An embedded engine boots slower than a server connects. */
const BOOT_TIMEOUT_MILLIS = 120_000;
const NOT_NEEDED = new AurumError('CANCELLED', 'A look was answered.');
/** Looks without an answer that make an engine down. One may be lost where others have been answered. */
const MISSES_OF_A_DEAD_ENGINE = 2;
/** A first connection may take more: of this process and of the engine everything is cold. */
const MISSES_OF_A_COLD_ENGINE = 5;

/** Looks at an engine again and again over a connection of its own: a full pool must not look like a dead engine. */
export class HealthCheck {
  readonly #options: HealthOptions;
  #phase: Phase = { phase: 'starting' };
  #version: string | null = null;
  #checkedAtMillis: number | null = null;
  #lastLookMillis = 0;
  #missed = 0;
  #probe: Connection | undefined;
  readonly #silence = new Silence();
  #migration: MigrationRun | undefined;
  readonly #openings = new Openings(() => this.hurry());
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
  /** Looks without an answer since the last one with. */
  get missed(): number {
    return this.#missed;
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
    this.#silence.noteAnswer();
  }

  /** Takes no more looks; one that runs is cut short. */
  stop(): void {
    this.#enter({ phase: 'closed' });
    clearTimeout(this.#timer);
    const reason = new AurumError('CANCELLED', 'The gateway is shutting down.');
    this.#end.abort(reason);
    this.#openings.abandon(reason);
    this.#migration?.end(reason);
  }

  /** Closes the connection of the looks. */
  async close(): Promise<void> {
    await this.#probe?.close();
  }

  /** Waits for what still runs, which the end of an embedded engine cuts short. */
  async ended(): Promise<void> {
    await Promise.all([this.#look, this.#openings.ended(), this.#migration?.ended()]);
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
    const { driver, breaker } = this.#options;
    const startMillis = Date.now();
    try {
      const isUsable = this.#probe?.healthy === true;
      // While statements cannot connect, an old connection that still answers says nothing.
      if (!isUsable || breaker.state !== 'CLOSED') await this.#open();
      // A statement of ours in the one session of an embedded engine would only queue the ping behind it.
      else if (!driver.busy && !(await this.#ping())) await this.#open();
      if (this.#phase.phase === 'closed') return;
      this.#missed = 0;
      this.#openings.abandon(NOT_NEEDED);
      if (this.#version !== null) this.#answered();
      else if (this.#migration === undefined && this.#probe !== undefined) await this.#migrate(this.#probe);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#checkedAtMillis = Date.now();
      this.#lastLookMillis = startMillis;
    }
  }

  #answered(): void {
    const { driver, logger, onUp } = this.#options;
    const wasUp = this.#phase.phase === 'up';
    this.#enter({ phase: 'up' });
    if (wasUp) return;
    logger.info({ backend: driver.kind, version: this.#version }, 'Backend is up.');
    onUp();
  }

  #failed(error: unknown): void {
    const { driver, logger, isUsed, onDown } = this.#options;
    const { phase } = this.#phase;
    if (phase === 'closed') return;
    const reason = reasonOf(error, driver.kind);
    const silent = !tells(error);
    // Beside a migration a second connection may take its time; where it cannot be opened, that is told.
    if (silent && this.#migration !== undefined && this.#probe === undefined) return;
    // What was asked came to stand behind statements of ours.
    if (phase === 'up' && driver.embedded && (driver.busy || isUsed())) return;
    // An engine that answers statements is not down, though it lets in no further connection; nor is one that is full of ours.
    const answers =
      this.#isKnown && (this.#isFullOfOurs(error) || this.#silence.wasBrokenSince(this.#lastLookMillis));
    this.#missed = answers ? Number(phase === 'up') : this.#missed + 1;
    // One that breaks tells so by the migration's own connection: a refusal of another is no reason to cut that.
    const isPatient = silent || this.#migration !== undefined;
    if (answers || (isPatient && this.#missed < this.#missesAllowed())) return;
    const isSilent = this.#silence.end() || silent;
    void this.#probe?.close().catch(() => {});
    this.#probe = undefined;
    this.#endMigration(reason);
    if (phase !== 'down') {
      logger.warn({ backend: driver.kind, code: reason.code, err: reason }, 'Backend is down.');
    }
    this.#enter({ phase: 'down', error: reason });
    if (phase !== 'down') onDown(reason, isSilent);
  }

  async #open(): Promise<void> {
    const { driver, settings } = this.#options;
    const waitMillis = driver.embedded ? BOOT_TIMEOUT_MILLIS : settings.timeoutMillis;
    const { connection, overtook } = await this.#openings.take((signal) => this.#connect(signal), waitMillis);
    // It may be another by now than when this one was begun.
    const before = this.#probe;
    this.#probe = connection;
    const isSilent = this.#silence.end();
    void before?.close().catch(() => {});
    this.#end.signal.throwIfAborted();
    // To an embedded engine there is no line.
    if (driver.embedded) return;
    if (overtook || isSilent) this.#lineWasDead(isSilent);
  }

  /** What was open then may be as dead as what hung, though the engine lets in who comes anew. */
  #lineWasDead(isSilent: boolean): void {
    const { driver, logger, onLost } = this.#options;
    if (this.#migration !== undefined) {
      logger.warn({ backend: driver.kind }, 'The line was dead for a while: the migration begins anew.');
      this.#endMigration(unanswered(driver.kind));
    } else if (isSilent && this.#phase.phase === 'up') {
      logger.warn({ backend: driver.kind }, 'The line was dead for a while: all connections are replaced.');
      onLost();
    }
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    const { driver, breaker } = this.#options;
    // One that is half open waits for a connection already: that one is not to be waited for here.
    const tries = breaker.state === 'OPEN' && !breaker.refuses;
    // To the breaker that is no failure.
    const connect = (wanted: AbortSignal): Promise<Connection | AurumError> =>
      driver.connect(wanted).catch((error: unknown) => {
        if (this.#isFullOfOurs(error)) return error;
        throw error;
      });
    const made = await (tries
      ? breaker.connect((wanted) => connect(AbortSignal.any([wanted, signal])))
      : connect(signal));
    if (made instanceof AurumError) throw made;
    if (!tries) breaker.connectedBeside();
    return made;
  }

  /** The engine lets no further connection in, and gave those of our statements, or of the migration. */
  #isFullOfOurs(error: unknown): error is AurumError {
    return (
      isFull(error) &&
      (this.#options.isConnected() || this.#migration !== undefined || this.#probe?.healthy === true)
    );
  }

  /** True while it has answered us, and is to go on doing so. */
  get #isKnown(): boolean {
    return this.#phase.phase === 'up' || this.#migration !== undefined;
  }

  /**
   * Begins the migration on the connection of the looks. They go on over another: what takes long or waits for a lock is let
   * be while the engine answers, and a line that died under it is found. To an embedded engine there is no line.
   */
  async #migrate(connection: Connection): Promise<void> {
    const { driver } = this.#options;
    const run = new MigrationRun(driver, connection);
    this.#migration = run;
    this.#probe = undefined;
    const over = run.version.then(
      (version) => this.#migrated(run, version),
      (error: unknown) => this.#notMigrated(run, error),
    );
    if (driver.embedded) await over;
  }

  #migrated(run: MigrationRun, version: string): void {
    if (this.#migration !== run || this.#phase.phase === 'closed') return;
    this.#migration = undefined;
    this.#version = version;
    if (this.#probe === undefined) this.#probe = run.connection;
    else void run.connection.close().catch(() => {});
    this.#missed = 0;
    this.noteAnswer();
    this.#answered();
  }

  #notMigrated(run: MigrationRun, error: unknown): void {
    if (this.#migration !== run || this.#phase.phase === 'closed') return;
    const reason = reasonOf(error, this.#options.driver.kind);
    this.#endMigration(reason);
    this.#failed(reason);
  }

  #endMigration(reason: AurumError): void {
    this.#migration?.end(reason);
    this.#migration = undefined;
  }

  /** Whoever waits for an engine to come back, or to be known for gone, should not wait for us as well. */
  #pauseMillis(): number {
    const { settings, breaker } = this.#options;
    const { phase } = this.#phase;
    if (phase === 'up' && this.#missed === 0 && breaker.state === 'CLOSED') return settings.intervalMillis;
    if (this.#isKnown) return settings.intervalMillis / 2;
    if (phase === 'starting') return 0;
    return Math.max(0, settings.intervalMillis / 2 - (Date.now() - this.#lastLookMillis));
  }

  #missesAllowed(): number {
    if (this.#isKnown) return MISSES_OF_A_DEAD_ENGINE;
    return this.#phase.phase === 'starting' && !this.#options.driver.embedded ? MISSES_OF_A_COLD_ENGINE : 1;
  }

  /** False where the connection is lost, which may be its own trouble; an error of the engine's is an answer. */
  async #ping(): Promise<boolean> {
    const probe = this.#probe;
    if (probe === undefined) return true;
    const { driver, settings } = this.#options;
    try {
      await this.#silence.ask(probe, this.#end.signal, settings.timeoutMillis);
      return true;
    } catch (error) {
      // To an embedded engine there is no line that could be lost.
      if (driver.embedded || !tells(error)) throw error;
      return false;
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
