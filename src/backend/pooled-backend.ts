import { AurumError } from '../errors.ts';
import type { BackendHealth, BackendKind, BackendStatus, PoolFigures } from '../model/backend.ts';
import type { Statement } from '../sql/statement.ts';
import type { Logger } from '../telemetry/log.ts';
import { withSpan } from '../telemetry/span.ts';
import { abortReason, settleOrAbort } from './abort.ts';
import type { Backend, CallOptions, Connection, Driver, QueryResult, TableWrite } from './backend.ts';
import { ConnectionPool, type PoolSettings } from './pool.ts';

export type BackendSettings = {
  readonly pool: PoolSettings;
  readonly healthIntervalMillis: number;
  /** How long `close` waits for running statements. */
  readonly closeGraceMillis: number;
};

/** Trino answers late, not wrongly, while its workers are busy or its heap is swept. */
const PING_TIMEOUT_MILLIS: Record<BackendKind, number> = {
  timescale: 1_000,
  clickhouse: 1_000,
  trino: 10_000,
};
const MIGRATION_TIMEOUT_MILLIS = 120_000;
/** `db.system.name` of the OpenTelemetry database conventions, 1.45. */
const SYSTEM_NAMES = { timescale: 'postgresql', clickhouse: 'clickhouse', trino: 'trino' } as const;

type Phase =
  | { readonly phase: 'starting' }
  | { readonly phase: 'up' }
  | { readonly phase: 'down'; readonly error: AurumError }
  | { readonly phase: 'closed' };

/** Joins one engine's driver with a pool and a background health check. */
export function createBackend(driver: Driver, settings: BackendSettings, logger: Logger): Backend {
  return new PooledBackend(driver, settings, logger);
}

class PooledBackend implements Backend {
  readonly #driver: Driver;
  readonly #settings: BackendSettings;
  readonly #logger: Logger;
  readonly #pool: ConnectionPool;
  #phase: Phase = { phase: 'starting' };
  #version: string | null = null;
  #checkedAtMillis: number | null = null;
  #answeredAtMillis = 0;
  /** The health check's own connection: a full pool must not look like a dead engine. */
  #probe: Connection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #check: Promise<void> = Promise.resolve();
  #changed = Promise.withResolvers<void>();

  constructor(driver: Driver, settings: BackendSettings, logger: Logger) {
    this.#driver = driver;
    this.#settings = settings;
    this.#logger = logger;
    this.#pool = new ConnectionPool(driver.kind, settings.pool, () => driver.connect());
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
    await this.#available(options.signal);
    return this.#pool.withConnection(options, (connection) =>
      this.#traced(statement.summary, { 'db.query.text': statement.text }, async (span) => {
        const result = await connection.execute(statement, options);
        this.#answeredAtMillis = Date.now();
        span.setAttribute('db.response.returned_rows', result.rows.length);
        return result;
      }),
    );
  }

  async write(tables: readonly TableWrite[], options: CallOptions): Promise<void> {
    await this.#available(options.signal);
    const summary = `INSERT ${tables.map((write) => write.table).join(' ')}`;
    await this.#pool.withConnection(options, (connection) =>
      this.#traced(summary, {}, () => connection.write(tables, options)),
    );
  }

  health(): BackendHealth {
    const known = { checkedAtMillis: this.#checkedAtMillis, version: this.#version };
    const of = (status: BackendStatus, reason: string | null): BackendHealth => ({
      status,
      reason,
      ...known,
    });
    switch (this.#phase.phase) {
      case 'starting':
        return of('STARTING', 'The engine is being started.');
      case 'down':
        return of('DOWN', this.#phase.error.message);
      case 'closed':
        return of('DOWN', 'The gateway is shutting down.');
      case 'up':
        return this.#driver.busy
          ? of('BUSY', 'The embedded engine has one session, and a statement of ours holds it.')
          : of('UP', null);
    }
  }

  pool(): PoolFigures {
    return this.#pool.figures();
  }

  start(): void {
    if (this.#timer !== undefined || this.#phase.phase === 'closed') return;
    const tick = (): void => {
      this.#check = this.#look().finally(() => {
        if (this.#phase.phase !== 'closed')
          this.#timer = setTimeout(tick, this.#settings.healthIntervalMillis);
      });
    };
    this.#timer = setTimeout(tick, 0);
  }

  async ready(signal: AbortSignal): Promise<void> {
    this.start();
    await this.#available(signal);
  }

  async close(): Promise<void> {
    if (this.#phase.phase === 'closed') return;
    this.#enter({ phase: 'closed' });
    clearTimeout(this.#timer);
    await this.#pool.close(this.#settings.closeGraceMillis);
    await this.#probe?.close();
    await this.#driver.close();
    await this.#check;
  }

  /** Waits out the first start; afterwards a dead engine fails at once. */
  async #available(signal: AbortSignal): Promise<void> {
    while (this.#phase.phase === 'starting') await settleOrAbort(this.#changed.promise, signal);
    if (signal.aborted) throw abortReason(signal);
    if (this.#phase.phase === 'up') return;
    const cause = this.#phase.phase === 'down' ? this.#phase.error : undefined;
    throw new AurumError('BACKEND_UNAVAILABLE', cause?.message ?? 'The gateway is shutting down.', {
      backend: this.kind,
      retryAfterMillis: this.#settings.healthIntervalMillis,
      cause,
    });
  }

  async #look(): Promise<void> {
    const startMillis = Date.now();
    try {
      if (this.#probe?.healthy !== true || this.#version === null) await this.#open();
      // A statement of ours in the one session of an embedded engine would only queue the ping behind it.
      else if (!this.#driver.busy) await this.#ping(this.#probe);
      if (this.#phase.phase !== 'up' && this.#phase.phase !== 'closed') {
        this.#logger.info({ backend: this.kind, version: this.#version }, 'Backend is up.');
        this.#enter({ phase: 'up' });
        await this.#pool.warm();
      }
    } catch (error) {
      const told = error instanceof AurumError && error.code !== 'BACKEND_TIMEOUT';
      const reason = told ? error : unavailable(this.kind, error);
      void this.#probe?.close().catch(() => {});
      this.#probe = undefined;
      if (this.#phase.phase === 'closed') return;
      // The ping came to stand behind statements of ours: one that runs, or some that were answered meanwhile.
      const answered = this.#answeredAtMillis > startMillis;
      if (this.#phase.phase === 'up' && (this.#driver.busy || answered)) return;
      if (this.#phase.phase !== 'down') {
        this.#logger.warn({ backend: this.kind, code: reason.code, err: reason }, 'Backend is down.');
      }
      this.#enter({ phase: 'down', error: reason });
    } finally {
      this.#checkedAtMillis = Date.now();
    }
  }

  async #open(): Promise<void> {
    await this.#probe?.close();
    this.#probe = await this.#driver.connect();
    if (this.#version !== null) return;
    const signal = AbortSignal.timeout(MIGRATION_TIMEOUT_MILLIS);
    this.#version = await this.#driver.migrate(this.#probe, { signal });
  }

  async #ping(connection: Connection): Promise<void> {
    const signal = AbortSignal.timeout(PING_TIMEOUT_MILLIS[this.kind]);
    await settleOrAbort(connection.ping({ signal }), signal);
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #traced<T>(
    summary: string,
    attributes: Record<string, string>,
    work: Parameters<typeof withSpan<T>>[2],
  ): Promise<T> {
    const [operation] = summary.split(' ');
    const known = {
      'db.system.name': SYSTEM_NAMES[this.kind],
      'db.operation.name': operation ?? summary,
      'db.query.summary': summary,
      ...attributes,
    };
    return withSpan(summary, { kind: 'client', attributes: known }, work);
  }
}

function unavailable(backend: string, cause: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', `The ${backend} engine does not answer.`, { backend, cause });
}
