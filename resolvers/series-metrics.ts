import type { FieldNode } from 'graphql';
import { aggregationField } from '../src/model/measure-aggregations.ts';
import { type SeriesMetric, seriesMetricKey, type UnforcedSum } from '../src/model/time-bucket.ts';
import { argumentOf, checkedPercentiles, type MetricInfo, selectedAggregates } from './dataset-selection.ts';
import { fieldsBelow } from './selection.ts';

/**
 * The argument by which a sum of buckets of series, or of those they are compared with, is asked for and not forced: `force`
 * of a `sum`; `of` of a change, where no `sum` beside it is forced. Null for none.
 */
export function unforcedSum(info: MetricInfo): UnforcedSum | null {
  const fields = bucketFields(info);
  const sums = fields.flatMap((selected) => selected.get(aggregationField('SUM')) ?? []);
  if (sums.some((node) => argumentOf(node, 'force', info.variableValues) !== true)) return 'force';
  return sums.length === 0 && selectedSeriesMetrics(info).some((metric) => metric.function === 'SUM')
    ? 'of'
    : null;
}

/**
 * The metrics selected of buckets of series and of those they are compared with, each once. Throws BAD_USER_INPUT for a
 * percentile outside of 0 to 1.
 */
export function selectedSeriesMetrics(info: MetricInfo): SeriesMetric[] {
  const metrics = bucketFields(info).flatMap((selected) => selectedAggregates(selected, info.variableValues));
  return checkedPercentiles([
    ...new Map(metrics.map((metric) => [seriesMetricKey(metric), metric])).values(),
  ]);
}

/** The fields selected of buckets, and of those they are compared with. */
function bucketFields({ fieldNodes, fragments }: MetricInfo): ReadonlyMap<string, readonly FieldNode[]>[] {
  const own = fieldsBelow(fieldNodes, fragments);
  return [own, fieldsBelow(own.get('comparison') ?? [], fragments)];
}
