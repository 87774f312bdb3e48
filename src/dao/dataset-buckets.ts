import { type BucketSpan, boundsWithin, bucketSpans } from '../calendar/buckets.ts';
import { type ComparedList, comparisonOf } from '../calendar/comparison.ts';
import {
  checkMaxGap,
  type FilledBucket,
  fillBuckets,
  type ValueBefore,
  withEveryBucket,
} from '../calendar/fill.ts';
import { createGrid, type Grid } from '../calendar/grid.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { FillMode } from '../model/bucket.ts';
import {
  type BucketLine,
  type DatasetBucket,
  type Metric,
  metricKey,
  type Scalar,
} from '../model/dataset-query.ts';
import { type ChosenSource, declaredSource } from '../model/provenance.ts';
import type { LabelBounds } from '../model/time-range.ts';
import { placementOf } from '../planner/placement.ts';
import { bucketIndex, bucketsPage } from '../sql/dataset/buckets.ts';
import { type GroupSelection, groupsPage } from '../sql/dataset/groups.ts';
import type { PagePart } from '../sql/dataset/page.ts';
import type { RowSelection } from '../sql/dataset/source.ts';
import type { Dialect } from '../sql/dialect/dialect.ts';
import { annotateSpan } from '../telemetry/span.ts';
import type { Ask } from './ask.ts';
import { type BucketAllowance, bucketCost, createBucketAllowance } from './bucket-allowance.ts';
import { readExtent } from './dataset-extent.ts';
import { checkFill, fillingOf } from './dataset-fill.ts';
import { readBefore } from './dataset-look-back.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import { decodeLines, type FoundLine, type Keyed, keyText } from './dataset-rows.ts';
import { summaryOf } from './dataset-selection.ts';
import { type RollupSources, type Route, readRoute, routeRows } from './rollup-choice.ts';

/** What lines are read with. */
export type LineScope = {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly rollups: RollupSources;
  readonly maxBuckets: number;
  readonly allowance: BucketAllowance;
  readonly nowMillis: number;
};

/** The buckets of a list, the rows in them, and the lines they are shown of. */
export type BucketList = {
  readonly grid: Grid;
  readonly spans: readonly BucketSpan[];
  /** The range as asked for. */
  readonly bounds: LabelBounds;
  readonly rows: RowSelection;
  readonly lines: GroupSelection;
};

/**
 * The buckets a request asks for, and its lines: groups of the rows in those buckets, so that with cut buckets left out
 * no line is listed for rows that are not shown. Throws BAD_USER_INPUT for too many buckets.
 */
export async function bucketList(
  scope: LineScope,
  request: BucketsRequest,
  selection: GroupSelection,
): Promise<BucketList> {
  const grid = bucketGrid(request);
  const spans = await spansOf(scope, request, grid, selection.rows);
  const rows = within(selection.rows, spans);
  return { grid, spans, bounds: selection.rows.bounds, rows, lines: { ...selection, rows } };
}

/**
 * A page of lines with their buckets. `size` is how many lines of those that `page` reads are shown. Throws
 * RESULT_TOO_LARGE, which names `width`, for more buckets than the request may still make.
 */
export async function readLines(
  scope: LineScope,
  request: BucketsRequest,
  list: BucketList,
  metrics: readonly Metric[],
  page: PagePart & { readonly size: number },
): Promise<{ readonly lines: Keyed<BucketLine>[]; readonly source: ChosenSource }> {
  checkMaxGap(request.maxGap, scope.maxBuckets);
  checkFill(request, metrics);
  const { found, source } = await readFound(scope, list, metrics, page);
  const isWhole = request.dimensions.length === 0;
  if (found.length === 0 && isWhole) found.push(...(await readEmptyLine(scope, list, page)));
  takeLines(scope.allowance, list, request.fill, found.slice(0, page.size), scope.maxBuckets, page.size);
  const before = await readBefore(scope, request, list, metrics, page, found);
  const fill = fillerOf(request, list, metrics, before);
  const compared = await readCompared(scope, request, list, metrics, { ...page, limit: page.size });
  const lines = found.map(({ line: { shown: key, position }, found: buckets }) => ({
    shown: { key, buckets: fill(key, buckets).map(compared(key)) },
    position,
  }));
  return { lines, source };
}

/** Where the rows in the buckets of a list are read from, if these metrics are asked for. */
export function routeLines(
  { rollups }: LineScope,
  { spans, rows, lines }: BucketList,
  metrics: readonly Metric[],
): Promise<Route> {
  return routeRows(
    rollups,
    { ...lines, rows },
    { edges: spans.map(({ startMillis }) => startMillis), metrics },
  );
}

type Key = FoundLine['line']['shown'];
type Filled = FilledBucket<NonNullable<Scalar>>;

/** Pairs the buckets of a line with earlier ones. */
async function readCompared(
  scope: LineScope,
  request: BucketsRequest,
  { grid, spans, bounds, rows: { table, where }, lines }: BucketList,
  metrics: readonly Metric[],
  page: PagePart,
): Promise<(key: Key) => (bucket: Filled) => DatasetBucket> {
  const { compareWith, fill } = request;
  if (compareWith == null || spans.length === 0) return () => (bucket) => ({ ...bucket, comparison: null });
  const { maxBuckets, nowMillis } = scope;
  const comparison = comparisonOf({
    ...{ grid, spans, bounds, duration: compareWith, maxBuckets, nowMillis },
  });
  const listOf = (part: ComparedList): BucketList => {
    const rows = within({ table, where, bounds: part.bounds }, part.spans);
    return { grid, ...part, rows, lines };
  };
  const read = (part: ComparedList) => readFound(scope, listOf(part), metrics, page);
  const [whole, ...alone] = comparison.lists;
  const list = listOf(whole);
  const [inAll, ...inOthers] = await Promise.all([read(whole), ...alone.map(read)]);
  // Not made all at once, and each only to be looked up.
  takeLines(createBucketAllowance(maxBuckets), list, 'NONE', inAll.found, maxBuckets, page.limit);
  // Each bucket has one to be compared with, be it without rows.
  const filling = { ...request, fill: withEveryBucket(fill) };
  // Also lines without rows there may have older ones.
  const before = await readBefore(scope, filling, list, metrics, page, null);
  const byKey = [inAll, ...inOthers].map(
    ({ found }) => new Map(found.map((line) => [keyText(line.line.shown), line.found])),
  );
  return (key) => {
    const own = byKey.map((lineOf) => lineOf.get(keyText(key)) ?? new Map());
    const versions = comparison
      .versions(own)
      .map((version) => fillerOf(filling, version, metrics, before)(key, version.found));
    return (bucket) => {
      const pair = comparison.pairOf(bucket.startMillis, versions);
      return { ...bucket, comparison: { ...pair, comparison: null } };
    };
  };
}

/** Takes what it costs to make the buckets of lines. Where more buckets were found than are read, the page may be full. */
function takeLines(
  allowance: BucketAllowance,
  { spans }: BucketList,
  fill: FillMode,
  lines: readonly FoundLine[],
  maxBuckets: number,
  size: number,
): void {
  const found = lines.reduce((sum, line) => sum + line.found.size, 0);
  const cost = lines.reduce((sum, line) => sum + bucketCost(fill, spans.length, line.found.size), 0);
  allowance.take(cost, { lines: found > maxBuckets ? size : lines.length, spans });
}

/** Fills the buckets of a line. */
function fillerOf(
  request: BucketsRequest,
  { spans }: Pick<BucketList, 'spans'>,
  metrics: readonly Metric[],
  before: ReadonlyMap<string, Readonly<Record<string, ValueBefore<NonNullable<Scalar>>>>>,
): (key: Key, found: FoundLine['found']) => Filled[] {
  const keys = metrics.map(metricKey);
  const filling = fillingOf(request, metrics);
  return (key, found) =>
    fillBuckets(spans, found, keys, { ...filling, before: before.get(keyText(key)) ?? {} });
}

async function readFound(
  scope: LineScope,
  list: BucketList,
  metrics: readonly Metric[],
  page: PagePart,
): Promise<{ readonly found: FoundLine[]; readonly source: ChosenSource }> {
  const { dialect, ask, maxBuckets, rollups } = scope;
  const { spans, rows, lines } = list;
  if (spans.length === 0) return { found: [], source: declaredSource(rows.table.name) };
  const placement = placementOf(spans);
  annotateSpan({ 'aurum.buckets.placed': placement.reason });
  const part = { ...page, bucketLimit: maxBuckets + 1 };
  const { rows: cells, source } = await readRoute(rollups, await routeLines(scope, list, metrics), (from) => {
    // Lines are groups of the rows in their own buckets; those that are compared with others are not.
    const shown = lines.rows === rows ? { ...lines, rows: from } : lines;
    return ask(bucketsPage(dialect, shown, from, metrics, placement, part), summaryOf(rows.table, 'buckets'));
  });
  return { found: decodeLines(lines, metrics, bucketIndex(dialect, placement), cells), source };
}

/** The one group of no rows has no bucket to be seen by: it is asked for by itself. */
async function readEmptyLine(
  { dialect, ask }: LineScope,
  { rows: { table }, lines }: BucketList,
  page: PagePart,
): Promise<FoundLine[]> {
  const { rows } = await ask(groupsPage(dialect, lines, [], page), summaryOf(table, 'buckets'));
  return rows.map(() => ({ line: { shown: {}, position: [] }, found: new Map() }));
}

/** Where the buckets of a request have their edges. */
export function bucketGrid({ groupByInterval, timeZone, origin }: BucketsRequest): Grid {
  return createGrid(groupByInterval, zoneOf(timeZone), origin);
}

/** The buckets of the range asked for; an open one begins and ends with its rows. */
async function spansOf(
  scope: LineScope,
  { partial }: BucketsRequest,
  grid: Grid,
  selection: RowSelection,
): Promise<BucketSpan[]> {
  const { bounds } = selection;
  const isOpen = bounds.lowerMillis === null || bounds.upperMillis === null;
  const extent = isOpen
    ? await readExtent(scope.ask, scope.dialect, selection)
    : { startMillis: 0, endMillis: 0 };
  if (extent === null) return [];
  const { maxBuckets, nowMillis } = scope;
  return bucketSpans({ grid, bounds, extent, partial, maxBuckets, nowMillis });
}

/** The rows of a range that lie in its buckets. */
function within(selection: RowSelection, spans: readonly BucketSpan[]): RowSelection {
  return { ...selection, bounds: boundsWithin(selection.bounds, spans) };
}
