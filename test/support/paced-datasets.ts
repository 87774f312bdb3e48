import { declarationFolder } from './declarations.ts';

/** Rows of `wide_rows`, of some 200 bytes each. */
export const WIDE_ROWS = 1_000;

const declaration = (backend: string, name: string, dimension: string): string => `name: ${name}
title: Rows of a test
backend: ${backend}
table: ${name}
time: at
key: [time, ${dimension}]
dimensions:
  ${dimension}: {}
measures:
  value: { additivity: flow }
`;

/** The folder of the declarations; the caller removes it. */
export function pacedDeclarations(backend: 'timescale' | 'clickhouse'): ReturnType<typeof declarationFolder> {
  return declarationFolder({
    'paced_rows.yaml': declaration(backend, 'paced_rows', 'pace'),
    'brief_rows.yaml': declaration(backend, 'brief_rows', 'pace'),
    'endless_rows.yaml': declaration(backend, 'endless_rows', 'pace'),
    'wide_rows.yaml': declaration(backend, 'wide_rows', 'note'),
  });
}

/** Seconds of every pace that `paced_rows` has in PostgreSQL; the value of a row is a hundred times as much. */
export const PACES = [0, 0.005, 0.02, 0.05, 0.2, 1, 3, 30] as const;

/**
 * Statements that make the declared tables in PostgreSQL: a row of `paced_rows` takes as long as its `pace` says
 * (`wait 0.2`: a fifth of a second), as a filter is applied before; `brief_rows` takes 20 ms, `endless_rows` half a minute.
 */
export const PACED_POSTGRES: readonly string[] = [
  `create table paces (pace text, seconds double precision)`,
  `insert into paces values ${PACES.map((seconds) => `('wait ${seconds}', ${seconds})`).join(', ')}`,
  `create view paced_rows as select timestamptz '2024-01-01 00:00Z' as at, pace, seconds * 100 as value
    from paces cross join lateral pg_sleep(seconds)`,
  `create view brief_rows as select * from paced_rows where pace = 'wait 0.02'`,
  `create view endless_rows as select * from paced_rows where pace = 'wait 30'`,
  `create table wide_rows as select timestamptz '2024-01-01 00:00Z' + n * interval '1 minute' as at,
    repeat('wide ', 40) || n as note, n::double precision as value from generate_series(1, ${WIDE_ROWS}) n`,
];

const sleeping = (name: string, seconds: number): string => `create view ${name} as
  select toDateTime64('2024-01-01 00:00:00', 3, 'UTC') as at, 'wait ${seconds}' as pace,
    toFloat64(${seconds * 100} + any(waited)) as value
  from (select sleepEachRow(0.01) as waited from numbers(${seconds * 100}) settings max_block_size = 1)`;

/**
 * The same in ClickHouse, whose sleeping takes constants only: `paced_rows` has the pace of a second. It sleeps
 * in steps of 10 ms, between which a statement can be ended.
 */
export const PACED_CLICKHOUSE: readonly string[] = [
  sleeping('paced_rows', 1),
  sleeping('brief_rows', 0.02),
  sleeping('endless_rows', 30),
  `create table wide_rows engine = MergeTree order by at as
    select toDateTime64('2024-01-01 00:00:00', 3, 'UTC') + toIntervalMinute(number + 1) as at,
      concat(repeat('wide ', 40), toString(number + 1)) as note, toFloat64(number + 1) as value
    from numbers(${WIDE_ROWS})`,
];

/** Asks for one row, which takes so many seconds. */
export const paced = (seconds: number): string =>
  `{ pacedRows { rows(where: { pace: { eq: "wait ${seconds}" } }) { nodes { pace value } } } }`;

/** What {@link paced} answers. */
export const pacedAnswer = (seconds: number): unknown => ({
  pacedRows: { rows: { nodes: [{ pace: `wait ${seconds}`, value: seconds * 100 }] } },
});

/** Takes 20 ms, and what it answers. */
export const BRIEF = {
  query: '{ briefRows { rows { nodes { pace value } } } }',
  answer: { briefRows: { rows: { nodes: [{ pace: 'wait 0.02', value: 2 }] } } },
};

/** Takes half a minute. */
export const ENDLESS = '{ endlessRows { rows { nodes { pace value } } } }';

/** Answered in a moment by either engine. */
export const QUICK = '{ wideRows { rows(first: 1) { nodes { value } } } }';

/** Asks for so many of `wide_rows`, and what is answered. */
export const someWide = (count: number) => ({
  query: `{ wideRows { rows(first: ${count}) { nodes { value } } } }`,
  answer: { wideRows: { rows: { nodes: Array.from({ length: count }, (_, at) => ({ value: at + 1 })) } } },
});

/** Asks for all of `wide_rows`. */
export const WIDE = `{ wideRows { rows(first: ${WIDE_ROWS}) { nodes { note value } } } }`;

/** True where an answer to {@link WIDE} has every row. */
export function isWhole(data: unknown): boolean {
  const { nodes } = (data as { wideRows: { rows: { nodes: readonly { value: number }[] } } }).wideRows.rows;
  return nodes.length === WIDE_ROWS && nodes.every(({ value }, index) => value === index + 1);
}
