import type { Cell } from '../backend/backend.ts';
import { type BucketSpan, boundsWithin } from '../calendar/buckets.ts';
import type { Aggregated, ValueBefore } from '../calendar/fill.ts';
import { bucketEnd, type Grid } from '../calendar/grid.ts';
import { bucketsBetween, bucketsHolding, startsWithValues, touchingSpans } from '../calendar/look-back.ts';
import { type SeriesMetric, seriesMetricKey } from '../model/time-bucket.ts';
import type { LabelBounds } from '../model/time-range.ts';
import { placementOf } from '../planner/placement.ts';
import { bucketIndex, bucketRows } from '../sql/dataset/buckets.ts';
import { latestTimes } from '../sql/dataset/extent.ts';
import { metricType } from '../sql/dataset/metric.ts';
import { declaredMeasure } from '../sql/dataset/source.ts';
import type { Dialect } from '../sql/dialect/dialect.ts';
import { observationSelection, observationTable } from '../sql/eia/observation-table.ts';
import { annotateSpan } from '../telemetry/span.ts';
import type { Ask } from './ask.ts';
import { type BatchLoader, createBatchLoader, loadInGroups } from './batching.ts';
import { decodeValue, timeText } from './dataset-values.ts';
import type { Reading } from './reading.ts';

/** The buckets of one series, to be looked for with those of others; instants are labels. */
export type BucketsAsk = {
  readonly seriesId: string;
  readonly grid: Grid;
  /** The same for equal grids. */
  readonly gridText: string;
  /** Not empty; each a bucket of the grid. */
  readonly spans: readonly BucketSpan[];
  /** The range as asked for: rows beyond it are in no bucket. */
  readonly bounds: LabelBounds;
  readonly metrics: readonly SeriesMetric[];
  /** Observations as they stood then, milliseconds since 1970; null is now. */
  readonly asOfMillis: number | null;
};

/** What was found of a series by the number of the bucket among its spans. */
export type FoundBuckets = ReadonlyMap<number, Aggregated<number>>;

/** The same, and how the statement ran. */
export type LoadedBuckets = { readonly buckets: FoundBuckets; readonly reading: Reading };

/**
 * What the newest bucket with a value comes to that ends at or before some edge, and where the newest one with rows ends,
 * which may be a later one; null for none.
 */
type BucketBefore = { readonly rowsEndMillis: number; readonly values: Aggregated<number>['values'] } | null;
type LoadedBefore = { readonly bucket: BucketBefore; readonly readings: readonly Reading[] };

/** Buckets of many series: one statement for all that share their grid, range and aggregates. */
export type BucketLoaders = {
  readonly found: BatchLoader<BucketsAsk, LoadedBuckets>;
  /** Looks before the first bucket of an ask, in two statements. */
  readonly before: BatchLoader<BucketsAsk, LoadedBefore>;
};

export type BucketLoaderOptions = {
  readonly dialect: Dialect;
  readonly run: Ask;
  readonly maxBatchSize: number;
};

const OPEN: LabelBounds = { lowerMillis: null, upperMillis: null };
const MEASURE = 'value';
const SUMMARY = 'SELECT buckets eia_observation';

/** What PREVIOUS repeats until the first value of each aggregate; asked for where the first bucket has none. */
export async function valuesBefore(
  { before }: BucketLoaders,
  ask: BucketsAsk,
  found: FoundBuckets,
  maxGap: number | null,
): Promise<{ readonly values: Record<string, ValueBefore<number>>; readonly readings: readonly Reading[] }> {
  const start = ask.spans[0]?.startMillis ?? 0;
  // An open range begins with the first observation.
  if (ask.bounds.lowerMillis === null || startsWithValues(found)) return { values: {}, readings: [] };
  const { bucket: newest, readings } = await before.load(ask);
  if (newest === null) return { values: {}, readings };
  const between = maxGap === null ? 0 : bucketsBetween(ask.grid, newest.rowsEndMillis, start, maxGap);
  const values = Object.fromEntries(
    Object.entries(newest.values).flatMap(([key, value]) =>
      value === null ? [] : [[key, { value, bucketsBetween: between }]],
    ),
  );
  return { values, readings };
}

/** Loaders over one engine. */
export function createBucketLoaders({ dialect, run, maxBatchSize }: BucketLoaderOptions): BucketLoaders {
  const table = observationTable(dialect.engine);
  const measure = declaredMeasure(table, MEASURE);

  const selectionOf = (asks: readonly BucketsAsk[], bounds: LabelBounds) =>
    observationSelection(dialect, table, {
      ...{ bounds, seriesIds: [...new Set(asks.map(({ seriesId }) => seriesId))] },
      asOfMillis: asks[0]?.asOfMillis ?? null,
    });

  /** Calls `place` with each bucket found: the series, its place among the spans, what it comes to. */
  async function eachBucket(
    asks: readonly BucketsAsk[],
    spans: readonly BucketSpan[],
    bounds: LabelBounds,
    place: (seriesId: string, index: number, aggregated: Aggregated<number>) => void,
  ): Promise<Reading> {
    const metrics = (asks[0]?.metrics ?? []).map((metric) => ({ measure: MEASURE, ...metric }));
    const placement = placementOf(spans);
    annotateSpan({ 'aurum.buckets.placed': placement.reason });
    const selection = selectionOf(asks, bounds);
    const { rows, reading } = await run(
      bucketRows(dialect, selection, ['series'], measure, metrics, placement),
      SUMMARY,
    );
    const indexOf = bucketIndex(dialect, placement);
    for (const [id, bucket = null, count, ...cells] of rows) {
      const values = metrics.map((metric, at): [string, number | null] => {
        const value = decodeValue(metricType(measure, metric.function), cells[at]);
        return [seriesMetricKey(metric), value === null ? null : Number(value)];
      });
      place(String(id), indexOf(bucket), { count: Number(count), values: Object.fromEntries(values) });
    }
    return reading;
  }

  const readFound = async (asks: readonly BucketsAsk[]): Promise<LoadedBuckets[]> => {
    // Series of one range share their list of buckets.
    const lists = [...new Set(asks.map((ask) => ask.spans))];
    const spans = touchingSpans(lists.flatMap((list) => list.flatMap(edgesOf)));
    const found = asks.map(() => new Map<number, Aggregated<number>>());
    const places = new Map(
      lists.map((list) => [list, new Map(list.map(({ startMillis }, at) => [startMillis, at]))]),
    );
    const asksOf = Map.groupBy(asks.keys(), (at) => asks[at]?.seriesId);
    const reading = await eachBucket(
      asks,
      spans,
      boundsWithin(asks[0]?.bounds ?? OPEN, spans),
      (id, bucket, aggregated) => {
        for (const at of asksOf.get(id) ?? []) {
          const own = asks[at]?.spans ?? [];
          const index = places.get(own)?.get(spans[bucket]?.startMillis ?? Number.NaN);
          if (index !== undefined) found[at]?.set(index, aggregated);
        }
      },
    );
    return found.map((buckets) => ({ buckets, reading }));
  };

  const readBefore = async (asks: readonly BucketsAsk[]): Promise<LoadedBefore[]> => {
    const [first] = asks;
    if (first === undefined) return [];
    const bounds = { lowerMillis: null, upperMillis: first.spans[0]?.startMillis ?? 0 };
    const { rows, reading } = await run(
      latestTimes(dialect, selectionOf(asks, bounds), ['series'], measure),
      SUMMARY,
    );
    const bucketOf = (time: Cell): number => first.grid.floor(Date.parse(timeText(table.time.type, time)));
    const newest = new Map(
      rows.flatMap(([id, valued = null, row = null]): [string, { valued: number; row: number }][] =>
        valued === null ? [] : [[String(id), { valued: bucketOf(valued), row: bucketOf(row) }]],
      ),
    );
    if (newest.size === 0) return asks.map(() => ({ bucket: null, readings: [reading] }));
    const starts = [...newest.values()];
    const spans = bucketsHolding(
      first.grid,
      starts.map(({ valued }) => valued),
    );
    const found = new Map<string, BucketBefore>();
    const last = await eachBucket(asks, spans, boundsWithin(OPEN, spans), (id, bucket, { values }) => {
      const { valued, row = 0 } = newest.get(id) ?? {};
      if (spans[bucket]?.startMillis !== valued) return;
      found.set(id, { rowsEndMillis: bucketEnd(first.grid, row), values });
    });
    const readings = [reading, last];
    return asks.map(({ seriesId }) => ({ bucket: found.get(seriesId) ?? null, readings }));
  };

  return {
    found: createBatchLoader(
      { name: 'batch eia.buckets', maxBatchSize, keyText: (ask) => `${ask.seriesId} ${spansText(ask)}` },
      (asks) => loadInGroups(asks, groupText, readFound),
    ),
    before: createBatchLoader(
      {
        name: 'batch eia.bucketsBefore',
        maxBatchSize,
        keyText: (ask) => `${ask.seriesId} ${startText(ask)}`,
      },
      (asks) => loadInGroups(asks, startText, readBefore),
    ),
  };
}

/** What asks of one statement share. */
function groupText({ gridText, bounds, metrics, asOfMillis }: BucketsAsk): string {
  return JSON.stringify([gridText, bounds, metrics.map(seriesMetricKey), asOfMillis]);
}

function spansText(ask: BucketsAsk): string {
  return JSON.stringify([groupText(ask), ask.spans[0]?.startMillis, ask.spans.at(-1)?.endMillis]);
}

function startText({ gridText, metrics, spans, asOfMillis }: BucketsAsk): string {
  return JSON.stringify([gridText, metrics.map(seriesMetricKey), spans[0]?.startMillis, asOfMillis]);
}

function edgesOf({ startMillis, endMillis }: BucketSpan): number[] {
  return [startMillis, endMillis];
}
