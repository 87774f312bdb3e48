import { type Fragment, int64, keyword, sql } from '../../src/sql/statement.ts';

/** What the cases say in each engine's own words. */
export type EngineWords = {
  /** A source of rows with one column `n` of 64-bit integers from 1 to at most 10,000. */
  series(count: number): Fragment;
  /** Runs until it is ended; `mark`, at least 1,000,000, tells its text from others. */
  endless(mark: number): Fragment;
  /** Answers without an end; `mark` as above. */
  flood(mark: number): Fragment;
  /** Takes about a second and answers one 64-bit integer, {@link SLOW_ANSWER}. */
  readonly slow: Fragment;
  /** How many statements with `mark` in their text the engine runs. */
  running(mark: number): Fragment;
  readonly refused: Readonly<Record<RefusedKind, string>>;
  /** A table of the columns `id n v at words facets note`, keyed by `id`, as {@link TableWrite}s fill it. */
  createTable(name: string): Fragment;
};

export type RefusedKind =
  | 'syntax error'
  | 'unknown table'
  | 'unknown column'
  | 'unknown function'
  | 'division by zero'
  | 'text that is no number'
  | 'operands of the wrong types';

export const SLOW_ANSWER = 1_000_000n;

const POSTGRES: EngineWords = {
  series: (count) => sql`(select n from generate_series(1::int8, ${int64(count)}) as each (n)) as rows`,
  endless: (mark) => sql`select count(*) from generate_series(1, 100000) a (x)
    cross join generate_series(1, 100000) b (y) where x + y = ${keyword(String(mark))}`,
  flood: (mark) => sql`select x, y from generate_series(1, 100000) a (x)
    cross join generate_series(1, 100000) b (y) where x + y <> -${keyword(String(mark))}`,
  slow: sql`select 1000000::int8 from pg_sleep(1)`,
  running: (mark) => sql`select count(*) from pg_stat_activity
    where state = 'active' and pid <> pg_backend_pid() and strpos(query, ${keyword(`'${mark}'`)}) > 0`,
  refused: {
    'syntax error': 'select secret from from elsewhere',
    'unknown table': 'select secret from elsewhere',
    'unknown column': 'select secret from (select 1 as n) as elsewhere',
    'unknown function': 'select secret_function(1)',
    'division by zero': 'select 1 / 0 as secret',
    'text that is no number': `select cast('secret' as bigint)`,
    'operands of the wrong types': `select true + 1 as secret`,
  },
  createTable: (
    name,
  ) => sql`create table ${keyword(name)} (id text primary key, n int8, v float8, at timestamptz,
    words text[], facets jsonb, note text)`,
};

const CLICKHOUSE: EngineWords = {
  series: (count) => sql`(select toInt64(number + 1) as n from numbers(${int64(count)})) as rows`,
  endless: (mark) =>
    sql`select count() from numbers(1000000000000) where sipHash64(number) = ${keyword(String(mark))}`,
  flood: (mark) => sql`select number from numbers(1000000000000) where not number = ${keyword(String(mark))}`,
  slow: sql`select toInt64(1000000 + sleep(1))`,
  running: (mark) => sql`select toInt64(count()) from system.processes
    where position(query, ${keyword(`'= ${mark}'`)}) > 0 and position(query, 'system.processes') = 0`,
  refused: {
    'syntax error': 'select secret from from elsewhere where',
    'unknown table': 'select secret from elsewhere',
    'unknown column': 'select secret from (select 1 as n) as elsewhere',
    'unknown function': 'select secret_function(1)',
    'division by zero': 'select intDiv(1, 0) as secret',
    'text that is no number': `select cast('secret' as Int64)`,
    'operands of the wrong types': `select 'secret' + 1`,
  },
  createTable: (name) => sql`create table ${keyword(name)} (id String, n Nullable(Int64), v Nullable(Float64),
    at Nullable(Int64), words Array(String), facets Map(String, String), note Nullable(String), version UInt64)
    engine = ReplacingMergeTree(version) order by id`,
};

const TRINO: EngineWords = {
  series: (count) => sql`unnest(sequence(bigint '1', ${int64(count)})) as rows (n)`,
  endless: (mark) => sql`select count(*) from unnest(sequence(1, 10000)) a (x)
    cross join unnest(sequence(1, 10000)) b (y) cross join unnest(sequence(1, 10000)) c (z)
    where x * y + z = -${keyword(String(mark))}`,
  flood: (mark) => sql`select x, y, z from unnest(sequence(1, 10000)) a (x)
    cross join unnest(sequence(1, 10000)) b (y) cross join unnest(sequence(1, 10000)) c (z)
    where not x * y + z = -${keyword(String(mark))}`,
  slow: sql`select count(*) + 1000000 from unnest(sequence(1, 10000)) a (x)
    cross join unnest(sequence(1, 9000)) b (y) where x + y = 0`,
  running: (mark) => sql`select count(*) from system.runtime.queries
    where state in ('QUEUED', 'PLANNING', 'STARTING', 'RUNNING', 'FINISHING')
      and strpos(query, ${keyword(`'= -${mark}'`)}) > 0 and strpos(query, 'system.runtime') = 0`,
  refused: {
    'syntax error': 'select secret from from elsewhere',
    'unknown table': 'select secret from elsewhere',
    'unknown column': 'select secret from (select 1 as n) as elsewhere',
    'unknown function': 'select secret_function(1)',
    'division by zero': 'select 1 / n as secret from (values 0) as elsewhere (n)',
    'text that is no number': `select cast(n as bigint) from (values 'secret') as elsewhere (n)`,
    'operands of the wrong types': `select 'secret' + 1`,
  },
  createTable: (name) => sql`create table ${keyword(name)} (id varchar, n bigint, v double,
    at timestamp(6) with time zone, words array(varchar), facets map(varchar, varchar), note varchar)`,
};

export const WORDS = { timescale: POSTGRES, clickhouse: CLICKHOUSE, trino: TRINO } as const satisfies Record<
  string,
  EngineWords
>;
