import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { aggregatesPrefix } from '../model/measure-aggregations.ts';
import { aggregateTypeDefs, MEASURE_KINDS } from './aggregate-type-defs.ts';
import { datasetTypeDefs } from './dataset-type-defs.ts';

/** The SDL of every declared dataset, and the types of their kinds of measure once each. One text a part. */
export function allDatasetTypeDefs(datasets: readonly DeclaredDataset[]): string[] {
  const used = new Set(datasets.flatMap(({ measures }) => measures.map(aggregatesPrefix)));
  return [
    ...MEASURE_KINDS.filter((kind) => used.has(aggregatesPrefix(kind))).map(aggregateTypeDefs),
    ...datasets.map(datasetTypeDefs),
  ];
}
