import type { Fragment, Notation } from '../statement.ts';

/** The words of one engine for what the gateway's statements share. Column arguments are fragments. */
export type Dialect = Notation & {
  readonly engine: 'timescale' | 'clickhouse' | 'trino';
  /** True where `expression` is one of the values; false for none. */
  isIn(expression: Fragment, values: readonly string[]): Fragment;
  startsWith(expression: Fragment, prefix: string): Fragment;
  contains(expression: Fragment, part: string): Fragment;
  /** True where the array column holds every word. */
  hasWords(column: Fragment, words: readonly string[]): Fragment;
  /** The value of a key in a text map column; null where absent. */
  mapValue(column: Fragment, key: string): Fragment;
  /** An instant column as milliseconds since 1970, a double. */
  epochMillis(column: Fragment): Fragment;
  /** A table joined with the keys of a text map column, one row a key, which is called `map_key`. */
  withMapKeys(table: Fragment, column: Fragment): Fragment;
  /** Aggregates: the text of the row where `by`, then the text, is least or greatest (null where no row has one). */
  textAtMin(column: Fragment, by: Fragment): Fragment;
  textAtMax(column: Fragment, by: Fragment): Fragment;
  /** Aggregate: the distinct texts of a column as an array. */
  distinctTexts(column: Fragment): Fragment;
  /** The rows of a table, each key once, whatever merges are still to come. */
  current(table: string): Fragment;
};
