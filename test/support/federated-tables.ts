import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { type FederatedRig, type RigAnswer, startFederatedRig } from './federated-rig.ts';

const RUN = `query($sql: String!, $catalogs: [String!]!, $parameters: [JSON] = [], $limit: Int = 1000) {
  federatedQuery(sql: $sql, catalogs: $catalogs, parameters: $parameters, limit: $limit) {
    columns { name type } rows rowCount truncated } }`;
const VALIDATE = `query($sql: String!) { validateQuery(sql: $sql) {
  valid error { kind message line column } tables } }`;

/** A client's SQL over tables of one test file, in Iceberg and in memory; all fail without Trino but `testOnTrino`. */
export type FederatedTables = {
  /** `ICE.` and `MEM.` in the text stand for this run's schemas, as do the names of the shared cases. */
  run(sql: string, more?: Record<string, unknown>): Promise<RigAnswer>;
  /** A document of the test's own that takes the text as `$sql`. */
  ask(document: string, sql: string): Promise<RigAnswer>;
  validate(sql: string): Promise<RigAnswer>;
  schema(): string;
  trino(): Backend;
  /** A test a row; without Trino nothing can be shown, and the rig has said so. */
  testOnTrino<Row extends readonly unknown[]>(
    name: string,
    rows: readonly Row[],
    work: (...row: Row) => Promise<void>,
  ): void;
};

/** Makes the tables before the tests of a file and drops them after; `name` begins the names of their schemas. */
export function useFederatedTables(name: string): FederatedTables {
  let rig: FederatedRig | undefined;
  const running = (): FederatedRig => {
    if (rig === undefined) throw new Error('There is no Trino.');
    return rig;
  };

  beforeAll(async () => {
    rig = await startFederatedRig(name);
    const { schema, setUp } = rig ?? {};
    await setUp?.(
      `create table memory.${schema}.t (id bigint, name varchar)`,
      `insert into memory.${schema}.t values (1, 'one'), (2, 'two')`,
      `create table memory.${schema}.eia_series (ts timestamp, value double)`,
      `create table iceberg.${schema}.s (id bigint, value decimal(20, 3))`,
      `insert into iceberg.${schema}.s values (1, 1.5), (9007199254740993, 12345678901234567.125)`,
      `create view iceberg.${schema}.over_memory as select * from memory.${schema}.t`,
      `create view iceberg.${schema}.over_tpch as select * from tpch.tiny.nation`,
    );
  }, 120_000);

  afterAll(() => rig?.close());

  return {
    run(sql, more = {}) {
      const { schema, ask } = running();
      return ask(RUN, { sql: named(sql, schema), catalogs: ['iceberg', 'memory'], ...more });
    },
    ask(document, sql) {
      const { schema, ask } = running();
      return ask(document, { sql: named(sql, schema) });
    },
    validate(sql) {
      const { schema, ask } = running();
      return ask(VALIDATE, { sql: named(sql, schema) });
    },
    schema: () => running().schema,
    trino: () => running().trino,
    testOnTrino(title, rows, work) {
      test.each(rows.map((row) => [row] as const))(title, async (row) => {
        if (rig !== undefined) await work(...row);
      });
    },
  };
}

function named(sql: string, schema: string): string {
  return sql
    .replaceAll(/\bch\.eia\.|\bICE\./g, `iceberg.${schema}.`)
    .replaceAll(/\btsdb\.public\.|\bMEM\./g, `memory.${schema}.`)
    .replaceAll('"tsdb"."public".', `"memory"."${schema}".`)
    .replaceAll('tsdb.', 'memory.');
}

/** The result of a query that worked. */
export function resultOf({ message, data }: RigAnswer): unknown {
  expect(message).toBe('');
  return data?.federatedQuery;
}
