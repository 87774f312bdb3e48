import { asOfMillis } from '../src/calendar/as-of.ts';
import { parseDuration } from '../src/calendar/duration.ts';
import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import type { ObservationColumn } from '../src/model/observation-columns.ts';
import type { Series } from '../src/model/series.ts';
import { pageArguments, timeRange } from './arguments.ts';
import { edges, inZone, pageInfo } from './connection.ts';
import type { MetricInfo } from './dataset-selection.ts';
import type {
  EiaSeriesBucketsArgs,
  EiaSeriesConnectionResolvers,
  EiaSeriesResolvers,
} from './generated/types.ts';
import { listFrom, seriesOrigin } from './provenance.ts';
import { selectedFields } from './selection.ts';
import { selectedSeriesMetrics, unforcedSum } from './series-metrics.ts';

const COLUMNS: readonly ObservationColumn[] = ['time', 'epochMillis', 'period', 'value'];

export const EiaSeries: EiaSeriesResolvers = {
  dataset: ({ dataset }) => ({ code: dataset, known: null }),
  region: ({ region }) => (region === null ? null : { code: region }),
  lastUpdated: ({ lastUpdatedMillis }) =>
    lastUpdatedMillis === null ? null : instantText(lastUpdatedMillis, UTC),
  latest: async (series, _, { eia }) => {
    const observation = await eia.findLatestObservation(series);
    return observation === null ? null : inZone(observation, series.frequency, 'UTC');
  },
  observations: async (series, { timeZone, direction, asOf, convertTo = null, ...args }, context) => {
    const range = timeRange(args.range);
    const asked = { series, timeZone, asOfMillis: asOfMillis(asOf, context.nowMillis) };
    const page = await context.eia.queryEiaSeries({
      ...asked,
      ...{ range, direction, convertTo, page: pageArguments(args) },
    });
    return { page, ...asked, units: convertTo ?? series.units };
  },
  columns: async (series, args, { eia, nowMillis }, info) => {
    const { timeZone, convertTo = null, maxPoints, downsampling } = args;
    const selected = selectedFields(info);
    const asked = { series, timeZone, asOfMillis: asOfMillis(args.asOf, nowMillis) };
    const answer = await eia.queryObservationColumns({
      ...{ ...asked, convertTo, range: timeRange(args.range) },
      columns: COLUMNS.filter((column) => selected.has(column)),
      sampling: maxPoints == null ? null : { maxPoints, downsampling },
    });
    return { ...answer, ...asked };
  },
  buckets: async (series, args, context, info) => {
    const request = bucketsRequest(series, args, context.nowMillis, info);
    const answer = await context.eia.queryBuckets(request);
    return listFrom(answer.buckets, seriesOrigin(answer, request, context));
  },
  bucketColumns: async (series, args, { eia, nowMillis }, info) => {
    const request = bucketsRequest(series, args, nowMillis, info);
    const { timeZone, asOfMillis } = request;
    return { ...(await eia.queryBuckets(request)), series, timeZone, asOfMillis };
  },
  revisions: async (series, { period, ...args }, { revisions }) => {
    const selection = { series, period: period ?? null };
    return { page: await revisions.queryRevisions(selection, pageArguments(args)), selection };
  },
};

/** What `buckets` and `bucketColumns` ask for. Throws BAD_USER_INPUT. */
function bucketsRequest(series: Series, args: EiaSeriesBucketsArgs, nowMillis: number, info: MetricInfo) {
  const { width, range, timeZone = 'UTC', origin, maxGap, compareWith } = args;
  const { fill = 'NONE', partial = 'INCLUDE' } = args;
  return {
    ...{ series, timeZone, fill, partial, range: timeRange(range), metrics: selectedSeriesMetrics(info) },
    ...{ width: parseDuration(width, 'width'), origin: origin ?? null, maxGap: maxGap ?? null },
    ...{ unforcedSum: unforcedSum(info), convertTo: args.convertTo ?? null },
    asOfMillis: asOfMillis(args.asOf, nowMillis),
    compareWith: compareWith == null ? null : parseDuration(compareWith, 'compareWith'),
  };
}

export const EiaSeriesConnection: EiaSeriesConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ filter }, _, { eia }) => eia.getEiaSeriesCount(filter),
};
