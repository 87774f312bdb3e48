import type { ParameterType } from '../statement.ts';
import { identifier, keyword, sql, text, texts } from '../statement.ts';
import type { Dialect } from './dialect.ts';

const CASTS: Record<ParameterType, string> = {
  text: 'text',
  float64: 'float8',
  int64: 'int8',
  boolean: 'boolean',
  instant: 'timestamptz',
  'text[]': 'text[]',
  'float64[]': 'float8[]',
  'instant[]': 'timestamptz[]',
};

/** PostgreSQL with or without TimescaleDB. */
export const timescaleDialect: Dialect = {
  engine: 'timescale',
  placeholder: (index, type) => `$${index + 1}::${CASTS[type]}`,
  quoteIdentifier: (name) => `"${name.replaceAll('"', '""')}"`,
  isIn: (expression, values) => sql`${expression} = any(${texts(values)})`,
  startsWith: (expression, prefix) => sql`starts_with(${expression}, ${text(prefix)})`,
  contains: (expression, part) => sql`strpos(${expression}, ${text(part)}) > 0`,
  hasWords: (column, words) => sql`${column} @> ${texts(words)}`,
  mapValue: (column, key) => sql`(${column} ->> ${text(key)}) collate "C"`,
  // extract would give a numeric: exact where this is too, and three times as slow.
  epochMillis: (column) => sql`round(date_part('epoch', ${column}) * 1000)`,
  withMapKeys: (table, column) =>
    sql`${table} cross join lateral (select jsonb_object_keys(${column}) collate "C" as map_key) as keys`,
  textAtMin: (column, by) => sql`(array_agg(${column} order by ${by} asc nulls last, ${column} asc))[1]`,
  textAtMax: (column, by) => sql`(array_agg(${column} order by ${by} desc nulls last, ${column} desc))[1]`,
  distinctTexts: (column) => sql`array_agg(distinct ${column})`,
  current: (table) => sql`${identifier(table)}`,
  page: (limit, offset) => sql`limit ${keyword(String(limit))} offset ${keyword(String(offset))}`,
  lowerAscii: (expression) => sql`lower(${expression} collate "C")`,
  compaction: null,
};
