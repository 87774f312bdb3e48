import { identifier, join, keyword, type ParameterType, sql, text, texts } from '../statement.ts';
import type { Dialect } from './dialect.ts';

const INSTANT_LISTS: Partial<Record<ParameterType, string>> = {
  // A list travels as milliseconds: JSON, in which it is sent, knows no instants.
  'instant[]':
    "transform(?, millis -> timestamp '1970-01-01 00:00:00.000 UTC' + millis * interval '0.001' second)",
};

/** Trino, with the gateway's own tables in Iceberg. */
export const trinoDialect: Dialect = {
  engine: 'trino',
  placeholder: (_index, type) => INSTANT_LISTS[type] ?? '?',
  quoteIdentifier: (name) => `"${name.replaceAll('"', '""')}"`,
  // One by one: an `in` of values narrows what is read of an Iceberg table, `contains(list, column)` does not.
  isIn: (expression, values) =>
    values.length === 0
      ? sql`1 = 0`
      : sql`${expression} in (${join(
          values.map((value) => sql`${text(value)}`),
          ', ',
        )})`,
  startsWith: (expression, prefix) => sql`starts_with(${expression}, ${text(prefix)})`,
  contains: (expression, part) => sql`strpos(${expression}, ${text(part)}) > 0`,
  hasWords: (column, words) => sql`cardinality(array_except(${texts(words)}, ${column})) = 0`,
  mapValue: (column, key) => sql`element_at(${column}, ${text(key)})`,
  epochMillis: (column) => sql`round(to_unixtime(${column}) * 1000)`,
  withMapKeys: (table, column) => sql`${table} cross join unnest(map_keys(${column})) as keys (map_key)`,
  textAtMin: (column, by) => sql`array_agg(${column} order by ${by} asc nulls last, ${column} asc)[1]`,
  textAtMax: (column, by) => sql`array_agg(${column} order by ${by} desc nulls last, ${column} desc)[1]`,
  distinctTexts: (column) => sql`array_agg(distinct ${column})`,
  current: (table) => sql`${identifier(table)}`,
  page: (limit, offset) => sql`offset ${keyword(String(offset))} limit ${keyword(String(limit))}`,
  lowerAscii: (expression) =>
    sql`translate(${expression}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`,
  compaction: {
    countFiles: (table) => sql`select count(*) from ${identifier(`${table}$files`)}`,
    mergeFiles: (table) =>
      sql`alter table ${identifier(table)} execute optimize(file_size_threshold => '32MB')`,
  },
};
