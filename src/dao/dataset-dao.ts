import type { Grid } from '../calendar/grid.ts';
import { zoneOf } from '../calendar/zone.ts';

import type { BucketLine, DatasetGroup, DatasetRow } from '../model/dataset-query.ts';
import type { PageArguments, RangePage } from '../model/page.ts';
import type { LabelBounds } from '../model/time-range.ts';
import { distinctMetrics, groupsPage, orderMetrics, selectedGroups } from '../sql/dataset/groups.ts';
import { rowColumns, rowsPage, selectedRows, totalOrder } from '../sql/dataset/rows.ts';
import { BaseDao, type DaoScope } from './base-dao.ts';
import type { CursorCodec } from './cursor.ts';

import { bucketGrid, bucketList, checkBuckets, type LineScope, readLines } from './dataset-buckets.ts';
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
import { pageOf } from './paging.ts';
import { type RangeWalk, rangeWalk } from './range-walk.ts';

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
  queryRows(request: RowsRequest): Promise<RangePage<DatasetRow>> {
    return this.operation('queryRows', async () => {
      const { table, where } = request;
      const order = totalOrder(table, request.order);
      const walk = await this.#walk(request, PAGE_SIZE, (range) =>
        JSON.stringify(['rows', table.name, range, where, order]),
      );
      const query = rowsPage(this.backend.dialect, rowSelection(request, walk.bounds), order, walk);
      const { rows } = await this.executeQueryRaw(query, summaryOf(table));
      const names = rowColumns(table);
      const decoded = rows.map((row) => decodeRow(table, names, order, row));
      return this.#page(decoded, walk);
    });
  }

  /** How many rows there are, whatever page of them is read. */
  countRows(scope: DatasetScope): Promise<number> {
    return this.operation('countRows', async () => {
      const query = selectedRows(this.backend.dialect, rowSelection(scope, await this.boundsOf(scope)));
      return this.executeCountQuery(query, summaryOf(scope.table, 'count'));
    });
  }

  /** A page of groups with their metrics; without dimensions one group of all rows, be there any or none. */
  queryAggregatedMetrics(request: GroupsRequest): Promise<RangePage<DatasetGroup>> {
    return this.operation('queryAggregatedMetrics', async () => {
      const walk = await this.#walk(request, PAGE_SIZE, (range) => groupList('groups', request, range));
      const selection = groupSelection(request, walk.bounds);
      // What the groups are ordered by is read too: their cursors hold it.
      const metrics = distinctMetrics([...request.metrics, ...orderMetrics(selection.order)]);
      const query = groupsPage(this.backend.dialect, selection, metrics, walk);
      const { rows } = await this.executeQueryRaw(query, summaryOf(request.table, 'groups'));
      const decoded = rows.map((row) => decodeGroup(selection, metrics, row));
      const shown = { ...walk, limit: walk.size };
      const compared = await readComparedGroups(this.#lineScope(), request, selection, metrics, shown);
      return this.#page(
        decoded.map((group) => ({ ...group, shown: compared(group.shown) })),
        walk,
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
      const selection = groupSelection(request, await this.boundsOf(request));
      const query = selectedGroups(this.backend.dialect, selection);
      return this.executeCountQuery(query, summaryOf(request.table, 'count groups'));
    });
  }

  /** A page of groups with their buckets. Throws RESULT_TOO_LARGE above `limits.maxBuckets` over all lines. */
  queryBuckets(request: BucketsRequest): Promise<RangePage<BucketLine>> {
    return this.operation('queryBuckets', () => this.bucketPage(request));
  }

  /** What {@link queryBuckets} runs, under whichever name the engine has for it. */
  protected async bucketPage(request: BucketsRequest): Promise<RangePage<BucketLine>> {
    const { groupByInterval, origin } = request;
    const walk = await this.#walk(request, LINE_PAGE_SIZE, (range) => groupList('buckets', request, range), {
      grid: bucketGrid(request),
      reading: [groupByInterval, origin],
    });
    const selection = groupSelection(request, walk.bounds);
    const metrics = distinctMetrics(request.metrics);
    const scope = this.#lineScope();
    const lines = await readLines(scope, request, await bucketList(scope, request, selection), metrics, walk);
    const shown = lines.slice(0, walk.size).map((line) => line.shown.buckets.length);
    checkBuckets(shown, this.limits.maxBuckets);
    return this.#page(lines, walk);
  }

  /** How many lines there are, whatever page of them is read. */
  countLines(request: BucketsRequest): Promise<number> {
    return this.operation('countLines', async () => {
      const selection = groupSelection(request, await this.boundsOf(request, bucketGrid(request)));
      const { lines } = await bucketList(this.#lineScope(), request, selection);
      const query = selectedGroups(this.backend.dialect, lines);
      return this.executeCountQuery(query, summaryOf(request.table, 'count groups'));
    });
  }

  /** The bounds of a request's range; where it ends with the newest row, that is asked for. */
  protected boundsOf(request: DatasetScope, grid?: Grid): Promise<LabelBounds> {
    return instantBounds(request.range, zoneOf(request.timeZone), {
      nowMillis: this.nowMillis,
      newest: async () => {
        const everything = rowSelection(request, { lowerMillis: null, upperMillis: null });
        const { ask, dialect } = this.#lineScope();
        const extent = await readExtent(ask, dialect, everything);
        return extent === null ? null : extent.endMillis - 1;
      },
      ...(grid !== undefined && { grid }),
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
