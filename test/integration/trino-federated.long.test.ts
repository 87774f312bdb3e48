import { describe, expect } from '@jest/globals';
import postgres from 'postgres';
import { TrinoDao } from '../../src/dao/trino-dao.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { resultOf, useFederatedTables } from '../support/federated-tables.ts';
import { leaveOut } from '../support/skips.ts';
import { type SqlCase, trinoSqlCases } from '../support/sql-cases.ts';
import { trinoPostgresUrl } from '../support/trino.ts';

const { ask, run, schema, trino, testOnTrino } = useFederatedTables('federated');

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
      expect(resultOf(answer)).toEqual({
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
      const { rows } = resultOf(await run(sql, { parameters: [1] })) as { rows: string[][] };
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
      expect(resultOf(answer)).toMatchObject({ rows: [['Palo Verde', '1.500']], truncated: false });
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

testOnTrino<[sql: string, source: string]>(
  'where the rows of %j came from',
  [
    ['select sum(value) from ICE.s where id > 0', 'iceberg.SCHEMA.s'],
    ['select i.id from ICE.s i join MEM.t m on m.id = i.id order by 1', 'iceberg.SCHEMA.s, memory.SCHEMA.t'],
    ['select 1', 'trino'],
  ],
  async (sql, source) => {
    const document = `query($sql: String!) { federatedQuery(sql: $sql, catalogs: ["iceberg", "memory"]) { rowCount
      provenance { backend { name } source rollup rejected { source } watermark rowsRead bytesRead statementHash } } }`;
    const answer = await ask(document, sql);
    const { provenance } = resultOf(answer) as { provenance: { source: string; rowsRead: number } };
    expect(provenance).toEqual({
      backend: { name: 'trino' },
      source: expect.any(String),
      rollup: false,
      rejected: [],
      watermark: null,
      rowsRead: expect.any(Number),
      bytesRead: expect.any(Number),
      statementHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(provenance.source.split(', ').sort().join(', ')).toBe(source.replaceAll('SCHEMA', schema()));
    if (source !== 'trino') expect(provenance.rowsRead).toBeGreaterThanOrEqual(2);
  },
);

describe('limits', () => {
  testOnTrino<[limit: number, rowCount: number, truncated: boolean]>(
    'limit %j',
    [
      [1, 1, true],
      [2, 2, false],
      [3, 2, false],
    ],
    async (limit, rowCount, truncated) => {
      expect(resultOf(await run('select id from ICE.s', { limit }))).toMatchObject({ rowCount, truncated });
    },
  );

  testOnTrino<SqlCase[]>(
    '%j is cut',
    trinoSqlCases('LIMIT').map((one) => [one]),
    async (one) => {
      if (one === undefined) return;
      expect(resultOf(await run(one.sql, { limit: 5 }))).toMatchObject({ rowCount: 5, truncated: true });
      await expectNothingRuns();
    },
  );

  testOnTrino<[]>('the order of a cut result is that of the statement', [[]], async () => {
    const sql = 'select * from table(sequence(1, 100000)) order by 1 desc';
    expect(resultOf(await run(sql, { limit: 2 }))).toMatchObject({
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
    const deadlineMillis = Date.now() + 1_500;
    const dao = new TrinoDao(
      {
        backend: trino(),
        signal: AbortSignal.timeout(30_000),
        deadlineMillis,
        nowMillis: Date.now(),
        logger: SILENT,
      },
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
    const text = `select count(*) from system.runtime.queries where state = 'RUNNING' and source = 'aurum'
      and query like '%sequence(1, 1%' and query not like '%system.runtime%'`;
    const options = { signal: AbortSignal.timeout(10_000) };
    const { rows } = await trino().execute({ text, parameters: [], summary: 'TEST' }, options);
    expect(rows).toEqual([[0n]]);
  }
});
