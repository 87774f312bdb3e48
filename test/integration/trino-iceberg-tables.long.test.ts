import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FederatedRig, type RigAnswer, startFederatedRig } from '../support/federated-rig.ts';

let rig: FederatedRig | undefined;

beforeAll(async () => {
  const started = await startFederatedRig('tables');
  if (started === undefined) return;
  rig = started;
  const { schema, setUp } = started;
  await setUp(
    `create table iceberg.${schema}.readings (id bigint, "partitioning" varchar, at timestamp(6) with time zone)
      with (partitioning = array['month(at)', 'bucket(id, 4)', '"partitioning"'])`,
    `insert into iceberg.${schema}.readings values (1, 'it''s', timestamp '2024-01-01 00:00:00 UTC')`,
    `insert into iceberg.${schema}.readings values (2, 'b', timestamp '2024-02-01 00:00:00 UTC'), (3, null, null)`,
    `create table iceberg.${schema}."Mixed Case" ("Odd""Name" decimal(20, 3), "x y" array(bigint))`,
    `create table iceberg.${schema}.deleted (id bigint)`,
    `insert into iceberg.${schema}.deleted select * from unnest(sequence(1, 10))`,
    `delete from iceberg.${schema}.deleted where id in (3, 4, 5)`,
    `create view iceberg.${schema}.a_view as select 1 as one`,
  );
}, 120_000);

afterAll(async () => {
  await rig?.setUp(`drop view iceberg.${rig.schema}.a_view`);
  await rig?.close();
});

type Tables = {
  readonly totalCount: number;
  readonly nodes: Record<string, never>[];
  readonly pageInfo: Record<string, unknown>;
};

/** Asks for the tables of the rig's schema; undefined without Trino, which the rig has said. */
async function ask(fields: string, args = ''): Promise<RigAnswer | undefined> {
  return rig?.ask(`{ icebergTables(catalog: "iceberg", schema: "${rig.schema}"${args}) { ${fields} } }`);
}

async function tables(fields: string, args = ''): Promise<Tables | undefined> {
  const answer = await ask(fields, args);
  if (answer === undefined) return undefined;
  expect(answer.message).toBe('');
  return answer.data?.icebergTables as Tables;
}

/** Expects of an answer of Trino; nothing where there is none. */
async function expectTables(fields: string, expected: unknown, args = ''): Promise<void> {
  const found = await tables(fields, args);
  if (found !== undefined) expect(found).toEqual(expected);
}

const INT64 = expect.stringMatching(/^\d{15,19}$/);
const INSTANT = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);

describe('icebergTables', () => {
  test('names, columns and partitioning, no views', async () => {
    await expectTables('totalCount nodes { catalog name columns { name type } partitioning }', {
      totalCount: 3,
      nodes: [
        { catalog: 'iceberg', name: 'deleted', columns: [{ name: 'id', type: 'bigint' }], partitioning: [] },
        {
          catalog: 'iceberg',
          name: 'mixed case',
          columns: [
            { name: 'odd"name', type: 'decimal(20,3)' },
            { name: 'x y', type: 'array(bigint)' },
          ],
          partitioning: [],
        },
        {
          catalog: 'iceberg',
          name: 'readings',
          columns: [
            { name: 'id', type: 'bigint' },
            { name: 'partitioning', type: 'varchar' },
            { name: 'at', type: 'timestamp(6) with time zone' },
          ],
          partitioning: ['month(at)', 'bucket(id, 4)', 'partitioning'],
        },
      ],
    });
  });

  test('rows, files and bytes as the current snapshot counts them', async () => {
    await expectTables(
      'nodes { name rowCount fileCount totalBytes currentSnapshot { operation parentId committedAt } }',
      {
        nodes: [
          {
            name: 'deleted',
            rowCount: 7,
            fileCount: expect.any(Number),
            totalBytes: expect.any(Number),
            currentSnapshot: {
              operation: expect.stringMatching(/^(overwrite|delete)$/),
              parentId: INT64,
              committedAt: INSTANT,
            },
          },
          {
            name: 'mixed case',
            rowCount: 0,
            fileCount: 0,
            totalBytes: 0,
            currentSnapshot: { operation: 'append', parentId: null, committedAt: INSTANT },
          },
          {
            name: 'readings',
            rowCount: 3,
            fileCount: 3,
            totalBytes: expect.any(Number),
            currentSnapshot: { operation: 'append', parentId: INT64, committedAt: INSTANT },
          },
        ],
      },
    );
  });

  test('snapshots: newest first, exact ids, pages from both ends', async () => {
    const fields = (args: string) =>
      `nodes { snapshots${args} { totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor } nodes { snapshotId parentId } } }`;
    const page = async (args: string) => {
      const found = await tables(fields(args), ', last: 1');
      return found?.nodes[0]?.snapshots as unknown as {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string; startCursor: string };
        nodes: { snapshotId: string; parentId: string | null }[];
      };
    };
    const all = await page('');
    if (all === undefined) return;
    expect(all).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
    const ids = all.nodes.map(({ snapshotId }) => snapshotId);
    expect(all.nodes).toEqual(
      ids.map((snapshotId, index) => ({ snapshotId, parentId: ids[index + 1] ?? null })),
    );
    expect(ids).toEqual([INT64, INT64, INT64]);
    const first = await page('(first: 2)');
    expect(first).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: all.nodes.slice(0, 2),
    });
    const rest = await page(`(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect(rest).toMatchObject({
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
      nodes: all.nodes.slice(2),
    });
    const last = await page('(last: 1)');
    expect(last).toMatchObject({ pageInfo: { hasPreviousPage: true }, nodes: all.nodes.slice(2) });
    const before = await page(`(last: 5, before: "${last.pageInfo.startCursor}")`);
    expect(before).toMatchObject({ pageInfo: { hasPreviousPage: false }, nodes: all.nodes.slice(0, 2) });
  });

  test('pages of tables from both ends', async () => {
    const names = async (args: string) => {
      const found = await tables('nodes { name } pageInfo { endCursor startCursor hasNextPage }', args);
      return { names: found?.nodes.map(({ name }) => name), info: found?.pageInfo };
    };
    const first = await names(', first: 2');
    if (first.names === undefined) return;
    expect(first).toMatchObject({ names: ['deleted', 'mixed case'], info: { hasNextPage: true } });
    expect(await names(`, first: 2, after: "${first.info?.endCursor}"`)).toMatchObject({
      names: ['readings'],
    });
    expect(await names(`, last: 1, before: "${first.info?.endCursor}"`)).toMatchObject({
      names: ['deleted'],
    });
  });

  test.each<[fields: string, statements: string[]]>([
    ['nodes { name id }', []],
    ['totalCount nodes { columns { name } }', ['SELECT count iceberg tables', 'SELECT iceberg columns']],
    ['nodes { rowCount fileCount totalBytes currentSnapshot { snapshotId } }', ['SELECT iceberg states']],
    [
      'nodes { snapshots(first: 1) { totalCount nodes { snapshotId } } }',
      ['SELECT iceberg snapshot counts', 'SELECT iceberg snapshots'],
    ],
  ])('statements for three tables with %s', async (fields, statements) => {
    const answer = await ask(fields);
    if (answer === undefined) return;
    expect([...answer.statements].sort()).toEqual([...statements, 'SELECT iceberg tables'].sort());
  });

  test('a table by its id, whatever its name', async () => {
    const found = await tables('nodes { id name }');
    for (const { id, name } of found?.nodes ?? []) {
      const answer = await rig?.ask(
        `query($id: ID!) { node(id: $id) { id ... on IcebergTable { name columns { name } } } }`,
        { id },
      );
      expect(answer?.data).toMatchObject({ node: { id, name } });
    }
    const unknown = ['iceberg.x.y', 'system.runtime.nodes', '%', 'a.b', ''].map(
      (name, index) => `n${index}: node(id: "IcebergTable:${name}") { id }`,
    );
    const answer = await rig?.ask(`{ ${unknown.join(' ')} }`);
    if (answer === undefined) return;
    expect(answer.data).toEqual({ n0: null, n1: null, n2: null, n3: null, n4: null });
    expect(answer.message).toBe('');
  });

  test.each<[catalog: string, schema: string, argument: string | null]>([
    ['system', 'runtime', 'catalog'],
    ['memory', 'default', 'catalog'],
    ['postgresql', 'public', 'catalog'],
    ['iceberg"; drop table x; --', 'x', 'catalog'],
    ['ICEBERG', 'no_such_schema', null],
    ['iceberg', '', null],
    ['iceberg', `x' or '1' = '1`, null],
  ])('%j, %j', async (catalog, schema, argument) => {
    const query =
      'query($catalog: String!, $schema: String!) { icebergTables(catalog: $catalog, schema: $schema) { totalCount nodes { id } } }';
    const answer = await rig?.ask(query, { catalog, schema });
    if (answer === undefined) return;
    if (argument === null) expect(answer.data).toEqual({ icebergTables: { totalCount: 0, nodes: [] } });
    else
      expect(answer).toMatchObject({
        data: { icebergTables: null },
        extensions: { code: 'BAD_USER_INPUT', argument },
      });
  });

  test('one table that is gone nulls its own fields only', async () => {
    if (rig === undefined) return;
    const { schema, setUp } = rig;
    const dropped =
      'query { icebergTables(catalog: "iceberg", schema: "SCHEMA") { nodes { name rowCount } } }';
    await setUp(`create table iceberg.${schema}."odd""one" (id bigint)`);
    const answer = await rig.ask(dropped.replace('SCHEMA', schema));
    await setUp(`drop table iceberg.${schema}."odd""one"`);
    const found = answer.data?.icebergTables as Tables | undefined;
    // The file metastore lists this name in a spelling under which it is not found.
    const byName = Object.fromEntries((found?.nodes ?? []).map(({ name, rowCount }) => [name, rowCount]));
    expect(byName).toEqual({ deleted: 7, 'mixed case': 0, readings: 3, 'odd%22one': null });
    expect(answer.extensions).toMatchObject({ code: 'QUERY_FAILED', backend: 'trino' });
  });
});
