import { expect, test } from '@jest/globals';
import { encodeStatement, literal } from '../../../src/backend/trino/encode.ts';
import { AurumError } from '../../../src/errors.ts';
import { trinoDialect } from '../../../src/sql/dialect/trino.ts';
import {
  boolean,
  float64,
  instant,
  instants,
  int64,
  type Parameter,
  render,
  sql,
  text,
  texts,
} from '../../../src/sql/statement.ts';

test.each<[Parameter, string]>([
  [text("it's"), "'it''s'"],
  [text(''), "''"],
  [text(null), 'NULL'],
  [float64(0.1), "DOUBLE '0.1'"],
  [float64(-0), "DOUBLE '-0.0'"],
  [float64(Number.NaN), "DOUBLE 'NaN'"],
  [float64(Number.NEGATIVE_INFINITY), "DOUBLE '-Infinity'"],
  [float64(null), 'CAST(NULL AS double)'],
  [int64(-9223372036854775808n), "BIGINT '-9223372036854775808'"],
  [boolean(false), 'false'],
  [instant(-3502828800001), "TIMESTAMP '1858-12-31 23:59:59.999 UTC'"],
  [texts(["a'", 'b"\\']), `CAST(JSON '["a''","b\\"\\\\"]' AS array(varchar))`],
  [texts([]), "CAST(JSON '[]' AS array(varchar))"],
  [
    { type: 'float64[]', value: [0.1, Number.NaN, -0, Number.NEGATIVE_INFINITY, null] },
    `CAST(JSON '[0.1,"NaN","-0.0","-Infinity",null]' AS array(double))`,
  ],
  [instants([0, null]), "CAST(JSON '[0,null]' AS array(bigint))"],
])('literal of %j', (parameter, expected) => {
  expect(literal(parameter)).toBe(expected);
});

test('a statement without parameters goes as it is, one with them through EXECUTE IMMEDIATE', () => {
  const plain = render(sql`select 'a'`, trinoDialect, 'SELECT');
  expect(encodeStatement(plain)).toBe("select 'a'");
  const bound = render(sql`select 'a', ${text("b'?")}, ${instants([1])}`, trinoDialect, 'SELECT');
  expect(encodeStatement(bound)).toBe(
    "EXECUTE IMMEDIATE 'select ''a'', ?, transform(?, millis -> " +
      "timestamp ''1970-01-01 00:00:00.000 UTC'' + millis * interval ''0.001'' second)' USING 'b''?', CAST(JSON '[1]' AS array(bigint))",
  );
});

test('an EXPLAIN on lines of its own stands before it, and lines stay lines', () => {
  const explain = render(
    sql`EXPLAIN (TYPE IO, FORMAT JSON)\n\nselect 'a', ${text('b')}`,
    trinoDialect,
    'EXPLAIN',
  );
  expect(encodeStatement(explain)).toBe(
    "EXPLAIN (TYPE IO, FORMAT JSON) EXECUTE IMMEDIATE\n'\nselect ''a'', ?' USING 'b'",
  );
  const plain = render(sql`EXPLAIN\n\nselect 1`, trinoDialect, 'EXPLAIN');
  expect(encodeStatement(plain)).toBe('EXPLAIN\n\nselect 1');
});

test.each([instant(0.5), instants([0.5])])('%j is refused: instants are whole milliseconds', (parameter) => {
  expect(() => literal(parameter)).toThrow('whole number of milliseconds');
});

test('a statement longer than Trino takes is refused before it is sent', () => {
  const long = { text: 'select ?', parameters: [text('x'.repeat(1_000_000))], summary: 'SELECT' };
  expect(() => encodeStatement(long)).toThrow(AurumError);
});
