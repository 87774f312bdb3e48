import { type FieldNode, valueFromASTUntyped } from 'graphql';
import { AGGREGATE_FUNCTIONS } from '../src/model/dataset-query.ts';
import { aggregationField, aggregationOfField } from '../src/model/measure-aggregations.ts';
import { type SeriesMetric, seriesMetricKey } from '../src/model/time-bucket.ts';
import { type MetricInfo, share } from './dataset-selection.ts';
import { fieldsBelow } from './selection.ts';

const CHANGES = ['change', 'changePercent'];

/**
 * The metrics selected of buckets of series and of those they are compared with, each once. Throws BAD_USER_INPUT for a
 * percentile outside of 0 to 1.
 */
export function selectedSeriesMetrics({ fieldNodes, fragments, variableValues }: MetricInfo): SeriesMetric[] {
  const own = fieldsBelow(fieldNodes, fragments);
  const compared = fieldsBelow(own.get('comparison') ?? [], fragments);
  const nodes = (name: string): readonly FieldNode[] => [
    ...(own.get(name) ?? []),
    ...(compared.get(name) ?? []),
  ];
  const metrics = AGGREGATE_FUNCTIONS.flatMap((name): SeriesMetric[] => {
    const selected = nodes(aggregationField(name));
    if (name === 'PERCENTILE')
      return selected.map((node) => ({ function: name, p: share(node, variableValues) }));
    return selected.length === 0 ? [] : [{ function: name, p: null }];
  });
  for (const node of CHANGES.flatMap(nodes)) {
    const of = node.arguments?.find(({ name }) => name.value === 'of');
    const name = of === undefined ? '' : String(valueFromASTUntyped(of.value, variableValues));
    metrics.push({ function: aggregationOfField(name), p: null });
  }
  return [...new Map(metrics.map((metric) => [seriesMetricKey(metric), metric])).values()];
}
