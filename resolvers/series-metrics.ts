import { type FieldNode, valueFromASTUntyped } from 'graphql';
import { AGGREGATE_FUNCTIONS } from '../src/model/dataset-query.ts';
import { aggregationField } from '../src/model/measure-aggregations.ts';
import { type SeriesMetric, seriesMetricKey } from '../src/model/time-bucket.ts';
import { changedAggregates, type MetricInfo, share } from './dataset-selection.ts';
import { fieldsBelow } from './selection.ts';

/** True where every `sum` that is selected of buckets of series, or of those they are compared with, is forced. */
export function isSumForced({ fieldNodes, fragments, variableValues }: MetricInfo): boolean {
  const own = fieldsBelow(fieldNodes, fragments);
  const compared = fieldsBelow(own.get('comparison') ?? [], fragments);
  const sums = [own, compared].flatMap((selected) => selected.get(aggregationField('SUM')) ?? []);
  const isForced = ({ arguments: given = [] }: FieldNode): boolean => {
    const force = given.find(({ name }) => name.value === 'force');
    return force !== undefined && valueFromASTUntyped(force.value, variableValues) === true;
  };
  return sums.length > 0 && sums.every(isForced);
}

/**
 * The metrics selected of buckets of series and of those they are compared with, each once. Throws BAD_USER_INPUT for a
 * percentile outside of 0 to 1.
 */
export function selectedSeriesMetrics({ fieldNodes, fragments, variableValues }: MetricInfo): SeriesMetric[] {
  const own = fieldsBelow(fieldNodes, fragments);
  const compared = fieldsBelow(own.get('comparison') ?? [], fragments);
  const metrics = [own, compared].flatMap((selected): SeriesMetric[] => [
    ...changedAggregates(selected, variableValues).map((name) => ({ function: name, p: null })),
    ...AGGREGATE_FUNCTIONS.flatMap((name): SeriesMetric[] => {
      const nodes = selected.get(aggregationField(name)) ?? [];
      if (name === 'PERCENTILE')
        return nodes.map((node) => ({ function: name, p: share(node, variableValues) }));
      return nodes.length === 0 ? [] : [{ function: name, p: null }];
    }),
  ]);
  return [...new Map(metrics.map((metric) => [seriesMetricKey(metric), metric])).values()];
}
