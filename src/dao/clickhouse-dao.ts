import { badUserInput } from '../errors.ts';
import type { ClickHouseTable, TableOptimization } from '../model/clickhouse-table.ts';
import type { BucketLine } from '../model/dataset-query.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import type { RangePage } from '../model/page.ts';
import type { Sourced } from '../model/provenance.ts';
import type { RollupCandidate, RollupQuestion } from '../planner/rollup-question.ts';
import type { Ask, AskRows } from './ask.ts';
import type { DaoScope } from './base-dao.ts';
import { mergeParts, type OptimizeOptions, readClickHouseTable } from './clickhouse-parts.ts';
import type { ComparedRollups } from './compared-rollups.ts';
import type { CursorCodec } from './cursor.ts';
import { DatasetDao, type DatasetLimits } from './dataset-dao.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import type { RollupAsk } from './rollup-choice.ts';
import { bucketsRequest, type TimeSeriesRequest } from './time-series-request.ts';
import { createViewStates, viewCandidates } from './view-states.ts';

/** Declared tables in ClickHouse, and what only ClickHouse can do. */
export class ClickHouseDao extends DatasetDao {
  override readonly daoName = 'ClickHouseDao';
  readonly #ask: Ask = (...question) => this.executeQueryRaw(...question);
  readonly #askRows: AskRows = (...question) => this.executeQuery(...question);

  readonly #viewStates = createViewStates(this.#ask);
  readonly #compared: ComparedRollups;

  constructor(scope: DaoScope, limits: DatasetLimits, cursors: CursorCodec, compared: ComparedRollups) {
    super(scope, limits, cursors);
    this.#compared = compared;
  }

  protected override async rollupFacts(
    question: RollupQuestion,
    asks: readonly RollupAsk[],
  ): Promise<readonly RollupCandidate[]> {
    return viewCandidates(
      this.#ask,
      this.#compared,
      await this.#viewStates.load(question.dataset),
      question,
      asks,
    );
  }

  override queryBuckets(request: BucketsRequest): Promise<Sourced<RangePage<BucketLine>>> {
    return this.queryTimeSeriesData(request);
  }

  /** Rows bucketed by time, a line a group. Throws RESULT_TOO_LARGE above `limits.maxBuckets`. */
  queryTimeSeriesData(request: BucketsRequest | TimeSeriesRequest): Promise<Sourced<RangePage<BucketLine>>> {
    return this.operation('queryTimeSeriesData', () => this.bucketPage(bucketsRequest(request)));
  }

  /** Engine, rows, bytes and parts of a declared table; null where it is not there. */
  findClickHouseTable(dataset: DeclaredDataset): Promise<ClickHouseTable | null> {
    return this.operation('findClickHouseTable', () => readClickHouseTable(this.#askRows, dataset));
  }

  /** Merges the parts of a declared table; readers are not held up. Throws BAD_USER_INPUT for one without parts. */
  optimizeTable(dataset: DeclaredDataset, options: OptimizeOptions): Promise<TableOptimization> {
    return this.operation('optimizeTable', async () => {
      const table = await readClickHouseTable(this.#askRows, dataset);
      if (table !== null && table.activeParts !== null) return mergeParts(this.#ask, dataset, options);
      const why = table === null ? 'is not in ClickHouse' : `is stored in no parts, being a ${table.engine}`;
      throw badUserInput(
        'input.table',
        `${tableName(dataset.table)} ${why}.`,
        'A table that is stored in parts.',
      );
    });
  }
}
