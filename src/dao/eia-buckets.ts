import { hash } from 'node:crypto';
import { bucketPeriod } from '../calendar/bucket-period.ts';
import { bucketSpans } from '../calendar/buckets.ts';
import { comparisonOf } from '../calendar/comparison.ts';
import { type Duration, durationText } from '../calendar/duration.ts';
import { type FilledBucket, fillBuckets } from '../calendar/fill.ts';
import { createGrid } from '../calendar/grid.ts';
import { checkWidth } from '../calendar/lattice.ts';
import { isHourly } from '../calendar/time-range.ts';
import { UTC, zoneOf } from '../calendar/zone.ts';
import { badUserInput } from '../errors.ts';
import type { FillMode, PartialMode } from '../model/bucket.ts';
import type { Series } from '../model/series.ts';
import {
  type SeriesMetric,
  seriesMetricKey,
  type TimeBucket,
  type TimeBucketColumns,
} from '../model/time-bucket.ts';
import type { TimeBound, TimeRange } from '../model/time-range.ts';
import { type BucketLoaders, type BucketsAsk, valuesBefore } from './eia-bucket-loaders.ts';
import { type SeriesRangeScope, seriesBounds } from './eia-range.ts';
import type { Reading } from './reading.ts';

/** Buckets of one series. */
export type SeriesBucketsRequest = {
  readonly series: Series;
  readonly width: Duration;
  readonly range: TimeRange | null;
  /** IANA name: whose calendar counts hours and days of hourly series; all others count civil dates. */
  readonly timeZone: string;
  readonly origin: TimeBound | null;
  readonly fill: FillMode;
  readonly maxGap: number | null;
  readonly partial: PartialMode;
  /** How much earlier the buckets begin that each is compared with; null for no comparison. */
  readonly compareWith: Duration | null;
  readonly metrics: readonly SeriesMetric[];
  /** Observations as they stood then, milliseconds since 1970; null is now. */
  readonly asOfMillis: number | null;
};

/** What buckets are planned by. */
export type BucketPlanning = SeriesRangeScope & { readonly maxBuckets: number };

/**
 * The buckets of a series. Throws BAD_USER_INPUT that names the argument: for a width finer than the series, and for more
 * buckets than `maxBuckets`.
 */
export async function querySeriesBuckets(
  loaders: BucketLoaders,
  request: SeriesBucketsRequest,
  planning: BucketPlanning,
): Promise<{ readonly columns: TimeBucketColumns; readonly readings: readonly Reading[] }> {
  const plan = await planBuckets(request, planning);
  const other = plan.spans.length === 0 ? null : planComparison(request, plan, planning);
  const [{ buckets, readings }, compared] = await Promise.all([
    readBuckets(loaders, request, plan),
    other === null
      ? NOTHING
      : readBuckets(loaders, { ...request, fill: filledAll(request.fill) }, other.plan),
  ]);
  const byStart = new Map(compared.buckets.map((bucket) => [bucket.startMillis, bucket]));
  const shown = shownIn(request);
  const columns = {
    id: columnsId(request, plan, buckets),
    buckets: buckets.map((bucket): TimeBucket => {
      const pair = other === null ? undefined : byStart.get(other.startOf(bucket.startMillis));
      return { ...shown(bucket), comparison: pair === undefined ? null : shown(pair) };
    }),
    units: request.series.units,
    isCompared: request.compareWith !== null,
  };
  return { columns, readings: [...readings, ...compared.readings] };
}

/** What a request comes to before an engine is asked; its instants are labels of the series. */
type BucketPlan = Pick<BucketsAsk, 'grid' | 'gridText' | 'spans' | 'bounds'>;

async function planBuckets(request: SeriesBucketsRequest, planning: BucketPlanning): Promise<BucketPlan> {
  const { series, width, range, origin, partial, maxGap, timeZone } = request;
  checkWidth(width, series.frequency);
  if (maxGap !== null && maxGap < 0)
    throw badUserInput('maxGap', `"maxGap" is ${maxGap}.`, 'A whole number from 0.');
  const zone = zoneOf(timeZone);
  const isCivil = !isHourly(series.frequency);
  // Labels that are civil dates are placed as such: no zone moves a month across the border of a year.
  const counted = isCivil && origin?.kind === 'instant' ? civilBound(zone.toLocal(origin.millis)) : origin;
  const grid = createGrid(width, isCivil ? UTC : zone, counted);
  const bounds = await seriesBounds(
    { ...planning, asOfMillis: request.asOfMillis },
    series,
    range,
    zone,
    grid,
  );
  const gridText = JSON.stringify([width, grid.zone.name, counted]);
  const { firstLabelMillis: first, lastLabelMillis: last } = series;
  const isOpen = bounds.lowerMillis === null || bounds.upperMillis === null;
  if (isOpen && (first === null || last === null)) return { grid, gridText, spans: [], bounds };
  const extent = { startMillis: first ?? 0, endMillis: (last ?? 0) + 1 };
  const nowMillis = isCivil ? zone.toLocal(planning.nowMillis) : planning.nowMillis;
  const { maxBuckets } = planning;
  const spans = bucketSpans({ maxBuckets, grid, bounds, extent, partial, nowMillis });
  return { grid, gridText, spans, bounds };
}

function civilBound(millis: number): TimeBound {
  return { kind: 'civil', millis };
}

/** The same question of the buckets that those of a plan, of which there is one, are compared with. */
function planComparison(
  { compareWith }: SeriesBucketsRequest,
  { grid, gridText, spans, bounds }: BucketPlan,
  { maxBuckets }: BucketPlanning,
): { readonly plan: BucketPlan; startOf(startMillis: number): number } | null {
  if (compareWith === null) return null;
  const { bounds: compared, startOf } = comparisonOf(grid, spans, bounds, compareWith);
  const asked = {
    extent: { startMillis: 0, endMillis: 0 },
    partial: 'INCLUDE',
    nowMillis: Infinity,
  } as const;
  const earlierSpans = bucketSpans({ ...asked, grid, bounds: compared, maxBuckets });
  return { plan: { grid, gridText, spans: earlierSpans, bounds: compared }, startOf };
}

/** Each bucket has one to be compared with, be it without rows. */
function filledAll(fill: FillMode): FillMode {
  return fill === 'NONE' ? 'NULL' : fill;
}

type FilledSpans = { readonly buckets: FilledBucket<number>[]; readonly readings: readonly Reading[] };
const NOTHING: FilledSpans = { buckets: [], readings: [] };

async function readBuckets(
  loaders: BucketLoaders,
  { series, metrics, fill, maxGap, asOfMillis }: SeriesBucketsRequest,
  plan: BucketPlan,
): Promise<FilledSpans> {
  if (plan.spans.length === 0) return NOTHING;
  const ask = { ...plan, seriesId: series.id, metrics, asOfMillis };
  const { buckets: found, reading } = await loaders.found.load(ask);
  const { values: before, readings } =
    fill === 'PREVIOUS' ? await valuesBefore(loaders, ask, found, maxGap) : { values: {}, readings: [] };
  const buckets = fillBuckets(plan.spans, found, metrics.map(seriesMetricKey), {
    ...{ mode: fill, maxGap, before, zero: () => 0 },
    between: (_, one, other, part, whole) => one + (other - one) * (part / whole),
  });
  return { buckets, readings: [reading, ...readings] };
}

/** A bucket of labels as one of instants in the zone asked for. */
function shownIn({ series, timeZone, width }: SeriesBucketsRequest) {
  const zone = zoneOf(timeZone);
  const isCivil = !isHourly(series.frequency);
  return ({ startMillis, endMillis, ...rest }: FilledBucket<number>): TimeBucket => ({
    ...rest,
    startMillis: isCivil ? zone.toInstant(startMillis) : startMillis,
    endMillis: isCivil ? zone.toInstant(endMillis) : endMillis,
    period: bucketPeriod(width, isCivil ? startMillis : zone.toLocal(startMillis)),
    timeZone,
    comparison: null,
  });
}

function columnsId(
  { series, width, timeZone, origin, fill, maxGap, partial, compareWith, asOfMillis }: SeriesBucketsRequest,
  { bounds, spans }: BucketPlan,
  buckets: readonly FilledBucket<number>[],
): string {
  const basis = JSON.stringify([
    ...['buckets', series.id, series.version, durationText(width), timeZone],
    ...[
      bounds,
      origin,
      fill,
      maxGap,
      partial,
      compareWith,
      asOfMillis,
      spans[0]?.startMillis,
      spans.at(-1)?.endMillis,
    ],
    // A running bucket becomes a whole one without a change of the series.
    buckets.at(-1)?.state,
  ]);
  return `TimeBucketColumns:${hash('sha256', basis, 'base64url').slice(0, 22)}`;
}
