import { describe, expect, test } from '@jest/globals';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { orderBy, reversed, rowsAfter, type SortKey } from '../../../src/sql/keyset.ts';
import { identifier, render, sql, text } from '../../../src/sql/statement.ts';

const key = (name: string, options: Partial<SortKey> = {}): SortKey => ({
  expression: sql`${identifier(name)}`,
  descending: false,
  nullsFirst: false,
  nullable: false,
  ...options,
});
const written = (fragment: ReturnType<typeof orderBy>) => render(fragment, timescaleDialect, 'test');

describe('orderBy', () => {
  test('names the place of nulls where there can be some', () => {
    const keys = [key('name', { nullable: true, descending: true }), key('id')];
    expect(written(orderBy(keys)).text).toBe('"name" desc nulls last, "id" asc');
    expect(written(orderBy(reversed(keys))).text).toBe('"name" asc nulls first, "id" desc');
  });
});

describe('rowsAfter', () => {
  test('binds each value and breaks ties with the next key', () => {
    const statement = written(rowsAfter([key('name'), key('id')], [text('x'), text('7')]));
    expect(statement.text).toBe('(("name" > $1::text) or ("name" = $2::text and "id" > $3::text))');
    expect(statement.parameters.map(({ value }) => value)).toEqual(['x', 'x', '7']);
  });

  test('puts nulls behind a value when they come last, before it when they come first', () => {
    const nullable = { nullable: true };
    expect(written(rowsAfter([key('a', nullable)], [text('x')])).text).toBe(
      '((("a" > $1::text or "a" is null)))',
    );
    expect(written(rowsAfter([key('a', { ...nullable, nullsFirst: true })], [text('x')])).text).toBe(
      '(("a" > $1::text))',
    );
    expect(written(rowsAfter([key('a', nullable)], [text(null)])).text).toBe('((1 = 0))');
    expect(written(rowsAfter([key('a', { ...nullable, nullsFirst: true })], [text(null)])).text).toBe(
      '(("a" is not null))',
    );
  });
});
