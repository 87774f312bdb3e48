import { describe, expect } from '@jest/globals';
import type { RigAnswer } from '../support/federated-rig.ts';
import { resultOf, useFederatedTables } from '../support/federated-tables.ts';
import { type SqlCase, trinoSqlCases } from '../support/sql-cases.ts';

const { run, validate, schema, testOnTrino } = useFederatedTables('refused');

const validation = (answer: RigAnswer): unknown => {
  expect(answer.message).toBe('');
  return answer.data?.validateQuery;
};

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
      expect(resultOf(await run(one?.sql ?? ''))).toMatchObject({ truncated: false });
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
      const expected = tables.map((table) => table.replace('SCHEMA', schema())).sort();
      const { tables: found, ...rest } = validation(await validate(sql)) as { tables: string[] };
      expect({ ...rest, tables: found.sort() }).toEqual({ valid: true, error: null, tables: expected });
    },
  );
});
