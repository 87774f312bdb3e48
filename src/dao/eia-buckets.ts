import { hash } from 'node:crypto';
import { bucketPeriod } from '../calendar/bucket-period.ts';
import { type BucketSpan, bucketSpans } from '../calendar/buckets.ts';
import { type Comparison, comparisonOf } from '../calendar/comparison.ts';
import { type Duration, durationText } from '../calendar/duration.ts';
import {
  betweenDoubles,
  checkMaxGap,
  type FilledBucket,
  fillBuckets,
  withEveryBucket,
} from '../calendar/fill.ts';
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
  type UnforcedSum,
} from '../model/time-bucket.ts';
import type { TimeBound, TimeRange } from '../model/time-range.ts';
import { additivityOf } from '../units/additivity.ts';
import { type ConversionFactor, convertValue } from '../units/conversion.ts';
import { type BucketAllowance, bucketCost } from './bucket-allowance.ts';
import {
  type BucketLoaders,
  type BucketsAsk,
  type FoundBuckets,
  valuesBefore,
} from './eia-bucket-loaders.ts';
import { factorTo } from './eia-columns.ts';
import { type SeriesRangeScope, seriesBounds, seriesExtent } from './eia-range.ts';
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
  /** What asks for a sum that may not be of what does not add up over time; null where nothing does, or it is forced. */
  readonly unforcedSum: UnforcedSum | null;
  /** Units to give the aggregates in; null for the series' own. */
  readonly convertTo: string | null;
  /** Observations as they stood then, milliseconds since 1970; null is now. */
  readonly asOfMillis: number | null;
};

/** What buckets are planned by. */
export type BucketPlanning = SeriesRangeScope & {
  readonly maxBuckets: number;
  readonly allowance: BucketAllowance;
  /** The buckets of ranges planned before: many series of one range share them. */
  readonly planned: Map<string, readonly BucketSpan[]>;
  /** And what they are compared with. */
  readonly compared: Map<string, Comparison>;
};

/**
 * The buckets of a series. Throws BAD_USER_INPUT that names the argument: for a width finer than the series, and for more
 * buckets than `maxBuckets`; RESULT_TOO_LARGE for more than the request may still make.
 */
export async function querySeriesBuckets(
  loaders: BucketLoaders,
  request: SeriesBucketsRequest,
  planning: BucketPlanning,
): Promise<{ readonly columns: TimeBucketColumns; readonly readings: readonly Reading[] }> {
  checkAdditivity(request);
  const factor = await factorTo(request.convertTo, request.series);
  const plan = await planBuckets(request, planning);
  // Before they are made: those that are to be filled are all there, the others as many as have rows.
  const { allowance } = planning;
  if (request.fill !== 'NONE') allowance.take(bucketCost(request.fill, plan.spans.length, 0));
  const comparison = planComparison(request, plan, planning);
  const [{ buckets, readings }, compared] = await Promise.all([
    readBuckets(loaders, request, plan, (found) => {
      if (request.fill === 'NONE') allowance.take(bucketCost('NONE', plan.spans.length, found));
    }),
    comparison === null ? null : readCompared(loaders, request, plan, comparison),
  ]);
  const shown = shownIn(request, factor);
  const columns = {
    id: columnsId(request, plan),
    buckets: buckets.map((bucket): TimeBucket => {
      const pair = compared === null ? null : shown(compared.pairOf(bucket.startMillis));
      return { ...shown(bucket), comparison: pair };
    }),
    units: request.convertTo ?? request.series.units,
    isCompared: request.compareWith !== null,
  };
  return { columns, readings: [...readings, ...(compared?.readings ?? [])] };
}

const INSTEAD_OF_SUM: Record<UnforcedSum, string> = {
  force: 'sum(force: true), or another aggregate: avg, last.',
  of: 'Another aggregate: AVG, LAST; or SUM where sum(force: true) is selected beside it.',
};

/** Throws BAD_USER_INPUT for a sum, or zeros, of what does not add up over time. */
function checkAdditivity({ series, fill, unforcedSum }: SeriesBucketsRequest): void {
  if (unforcedSum === null && fill !== 'ZERO') return;
  const additivity = additivityOf(series.units, series);
  if (additivity === 'FLOW') return;
  const what = additivity === 'STOCK' ? 'a level at one time' : 'a rate, a price or a share';
  const reason = `${series.id} is ${what} (${series.units ?? 'without units'}) and does not add up over time`;
  if (unforcedSum !== null) throw badUserInput(unforcedSum, `${reason}.`, INSTEAD_OF_SUM[unforcedSum]);
  throw badUserInput('fill', `${reason}: no value is not 0.`, ['NONE', 'NULL', 'PREVIOUS', 'LINEAR']);
}

/** What a request comes to before an engine is asked; its instants are labels of the series. */
type BucketPlan = Pick<BucketsAsk, 'grid' | 'gridText' | 'spans' | 'bounds'>;

async function planBuckets(request: SeriesBucketsRequest, planning: BucketPlanning): Promise<BucketPlan> {
  const { series, width, range, origin, partial, maxGap, timeZone } = request;
  checkWidth(width, series.frequency);
  checkMaxGap(maxGap, planning.maxBuckets);
  const zone = zoneOf(timeZone);
  const isCivil = !isHourly(series.frequency);
  // Labels that are civil dates are placed as such: no zone moves a month across the border of a year.
  const counted = isCivil && origin?.kind === 'instant' ? civilBound(zone.toLocal(origin.millis)) : origin;
  const grid = createGrid(width, isCivil ? UTC : zone, counted);
  const scope = { ...planning, asOfMillis: request.asOfMillis };
  const bounds = await seriesBounds(scope, series, range, zone, grid);
  const gridText = JSON.stringify([width, grid.zone.name, counted]);
  const isOpen = bounds.lowerMillis === null || bounds.upperMillis === null;
  const extent = isOpen ? await seriesExtent(scope, series) : { startMillis: 0, endMillis: 0 };
  if (extent === null) return { grid, gridText, spans: [], bounds };
  const nowMillis = labelOfNow(request, planning);
  const { maxBuckets, planned } = planning;
  const key = JSON.stringify([gridText, bounds, isOpen && extent, partial, nowMillis]);
  const spans = planned.get(key) ?? bucketSpans({ maxBuckets, grid, bounds, extent, partial, nowMillis });
  planned.set(key, spans);
  return { grid, gridText, spans, bounds };
}

/** The clock as a label of the series. */
function labelOfNow({ series, timeZone }: SeriesBucketsRequest, { nowMillis }: BucketPlanning): number {
  return isHourly(series.frequency) ? nowMillis : zoneOf(timeZone).toLocal(nowMillis);
}

function civilBound(millis: number): TimeBound {
  return { kind: 'civil', millis };
}

/** What the buckets of a plan are compared with; null for nothing. */
function planComparison(
  request: SeriesBucketsRequest,
  { grid, gridText, spans, bounds }: BucketPlan,
  planning: BucketPlanning,
): Comparison | null {
  const { compareWith: duration } = request;
  if (duration === null || spans.length === 0) return null;
  const { maxBuckets, compared } = planning;
  const nowMillis = labelOfNow(request, planning);
  const [first, last] = [spans[0]?.startMillis, spans.at(-1)?.startMillis];
  const key = JSON.stringify([gridText, bounds, first, last, duration, nowMillis]);
  const comparison =
    compared.get(key) ?? comparisonOf({ grid, spans, bounds, duration, nowMillis, maxBuckets });
  compared.set(key, comparison);
  return comparison;
}

type FilledSpans = { readonly buckets: FilledBucket<number>[]; readonly readings: readonly Reading[] };
const NOTHING: FilledSpans = { buckets: [], readings: [] };

async function readBuckets(
  loaders: BucketLoaders,
  request: SeriesBucketsRequest,
  plan: BucketPlan,
  onFound: (found: number) => void,
): Promise<FilledSpans> {
  if (plan.spans.length === 0) return NOTHING;
  const { buckets: found, reading } = await loaders.found.load(askOf(request, plan));
  onFound(found.size);
  const { buckets, readings } = await fillFound(loaders, request, plan, found);
  return { buckets, readings: [reading, ...readings] };
}

/** The earlier buckets: each is there, be it without observations. */
async function readCompared(
  loaders: BucketLoaders,
  request: SeriesBucketsRequest,
  plan: BucketPlan,
  { lists, versions, pairOf }: Comparison,
): Promise<{ pairOf(startMillis: number): FilledBucket<number>; readonly readings: readonly Reading[] }> {
  const loaded = await Promise.all(
    lists.map((list) => loaders.found.load(askOf(request, { ...plan, ...list }))),
  );
  const filling = { ...request, fill: withEveryBucket(request.fill) };
  const filled = await Promise.all(
    versions(loaded.map(({ buckets }) => buckets)).map(({ spans, found }) =>
      fillFound(loaders, filling, { ...plan, ...lists[0], spans }, found),
    ),
  );
  const lines = filled.map(({ buckets }) => buckets);
  const readings = [...loaded.map(({ reading }) => reading), ...filled.flatMap((each) => each.readings)];
  return { pairOf: (startMillis) => pairOf(startMillis, lines), readings };
}

function askOf({ series, metrics, asOfMillis }: SeriesBucketsRequest, plan: BucketPlan): BucketsAsk {
  return { ...plan, seriesId: series.id, metrics, asOfMillis };
}

async function fillFound(
  loaders: BucketLoaders,
  request: SeriesBucketsRequest,
  plan: BucketPlan,
  found: FoundBuckets,
): Promise<FilledSpans> {
  const { metrics, fill, maxGap } = request;
  const { values: before, readings } =
    fill === 'PREVIOUS'
      ? await valuesBefore(loaders, askOf(request, plan), found, maxGap)
      : { values: {}, readings: [] };
  const buckets = fillBuckets(plan.spans, found, metrics.map(seriesMetricKey), {
    ...{ mode: fill, maxGap, before, zero: () => 0 },
    between: (_, one, other, part, whole) => betweenDoubles(one, other, part, whole),
  });
  return { buckets, readings };
}

/** A bucket of labels as one of instants in the zone asked for, its aggregates in the units asked for. */
function shownIn({ series, timeZone, width }: SeriesBucketsRequest, factor: ConversionFactor | null) {
  const zone = zoneOf(timeZone);
  const isCivil = !isHourly(series.frequency);
  const instantOf = (millis: number): number => (isCivil ? zone.toInstant(millis) : millis);
  const converted = (values: TimeBucket['values']): TimeBucket['values'] => {
    if (factor === null) return values;
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, convertValue(value, factor)]),
    );
  };
  return ({ startMillis, endMillis, values, ...rest }: FilledBucket<number>): TimeBucket => ({
    ...rest,
    startMillis: instantOf(startMillis),
    endMillis: instantOf(endMillis),
    period: bucketPeriod(width, isCivil ? startMillis : zone.toLocal(startMillis)),
    timeZone,
    values: converted(values),
    comparison: null,
  });
}

function columnsId(request: SeriesBucketsRequest, { bounds, spans }: BucketPlan): string {
  const { series, width, timeZone, origin, fill, maxGap, partial } = request;
  const { compareWith, asOfMillis, convertTo } = request;
  const [start, end] = [spans[0]?.startMillis ?? null, spans.at(-1)?.endMillis ?? null];
  const basis = JSON.stringify([
    ...['buckets', series.id, series.version, durationText(width), timeZone],
    ...[bounds, origin, fill, maxGap, partial, compareWith, asOfMillis, convertTo, start, end],
    // A running bucket becomes a whole one without a change of the series.
    spans.flatMap(({ startMillis, isPartial }) => (isPartial ? [startMillis] : [])),
  ]);
  return `TimeBucketColumns:${hash('sha256', basis, 'base64url').slice(0, 22)}`;
}
