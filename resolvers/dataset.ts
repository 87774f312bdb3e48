import type { RequestContext } from '../src/context.ts';
import { changeOf, changePercentOf } from '../src/model/change.ts';
import { datasetType, enumName, fieldName } from '../src/model/dataset-names.ts';
import type { AggregateFunction, Scalar } from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import { aggregatesPrefix, aggregationField } from '../src/model/measure-aggregations.ts';
import type { Aggregates } from './dataset-answer.ts';
import { createBucketResolvers } from './dataset-buckets.ts';
import { createGroupResolvers } from './dataset-groups.ts';
import { createRowResolvers } from './dataset-rows.ts';
import type { DatasetDimensionResolvers, DatasetMeasureResolvers } from './generated/types.ts';

/** Which of the types that are made at start-up a declared dataset has: no generated type knows their names. */
export const Dataset = { __resolveType: datasetType };

export const DatasetDimension: DatasetDimensionResolvers = {
  name: ({ name }) => fieldName(name),
  enumName: ({ name }) => enumName(name),
};

export const DatasetMeasure: DatasetMeasureResolvers = {
  name: ({ name }) => fieldName(name),
};

/** The declared dataset with a global id's natural part; null where there is none. */
export function findDeclared(
  type: string,
  name: string,
  { datasets }: RequestContext,
): DeclaredDataset | null {
  return datasets.find((dataset) => dataset.name === name && datasetType(dataset) === type) ?? null;
}

/** The resolvers of the types made for declared datasets, by GraphQL type. */
export function createDatasetResolvers(datasets: readonly DeclaredDataset[]) {
  const prefixes = new Set(datasets.flatMap(({ measures }) => measures.map(aggregatesPrefix)));
  return [
    ...[...prefixes].map((prefix) => ({
      [`${prefix}Aggregates`]: { percentile, change: change(prefix), changePercent },
      [`${prefix}AggregateColumns`]: { percentile },
    })),
    ...datasets.flatMap((dataset) => [
      { Query: { [fieldName(dataset.name)]: () => dataset } },
      { [datasetType(dataset)]: describe(dataset) },
      createRowResolvers(dataset),
      createGroupResolvers(dataset),
      createBucketResolvers(dataset),
    ]),
  ];
}

/** What is known of a dataset from memory. */
function describe(dataset: DeclaredDataset) {
  return {
    id: () => `${datasetType(dataset)}:${dataset.name}`,
    backend: (_: unknown, _args: unknown, { backends }: RequestContext) =>
      backends().find(({ kind }) => kind === dataset.backend),
    fallback: (_: unknown, _args: unknown, { backends }: RequestContext) =>
      backends().find(({ kind }) => kind === dataset.fallback?.backend) ?? null,
    timeColumn: () => dataset.time.column,
  };
}

type ChangeArguments = { readonly of: AggregateFunction };

/** Of doubles a double, of decimals and integers a decimal. */
function change(prefix: string) {
  const asDecimal = !prefix.startsWith('Float');
  return (aggregates: Aggregates<Scalar>, { of }: ChangeArguments): unknown =>
    changeOf(aggregateOf(aggregates, of), aggregateOf(aggregates.earlier, of), asDecimal);
}

function changePercent(aggregates: Aggregates<Scalar>, { of }: ChangeArguments): number | null {
  return changePercentOf(aggregateOf(aggregates, of), aggregateOf(aggregates.earlier, of));
}

function aggregateOf(aggregates: Aggregates<Scalar> | undefined, name: AggregateFunction): Scalar {
  return (aggregates?.[aggregationField(name)] ?? null) as Scalar;
}

function percentile({ percentiles }: Aggregates<unknown>, { p }: { readonly p: number }): unknown {
  return percentiles.get(p) ?? null;
}
