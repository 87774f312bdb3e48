import type { DeclaredDimension, DeclaredMeasure } from '../model/declared-dataset.ts';

/** A declared text as a description in SDL. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

const DIMENSION_TYPES = { text: 'String', int64: 'BigInt', boolean: 'Boolean' } as const;

/** The GraphQL type of a dimension's values, without `!`. */
export function dimensionType({ type }: DeclaredDimension): string {
  return DIMENSION_TYPES[type];
}

/** What a column is, for people. */
export function columnText(column: DeclaredDimension | DeclaredMeasure): string {
  const text = column.description ?? `${column.label}.`;
  return quoted('units' in column && column.units !== null ? `${text} In ${column.units}.` : text);
}

const OFFSET = `    "Skips rows for numbered pages; never with \`last\` or a cursor."
    offset: Int`;

const CURSOR_ARGUMENTS = `    "At most so many from the beginning, or after \`after\`."
    first: Int
    "Start after this cursor."
    after: String
    "At most so many from the end, or before \`before\`."
    last: Int
    "End before this cursor."
    before: String`;

/** The page arguments of a list, in SDL; `offset` where pages are numbered. */
export function pageArguments({ offset }: { readonly offset: boolean }): string {
  return offset ? `${CURSOR_ARGUMENTS}\n${OFFSET}` : CURSOR_ARGUMENTS;
}

/** What a list may cost before its page size is known. */
export function listSize(assumed: number): string {
  return `@listSize(
      assumedSize: ${assumed}
      slicingArguments: ["first", "last"]
      sizedFields: ["edges", "nodes"]
      requireOneSlicingArgument: false
    )`;
}

/** The arguments that say which rows, in SDL. */
export function scopeArguments(prefix: string, { written = false } = {}): string {
  return `    "Absent: all of time."
    range: TimeRange
    "Zone that dates and local times in \`range\` are read in${written ? ', and times are written in' : ''}."
    timeZone: TimeZone! = "UTC"
    "What rows must match; absent: every row."
    where: ${prefix}Filter`;
}

/** The argument that pairs aggregates with earlier ones, in SDL. */
export const COMPARE_WITH = `    "Pairs all with the same so much earlier by the calendar, e.g. \`P1Y\`; needs a \`range\` with an end."
    compareWith: Duration`;

/** The arguments of time buckets beside their width and range, in SDL. */
export const BUCKET_ARGUMENTS = `    "Where counting starts: fiscal years, first days of weeks, gas days. Absent: 1 January, Monday, midnight."
    origin: TimeBound
    "What buckets without rows become, over the whole range."
    fill: FillMode! = NONE
    "Of each run of buckets without rows only the first so many are filled; the rest have null values."
    maxGap: Int
    "Whether buckets are shown that the range cuts or that are still running."
    partial: PartialMode! = INCLUDE
    "Pairs each bucket with the one that begins nearest to its start moved back so much by the calendar, e.g. \`P1Y\`."
    compareWith: Duration`;

/** The field of every answer that is read from an engine by itself, in SDL. */
export const PROVENANCE_FIELD = `"Where this answer came from."
  provenance: Provenance`;

/** Connection and edge of a list. */
export function connectionTypeDefs(node: string, many: string, one: string): string {
  return `
"A page of ${many}."
type ${node}Connection {
  "The ${many} with a cursor each."
  edges: [${node}Edge!]!
  "The ${many} alone."
  nodes: [${node}!]!
  "Where this page stands."
  pageInfo: PageInfo!
  "Counted only when selected, whatever the page; null if the count alone failed."
  totalCount: SafeInt @cost(weight: 5)
  ${PROVENANCE_FIELD}
}

"A ${one} in a page."
type ${node}Edge {
  "Its place in the list."
  cursor: String!
  "The ${one}."
  node: ${node}!
}
`;
}
