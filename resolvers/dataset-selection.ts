import { type FieldNode, type GraphQLResolveInfo, valueFromASTUntyped } from 'graphql';
import { badUserInput } from '../src/errors.ts';
import { fieldName } from '../src/model/dataset-names.ts';
import { AGGREGATE_FUNCTIONS, type Metric, metricKey } from '../src/model/dataset-query.ts';
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
    return selectedAggregates(selected, variableValues).map((one): Metric => ({ measure: name, ...one }));
  });
  return checkedPercentiles([...new Map(metrics.map((metric) => [metricKey(metric), metric])).values()]);
}

/** An engine sorts the values once for each, and keeps them. */
const MAX_PERCENTILES = 50;

/** The same metrics, each of which is another. Throws BAD_USER_INPUT, which names `p`, for more than 50 percentiles. */
export function checkedPercentiles<Each extends Pick<Metric, 'function'>>(metrics: Each[]): Each[] {
  const count = metrics.filter((metric) => metric.function === 'PERCENTILE').length;
  if (count <= MAX_PERCENTILES) return metrics;
  throw badUserInput(
    'p',
    `${count} different percentiles are asked for.`,
    `At most ${MAX_PERCENTILES} in one field.`,
  );
}

/** The aggregates among selected fields, and those whose change is; throws BAD_USER_INPUT for a percentile outside of 0 to 1. */
export function selectedAggregates(
  selected: ReadonlyMap<string, readonly FieldNode[]>,
  variables: MetricInfo['variableValues'],
): Omit<Metric, 'measure'>[] {
  const nodes = (name: string): readonly FieldNode[] => selected.get(name) ?? [];
  const changed = [...nodes('change'), ...nodes('changePercent')].map((node) =>
    aggregationOfField(String(argumentOf(node, 'of', variables))),
  );
  const plain = AGGREGATE_FUNCTIONS.filter(
    (name) => name !== 'PERCENTILE' && nodes(aggregationField(name)).length > 0,
  );
  return [
    ...[...changed, ...plain].map((name) => ({ function: name, p: null })),
    ...nodes(aggregationField('PERCENTILE')).map(
      (node) => ({ function: 'PERCENTILE', p: share(argumentOf(node, 'p', variables)) }) as const,
    ),
  ];
}

/** What a field was given for an argument; undefined for nothing. */
export function argumentOf(
  { arguments: given = [] }: FieldNode,
  name: string,
  variables: MetricInfo['variableValues'],
): unknown {
  const argument = given.find((each) => each.name.value === name);
  return argument === undefined ? undefined : valueFromASTUntyped(argument.value, variables);
}

/** The argument `p` of a percentile. */
function share(p: unknown): number {
  if (typeof p === 'number' && p >= 0 && p <= 1) return p;
  throw badUserInput('p', `"p" is ${String(p)}.`, 'A number from 0 to 1.');
}
