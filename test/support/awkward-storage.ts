import type { Backend } from '../../src/backend/backend.ts';
import type { DaoScope } from '../../src/dao/base-dao.ts';
import { ClickHouseDao } from '../../src/dao/clickhouse-dao.ts';
import { createComparedRollups } from '../../src/dao/compared-rollups.ts';
import { createCursorCodec } from '../../src/dao/cursor.ts';
import type { DatasetDao } from '../../src/dao/dataset-dao.ts';
import { TimescaleDao } from '../../src/dao/timescale-dao.ts';
import { TrinoDao } from '../../src/dao/trino-dao.ts';
import { wordsOf } from '../../src/sql/dataset/words-of.ts';
import {
  boolean,
  type Fragment,
  float64,
  identifier,
  int64,
  join,
  keyword,
  render,
  sql,
  text,
} from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { AWKWARD_ROWS, type AwkwardRow, COLUMNS } from './awkward-table.ts';

const TYPES = {
  clickhouse: {
    [COLUMNS.time]: "DateTime64(6, 'UTC')",
    [COLUMNS.hub]: 'LowCardinality(String)',
    [COLUMNS.product]: 'Nullable(String)',
    [COLUMNS.lot]: 'Nullable(Int64)',
    [COLUMNS.firm]: 'Nullable(Bool)',
    [COLUMNS.price]: 'Nullable(Decimal(18, 4))',
    [COLUMNS.volume]: 'Nullable(Float64)',
    [COLUMNS.quantity]: 'Nullable(Int64)',
    day: 'Date32',
    millis: 'Int64',
    wall: "DateTime64(9, 'America/New_York')",
  },
  timescale: {
    [COLUMNS.time]: 'timestamptz',
    [COLUMNS.hub]: 'text',
    [COLUMNS.product]: 'varchar(20)',
    [COLUMNS.lot]: 'bigint',
    [COLUMNS.firm]: 'boolean',
    [COLUMNS.price]: 'numeric(18, 4)',
    [COLUMNS.volume]: 'float8',
    [COLUMNS.quantity]: 'bigint',
    day: 'date',
    millis: 'bigint',
    wall: 'timestamp',
  },
  trino: {
    [COLUMNS.time]: 'timestamp(6) with time zone',
    [COLUMNS.hub]: 'varchar',
    [COLUMNS.product]: 'varchar',
    [COLUMNS.lot]: 'bigint',
    [COLUMNS.firm]: 'boolean',
    [COLUMNS.price]: 'decimal(18, 4)',
    [COLUMNS.volume]: 'double',
    [COLUMNS.quantity]: 'bigint',
    day: 'date',
    millis: 'bigint',
    wall: 'timestamp(6)',
  },
} as const;

const DAY_MILLIS = 86_400_000;

/** Makes the awkward table and stores its rows, in ClickHouse twice: there it is read with FINAL. */
export async function storeAwkwardRows(backend: Backend, table: string): Promise<void> {
  const { dialect } = backend;
  const run = async (fragment: Fragment, summary: string): Promise<void> => {
    await backend.execute(render(fragment, dialect, summary), { signal: AbortSignal.timeout(60_000) });
  };
  const columns = Object.entries(TYPES[dialect.engine]).map(
    ([name, type]) => sql`${identifier(name)} ${keyword(type)}`,
  );
  const storage =
    dialect.engine === 'clickhouse'
      ? sql`engine = ReplacingMergeTree order by (${join(
          [COLUMNS.time, COLUMNS.hub, COLUMNS.product, COLUMNS.lot].map((name) => sql`${identifier(name)}`),
          ', ',
        )}) settings allow_nullable_key = 1`
      : sql``;
  await run(sql`create table ${identifier(table)} (${join(columns, ', ')}) ${storage}`, 'CREATE awkward');
  const records = AWKWARD_ROWS.map((row) => join(cells(backend, row), ', '));
  const rows =
    dialect.engine === 'clickhouse'
      ? join(
          records.map((record) => sql`select ${record}`),
          ' union all ',
        )
      : sql`values ${join(
          records.map((record) => sql`(${record})`),
          ', ',
        )}`;
  await run(sql`insert into ${identifier(table)} ${rows}`, 'INSERT awkward');
  if (dialect.engine === 'clickhouse')
    await run(sql`insert into ${identifier(table)} ${rows}`, 'INSERT awkward');
}

function cells({ dialect }: Backend, row: AwkwardRow): Fragment[] {
  const words = wordsOf(dialect);
  const missing = keyword('null');
  const millis = Date.parse(row.time);
  const day = new Date(Math.floor(millis / DAY_MILLIS) * DAY_MILLIS).toISOString().slice(0, 10);
  // A column without a zone takes the digits of UTC.
  const wall = dialect.engine === 'clickhouse' ? words.instantValue(row.time) : wallClock(row.time);
  return [
    words.instantValue(row.time),
    sql`${text(row.hub)}`,
    row.product === null ? missing : sql`${text(row.product)}`,
    row.lot === null ? missing : sql`${int64(BigInt(row.lot))}`,
    row.firm === null ? missing : sql`${boolean(row.firm)}`,
    row.price === null ? missing : words.decimalValue(row.price, 4),
    row.volume === null ? missing : sql`${float64(row.volume)}`,
    row.quantity === null ? missing : sql`${int64(BigInt(row.quantity))}`,
    words.dateValue(day),
    sql`${int64(millis)}`,
    wall,
  ];
}

function wallClock(time: string): Fragment {
  return sql`cast(${text(time.replace('T', ' ').replace('Z', ''))} as timestamp(6))`;
}

/** The clock of its requests: the last rows of the awkward table lie in the future. */
export const NOW = Date.parse('2026-06-15T12:00:00Z');

/** A DAO over an engine, as a request would have it. */
export function datasetDao(
  backend: Backend,
  limits: { maxBuckets?: number } = {},
  nowMillis = NOW,
  compared = createComparedRollups(),
): DatasetDao {
  const scope: DaoScope = {
    backend,
    signal: AbortSignal.timeout(60_000),
    deadlineMillis: Date.now() + 60_000,
    nowMillis,
    logger: SILENT,
  };
  const all = { maxPageSize: 1_000, maxBuckets: 100_000, ...limits };
  const cursors = createCursorCodec('a secret of this test');
  if (backend.kind === 'clickhouse') return new ClickHouseDao(scope, all, cursors, compared);
  if (backend.kind === 'timescale') return new TimescaleDao(scope, all, cursors);
  return new TrinoDao(scope, all, cursors, { queryCatalogs: [], maxQueryRows: 0 });
}
