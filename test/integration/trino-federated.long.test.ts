import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import { TrinoDao } from '../../src/dao/trino-dao.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type FederatedRig, type RigAnswer, startFederatedRig } from '../support/federated-rig.ts';
import { leaveOut } from '../support/skips.ts';
import { type SqlCase, trinoSqlCases } from '../support/sql-cases.ts';
import { trinoPostgresUrl } from '../support/trino.ts';

let rig: FederatedRig | undefined;
let run: (sql: string, more?: Record<string, unknown>) => Promise<RigAnswer>;
let validate: (sql: string) => Promise<RigAnswer>;

const RUN = `query($sql: String!, $catalogs: [String!]!, $parameters: [JSON] = [], $limit: Int = 1000) {
  federatedQuery(sql: $sql, catalogs: $catalogs, parameters: $parameters, limit: $limit) {
    columns { name type } rows rowCount truncated } }`;
const VALIDATE = `query($sql: String!) { validateQuery(sql: $sql) {
  valid error { kind message line column } tables } }`;

beforeAll(async () => {
  const started = await startFederatedRig('federated');
  if (started === undefined) return;
  rig = started;
  const { schema, setUp, ask } = started;
  await setUp(
    `create table memory.${schema}.t (id bigint, name varchar)`,
    `insert into memory.${schema}.t values (1, 'one'), (2, 'two')`,
    `create table memory.${schema}.eia_series (ts timestamp, value double)`,
    `create table iceberg.${schema}.s (id bigint, value decimal(20, 3))`,
    `insert into iceberg.${schema}.s values (1, 1.5), (9007199254740993, 12345678901234567.125)`,
    `create view iceberg.${schema}.over_memory as select * from memory.${schema}.t`,
    `create view iceberg.${schema}.over_tpch as select * from tpch.tiny.nation`,
  );
  run = (sql, more = {}) => ask(RUN, { sql: named(sql, schema), catalogs: ['iceberg', 'memory'], ...more });
  validate = (sql) => ask(VALIDATE, { sql: named(sql, schema) });
}, 120_000);

afterAll(() => rig?.close());

/** `ICE.` and `MEM.` stand for this run's schemas, as do the names of the shared cases. */
function named(sql: string, schema: string): string {
  return sql
    .replaceAll(/\bch\.eia\.|\bICE\./g, `iceberg.${schema}.`)
    .replaceAll(/\btsdb\.public\.|\bMEM\./g, `memory.${schema}.`)
    .replaceAll('"tsdb"."public".', `"memory"."${schema}".`)
    .replaceAll('tsdb.', 'memory.');
}

/** Without Trino nothing can be shown: the rig has said so. */
function testOnTrino<Row extends readonly unknown[]>(
  name: string,
  rows: readonly Row[],
  work: (...row: Row) => Promise<void>,
): void {
  test.each(rows.map((row) => [row] as const))(name, async (row) => {
    if (rig !== undefined) await work(...row);
  });
}

const result = (answer: RigAnswer): unknown => {
  expect(answer.message).toBe('');
  return answer.data?.federatedQuery;
};
const validation = (answer: RigAnswer): unknown => {
  expect(answer.message).toBe('');
  return answer.data?.validateQuery;
};

describe('rows', () => {
  testOnTrino<[sql: string, parameters: unknown[], columns: string[], rows: unknown[][]]>(
    '%j',
    [
      [
        'select * from ICE.s order by id',
        [],
        ['id bigint', 'value decimal(20, 3)'],
        [
          ['1', '1.500'],
          ['9007199254740993', '12345678901234567.125'],
        ],
      ],
      [
        "select timestamp '2024-03-10 01:00:00.123456 America/New_York', nan(), infinity(), date '2024-01-02'",
        [],
        ['_col0 timestamp(6) with time zone', '_col1 double', '_col2 double', '_col3 date'],
        [['2024-03-10T06:00:00.123456Z', null, null, '2024-01-02']],
      ],
      [
        "select map(array['a'], array[bigint '1']), cast(row(2, nan()) as row(n bigint, x double)), array[1, null]",
        [],
        ['_col0 map(varchar(1), bigint)', '_col1 row(n bigint, x double)', '_col2 array(integer)'],
        [[{ a: '1' }, { n: '2', x: null }, [1, null]]],
      ],
      [
        "select ?, ? + 1, ?, ?, ?, '?' -- ?",
        ["it's; --", 9_007_199_254_740_991, 1.5, true, null],
        [
          '_col0 varchar(8)',
          '_col1 bigint',
          '_col2 double',
          '_col3 boolean',
          '_col4 unknown',
          '_col5 varchar(1)',
        ],
        [["it's; --", '9007199254740992', 1.5, true, null, '?']],
      ],
      [
        'select name from MEM.t where id = ? and name is distinct from ? limit ?',
        [2, null, 1],
        ['name varchar'],
        [['two']],
      ],
      [
        'select i.id, m.name from ICE.s i join MEM.t m on m.id = i.id',
        [],
        ['id bigint', 'name varchar'],
        [['1', 'one']],
      ],
      ['select name from ICE.over_memory order by 1;', [], ['name varchar'], [['one'], ['two']]],
    ],
    async (sql, parameters, columns, rows) => {
      const answer = await run(sql, { parameters });
      expect(result(answer)).toEqual({
        columns: columns.map((column) => {
          const [name, ...type] = column.split(' ');
          return { name, type: type.join(' ') };
        }),
        rows,
        rowCount: rows.length,
        truncated: false,
      });
      expect(answer.statements).toEqual(['EXPLAIN federated', 'SELECT federated']);
    },
  );

  testOnTrino<[sql: string]>(
    'EXPLAIN shows a plan, with values too: %s',
    [
      ['explain select id from ICE.s where id = ?'],
      ['/* c */ explain (type distributed, format text)\nselect id from ICE.s where id = ?'],
    ],
    async (sql) => {
      const { rows } = result(await run(sql, { parameters: [1] })) as { rows: string[][] };
      expect(rows[0]?.[0]).toContain('iceberg');
    },
  );

  testOnTrino<[]>('join of Iceberg and PostgreSQL', [[]], async () => {
    const url = trinoPostgresUrl();
    if (url === undefined) return leaveOut('the join with PostgreSQL: this Trino has no such catalog');
    const pg = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await pg`create table plants (id bigint, plant text)`;
      await pg`insert into plants values (1, 'Palo Verde'), (5, 'Grand Coulee')`;
      const sql = `select p.plant, i.value from ICE.s i join postgresql.public.plants p on p.id = i.id where p.plant like ?`;
      const catalogs = ['iceberg', 'postgresql'];
      const answer = await run(sql, { catalogs, parameters: ['Palo%'] });
      expect(result(answer)).toMatchObject({ rows: [['Palo Verde', '1.500']], truncated: false });
      const { extensions } = await run(sql, { catalogs: ['iceberg'], parameters: ['Palo%'] });
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'catalogs', allowed: catalogs });
      const passed = await run(`select * from table(postgresql.system.query(query => 'drop table plants'))`, {
        catalogs,
      });
      expect(passed).toMatchObject({ extensions: { code: 'FORBIDDEN_SQL' }, statements: [] });
    } finally {
      await pg`drop table if exists plants`;
      await pg.end();
    }
  });
});

describe('limits', () => {
  testOnTrino<[limit: number, rowCount: number, truncated: boolean]>(
    'limit %j',
    [
      [1, 1, true],
      [2, 2, false],
      [3, 2, false],
    ],
    async (limit, rowCount, truncated) => {
      expect(result(await run('select id from ICE.s', { limit }))).toMatchObject({ rowCount, truncated });
    },
  );

  testOnTrino<SqlCase[]>(
    '%j is cut',
    trinoSqlCases('LIMIT').map((one) => [one]),
    async (one) => {
      if (one === undefined) return;
      expect(result(await run(one.sql, { limit: 5 }))).toMatchObject({ rowCount: 5, truncated: true });
      await expectNothingRuns();
    },
  );

  testOnTrino<[]>('the order of a cut result is that of the statement', [[]], async () => {
    const sql = 'select * from table(sequence(1, 100000)) order by 1 desc';
    expect(result(await run(sql, { limit: 2 }))).toMatchObject({
      rows: [['100000'], ['99999']],
      truncated: true,
    });
  });

  testOnTrino<[]>('a result of too many bytes is refused and ended', [[]], async () => {
    const sql = "select rpad('x', 500000, 'y') || cast(n as varchar) from table(sequence(1, 10000)) as t(n)";
    expect((await run(sql)).extensions).toMatchObject({ code: 'RESULT_TOO_LARGE' });
    await expectNothingRuns();
  });

  testOnTrino<[]>('the deadline ends the statement on the server', [[]], async () => {
    if (rig === undefined) return;
    const deadlineMillis = Date.now() + 1_500;
    const dao = new TrinoDao(
      { backend: rig.trino, signal: AbortSignal.timeout(30_000), deadlineMillis, logger: SILENT },
      { maxPageSize: 10, maxBuckets: 10 },
      { encode: () => '', decode: () => [] },
      { queryCatalogs: ['iceberg'], maxQueryRows: 1_000 },
    );
    const sql =
      'select count(*) from table(sequence(1, 100000)) a(n), table(sequence(1, 100000000)) b(m) where n * m % 7 = 3';
    await expect(dao.executeFederatedQuery(sql, ['iceberg'])).rejects.toMatchObject({
      code: 'BACKEND_TIMEOUT',
    });
    await expectNothingRuns();
  });

  async function expectNothingRuns(): Promise<void> {
    if (rig === undefined) return;
    const text = `select count(*) from system.runtime.queries where state = 'RUNNING' and source = 'aurum'
      and query like '%sequence(1, 1%' and query not like '%system.runtime%'`;
    const options = { signal: AbortSignal.timeout(10_000) };
    const { rows } = await rig.trino.execute({ text, parameters: [], summary: 'TEST' }, options);
    expect(rows).toEqual([[0n]]);
  }
});

describe('what is refused', () => {
  testOnTrino<
    [sql: string, more: Record<string, unknown>, extensions: Record<string, unknown>, statements: number]
  >(
    '%j',
    [
      [
        'select 1',
        { catalogs: [] },
        { code: 'BAD_USER_INPUT', argument: 'catalogs', allowed: ['iceberg', 'memory', 'postgresql'] },
        0,
      ],
      ['select 1', { catalogs: ['iceberg', 'system'] }, { code: 'BAD_USER_INPUT', argument: 'catalogs' }, 0],
      ['select 1', { limit: 0 }, { code: 'BAD_USER_INPUT', argument: 'limit' }, 0],
      ['select 1', { limit: 10_001 }, { code: 'BAD_USER_INPUT', argument: 'limit' }, 0],
      ['select ?', {}, { code: 'BAD_USER_INPUT', argument: 'parameters' }, 0],
      ['select ?', { parameters: [1, 2] }, { code: 'BAD_USER_INPUT', argument: 'parameters' }, 0],
      ['select ?, ?', { parameters: [1, [2]] }, { code: 'BAD_USER_INPUT', argument: 'parameters.1' }, 0],
      ["select 'open", {}, { code: 'BAD_USER_INPUT', argument: 'sql', line: 1, column: 8 }, 0],
      [
        'select * from MEM.t',
        { catalogs: ['iceberg'] },
        { code: 'BAD_USER_INPUT', argument: 'catalogs', allowed: ['iceberg', 'memory'] },
        0,
      ],
      ['select nope from system.runtime.nodes', {}, { code: 'FORBIDDEN_SQL', argument: 'sql' }, 0],
      ['select * from nowhere.x.y', {}, { code: 'FORBIDDEN_SQL', argument: 'sql' }, 0],
      [
        'select * from ICE.over_memory',
        { catalogs: ['iceberg'] },
        { code: 'BAD_USER_INPUT', argument: 'catalogs' },
        1,
      ],
      [
        'with q as (select * from ICE.over_tpch) select 1 from q where exists (select * from q)',
        {},
        { code: 'FORBIDDEN_SQL' },
        1,
      ],
      ['explain select * from ICE.over_tpch', {}, { code: 'FORBIDDEN_SQL' }, 1],
      [
        '-- é\n\n select ?,\n 𝄞',
        { parameters: [1] },
        { code: 'BAD_USER_INPUT', argument: 'sql', line: 4, column: 2 },
        1,
      ],
      [
        '/* 𝄞 */ select nope from ICE.s;',
        {},
        { code: 'BAD_USER_INPUT', argument: 'sql', line: 1, column: 16 },
        1,
      ],
      [
        "select 'it''s', ?,\n nope from ICE.s",
        { parameters: [1] },
        { code: 'BAD_USER_INPUT', argument: 'sql', line: 2, column: 2 },
        1,
      ],
      [
        "select 'it''s', ? from",
        { parameters: [1] },
        { code: 'BAD_USER_INPUT', argument: 'sql', line: 1, column: 23 },
        1,
      ],
      [
        'explain (type logical)\n select nope',
        {},
        { code: 'BAD_USER_INPUT', argument: 'sql', line: 2, column: 9 },
        1,
      ],
      ['select 1 / (id - 1) from ICE.s', {}, { code: 'BAD_USER_INPUT', argument: 'sql' }, 2],
    ],
    async (sql, more, extensions, statements) => {
      const answer = await run(sql, more);
      expect(answer.data).toEqual({ federatedQuery: null });
      expect(answer.extensions).toMatchObject({ ...extensions, retryable: false });
      expect(answer.statements).toHaveLength(statements);
    },
  );

  testOnTrino<SqlCase[]>(
    '%j reaches no engine',
    trinoSqlCases('REJECT').map((one) => [one]),
    async (one) => {
      const answer = await run(one?.sql ?? '');
      expect(answer).toMatchObject({ extensions: { code: 'FORBIDDEN_SQL' }, statements: [] });
      expect(answer.message).toMatch(/^[A-Z].*\.$/);
    },
  );

  testOnTrino<SqlCase[]>(
    '%j works',
    trinoSqlCases('ALLOW').map((one) => [one]),
    async (one) => {
      expect(result(await run(one?.sql ?? ''))).toMatchObject({ truncated: false });
    },
  );

  testOnTrino<SqlCase[]>(
    '%j is the engine’s error',
    trinoSqlCases('ERROR').map((one) => [one]),
    async (one) => {
      const { extensions, statements } = await run(one?.sql ?? '');
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'sql' });
      expect(statements).toEqual(['EXPLAIN federated']);
    },
  );
});

describe('validateQuery', () => {
  const wrong = (kind: string, line: number | null, column: number | null) => ({
    valid: false,
    error: { kind, message: expect.stringMatching(/^[^\n]+$/), line, column },
    tables: [],
  });

  testOnTrino<[sql: string, expected: unknown]>(
    '%j',
    [
      ['select ( 1', wrong('SYNTAX_ERROR', 1, 11)],
      ['-- c\nselect\n\tnope from ICE.s', wrong('COLUMN_NOT_FOUND', 3, 2)],
      ['select invalid syntax', wrong('COLUMN_NOT_FOUND', 1, 8)],
      ["select 'a' || ?, nope from ICE.s", wrong('COLUMN_NOT_FOUND', 1, 18)],
      ['select * from ICE.nope', wrong('TABLE_NOT_FOUND', 1, 15)],
      ['select * from memory.nope.t', wrong('SCHEMA_NOT_FOUND', 1, 15)],
      ["select 1 + 'a'", wrong('TYPE_MISMATCH', 1, 10)],
      ['select foo(1)', wrong('FUNCTION_NOT_FOUND', 1, 8)],
      ['select "open', wrong('SYNTAX_ERROR', 1, 8)],
      ['', wrong('SYNTAX_ERROR', 1, 1)],
      ['select 1; drop table ICE.s', wrong('FORBIDDEN_SQL', null, null)],
      ['drop table ICE.s', wrong('FORBIDDEN_SQL', null, null)],
      ['select * from system.runtime.nodes', wrong('FORBIDDEN_SQL', null, null)],
      ['select * from ICE.over_tpch', wrong('FORBIDDEN_SQL', null, null)],
    ],
    async (sql, expected) => {
      const answer = await validate(sql);
      expect(validation(answer)).toEqual(expected);
      expect(answer.statements.filter((summary) => summary !== 'EXPLAIN federated')).toEqual([]);
    },
  );

  testOnTrino<[sql: string, tables: string[]]>(
    'valid: %j',
    [
      ['select 1', []],
      ['explain select 1;', []],
      ['select * from ICE.over_memory m join ICE.s on true', ['memory.SCHEMA.t', 'iceberg.SCHEMA.s']],
      ['select * from MEM.t where name = ? and id in (?, ?) offset ? limit ?', ['memory.SCHEMA.t']],
      ['with q as (select 1 as a) select * from q, table(sequence(1, 2))', []],
    ],
    async (sql, tables) => {
      const expected = tables.map((table) => table.replace('SCHEMA', rig?.schema ?? '')).sort();
      const { tables: found, ...rest } = validation(await validate(sql)) as { tables: string[] };
      expect({ ...rest, tables: found.sort() }).toEqual({ valid: true, error: null, tables: expected });
    },
  );
});
