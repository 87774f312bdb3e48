import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AurumError } from '../../../../src/errors.ts';
import { positionAt, readStatement, SqlTextError } from '../../../../src/sql/guard/read-statement.ts';

function refusal(sql: string): string {
  try {
    readStatement(sql);
  } catch (error) {
    if (error instanceof AurumError && error.code === 'FORBIDDEN_SQL') return error.message;
    throw error;
  }
  throw new Error(`${sql} was not refused.`);
}

describe('what only reads passes', () => {
  test.each([
    'SELECT 1',
    ' -- c\n select 1',
    '(select 1) union (select 2)',
    '((values 1))',
    'table tpch.tiny.nation',
    'with x as (select 1 as a) select * from x',
    'with recursive x(n) as (select 1) select * from x',
    'with function as (select 1) select * from function',
    'with session (a) as (select 1) select * from session',
    'with recursive as (select 1) select 1',
    "select 'CALL system.x(); DROP TABLE t'",
    'select /* ; DROP TABLE t */ 1',
    'select * from "t; drop table x; --"',
    'select * from table(sequence(1, 10))',
    'select * from table(system.builtin.sequence(start => 1, stop => 2))',
    'select * from table(exclude_columns(input => table(tpch.tiny.nation), columns => descriptor(name)))',
    'select * from table(exclude_columns(input => table(select (1)), columns => descriptor(name)))',
    'select "delete", set, call from t',
  ])('%s', (sql) => {
    expect(readStatement(sql)).toEqual({ query: sql, explain: null });
  });

  test.each([
    ['select 1;', 'select 1'],
    ['select 1 ; -- done\n', 'select 1'],
    ['select 1 -- c', 'select 1'],
  ])('what closes it is cut off: %j', (sql, text) => {
    expect(readStatement(sql).query).toBe(text);
  });

  test.each([
    ['explain select 1', '        select 1'],
    ['explain (type io, format json)\n select 1', '                              \n select 1'],
    ['explain (select 1)', '        (select 1)'],
    ['/* é𝄞 */ explain select 1;', '                 select 1'],
  ])('EXPLAIN reads by the query in it, at the same place: %j', (sql, query) => {
    const options = sql.includes('format') ? ' ( TYPE IO , FORMAT JSON )' : '';
    expect(readStatement(sql)).toEqual({ query, explain: `EXPLAIN${options}` });
  });
});

describe('what does more is refused', () => {
  test.each<[sql: string, message: string]>([
    ['DELETE FROM t', 'DELETE is no statement that only reads.'],
    ['explain delete from t', 'DELETE is no statement that only reads.'],
    ['explain analyze select 1', 'EXPLAIN ANALYZE runs the statement.'],
    ['EXPLAIN /* x */ ANALYZE VERBOSE select 1', 'EXPLAIN ANALYZE runs the statement.'],
    ['explain (type io) explain analyze select 1', 'EXPLAIN is no statement that only reads.'],
    ['explain (type io', 'The options of EXPLAIN are names and types of a plan.'],
    ["explain (type io, format 'x)') select 1", 'The options of EXPLAIN are names and types of a plan.'],
    ['explain', 'This is no statement that only reads.'],
    ['show catalogs', 'SHOW is no statement that only reads.'],
    ['describe t', 'DESCRIBE is no statement that only reads.'],
    ["execute immediate 'drop table t'", 'EXECUTE is no statement that only reads.'],
    ['"select" 1', 'This is no statement that only reads.'],
    ['select 1; drop table t', 'The text holds more than one statement.'],
    ['select 1;;', 'The text holds more than one statement.'],
    ["select 'a''' ; drop table t --'", 'The text holds more than one statement.'],
    ['select 1 /* /* */ ; drop table t', 'The text holds more than one statement.'],
    ['with function f() returns bigint return 1 select f()', 'WITH FUNCTION is not allowed.'],
    ["with session a = 'b' select 1", 'WITH SESSION is not allowed.'],
    [
      "select * from TABLE(pg.system.query(query => 'DROP'))",
      'The table function pg.system.query is not allowed.',
    ],
    [
      'select * from table /* c */ ( "PG" . "system" . query ( 1 ) )',
      'The table function pg.system.query is not allowed.',
    ],
    [
      'select * from table(pg.system.sequence(1, 2))',
      'The table function pg.system.sequence is not allowed.',
    ],
    ['select * from table(query(1))', 'The table function query is not allowed.'],
    ['select * from table("select"(1))', 'The table function select is not allowed.'],
    ['explain select * from table(query(1))', 'The table function query is not allowed.'],
  ])('%j', (sql, message) => {
    expect(refusal(sql)).toBe(message);
  });

  test.each([
    'ALTER',
    'ANALYZE',
    'CALL',
    'COMMENT',
    'COMMIT',
    'CREATE',
    'DEALLOCATE',
    'DENY',
    'DROP',
    'EXECUTE',
    'GRANT',
    'INSERT',
    'MERGE',
    'PREPARE',
    'REFRESH',
    'RESET',
    'REVOKE',
    'ROLLBACK',
    'SET',
    'SHOW',
    'START',
    'TRUNCATE',
    'UPDATE',
    'USE',
  ])('whatever follows %s and whatever is around it', (word) => {
    const filler = fc.constantFrom(' ', '\n', '-- c\n', '/* select */', '(', '\t');
    fc.assert(
      fc.property(fc.array(filler), fc.string(), (before, after) => {
        const rest = after.replaceAll(/['"`]|\/\*/g, '');
        expect(refusal(`${before.join('')}${word} ${rest}`)).toMatch(/./);
      }),
    );
  });
});

describe('text that cannot be SQL', () => {
  test.each<[sql: string, line: number, column: number]>([
    ["select 'open", 1, 8],
    ['select 1,\n  "é" , "open', 2, 9],
    ['\n/* open', 2, 1],
    ['', 1, 1],
    [' -- only a comment', 1, 1],
    [';', 1, 1],
  ])('%j is a syntax error at line %d, column %d', (sql, line, column) => {
    const read = (): unknown => readStatement(sql);
    expect(read).toThrow(SqlTextError);
    expect(read).toThrow(
      expect.objectContaining({
        mistake: expect.objectContaining({ kind: 'SYNTAX_ERROR', position: { line, column } }),
      }),
    );
  });

  test('columns count code points', () => {
    expect(positionAt('a\n𝄞é b', 6)).toEqual({ line: 2, column: 4 });
  });
});
