import type { Backend } from '../backend/backend.ts';
import type { BackendKind } from '../model/backend.ts';
import type { Logger } from '../telemetry/log.ts';
import { withSpan } from '../telemetry/span.ts';
import { catchUpDemand } from './catch-up-demand.ts';
import { compactTables } from './compact.ts';
import type { SeriesEntry } from './record.ts';
import { type StoreOptions, storeBatch } from './store-batch.ts';
import { addCounts, type BackendSummary, type BatchCounts, NO_COUNTS } from './summary.ts';

/**
 * How each engine likes its rows: ClickHouse makes a part of every insert and wants few large ones; a transaction of
 * PostgreSQL should not hold the one session of the embedded engine for long; Trino takes some 11,000 rows a statement.
 */
const PROFILES: Record<BackendKind, { readonly batchObservations: number; readonly transactional: boolean }> =
  {
    clickhouse: { batchObservations: 250_000, transactional: false },
    timescale: { batchObservations: 20_000, transactional: true },
    trino: { batchObservations: 100_000, transactional: false },
  };

/** Files of a table at which they are merged, where the engine does not do so: of a load that goes on, and at its end. */
const MAX_FILES_MEANWHILE = 200;
const MAX_FILES_AFTER = 32;

export type BackendLoadOptions = Omit<StoreOptions, 'transactional'> & {
  readonly logger: Logger;
  /** Overrides the engine's own batch size. */
  readonly batchObservations?: number;
};

/** A load into one backend: gathers series into batches, and gathers the next while one is being stored. */
export class BackendLoad {
  readonly #backend: Backend;
  readonly #options: BackendLoadOptions;
  readonly #batchObservations: number;
  #batch: SeriesEntry[] = [];
  #ids = new Set<string>();
  #observations = 0;
  #storing: Promise<void> = Promise.resolve();
  #counts: BatchCounts = NO_COUNTS;
  #hasCaughtUp = false;

  constructor(backend: Backend, options: BackendLoadOptions) {
    this.#backend = backend;
    this.#options = options;
    this.#batchObservations = options.batchObservations ?? PROFILES[backend.kind].batchObservations;
  }

  /** Takes one series; waits while a full batch is in hand and the one before it is still being stored. */
  async add(entry: SeriesEntry): Promise<void> {
    const { record } = entry;
    const full = this.#observations + record.periods.length > this.#batchObservations;
    // A series that two files bring must not stand twice in one write: the later file wins.
    if (this.#batch.length > 0 && (full || this.#ids.has(record.id))) await this.#store();
    this.#batch.push(entry);
    this.#ids.add(record.id);
    this.#observations += record.periods.length;
  }

  /** Stores what is gathered; resolves when all is stored. */
  async finish(): Promise<void> {
    await this.#store();
    await this.#storing;
    await compactTables(this.#backend, MAX_FILES_AFTER, this.#options);
  }

  /** Drops what is gathered and waits for the batch being stored, which counts if it succeeds. */
  async abandon(): Promise<void> {
    this.#batch = [];
    await this.#storing.catch(() => {});
  }

  /** What the batches stored so far did. */
  summary(): BackendSummary {
    return { backend: this.#backend.kind, ...this.#counts };
  }

  async #store(): Promise<void> {
    await this.#storing;
    if (this.#batch.length === 0) return;
    const entries = this.#batch;
    this.#batch = [];
    this.#ids = new Set();
    this.#observations = 0;
    this.#storing = this.#storeTraced(entries);
    // Whoever adds or finishes next sees the failure.
    this.#storing.catch(() => {});
  }

  async #storeTraced(entries: readonly SeriesEntry[]): Promise<void> {
    const { kind } = this.#backend;
    const { signal, logger, nowMillis, onRefused } = this.#options;
    const startedMillis = performance.now();
    await withSpan('ingest.batch', { attributes: { 'aurum.backend': kind } }, async (span) => {
      if (!this.#hasCaughtUp) await catchUpDemand(this.#backend, this.#options);
      this.#hasCaughtUp = true;
      const { transactional } = PROFILES[kind];
      const options = { transactional, nowMillis, signal, onRefused };
      const counts = await storeBatch(this.#backend, entries, options);
      this.#counts = addCounts(this.#counts, counts);
      await compactTables(this.#backend, MAX_FILES_MEANWHILE, this.#options);
      const { series, observations, added, revised } = counts;
      span.setAttributes({
        'aurum.ingest.series': series,
        'aurum.ingest.observations': observations,
        'aurum.ingest.added': added,
        'aurum.ingest.revised': revised,
      });
      const elapsedMillis = Math.round(performance.now() - startedMillis);
      logger.debug({ backend: kind, series, observations, added, revised, elapsedMillis }, 'Batch stored.');
    });
  }
}
