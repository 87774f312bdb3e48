import type { BucketLine, DatasetGroup, DatasetRow } from '../model/dataset-query.ts';
import type { Page, PageArguments } from '../model/page.ts';
import { distinctMetrics, groupsPage, orderMetrics, selectedGroups } from '../sql/dataset/groups.ts';
import { rowColumns, rowsPage, selectedRows, totalOrder } from '../sql/dataset/rows.ts';
import { BaseDao, type DaoScope } from './base-dao.ts';
import type { CursorCodec } from './cursor.ts';
import { bucketList, checkBuckets, type LineScope, readLines } from './dataset-buckets.ts';
import { readComparedGroups } from './dataset-comparison.ts';
import type {
  AggregateRequest,
  BucketsRequest,
  DatasetScope,
  GroupsRequest,
  RowsRequest,
} from './dataset-requests.ts';
import { decodeGroup, decodeRow, type Keyed } from './dataset-rows.ts';
import { groupList, groupSelection, rowSelection, summaryOf } from './dataset-selection.ts';
import { type PageWalk, pageOf, pageWalk } from './paging.ts';

/** What one request may ask of declared tables. */
export type DatasetLimits = {
  readonly maxPageSize: number;
  /** Most buckets over all lines of one list. */
  readonly maxBuckets: number;
};

const PAGE_SIZE = 50;
const LINE_PAGE_SIZE = 20;

/** Declared tables of one engine. */
export abstract class DatasetDao extends BaseDao {
  protected readonly limits: DatasetLimits;
  protected readonly cursors: CursorCodec;

  constructor(scope: DaoScope, limits: DatasetLimits, cursors: CursorCodec) {
    super(scope);
    this.limits = limits;
    this.cursors = cursors;
  }

  /** A page of rows. */
  queryRows(request: RowsRequest): Promise<Page<DatasetRow>> {
    return this.operation('queryRows', async () => {
      const { table } = request;
      const selection = rowSelection(request);
      const order = totalOrder(table, request.order);
      const list = JSON.stringify(['rows', table.name, selection.bounds, selection.where, order]);
      const walk = this.#walk(request.page, PAGE_SIZE, list);
      const query = rowsPage(this.backend.dialect, selection, order, walk);
      const { rows } = await this.executeQueryRaw(query, summaryOf(table));
      const names = rowColumns(table);
      const decoded = rows.map((row) => decodeRow(table, names, order, row));
      return this.#page(decoded, walk, list);
    });
  }

  /** How many rows there are, whatever page of them is read. */
  countRows(scope: DatasetScope): Promise<number> {
    return this.operation('countRows', async () => {
      const query = selectedRows(this.backend.dialect, rowSelection(scope));
      return this.executeCountQuery(query, summaryOf(scope.table, 'count'));
    });
  }

  /** A page of groups with their metrics; without dimensions one group of all rows, be there any or none. */
  queryAggregatedMetrics(request: GroupsRequest): Promise<Page<DatasetGroup>> {
    return this.operation('queryAggregatedMetrics', async () => {
      const selection = groupSelection(request);
      // What the groups are ordered by is read too: their cursors hold it.
      const metrics = distinctMetrics([...request.metrics, ...orderMetrics(selection.order)]);
      const list = groupList('groups', selection);
      const walk = this.#walk(request.page, PAGE_SIZE, list);
      const query = groupsPage(this.backend.dialect, selection, metrics, walk);
      const { rows } = await this.executeQueryRaw(query, summaryOf(request.table, 'groups'));
      const decoded = rows.map((row) => decodeGroup(selection, metrics, row));
      const shown = { ...walk, limit: walk.size };
      const compared = await readComparedGroups(this.#lineScope(), request, selection, metrics, shown);
      return this.#page(
        decoded.map((group) => ({ ...group, shown: compared(group.shown) })),
        walk,
        list,
      );
    });
  }

  /** All rows as one group. */
  async aggregate(request: AggregateRequest): Promise<DatasetGroup> {
    const whole = { dimensions: [], having: {}, order: [], page: {} };
    const { rows } = await this.queryAggregatedMetrics({ ...request, ...whole });
    const [group] = rows;
    if (group === undefined) throw new RangeError('An aggregate without groups has one row.');
    return group;
  }

  /** How many groups there are, whatever page of them is read. */
  countGroups(request: GroupsRequest): Promise<number> {
    return this.operation('countGroups', async () => {
      const query = selectedGroups(this.backend.dialect, groupSelection(request));
      return this.executeCountQuery(query, summaryOf(request.table, 'count groups'));
    });
  }

  /** A page of groups with their buckets. Throws RESULT_TOO_LARGE above `limits.maxBuckets` over all lines. */
  queryBuckets(request: BucketsRequest): Promise<Page<BucketLine>> {
    return this.operation('queryBuckets', () => this.bucketPage(request));
  }

  /** What {@link queryBuckets} runs, under whichever name the engine has for it. */
  protected async bucketPage(request: BucketsRequest): Promise<Page<BucketLine>> {
    const selection = groupSelection(request);
    const list = groupList('buckets', selection);
    const walk = this.#walk(request.page, LINE_PAGE_SIZE, list);
    const metrics = distinctMetrics(request.metrics);
    const scope = this.#lineScope();
    const lines = await readLines(scope, request, await bucketList(scope, request, selection), metrics, walk);
    const shown = lines.slice(0, walk.size).map((line) => line.shown.buckets.length);
    checkBuckets(shown, this.limits.maxBuckets);
    return this.#page(lines, walk, list);
  }

  /** How many lines there are, whatever page of them is read. */
  countLines(request: BucketsRequest): Promise<number> {
    return this.operation('countLines', async () => {
      const { lines } = await bucketList(this.#lineScope(), request, groupSelection(request));
      const query = selectedGroups(this.backend.dialect, lines);
      return this.executeCountQuery(query, summaryOf(request.table, 'count groups'));
    });
  }

  #lineScope(): LineScope {
    return {
      dialect: this.backend.dialect,
      ask: (...question) => this.executeQueryRaw(...question),
      maxBuckets: this.limits.maxBuckets,
      nowMillis: this.nowMillis,
    };
  }

  #walk(page: PageArguments, defaultSize: number, list: string): PageWalk {
    return pageWalk(page, { defaultSize, maxSize: this.limits.maxPageSize }, list, this.cursors);
  }

  #page<T extends object>(read: readonly Keyed<T>[], walk: PageWalk, list: string): Page<T> {
    const positions = new Map(read.map(({ shown, position }) => [shown, position]));
    const rows = read.map(({ shown }) => shown);
    return pageOf(rows, walk, (row) => this.cursors.encode(list, positions.get(row) ?? []));
  }
}
