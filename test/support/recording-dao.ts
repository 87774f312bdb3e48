import { parse, validate } from 'graphql';
import { createDatasetResolvers } from '../../resolvers/dataset.ts';
import { resolvers } from '../../resolvers/index.ts';
import { allDatasetTypeDefs } from '../../src/datasets/type-defs.ts';
import type { BucketLine, DatasetGroup, DatasetRow } from '../../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';
import type { RangePage } from '../../src/model/page.ts';
import type { TimeRange } from '../../src/model/time-range.ts';
import { createExecutor } from '../../src/server/executor.ts';
import { buildSchemas, type Schemas } from '../../src/server/schemas.ts';
import { CORE_TYPE_DEFS } from './declarations.ts';

/** What the recorded methods answer. */
export type Answers = {
  readonly rows?: readonly DatasetRow[];
  readonly groups?: readonly DatasetGroup[];
  readonly lines?: readonly BucketLine[];
  readonly count?: number;
};

/** A call of the DAO: the method's name and its request without the declared table. */
export type Call = readonly [method: string, request: Record<string, unknown>];

/** What the recorded pages say they are of. */
export const ANSWERED_RANGE: TimeRange = { between: { start: { kind: 'instant', millis: 1 }, end: null } };

function page<Row>(rows: readonly Row[]): RangePage<Row> {
  return {
    rows,
    range: ANSWERED_RANGE,
    hasNextPage: false,
    hasPreviousPage: false,
    cursorOf: (row) => `cursor ${rows.indexOf(row)}`,
  };
}

/** The schema of declared datasets, to be recorded. */
export function recordedSchemas(datasets: readonly DeclaredDataset[]): Schemas {
  return buildSchemas({
    typeDefs: [...CORE_TYPE_DEFS, ...allDatasetTypeDefs(datasets)],
    resolvers: [resolvers, ...createDatasetResolvers(datasets)],
  });
}

/** Runs documents over declared datasets with a DAO that records what it is asked and answers what it is told. */
export function createRecording(datasets: readonly DeclaredDataset[], schemas: Schemas, answers: Answers) {
  const calls: Call[] = [];
  const answer =
    <T>(method: string, value: T) =>
    async ({ table: _, ...request }: { table: unknown }): Promise<T> => {
      calls.push([method, request]);
      return value;
    };
  const dao = {
    queryRows: answer('queryRows', page(answers.rows ?? [])),
    countRows: answer('countRows', answers.count ?? 0),
    aggregate: answer('aggregate', answers.groups?.[0]),
    queryAggregatedMetrics: answer('queryAggregatedMetrics', page(answers.groups ?? [])),
    countGroups: answer('countGroups', answers.count ?? 0),
    queryBuckets: answer('queryBuckets', page(answers.lines ?? [])),
  };
  const context = {
    datasets,
    daoOf: () => dao,
    backends: () => [{ name: 'clickhouse', kind: 'clickhouse' }],
    eia: { findSeries: async () => null },
  };
  const execute = createExecutor<typeof context>({
    schemas,
    hideSuggestions: false,
    onDefect: (error) => {
      throw error;
    },
  });
  return {
    calls,
    async run(text: string, variables: Record<string, unknown> = {}) {
      const document = parse(text);
      const invalid = validate(schemas.apiSchema, document);
      if (invalid.length > 0) return { data: undefined, errors: invalid };
      const operation = document.definitions.find((one) => one.kind === 'OperationDefinition');
      return execute({
        document,
        operation,
        operationName: undefined,
        queryHash: text,
        variables,
        context,
      });
    },
  };
}
