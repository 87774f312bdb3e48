import { type FieldNode, type GraphQLResolveInfo, valueFromASTUntyped } from 'graphql';
import { badUserInput } from '../src/errors.ts';
import { fieldName } from '../src/model/dataset-names.ts';
import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  type Metric,
  metricKey,
} from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import { aggregationField, aggregationOfField } from '../src/model/measure-aggregations.ts';
import { fieldsBelow } from './selection.ts';

/** What a resolver is told of its place in the document, as far as metrics are concerned. */
export type MetricInfo = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

/** Where the measures are below a field: the paths of field names that lead to them. */
type Paths = readonly (readonly string[])[];
const withComparison = (paths: Paths): Paths => paths.flatMap((path) => [path, [...path, 'comparison']]);
const NODES: Paths = [['nodes'], ['edges', 'node']];
export const MEASURES_OF_AGGREGATE = withComparison([[]]);
export const MEASURES_OF_GROUPS = withComparison(NODES);
export const MEASURES_OF_BUCKETS = withComparison(
  NODES.flatMap((path) => [
    [...path, 'buckets'],
    [...path, 'columns'],
  ]),
);

/** The metrics selected below a field, each once; throws BAD_USER_INPUT for a percentile outside of 0 to 1. */
export function selectedMetrics(
  { measures }: DeclaredDataset,
  { fieldNodes, fragments, variableValues }: MetricInfo,
  paths: Paths,
): Metric[] {
  const below = (nodes: readonly FieldNode[], name: string): readonly FieldNode[] =>
    fieldsBelow(nodes, fragments).get(name) ?? [];
  const parents = paths.flatMap((path) => path.reduce(below, fieldNodes));
  const metrics = measures.flatMap(({ name }) => {
    const selected = fieldsBelow(below(parents, fieldName(name)), fragments);
    const changed = changedAggregates(selected, variableValues).map((aggregation) => ({
      measure: name,
      function: aggregation,
      p: null,
    }));
    return [...changed, ...aggregatesOf(name, selected)];
  });
  return [...new Map(metrics.map((metric) => [metricKey(metric), metric])).values()];

  function aggregatesOf(name: string, selected: Fields): Metric[] {
    return AGGREGATE_FUNCTIONS.flatMap((aggregation): Metric[] => {
      const nodes = selected.get(aggregationField(aggregation)) ?? [];
      if (aggregation !== 'PERCENTILE')
        return nodes.length === 0 ? [] : [{ measure: name, function: aggregation, p: null }];
      return nodes.map((node) => ({ measure: name, function: aggregation, p: share(node, variableValues) }));
    });
  }
}

type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** The aggregates whose change is selected. */
export function changedAggregates(
  selected: Fields,
  variables: MetricInfo['variableValues'],
): AggregateFunction[] {
  const nodes = ['change', 'changePercent'].flatMap((name) => selected.get(name) ?? []);
  return nodes.map((node) => {
    const of = node.arguments?.find(({ name }) => name.value === 'of');
    return aggregationOfField(of === undefined ? '' : String(valueFromASTUntyped(of.value, variables)));
  });
}

/** The argument `p` of a percentile; throws BAD_USER_INPUT for one outside of 0 to 1. */
export function share(node: FieldNode, variables: MetricInfo['variableValues']): number {
  const argument = node.arguments?.find(({ name }) => name.value === 'p');
  const p: unknown = argument === undefined ? undefined : valueFromASTUntyped(argument.value, variables);
  if (typeof p === 'number' && p >= 0 && p <= 1) return p;
  throw badUserInput('p', `"p" is ${String(p)}.`, 'A number from 0 to 1.');
}
