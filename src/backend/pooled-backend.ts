import { AurumError, codeOrElse } from '../errors.ts';
import type { BackendHealth, BackendStatus, BreakerState, PoolFigures } from '../model/backend.ts';
import type { Statement } from '../sql/statement.ts';
import type { Logger } from '../telemetry/log.ts';
import {
  breakerTurned,
  loadShed,
  observeBackend,
  retryDecided,
  statementEnded,
} from '../telemetry/metrics.ts';
import { annotateSpan, withSpan } from '../telemetry/span.ts';
import { abortReason, settleOrAbort } from './abort.ts';
import type { Backend, CallOptions, Connection, Driver, QueryResult, TableWrite } from './backend.ts';
import { Breaker } from './breaker.ts';
import type { ShedReason } from './fair-queue.ts';
import { HealthCheck } from './health-check.ts';
import type { HealthSettings } from './health-options.ts';
import { ConnectionPool } from './pool.ts';
import type { PoolSettings, Scarce } from './pool-options.ts';
import { Retry } from './retry.ts';

export type BackendSettings = {
  readonly pool: PoolSettings;
  readonly health: HealthSettings;
  /** How long `close` waits for running statements. */
  readonly closeGraceMillis: number;
};

/** `db.system.name` of the OpenTelemetry database conventions, 1.45. */
const SYSTEM_NAMES = { timescale: 'postgresql', clickhouse: 'clickhouse', trino: 'trino' } as const;
const BREAKER = { failures: 5, halfOpenAfterMillis: 1_000 } as const;
/** For so long a statement that got no connection, or a connection that was not given, makes its engine DEGRADED. */
const TROUBLE_MILLIS = 10_000;

/** Joins one engine's driver with a pool, a breaker and a background health check. */
export function createBackend(driver: Driver, settings: BackendSettings, logger: Logger): Backend {
  return new PooledBackend(driver, settings, logger);
}

class PooledBackend implements Backend {
  readonly #driver: Driver;
  readonly #settings: BackendSettings;
  readonly #logger: Logger;
  readonly #pool: ConnectionPool;
  readonly #breaker: Breaker;
  readonly #retry = new Retry();
  readonly #check: HealthCheck;
  readonly #forget: () => void;
  #lastShedMillis = Number.NEGATIVE_INFINITY;
  readonly #lastFullMillis = { connections: Number.NEGATIVE_INFINITY, statements: Number.NEGATIVE_INFINITY };

  constructor(driver: Driver, settings: BackendSettings, logger: Logger) {
    this.#driver = driver;
    this.#settings = settings;
    this.#logger = logger;
    // A connection takes as long while it is half open as ever.
    const breaker = { ...BREAKER, halfOpenMillis: settings.pool.createTimeoutMillis };
    this.#breaker = new Breaker(driver.kind, breaker, (state) => this.#breakerTurned(state));
    this.#pool = new ConnectionPool({
      name: driver.kind,
      settings: settings.pool,
      breaker: this.#breaker,
      connect: (signal) => driver.connect(signal),
      onShed: (reason) => this.#shed(reason),
      onFull: (of, most) => this.#full(of, most),
    });
    this.#check = new HealthCheck({
      driver,
      settings: settings.health,
      breaker: this.#breaker,
      logger,
      isUsed: () => this.#pool.figures().used > 0,
      isConnected: () => this.#pool.open > 0,
      onUp: () => void this.#pool.warm(),
      onDown: (error, isSilent) => {
        this.#pool.abandonOpenings(error);
        // An embedded engine may only be slow, and one that lets in nobody may still answer who is in.
        if (isSilent && !driver.embedded) this.#pool.sever();
        else this.#pool.distrust();
      },
      onLost: () => this.#pool.replace(),
    });
    this.#forget = observeBackend(driver.kind, () => {
      const { used, free, pending, max, queued } = this.#pool.figures();
      const { status, breaker } = this.health();
      return { used, idle: free, pending, max, queued, status, breaker };
    });
  }

  get kind(): Driver['kind'] {
    return this.#driver.kind;
  }
  get embedded(): boolean {
    return this.#driver.embedded;
  }
  get limitations(): readonly string[] {
    return this.#driver.limitations;
  }
  get dialect(): Driver['dialect'] {
    return this.#driver.dialect;
  }

  async execute(statement: Statement, options: CallOptions): Promise<QueryResult> {
    const { summary, text } = statement;
    const run = (): Promise<QueryResult> =>
      this.#run(summary, { 'db.query.text': text }, options, async (connection) => {
        const result = await connection.execute(statement, options);
        annotateSpan({ 'db.response.returned_rows': result.rows.length });
        return result;
      });
    if (options.changes === true) return run();
    return this.#retry.run(options.signal, run, (decision, error) => {
      retryDecided(this.kind, decision);
      const fields = { backend: this.kind, query: summary, decision, err: error };
      this.#logger.info(fields, 'A statement found its engine out of reach; it may be tried once more.');
    });
  }

  async write(tables: readonly TableWrite[], options: CallOptions): Promise<void> {
    const summary = `INSERT ${tables.map((write) => write.table).join(' ')}`;
    await this.#run(summary, {}, options, (connection) => connection.write(tables, options));
  }

  health(): BackendHealth {
    const [status, reason] = this.#status();
    return {
      status,
      reason,
      checkedAtMillis: this.#check.checkedAtMillis,
      version: this.#check.version,
      breaker: this.#breaker.state,
    };
  }

  pool(): PoolFigures {
    return this.#pool.figures();
  }

  start(): void {
    this.#check.start();
  }

  async ready(signal: AbortSignal): Promise<void> {
    this.start();
    await this.#available(signal);
  }

  async up(signal: AbortSignal): Promise<void> {
    this.start();
    while (this.#check.phase.phase === 'down' || this.#check.phase.phase === 'starting')
      await settleOrAbort(this.#check.changed, signal);
    await this.#available(signal);
  }

  async close(): Promise<void> {
    if (this.#check.phase.phase === 'closed') return;
    this.#forget();
    this.#check.stop();
    await this.#pool.close(this.#closedError(), this.#settings.closeGraceMillis);
    await this.#check.close();
    await this.#driver.close();
    await this.#check.ended();
  }

  #status(): readonly [BackendStatus, string | null] {
    const { phase } = this.#check;
    switch (phase.phase) {
      case 'starting':
        return ['STARTING', 'The engine is being started.'];
      case 'down':
        return ['DOWN', phase.error.message];
      case 'closed':
        return ['DOWN', 'The gateway is shutting down.'];
      case 'up': {
        if (this.#driver.restarting) return ['DOWN', 'The embedded engine starts again.'];
        if (this.#breaker.state === 'OPEN') return ['DOWN', this.#breaker.reason?.message ?? null];
        const trouble = this.#trouble(this.#check.missed);
        if (trouble !== undefined) return ['DEGRADED', trouble];
        if (this.#driver.busy)
          return [
            'BUSY',
            'The embedded engine runs as many statements at a time as it can, all of them ours.',
          ];
        return ['UP', null];
      }
    }
  }

  #trouble(missed: number): string | undefined {
    if (this.#breaker.state === 'HALF_OPEN') return this.#breaker.reason?.message;
    const nowMillis = performance.now();
    const { connections, statements } = this.#lastFullMillis;
    if (nowMillis - connections <= TROUBLE_MILLIS) {
      return 'It has no connection left to give beside those it gave.';
    }
    if (nowMillis - statements <= TROUBLE_MILLIS) return 'It runs as many statements as it may.';
    if (missed > 0) {
      return `It did not answer the last look within ${this.#settings.health.timeoutMillis} ms, or let in no new connection.`;
    }
    if (nowMillis - this.#lastShedMillis > TROUBLE_MILLIS) return undefined;
    return `Within the last ${TROUBLE_MILLIS / 1_000} seconds statements got no connection in time.`;
  }

  /** Waits out the first start; afterwards a dead engine fails at once. */
  async #available(signal: AbortSignal): Promise<void> {
    while (this.#check.phase.phase === 'starting') await settleOrAbort(this.#check.changed, signal);
    if (signal.aborted) throw abortReason(signal);
    const { phase } = this.#check;
    if (phase.phase === 'up') return;
    if (phase.phase !== 'down') throw this.#closedError();
    throw new AurumError('BACKEND_UNAVAILABLE', phase.error.message, {
      backend: this.kind,
      retryAfterMillis: this.#settings.health.intervalMillis,
      cause: phase.error,
    });
  }

  #closedError(): AurumError {
    return new AurumError('BACKEND_UNAVAILABLE', 'The gateway is shutting down.', {
      backend: this.kind,
      retryAfterMillis: this.#settings.health.intervalMillis,
    });
  }

  async #run<T>(
    summary: string,
    attributes: Record<string, string>,
    options: CallOptions,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    await this.#available(options.signal);
    return this.#pool.withConnection(options, (connection) =>
      this.#traced(summary, attributes, () => work(connection)),
    );
  }

  async #traced<T>(summary: string, attributes: Record<string, string>, work: () => Promise<T>): Promise<T> {
    const [operation] = summary.split(' ');
    const known = {
      'db.system.name': SYSTEM_NAMES[this.kind],
      'db.operation.name': operation ?? summary,
      'db.query.summary': summary,
      ...attributes,
    };
    const startMillis = performance.now();
    const seconds = (): number => (performance.now() - startMillis) / 1_000;
    try {
      const result = await withSpan(summary, { kind: 'client', attributes: known }, work);
      this.#check.noteAnswer();
      this.#breaker.succeeded();
      statementEnded(this.kind, summary, seconds());
      return result;
    } catch (error) {
      // What is known to be down, or was severed here, says nothing new.
      const isNew = this.#check.phase.phase === 'up' && startMillis > this.#pool.severedMillis;
      if (isNew) this.#breaker.failed(error);
      statementEnded(this.kind, summary, seconds(), codeOrElse(error, 'INTERNAL_SERVER_ERROR'));
      throw error;
    }
  }

  #breakerTurned(state: BreakerState): void {
    breakerTurned(this.kind, state);
    const fields = { backend: this.kind, breaker: state };
    const { reason } = this.#breaker;
    if (reason === undefined || state !== 'OPEN') {
      this.#logger.info(fields, 'The breaker of an engine turned.');
      return;
    }
    this.#logger.warn({ ...fields, err: reason }, 'Statements are kept from the engine for a while.');
    this.#pool.abandonOpenings(reason);
    this.#check.hurry();
  }

  #full(of: Scarce, most: number): void {
    const nowMillis = performance.now();
    const isNew = nowMillis - this.#lastFullMillis[of] > TROUBLE_MILLIS;
    this.#lastFullMillis[of] = nowMillis;
    if (!isNew) return;
    const fields = { backend: this.kind, [of]: most, max: this.#settings.pool.max };
    const msg = {
      connections: 'The engine gives no more connections; statements wait for those it gave.',
      statements: 'The engine runs no more statements at a time; the others wait.',
    };
    this.#logger.warn(fields, msg[of]);
  }

  #shed(reason: ShedReason): void {
    // A deadline that is too near may be a client's own.
    if (reason !== 'deadline') this.#lastShedMillis = performance.now();
    if (reason !== 'wait_timeout') loadShed(reason, this.kind);
    this.#logger.debug({ backend: this.kind, reason }, 'A statement got no connection.');
  }
}
