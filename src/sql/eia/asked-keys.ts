import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, identifier, join, keyword, type Parameter, sql } from '../statement.ts';

/** One column of a table of keys: its name and its values, an array parameter. */
export type KeyColumn = { readonly name: string; readonly values: Parameter };

/**
 * Keys that a statement answers all at once, as a table in `from` without an alias: the columns, whose arrays are of equal
 * length and hold no null, and `ordinal`, a key's place from 1.
 */
export function askedKeys(dialect: Dialect, columns: readonly KeyColumn[]): Fragment {
  const arrays = columns.map(({ values }) => sql`${values}`);
  const names = columns.map(({ name }) => sql`${identifier(name)}`);
  if (dialect.engine !== 'clickhouse') {
    return sql`(select * from unnest(${join(arrays, ', ')}) with ordinality as asked (${join(names, ', ')}, ordinal))`;
  }
  const [first = sql`[]`] = arrays;
  const cells = [...names, sql`ordinal`].map(
    (name, index) => sql`tupleElement(asked, ${keyword(String(index + 1))}) as ${name}`,
  );
  return sql`(select ${join(cells, ', ')} from (
      select arrayJoin(arrayZip(${join(arrays, ', ')}, arrayEnumerate(${first}))) as asked))`;
}
