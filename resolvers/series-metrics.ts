import type { FieldNode } from 'graphql';
import { aggregationField } from '../src/model/measure-aggregations.ts';
import { type SeriesMetric, seriesMetricKey } from '../src/model/time-bucket.ts';
import { argumentOf, checkedPercentiles, type MetricInfo, selectedAggregates } from './dataset-selection.ts';
import { fieldsBelow } from './selection.ts';

/** True where every `sum` that is selected of buckets of series, or of those they are compared with, is forced. */
export function isSumForced(info: MetricInfo): boolean {
  const sums = bucketFields(info).flatMap((selected) => selected.get(aggregationField('SUM')) ?? []);
  return sums.length > 0 && sums.every((node) => argumentOf(node, 'force', info.variableValues) === true);
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
