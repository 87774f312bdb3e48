import type { Dialect } from '../dialect/dialect.ts';
import type { DatasetWords } from './words.ts';
import { clickhouseWords } from './words-clickhouse.ts';
import { timescaleWords } from './words-timescale.ts';
import { trinoWords } from './words-trino.ts';

const WORDS: Record<Dialect['engine'], DatasetWords> = {
  clickhouse: clickhouseWords,
  timescale: timescaleWords,
  trino: trinoWords,
};

/** The words of the engine a dialect is for. */
export function wordsOf(dialect: Dialect): DatasetWords {
  return WORDS[dialect.engine];
}
