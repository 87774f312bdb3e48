import { AurumError, badUserInput } from '../errors.ts';
import type {
  AggregateRefresh,
  ContinuousAggregate,
  ContinuousAggregateRow,
  RollupOf,
} from '../model/continuous-aggregate.ts';
import type { BucketLine } from '../model/dataset-query.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import type { FederatedColumn } from '../model/federated.ts';
import type {
  ChunkCompression,
  CompressionSizes,
  Hypertable,
  HypertableChunk,
  StorageSize,
} from '../model/hypertable.ts';
import type { Page, PageArguments, RangePage } from '../model/page.ts';
import type { Sourced } from '../model/provenance.ts';
import type { TimeRange } from '../model/time-range.ts';
import { aggregateFacts } from '../planner/aggregate-facts.ts';
import type { RollupCandidate, RollupQuestion } from '../planner/rollup-question.ts';
import { EXTENSION } from '../sql/admin/extension.ts';
import { createAggregateStates } from './aggregate-states.ts';
import type { Ask, AskRows } from './ask.ts';
import {
  countRollupRows,
  readContinuousAggregate,
  readRollupColumns,
  readRollupRows,
  refreshRange,
  rollupBounds,
} from './continuous-aggregates.ts';
import { DatasetDao } from './dataset-dao.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import {
  type CompressOptions,
  compressOldest,
  countChunks,
  readChunks,
  readCompressionSizes,
  readHypertable,
  readHypertableSize,
} from './hypertables.ts';
import { noting } from './reading.ts';
import type { RollupAsk } from './rollup-choice.ts';
import { bucketsRequest, type TimeSeriesRequest } from './time-series-request.ts';

/** Declared tables in TimescaleDB, and what only TimescaleDB can do. */
export class TimescaleDao extends DatasetDao {
  override readonly daoName = 'TimescaleDao';
  readonly #ask: Ask = (...question) =>
    this.executeQueryRaw(...question).catch((error: unknown) => this.#explain(error));
  readonly #askRows: AskRows = (...question) =>
    this.executeQuery(...question).catch((error: unknown) => this.#explain(error));

  readonly #aggregateStates = createAggregateStates((...question) => this.executeQueryRaw(...question));

  protected override async rollupFacts(
    { dataset, bounds }: RollupQuestion,
    asks: readonly RollupAsk[],
  ): Promise<readonly RollupCandidate[]> {
    const { version } = this.backend.health();
    if (version !== null && !version.includes('TimescaleDB')) {
      const facts = { refusal: 'is not kept by TimescaleDB, which this PostgreSQL does not have' };
      return asks.map(({ rollup }) => ({ rollup, facts }));
    }
    const states = await this.#aggregateStates.load(dataset);
    return asks.flatMap(({ rollup, needs }) => {
      const state = states.get(rollup.name);
      if (state === undefined) return [];
      const facts = 'refusal' in state ? state : aggregateFacts({ dataset, rollup }, state, needs, bounds);
      return [{ rollup, facts }];
    });
  }

  override queryBuckets(request: BucketsRequest): Promise<Sourced<RangePage<BucketLine>>> {
    return this.queryTimeBucketData(request);
  }

  /** Rows bucketed by time, a line a group. Throws RESULT_TOO_LARGE above `limits.maxBuckets`. */
  queryTimeBucketData(request: BucketsRequest | TimeSeriesRequest): Promise<Sourced<RangePage<BucketLine>>> {
    return this.operation('queryTimeBucketData', () => this.bucketPage(bucketsRequest(request)));
  }

  /** Chunks, dimensions and compression of a declared table; null where it is no hypertable. */
  getHypertableInfo(dataset: DeclaredDataset): Promise<Hypertable | null> {
    return this.operation('getHypertableInfo', () => readHypertable(this.#ask, dataset));
  }

  getHypertableSize(hypertable: Hypertable): Promise<StorageSize | null> {
    return this.operation('getHypertableSize', () => readHypertableSize(this.#askRows, hypertable));
  }

  getCompressionSizes(hypertable: Hypertable): Promise<CompressionSizes> {
    return this.operation('getCompressionSizes', () => readCompressionSizes(this.#ask, hypertable));
  }

  queryChunks(hypertable: Hypertable, page: PageArguments): Promise<Page<HypertableChunk>> {
    return this.operation('queryChunks', () =>
      readChunks(this.#ask, hypertable, page, this.limits.maxPageSize, this.cursors),
    );
  }

  countChunks(hypertable: Hypertable): Promise<number> {
    return this.operation('countChunks', () => countChunks(this.#ask, hypertable));
  }

  /** Compresses chunks of a declared table. Throws BAD_USER_INPUT where it is no hypertable or has no compression. */
  compressChunks(
    dataset: DeclaredDataset,
    options: Omit<CompressOptions, 'millisLeft'>,
  ): Promise<ChunkCompression> {
    return this.operation('compressChunks', async () => {
      const hypertable = await readHypertable(this.#ask, dataset);
      if (hypertable?.compressionEnabled === true) {
        return compressOldest(this.#ask, dataset, { ...options, millisLeft: () => this.millisLeft() });
      }
      const name = tableName(dataset.table);
      if (hypertable === null) {
        throw badUserInput('input.hypertable', `${name} is no hypertable in TimescaleDB.`, 'A hypertable.');
      }
      throw badUserInput(
        'input.hypertable',
        `Compression is not enabled on ${name}.`,
        'A hypertable with compression: its owner enables it by the table option timescaledb.compress.',
      );
    });
  }

  /** Bucket width and watermark of a declared rollup; null where it is no continuous aggregate. */
  findContinuousAggregate(of: RollupOf): Promise<ContinuousAggregate | null> {
    return this.operation('findContinuousAggregate', () => readContinuousAggregate(this.#ask, of));
  }

  /**
   * A page of a continuous aggregate's rows, with what is not materialised yet where the engine adds it. The range is one of
   * the starts of buckets; dates are read in UTC.
   */
  queryContinuousAggregate(
    of: RollupOf,
    range: TimeRange | null,
    page: PageArguments,
  ): Promise<Sourced<RangePage<ContinuousAggregateRow>>> {
    return this.operation('queryContinuousAggregate', async () => {
      const { ask, readings } = noting(this.#ask);
      const { maxPageSize } = this.limits;
      const rows = await readRollupRows(ask, of, range, page, maxPageSize, this.cursors, this.nowMillis);
      return this.sourced(rows, { source: of.rollup.name, rollup: true, rejected: [] }, readings);
    });
  }

  countContinuousAggregateRows(of: RollupOf, range: TimeRange | null): Promise<number> {
    return this.operation('countContinuousAggregateRows', async () =>
      countRollupRows(this.#ask, of, await rollupBounds(this.#ask, of, range, this.nowMillis)),
    );
  }

  queryContinuousAggregateColumns(of: RollupOf): Promise<readonly FederatedColumn[]> {
    return this.operation('queryContinuousAggregateColumns', () => readRollupColumns(this.#ask, of));
  }

  /** Materialises a range of a declared rollup. Throws BAD_USER_INPUT where it is no continuous aggregate over instants. */
  refreshContinuousAggregate(
    of: RollupOf,
    range: TimeRange,
    options: { readonly dryRun: boolean; readonly nowMillis: number },
  ): Promise<AggregateRefresh> {
    const { dryRun, nowMillis } = options;
    return this.operation('refreshContinuousAggregate', async () => {
      const aggregate = await readContinuousAggregate(this.#ask, of);
      if (aggregate !== null && of.rollup.time.type !== 'epoch_millis') {
        const bounds = await this.boundsOf({ table: of.dataset, range, timeZone: 'UTC', where: {} });
        return refreshRange(this.#ask, of, bounds, dryRun, nowMillis);
      }
      const why = aggregate === null ? 'is no continuous aggregate in TimescaleDB' : 'has a time of integers';
      const allowed = 'A continuous aggregate over instants or dates.';
      throw badUserInput('input.name', `${tableName(of.rollup.table)} ${why}.`, allowed);
    });
  }

  /** A PostgreSQL without the extension has none of its views and functions: that is said in one sentence. */
  async #explain(error: unknown): Promise<never> {
    const unknownName =
      error instanceof AurumError && /^(42P01|42883|3F000)$/.test(error.details.engineCode ?? '');
    if (!unknownName) throw error;
    const { rows } = await this.executeQueryRaw(EXTENSION, 'SELECT pg_extension');
    if (rows[0]?.[0] === true) throw error;
    const message = 'This PostgreSQL has no TimescaleDB extension.';
    throw new AurumError('QUERY_FAILED', message, { backend: 'timescale', cause: error });
  }
}
