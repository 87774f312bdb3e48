import { enumName, fieldName, typePrefix } from '../model/dataset-names.ts';
import type { DeclaredDataset, DeclaredDimension, DeclaredMeasure } from '../model/declared-dataset.ts';
import { VALUE_TYPES } from '../model/measure-aggregations.ts';
import { bucketTypeDefs } from './bucket-type-defs.ts';
import { groupTypeDefs } from './group-type-defs.ts';
import {
  BUCKET_ARGUMENTS,
  COMPARE_WITH,
  columnText,
  connectionTypeDefs,
  dimensionType,
  listSize,
  pageArguments,
  quoted,
  scopeArguments,
} from './type-def-parts.ts';

/** The SDL of one declared dataset: its root field and every type that is its own. */
export function datasetTypeDefs(dataset: DeclaredDataset): string {
  const { dimensions, measures } = dataset;
  const prefix = typePrefix(dataset);
  const columns = [...dimensions, ...measures];
  const values = (each: readonly (DeclaredDimension | DeclaredMeasure)[]): string =>
    each.map((column) => `  ${columnText(column)}\n  ${enumName(column.name)}`).join('\n');
  return `
extend type Query {
  ${quoted(dataset.description ?? dataset.title)}
  ${fieldName(dataset.name)}: ${prefix}Dataset
}

${
  dimensions.length === 0
    ? ''
    : `"What ${fieldName(dataset.name)} can be grouped by."
enum ${prefix}Dimension {
${values(dimensions)}
}
`
}
"The columns of ${fieldName(dataset.name)}."
enum ${prefix}Column {
  "When a row is."
  TIME
${values(columns)}
}
${objectTypeDef(dataset)}
"A row as stored."
type ${prefix}Row {
  "When it is, in the zone of the argument \`timeZone\`."
  time: DateTime!
${dimensions.map((one) => `  ${columnText(one)}\n  ${fieldName(one.name)}: ${dimensionType(one)}${one.nullable ? '' : '!'}`).join('\n')}
${measures.map((one) => `  ${columnText(one)}\n  ${fieldName(one.name)}: ${VALUE_TYPES[one.type]}`).join('\n')}
}
${connectionTypeDefs(`${prefix}Row`, 'rows', 'row')}
"A step of an order of rows."
input ${prefix}RowOrder {
  "What to order by."
  column: ${prefix}Column!
  "Which way."
  direction: OrderDirection! = ASC
  "Where rows without a value stand, whichever way the order runs."
  nulls: NullsOrder! = LAST
}

"Conditions on rows; all given ones must hold."
input ${prefix}Filter {
  "All of these hold."
  and: [${prefix}Filter!]
  "At least one of these holds."
  or: [${prefix}Filter!]
  "This does not hold."
  not: ${prefix}Filter
${dimensions.map((one) => `  ${columnText(one)}\n  ${fieldName(one.name)}: ${dimensionType(one)}Filter`).join('\n')}
${measures.map((one) => `  ${columnText(one)}\n  ${fieldName(one.name)}: ${VALUE_TYPES[one.type]}Filter`).join('\n')}
}
${groupTypeDefs(dataset)}${bucketTypeDefs(dataset)}`;
}

function objectTypeDef(dataset: DeclaredDataset): string {
  const prefix = typePrefix(dataset);
  const grouped = dataset.dimensions.length > 0;
  return `
${quoted(dataset.description ?? dataset.title)}
type ${prefix}Dataset implements Node & Dataset @key(fields: "id") {
  "\`${prefix}Dataset:\` and the name."
  id: ID!
  "Its declared name."
  name: String!
  "Its name for people."
  title: String!
  "What it holds."
  description: String
  "The engine that holds it."
  backend: Backend!
  "The engine that is read while that one is down: it holds the same rows. Null where none is declared."
  fallback: Backend
  "True for generated demonstration data."
  synthetic: Boolean!
  "The column that says when a row is."
  timeColumn: String!
  "What rows are told apart and grouped by."
  dimensions: [DatasetDimension!]!
  "What is counted up."
  measures: [DatasetMeasure!]!
  "Rows as stored. Without \`first\` or \`last\`: the first 50."
  rows(
${scopeArguments(prefix, { written: true })}
    "Ties are broken by the declared key. Absent: the declared order."
    orderBy: [${prefix}RowOrder!]
${pageArguments({ offset: true })}
  ): ${prefix}RowConnection
    @cost(weight: 5)
    ${listSize(50)}
  "One line of aggregates over everything that matches: a KPI tile."
  aggregate(
${scopeArguments(prefix)}
${COMPARE_WITH}
  ): ${prefix}Aggregate @cost(weight: 5)
${grouped ? groupsField(prefix) : ''}  "Time buckets, one group per line of a chart${grouped ? '; one group when `groupBy` is empty. `first` counts lines, so top-N is `orderBy` with `first`. Without `first` or `last`: the first 20' : ''}."
  buckets(
    "Width of a bucket, counted by the calendar of \`timeZone\`, e.g. \`P1D\`, \`1 hour\`."
    width: Duration!
${grouped ? `    "Rows that share these are one line."\n    groupBy: [${prefix}Dimension!]! = []\n` : ''}${scopeArguments(prefix, { written: true })}
${BUCKET_ARGUMENTS}
    "Conditions on the aggregates of a whole line."
    having: ${prefix}Having
    "The order of the lines; ties are broken by the dimensions grouped by, the order where none is asked for."
    orderBy: [${prefix}GroupOrder!]
${pageArguments({ offset: false })}
  ): ${prefix}BucketGroupConnection
    @cost(weight: 10)
    ${listSize(20)}
}
`;
}

function groupsField(prefix: string): string {
  return `  "Aggregates by dimension: a bar chart or pivot table. Without \`first\` or \`last\`: the first 50."
  groups(
    "Rows that share these are one group; empty for one group of all."
    groupBy: [${prefix}Dimension!]!
${scopeArguments(prefix)}
${COMPARE_WITH}
    "Conditions on the aggregates of a whole group."
    having: ${prefix}Having
    "Ties are broken by the dimensions grouped by, the order where none is asked for."
    orderBy: [${prefix}GroupOrder!]
${pageArguments({ offset: true })}
  ): ${prefix}GroupConnection
    @cost(weight: 5)
    ${listSize(50)}
`;
}
