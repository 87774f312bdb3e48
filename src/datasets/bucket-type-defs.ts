import { fieldName, typePrefix } from '../model/dataset-names.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { aggregatesPrefix } from '../model/measure-aggregations.ts';
import { columnText, connectionTypeDefs } from './type-def-parts.ts';

/** The SDL of what the time buckets of a dataset are made of. */
export function bucketTypeDefs(dataset: DeclaredDataset): string {
  const { dimensions, measures } = dataset;
  const prefix = typePrefix(dataset);
  const each = (suffix: string): string =>
    measures
      .map((one) => `  ${columnText(one)}\n  ${fieldName(one.name)}: ${aggregatesPrefix(one)}${suffix}!`)
      .join('\n');
  const key = `  "What its rows share."
  key: ${prefix}Key!
`;
  return `
"One line of a chart: a group with its buckets."
type ${prefix}BucketGroup {
  "Same id, same arguments over the same data."
  id: ID!
${dimensions.length > 0 ? key : ''}  "Its buckets, oldest first; all lines have the same unless \`fill\` is NONE, which shows those with rows alone."
  buckets: [${prefix}Bucket!]! @listSize(assumedSize: 400, requireOneSlicingArgument: false)
  "The same as arrays."
  columns: ${prefix}BucketColumns!
}
${connectionTypeDefs(`${prefix}BucketGroup`, 'lines', 'line')}
"The rows of a line within one stretch of time."
type ${prefix}Bucket {
  "First instant that belongs to it."
  start: DateTime!
  "First instant after it."
  end: DateTime!
  "Whether it has rows, and all of them."
  state: BucketState!
  "Rows, with or without values."
  count: SafeInt!
${each('Aggregates')}
  "The one before it that begins nearest to its start moved back by \`compareWith\`; null without that argument."
  comparison: ${prefix}Bucket
}

"The buckets of a line as arrays of equal length, index by index one bucket."
type ${prefix}BucketColumns {
  "Same id, same arguments over the same data: clients may merge. Not refetchable by \`node\`."
  id: ID!
  "How many buckets there are."
  length: Int!
  "First instant of each."
  start: [DateTime!]!
  "Milliseconds since 1970 of the same instants: half the bytes, ready for a chart."
  epochMillis: [SafeInt!]!
  "Whether each has rows, and all of them."
  state: [BucketState!]!
  "Rows in each, with or without values."
  count: [SafeInt!]!
${each('AggregateColumns')}
  "The bucket each is compared with, index by index; null without \`compareWith\`."
  comparison: ${prefix}BucketColumns
}
`;
}
