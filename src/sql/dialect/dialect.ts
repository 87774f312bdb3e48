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
  /** The last clause of an ordered query: at most `limit` rows, after the first `offset`. */
  page(limit: number, offset: number): Fragment;
  /** The text with the letters A to Z in lower case and all others as they are. */
  lowerAscii(expression: Fragment): Fragment;
  /** How a table that every write adds files to is kept small; null where the engine does so by itself. */
  readonly compaction: Compaction | null;
};

/** The statements of a compaction. Readers are not disturbed by it; it fails where rows are written meanwhile. */
export type Compaction = {
  /** One row with the number of files. */
  countFiles(table: string): Fragment;
  /** Makes few files of the small ones. */
  mergeFiles(table: string): Fragment;
};
