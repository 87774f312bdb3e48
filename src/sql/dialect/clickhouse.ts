import type { ParameterType } from '../statement.ts';
import { identifier, keyword, sql, text, texts } from '../statement.ts';
import type { Dialect } from './dialect.ts';

/**
 * Instants are Int64 milliseconds since 1970: ClickHouse's own DateTime64 ends at 1900 and EIA's oldest series
 * start in 1859 (https://clickhouse.com/docs/sql-reference/data-types/datetime64).
 */
const TYPES: Record<ParameterType, string> = {
  text: 'String',
  float64: 'Float64',
  int64: 'Int64',
  boolean: 'Bool',
  instant: 'Int64',
  'text[]': 'String',
  'float64[]': 'Float64',
  'instant[]': 'Int64',
};

/** ClickHouse, in process or as a server. */
export const clickhouseDialect: Dialect = {
  engine: 'clickhouse',
  // A type is nullable only for a null: functions of a nullable argument give nullable results.
  placeholder(index, type, nullable) {
    const element = nullable ? `Nullable(${TYPES[type]})` : TYPES[type];
    return `{p${index}:${type.endsWith('[]') ? `Array(${element})` : element}}`;
  },
  quoteIdentifier: (name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``,
  // `in` is looked up in the primary index; `has(array, column)` only by newer engines, which rewrite it.
  isIn: (expression, values) => sql`${expression} in ${texts(values)}`,
  startsWith: (expression, prefix) => sql`startsWith(${expression}, ${text(prefix)})`,
  contains: (expression, part) => sql`position(${expression}, ${text(part)}) > 0`,
  hasWords: (column, words) => sql`hasAll(${column}, ${texts(words)})`,
  mapValue: (column, key) => sql`if(mapContains(${column}, ${text(key)}), ${column}[${text(key)}], null)`,
  epochMillis: (column) => sql`toFloat64(${column})`,
  withMapKeys: (table, column) => sql`${table} array join mapKeys(${column}) as map_key`,
  textAtMin: (column, by) => sql`argMin(${column}, (${by}, ${column}))`,
  textAtMax: (column, by) => sql`argMax(${column}, (${by}, ${column}))`,
  distinctTexts: (column) => sql`groupUniqArray(${column})`,
  current: (table) => sql`${identifier(table)} final`,
  page: (limit, offset) => sql`limit ${keyword(String(limit))} offset ${keyword(String(offset))}`,
  lowerAscii: (expression) => sql`lower(${expression})`,
  compaction: null,
};
