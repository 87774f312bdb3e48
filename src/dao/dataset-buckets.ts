import type { Cell } from '../backend/backend.ts';
import { type BucketSpan, bucketSpans } from '../calendar/buckets.ts';
import { type Filling, fillBuckets } from '../calendar/fill.ts';
import { createGrid } from '../calendar/grid.ts';
import { placementOf } from '../calendar/placement.ts';
import { zoneOf } from '../calendar/zone.ts';
import { badUserInput } from '../errors.ts';
import { type BucketLine, type Metric, metricKey, type Scalar } from '../model/dataset-query.ts';
import { betweenExact } from '../model/exact-number.ts';
import { bucketIndex, bucketsPage } from '../sql/dataset/buckets.ts';
import { timeExtent } from '../sql/dataset/extent.ts';
import { type GroupSelection, groupsPage } from '../sql/dataset/groups.ts';
import { MEAN_DIGITS, metricType } from '../sql/dataset/metric.ts';
import type { PagePart } from '../sql/dataset/page.ts';
import { declaredMeasure, type RowSelection } from '../sql/dataset/source.ts';
import type { Dialect } from '../sql/dialect/dialect.ts';
import type { Ask } from './ask.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import { decodeLines, type FoundLine, type Keyed } from './dataset-rows.ts';
import { summaryOf } from './dataset-selection.ts';
import { decodeMetric, timeText } from './dataset-values.ts';

/** What lines are read with. */
export type LineScope = {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly maxBuckets: number;
  readonly nowMillis: number;
};

/** The buckets of a list, and the lines that have rows in them. */
export type BucketList = { readonly spans: readonly BucketSpan[]; readonly lines: GroupSelection };

/**
 * The buckets a request asks for, and its lines: groups of the rows in those buckets, so that with cut buckets left out
 * no line is listed for rows that are not shown. Throws BAD_USER_INPUT for too many buckets.
 */
export async function bucketList(
  scope: LineScope,
  request: BucketsRequest,
  selection: GroupSelection,
): Promise<BucketList> {
  const spans = await spansOf(scope, request, selection.rows);
  return { spans, lines: { ...selection, rows: within(selection.rows, spans) } };
}

/** A page of lines with their buckets: at most one bucket more than `maxBuckets` over all of them. */
export async function readLines(
  { dialect, ask, maxBuckets }: LineScope,
  request: BucketsRequest,
  { spans, lines: selection }: BucketList,
  metrics: readonly Metric[],
  page: PagePart,
): Promise<Keyed<BucketLine>[]> {
  checkFill(request, metrics);
  const found = spans.length === 0 ? [] : await readFound();
  if (found.length === 0 && request.dimensions.length === 0) found.push(...(await readEmptyLine()));
  const keys = metrics.map(metricKey);
  const filling = fillingOf(request, metrics);
  return found.map(({ line: { shown: key, position }, found: buckets }) => ({
    shown: { key, buckets: fillBuckets(spans, buckets, keys, filling) },
    position,
  }));

  async function readFound(): Promise<FoundLine[]> {
    const placement = placementOf(spans);
    const part = { ...page, bucketLimit: maxBuckets + 1 };
    const query = bucketsPage(dialect, selection, selection.rows, metrics, placement, part);
    const { rows } = await ask(query, summaryOf(request.table, 'buckets'));
    return decodeLines(selection, metrics, bucketIndex(dialect, placement), rows);
  }

  /** The one group of no rows has no bucket to be seen by: it is asked for by itself. */
  async function readEmptyLine(): Promise<FoundLine[]> {
    const { rows } = await ask(groupsPage(dialect, selection, [], page), summaryOf(request.table, 'buckets'));
    return rows.map(() => ({ line: { shown: {}, position: [] }, found: new Map() }));
  }
}

/** The buckets of the range asked for; an open one begins and ends with its rows. */
async function spansOf(
  scope: LineScope,
  request: BucketsRequest,
  selection: RowSelection,
): Promise<BucketSpan[]> {
  const grid = createGrid(request.groupByInterval, zoneOf(request.timeZone), request.origin);
  const { bounds } = selection;
  const isOpen = bounds.lowerMillis === null || bounds.upperMillis === null;
  const extent = isOpen ? await readExtent(scope, selection) : { startMillis: 0, endMillis: 0 };
  if (extent === null) return [];
  const { maxBuckets, nowMillis } = scope;
  return bucketSpans({ grid, bounds, extent, partial: request.partial, maxBuckets, nowMillis });
}

async function readExtent(
  { ask, dialect }: LineScope,
  selection: RowSelection,
): Promise<{ startMillis: number; endMillis: number } | null> {
  const { table } = selection;
  const { rows } = await ask(timeExtent(dialect, selection), summaryOf(table, 'extent'));
  const [first = null, last = null] = rows[0] ?? [];
  if (first === null || last === null) return null;
  // The digits beyond a millisecond are cut.
  const millisOf = (cell: Cell): number => Date.parse(timeText(table.time.type, cell));
  return { startMillis: millisOf(first), endMillis: millisOf(last) + 1 };
}

/** The rows of a range that lie in its buckets. */
function within(selection: RowSelection, spans: readonly BucketSpan[]): RowSelection {
  const { lowerMillis, upperMillis } = selection.bounds;
  const [start, end] = [spans[0]?.startMillis ?? 0, spans.at(-1)?.endMillis ?? 0];
  const bounds = {
    lowerMillis: Math.max(lowerMillis ?? start, start),
    upperMillis: Math.min(upperMillis ?? end, end),
  };
  return { ...selection, bounds };
}

function checkFill({ table, fill, maxGap }: BucketsRequest, metrics: readonly Metric[]): void {
  if (maxGap !== null && maxGap < 0)
    throw badUserInput('maxGap', `"maxGap" is ${maxGap}.`, 'A whole number from 0.');
  if (fill !== 'ZERO') return;
  const named = metrics.find(({ measure }) => declaredMeasure(table, measure).additivity !== 'FLOW');
  if (named === undefined) return;
  const message = `"ZERO" fits what adds up; ${named.measure} does not: no row is not a ${named.measure} of 0.`;
  throw badUserInput('fill', message, ['NONE', 'NULL', 'LINEAR']);
}

function fillingOf(
  { table, fill, maxGap }: BucketsRequest,
  metrics: readonly Metric[],
): Filling<NonNullable<Scalar>> {
  const byKey = new Map(metrics.map((metric) => [metricKey(metric), metric]));
  const typed = (key: string) => {
    const metric = byKey.get(key) as Metric;
    const measure = declaredMeasure(table, metric.measure);
    return { metric, measure, type: metricType(measure, metric.function) };
  };
  return {
    mode: fill,
    maxGap,
    before: {},
    zero: (key) => decodeMetric(table, typed(key).metric, 0) as NonNullable<Scalar>,
    between(key, one, other, part, whole) {
      const { type, measure } = typed(key);
      if (typeof one === 'number' && typeof other === 'number') return one + (other - one) * (part / whole);
      const isWhole = type.kind === 'int64';
      const digits = isWhole ? 0 : measure.scale + MEAN_DIGITS;
      return betweenExact(String(one), String(other), part, whole, digits, isWhole ? 0 : measure.scale);
    },
  };
}
