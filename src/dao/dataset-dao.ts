import type { Grid } from '../calendar/grid.ts';
import { zoneOf } from '../calendar/zone.ts';

import type { BucketLine, DatasetGroup, DatasetRow } from '../model/dataset-query.ts';
import { type DeclaredDataset, heldBy } from '../model/declared-dataset.ts';
import type { PageArguments, RangePage } from '../model/page.ts';
import { declaredSource, type Sourced } from '../model/provenance.ts';
import type { LabelBounds } from '../model/time-range.ts';
import type { RollupCandidate, RollupQuestion } from '../planner/rollup-question.ts';
import { distinctMetrics, groupsPage, orderMetrics, selectedGroups } from '../sql/dataset/groups.ts';
import { rowColumns, rowsPage, selectedRows, totalOrder } from '../sql/dataset/rows.ts';
import type { Ask } from './ask.ts';
import { BaseDao, type DaoScope } from './base-dao.ts';
import type { BatchLoader } from './batching.ts';
import { type BucketAllowance, createBucketAllowance } from './bucket-allowance.ts';
import type { CursorCodec } from './cursor.ts';

import { bucketGrid, bucketList, type LineScope, readLines, routeLines } from './dataset-buckets.ts';
import { readComparedGroups } from './dataset-comparison.ts';
import { readExtent } from './dataset-extent.ts';

import type {
  AggregateRequest,
  BucketsRequest,
  DatasetScope,
  GroupsRequest,
  RowsRequest,
} from './dataset-requests.ts';
import { decodeGroup, decodeRow, type Keyed } from './dataset-rows.ts';
import { groupList, groupSelection, rowSelection, summaryOf } from './dataset-selection.ts';
import { instantBounds } from './instant-bounds.ts';
import { createNewestTimes } from './newest-times.ts';
import { pageOf } from './paging.ts';
import { type RangeWalk, rangeWalk } from './range-walk.ts';
import { noting } from './reading.ts';
import { type RollupAsk, type RollupSources, readRoute, routeRows } from './rollup-choice.ts';

/** What one request may ask of declared tables. */
export type DatasetLimits = {
  readonly maxPageSize: number;
  /** Most buckets over all lines of one request. */
  readonly maxBuckets: number;
};

const PAGE_SIZE = 50;
const LINE_PAGE_SIZE = 20;

/** Declared tables of one engine. */
export abstract class DatasetDao extends BaseDao {
  protected readonly limits: DatasetLimits;
  protected readonly cursors: CursorCodec;
  readonly #allowance: BucketAllowance;
  readonly #newestTimes: BatchLoader<DeclaredDataset, string | null>;
  readonly #ask: Ask = (...question) => this.executeQueryRaw(...question);

  constructor(scope: DaoScope, limits: DatasetLimits, cursors: CursorCodec) {
    super(scope);
    this.limits = limits;
    this.#allowance = createBucketAllowance(limits.maxBuckets);
    this.cursors = cursors;
    this.#newestTimes = createNewestTimes(this.backend.dialect, this.#ask, limits.maxPageSize);
  }

  /** A page of rows. */
  queryRows(asked: RowsRequest): Promise<Sourced<RangePage<DatasetRow>>> {
    return this.operation('queryRows', async () => {
      const request = this.#held(asked);
      const { table, where } = request;
      const order = totalOrder(table, request.order);
      const walk = await this.#walk(request, PAGE_SIZE, (range) =>
        JSON.stringify(['rows', table.name, range, where, order]),
      );
      const query = rowsPage(this.backend.dialect, rowSelection(request, walk.bounds), order, walk);
      const { rows, reading } = await this.executeQueryRaw(query, summaryOf(table));
      const names = rowColumns(table);
      const decoded = rows.map((row) => decodeRow(table, names, order, row));
      return this.sourced(this.#page(decoded, walk), declaredSource(table.name), [reading]);
    });
  }

  /** The time of the newest row of a table, RFC 3339 in UTC; null of an empty one. */
  findNewestTime(table: DeclaredDataset): Promise<string | null> {
    return this.operation('findNewestTime', () => this.#newestTimes.load(heldBy(table, this.backend.kind)));
  }

  /** How many rows there are, whatever page of them is read. */
  countRows(asked: DatasetScope): Promise<number> {
    return this.operation('countRows', async () => {
      const scope = this.#held(asked);
      const query = selectedRows(this.backend.dialect, rowSelection(scope, await this.boundsOf(scope)));
      return this.executeCountQuery(query, summaryOf(scope.table, 'count'));
    });
  }

  /** A page of groups with their metrics; without dimensions one group of all rows, be there any or none. */
  queryAggregatedMetrics(asked: GroupsRequest): Promise<Sourced<RangePage<DatasetGroup>>> {
    return this.operation('queryAggregatedMetrics', async () => {
      const request = this.#held(asked);
      const walk = await this.#walk(request, PAGE_SIZE, (range) => groupList('groups', request, range));
      const selection = groupSelection(request, walk.bounds);
      // What the groups are ordered by is read too: their cursors hold it.
      const metrics = distinctMetrics([...request.metrics, ...orderMetrics(selection.order)]);
      const { ask, readings } = noting(this.#ask);
      const rollups = this.#rollups();
      const route = await routeRows(rollups, selection, { edges: [], metrics });
      const { rows, source } = await readRoute(rollups, route, (from) => {
        const query = groupsPage(this.backend.dialect, { ...selection, rows: from }, metrics, walk);
        return ask(query, summaryOf(request.table, 'groups'));
      });
      const decoded = rows.map((row) => decodeGroup(selection, metrics, row));
      const shown = { ...walk, limit: walk.size };
      const compared = await readComparedGroups(this.#lineScope(ask), request, selection, metrics, shown);
      const groups = decoded.map((group) => ({ ...group, shown: compared(group.shown) }));
      return this.sourced(this.#page(groups, walk), source, readings);
    });
  }

  /** All rows as one group. */
  async aggregate(request: AggregateRequest): Promise<Sourced<DatasetGroup>> {
    const whole = { dimensions: [], having: {}, order: [], page: {} };
    const { rows, provenance } = await this.queryAggregatedMetrics({ ...request, ...whole });
    const [group] = rows;
    if (group === undefined) throw new RangeError('An aggregate without groups has one row.');
    return { ...group, provenance };
  }

  /** How many groups there are, whatever page of them is read. */
  countGroups(asked: GroupsRequest): Promise<number> {
    return this.operation('countGroups', async () => {
      const request = this.#held(asked);
      const selection = groupSelection(request, await this.boundsOf(request));
      const { rows } = await routeRows(this.#rollups(), selection, { edges: [], metrics: [] });
      const query = selectedGroups(this.backend.dialect, { ...selection, rows });
      return this.executeCountQuery(query, summaryOf(request.table, 'count groups'));
    });
  }

  /** A page of groups with their buckets. Throws RESULT_TOO_LARGE above `limits.maxBuckets` over all lines of one request. */
  queryBuckets(request: BucketsRequest): Promise<Sourced<RangePage<BucketLine>>> {
    return this.operation('queryBuckets', () => this.bucketPage(request));
  }

  /** What {@link queryBuckets} runs, under whichever name the engine has for it. */
  protected async bucketPage(asked: BucketsRequest): Promise<Sourced<RangePage<BucketLine>>> {
    const request = this.#held(asked);
    const { groupByInterval, origin } = request;
    const walk = await this.#walk(request, LINE_PAGE_SIZE, (range) => groupList('buckets', request, range), {
      grid: bucketGrid(request),
      reading: [groupByInterval, origin],
    });
    const selection = groupSelection(request, walk.bounds);
    const metrics = distinctMetrics(request.metrics);
    const { ask, readings } = noting(this.#ask);
    const scope = this.#lineScope(ask);
    const buckets = await bucketList(scope, request, selection);
    const { lines, source } = await readLines(scope, request, buckets, metrics, walk);
    return this.sourced(this.#page(lines, walk), source, readings);
  }

  /** How many lines there are, whatever page of them is read. */
  countLines(asked: BucketsRequest): Promise<number> {
    return this.operation('countLines', async () => {
      const request = this.#held(asked);
      const selection = groupSelection(request, await this.boundsOf(request, bucketGrid(request)));
      const scope = this.#lineScope(this.#ask);
      const buckets = await bucketList(scope, request, selection);
      const { rows } = await routeLines(scope, buckets, []);
      const query = selectedGroups(this.backend.dialect, { ...buckets.lines, rows });
      return this.executeCountQuery(query, summaryOf(request.table, 'count groups'));
    });
  }

  /** The bounds of a request's range; where it ends with the newest row, that is asked for. */
  protected boundsOf(request: DatasetScope, grid?: Grid): Promise<LabelBounds> {
    return instantBounds(request.range, zoneOf(request.timeZone), {
      nowMillis: this.nowMillis,
      newest: async () => {
        const everything = rowSelection(request, { lowerMillis: null, upperMillis: null });
        const extent = await readExtent(this.#ask, this.backend.dialect, everything);
        return extent === null ? null : extent.endMillis - 1;
      },
      ...(grid !== undefined && { grid }),
    });
  }

  /** What the engine says of rollups that would fit a question. */
  protected abstract rollupFacts(
    question: RollupQuestion,
    asks: readonly RollupAsk[],
  ): Promise<readonly RollupCandidate[]>;

  /** A request of the table as this engine holds it. */
  #held<Request extends DatasetScope>(request: Request): Request {
    return { ...request, table: heldBy(request.table, this.backend.kind) };
  }

  #rollups(): RollupSources {
    return { logger: this.logger, facts: (...question) => this.rollupFacts(...question) };
  }

  #lineScope(ask: Ask): LineScope {
    return {
      dialect: this.backend.dialect,
      ask,
      rollups: this.#rollups(),
      maxBuckets: this.limits.maxBuckets,
      allowance: this.#allowance,
      nowMillis: this.nowMillis,
    };
  }

  #walk(
    request: DatasetScope & { readonly page: PageArguments },
    defaultSize: number,
    list: (range: unknown) => string,
    buckets?: { readonly grid: Grid; readonly reading: readonly unknown[] },
  ): Promise<RangeWalk> {
    const { page, range, timeZone } = request;
    const sizes = { defaultSize, maxSize: this.limits.maxPageSize };
    const reading = [timeZone, ...(buckets?.reading ?? [])];
    const bounds = () => this.boundsOf(request, buckets?.grid);
    return rangeWalk(page, sizes, this.cursors, { asked: range, reading, kind: 'instant', bounds }, list);
  }

  #page<T extends object>(read: readonly Keyed<T>[], walk: RangeWalk): RangePage<T> {
    const positions = new Map(read.map(({ shown, position }) => [shown, position]));
    const rows = read.map(({ shown }) => shown);
    return { ...pageOf(rows, walk, (row) => walk.cursorOf(positions.get(row) ?? [])), range: walk.range };
  }
}
