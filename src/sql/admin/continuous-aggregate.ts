import type { RollupOf } from '../../model/continuous-aggregate.ts';
import type { DeclaredDimension, DimensionType } from '../../model/declared-dataset.ts';
import { timescaleDialect } from '../dialect/timescale.ts';
import { orderBy, reversed, rowsAfter, type SortKey } from '../keyset.ts';
import {
  boolean,
  EMPTY,
  type Fragment,
  identifier,
  instant,
  int64,
  join,
  keyword,
  type Parameter,
  qualifiedName,
  sql,
  text,
} from '../statement.ts';
import { intervalParts, regclass, relation } from './relation.ts';

/**
 * TimescaleDB's own account of continuous aggregates. Its views do not tell the watermark, nor how buckets are cut: both
 * are in its catalogue, which every user may read.
 */
export const CATALOGUE = (table: readonly string[]): Fragment => sql`
  ${relation(table)} r
  join _timescaledb_catalog.continuous_agg a on a.user_view_schema = r.nspname and a.user_view_name = r.relname
  join _timescaledb_catalog.continuous_aggs_bucket_function b on b.mat_hypertable_id = a.mat_hypertable_id`;

/** Where the materialised part of an aggregate ends, as the engine counts it. */
export const WATERMARK = sql`_timescaledb_functions.cagg_watermark(a.mat_hypertable_id)`;

/** One row: the parts of the bucket width, and the watermark as the engine counts it. No row: no continuous aggregate. */
export function continuousAggregateInfo(table: readonly string[]): Fragment {
  return sql`select ${intervalParts(sql`b.bucket_width::interval`)}, ${WATERMARK} from ${CATALOGUE(table)}`;
}

/** The declared columns of a rollup: time, dimensions, count of rows, aggregates. */
function rollupColumns(of: RollupOf): string[] {
  const { rollup } = of;
  const measures = Object.values(rollup.measures).flatMap((columns) => Object.values(columns));
  const counted = rollup.rowCount === null ? [] : [rollup.rowCount];
  const dimensions = rollupDimensions(of).map(({ column }) => column);
  return [...new Set([rollup.time.column, ...dimensions, ...counted, ...measures])];
}

/** The dataset's dimensions that a rollup keeps. */
export function rollupDimensions({ dataset, rollup }: RollupOf): DeclaredDimension[] {
  return dataset.dimensions.filter(({ name }) => rollup.dimensions.includes(name));
}

/** Half-open bounds on the start of buckets, milliseconds since 1970; null is open. */
export type BucketBounds = { readonly lowerMillis: number | null; readonly upperMillis: number | null };

/** A value of the order, as a cursor keeps it: the start in milliseconds, then the dimensions. */
export type BucketPlace = readonly (string | number | null)[];

/** A part of a rollup's rows. */
export type BucketPage = {
  readonly bounds: BucketBounds;
  readonly after: BucketPlace | null;
  readonly before: BucketPlace | null;
  readonly backward: boolean;
  readonly limit: number;
};

/** Start in milliseconds, then the declared columns; by time and dimensions, or walking backward in reverse. */
export function rollupPage(of: RollupOf, page: BucketPage): Fragment {
  const keys = sortKeys(of);
  const conditions = [
    ...withinBounds(of, page.bounds),
    ...(page.after === null ? [] : [rowsAfter(keys, placeParameters(of, page.after))]),
    ...(page.before === null ? [] : [rowsAfter(reversed(keys), placeParameters(of, page.before))]),
  ];
  return sql`
    select ${startMillis(of)}, ${columnList(of)} from ${qualifiedName(of.rollup.table)} ${where(conditions)}
    order by ${orderBy(page.backward ? reversed(keys) : keys)} limit ${keyword(String(page.limit))}`;
}

/** How many of its rows lie within bounds. */
export function rollupCount(of: RollupOf, bounds: BucketBounds): Fragment {
  return sql`
    select count(*) from ${qualifiedName(of.rollup.table)} ${where(withinBounds(of, bounds))}`;
}

/** No row, but the names and types of the declared columns. */
export function rollupHead(of: RollupOf): Fragment {
  return sql`select ${columnList(of)} from ${qualifiedName(of.rollup.table)} limit 0`;
}

function columnList(of: RollupOf): Fragment {
  return join(
    rollupColumns(of).map((column) => sql`${identifier(column)}`),
    ', ',
  );
}

function where(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? EMPTY : sql`where ${join(conditions, ' and ')}`;
}

function startMillis({ rollup: { time } }: RollupOf): Fragment {
  const column = sql`${identifier(time.column)}`;
  return time.type === 'epoch_millis' ? sql`${column}::float8` : timescaleDialect.epochMillis(column);
}

function withinBounds(
  { rollup: { time } }: RollupOf,
  { lowerMillis, upperMillis }: BucketBounds,
): Fragment[] {
  const bound = (millis: number): Parameter =>
    time.type === 'epoch_millis' ? int64(millis) : instant(millis);
  return [
    ...(lowerMillis === null ? [] : [sql`${identifier(time.column)} >= ${bound(lowerMillis)}`]),
    ...(upperMillis === null ? [] : [sql`${identifier(time.column)} < ${bound(upperMillis)}`]),
  ];
}

function sortKeys(of: RollupOf): SortKey[] {
  const key = (expression: Fragment, nullable: boolean): SortKey => ({
    expression,
    descending: false,
    nullsFirst: false,
    nullable,
  });
  const dimensions = rollupDimensions(of).map(({ column, type, nullable }) =>
    key(type === 'text' ? sql`${identifier(column)} collate "C"` : sql`${identifier(column)}`, nullable),
  );
  return [key(sql`${identifier(of.rollup.time.column)}`, false), ...dimensions];
}

const PARAMETERS: Record<DimensionType, (value: string | null) => Parameter> = {
  text,
  int64: (value) => int64(value === null ? null : BigInt(value)),
  boolean: (value) => boolean(value === null ? null : value === 'true'),
};

function placeParameters(of: RollupOf, [start, ...dimensions]: BucketPlace): Parameter[] {
  const millis = Number(start);
  return [
    of.rollup.time.type === 'epoch_millis' ? int64(millis) : instant(millis),
    ...rollupDimensions(of).map(({ type }, index) => {
      const value = dimensions[index] ?? null;
      return PARAMETERS[type](value === null ? null : String(value));
    }),
  ];
}

/**
 * One row: the whole buckets that a range touches, cut off behind the last row of the table (its start and end in
 * milliseconds; nulls where there is neither a row nor a bound), and whether anything in them is not materialised. Both
 * ends of the invalidation logs count, in microseconds since 1970. No row: no continuous aggregate.
 */
export function refreshWindow(
  { dataset, rollup }: RollupOf,
  { lowerMillis, upperMillis }: BucketBounds,
): Fragment {
  const time = identifier(dataset.time.column);
  const source = qualifiedName(dataset.table);
  const pending = (log: Fragment): Fragment => sql`exists (
    select from ${log} where lowest_modified_value < (extract(epoch from ends) * 1000000)::int8
      and greatest_modified_value >= (extract(epoch from starts) * 1000000)::int8)`;
  return sql`
    with aggregate as (
      select a.mat_hypertable_id, a.raw_hypertable_id, ${WATERMARK} as watermark, b.bucket_width::interval as width,
        b.bucket_timezone as zone, b.bucket_origin::timestamptz as origin, b.bucket_offset::interval as shift
      from ${CATALOGUE(rollup.table)}
    ), edge as (
      select aggregate.*, ${instant(lowerMillis)} as lower, ${instant(upperMillis)} as upper,
        (select min(${time})::timestamptz from ${source}) as oldest, (select max(${time})::timestamptz from ${source}) as newest
      from aggregate
    ), bucket as (
      select edge.*, ${bucketOf(sql`coalesce(lower, oldest)`)} as starts, ${bucketOf(sql`upper`)} as upper_bucket,
        ${bucketOf(sql`newest`)} as newest_bucket
      from edge
    ), span as (
      select bucket.*, least(
        case when upper_bucket = upper then upper else ${bucketAfter(sql`upper_bucket`)} end,
        greatest(${bucketAfter(sql`newest_bucket`)}, to_timestamp(watermark / 1000000.0))) as ends
      from bucket)
    select ${timescaleDialect.epochMillis(sql`starts`)}, ${timescaleDialect.epochMillis(sql`ends`)},
      ${pending(sql`(select * from _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log where hypertable_id = raw_hypertable_id) l`)}
      or ${pending(sql`(select * from _timescaledb_catalog.continuous_aggs_materialization_invalidation_log where materialization_id = mat_hypertable_id) l`)}
    from span`;
}

/** The start of the bucket an instant is in, cut as the aggregate cuts them. */
function bucketOf(at: Fragment): Fragment {
  return sql`case
    when zone is not null then time_bucket(width, ${at}, zone, origin, shift)
    when shift is not null then time_bucket(width, ${at}, "offset" => shift)
    when origin is not null then time_bucket(width, ${at}, origin)
    else time_bucket(width, ${at}) end`;
}

/** The start of the next bucket. */
function bucketAfter(start: Fragment): Fragment {
  return sql`case when zone is null then ${start} + width else (${start} at time zone zone + width) at time zone zone end`;
}

/** Materialises the buckets between two instants. It cannot run inside of a transaction. */
export function refreshAggregate({ rollup }: RollupOf, startAtMillis: number, endAtMillis: number): Fragment {
  const type = keyword(rollup.time.type === 'date' ? '::date' : '');
  return sql`
    call refresh_continuous_aggregate(${regclass(rollup.table)}, ${instant(startAtMillis)}${type}, ${instant(endAtMillis)}${type})`;
}
