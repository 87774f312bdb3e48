import { timescaleDialect } from '../dialect/timescale.ts';
import { orderBy, reversed, rowsAfter, type SortKey } from '../keyset.ts';
import { EMPTY, type Fragment, float64, join, keyword, type Parameter, sql, text } from '../statement.ts';
import { intervalParts, regclass, relation } from './relation.ts';

/*
 * TimescaleDB's own account of hypertables.
 * https://docs.tigerdata.com/api/latest/informational-views/ and /api/latest/hypertable/
 */

/**
 * One row a dimension, time first: figures of the hypertable (chunks, compressed ones, whether compression is enabled),
 * then column, type, the parts of its interval, integer interval, number of partitions. No row: no hypertable.
 */
export function hypertableInfo(table: readonly string[]): Fragment {
  return sql`
    select h.num_chunks, h.compression_enabled,
      (select count(*) from timescaledb_information.chunks k
        where k.hypertable_schema = r.nspname and k.hypertable_name = r.relname and k.is_compressed),
      d.column_name, d.column_type::text, ${intervalParts(sql`d.time_interval`)}, d.integer_interval, d.num_partitions
    from ${relation(table)} r
    join timescaledb_information.hypertables h on h.hypertable_schema = r.nspname and h.hypertable_name = r.relname
    join timescaledb_information.dimensions d on d.hypertable_schema = r.nspname and d.hypertable_name = r.relname
    order by d.dimension_number`;
}

/** Bytes of table, indexes, what is stored out of line, and all of it. */
export function hypertableSize(table: readonly string[]): Fragment {
  return sql`
    select table_bytes, index_bytes, toast_bytes, total_bytes from hypertable_detailed_size(${regclass(table)})`;
}

/** Bytes of the compressed chunks before and after; nulls while there are none. */
export function compressionSizes(table: readonly string[]): Fragment {
  return sql`
    select sum(before_compression_total_bytes)::int8, sum(after_compression_total_bytes)::int8
    from hypertable_compression_stats(${regclass(table)})`;
}

/** Which chunks of a table. */
export type ChunkSelection = {
  readonly table: readonly string[];
  /** Those that end at this instant or before; null for all. */
  readonly endedByMillis: number | null;
  readonly compressed: boolean | null;
  /** Names as in `relation`; null for all. */
  readonly relations: readonly string[] | null;
};

/** A chunk's place in the list: its start in milliseconds and its name. */
export type ChunkPlace = readonly [startMillis: number, name: string];

/** A part of that list. */
export type ChunkPage = {
  readonly after: ChunkPlace | null;
  readonly before: ChunkPlace | null;
  readonly backward: boolean;
  readonly limit: number;
};

const KEYS: readonly SortKey[] = [sql`start_millis`, sql`name`].map((expression) => ({
  expression,
  descending: false,
  nullsFirst: false,
  nullable: false,
}));

/** Name, relation, start and end in milliseconds, whether compressed, and bytes; oldest first, or walking backward in reverse. */
export function chunkPage(selection: ChunkSelection, page: ChunkPage): Fragment {
  const order = orderBy(page.backward ? reversed(KEYS) : KEYS);
  const conditions = [
    page.after === null ? null : rowsAfter(KEYS, placeParameters(page.after)),
    page.before === null ? null : rowsAfter(reversed(KEYS), placeParameters(page.before)),
  ].filter((condition) => condition !== null);
  const where = conditions.length === 0 ? EMPTY : sql`where ${join(conditions, ' and ')}`;
  return sql`
    select name, relation, start_millis, end_millis, is_compressed,
      pg_total_relation_size(to_regclass(relation)) + coalesce(pg_total_relation_size(to_regclass(compressed_relation)), 0)
    from (
      select page.*, (
        select format('%I.%I', z.schema_name, z.table_name)
        from _timescaledb_catalog.chunk k join _timescaledb_catalog.chunk z on z.id = k.compressed_chunk_id
        where k.schema_name = page.chunk_schema and k.table_name = page.name) as compressed_relation
      from (
        select * from ${chunks(selection)} as chunk ${where}
        order by ${order} limit ${keyword(String(page.limit))}) as page) as sized
    order by ${order}`;
}

/** How many of the selected chunks are compressed, and how many are not. */
export function chunkCounts(selection: ChunkSelection): Fragment {
  return sql`
    select count(*) filter (where is_compressed), count(*) filter (where not is_compressed)
    from ${chunks(selection)} as chunk`;
}

function chunks({ table, endedByMillis, compressed, relations }: ChunkSelection): Fragment {
  const conditions = [
    endedByMillis === null ? null : sql`end_millis <= ${float64(endedByMillis)}`,
    compressed === null ? null : sql`is_compressed = ${keyword(String(compressed))}`,
    relations === null ? null : timescaleDialect.isIn(sql`relation`, relations),
  ].filter((condition) => condition !== null);
  const where = conditions.length === 0 ? EMPTY : sql`where ${join(conditions, ' and ')}`;
  // A time column of integers holds milliseconds: other integers cannot be declared.
  return sql`(
    select * from (
      select k.chunk_schema, k.chunk_name::text collate "C" as name, format('%I.%I', k.chunk_schema, k.chunk_name) as relation,
        coalesce(${timescaleDialect.epochMillis(sql`k.range_start`)}, k.range_start_integer) as start_millis,
        coalesce(${timescaleDialect.epochMillis(sql`k.range_end`)}, k.range_end_integer) as end_millis,
        k.is_compressed
      from ${relation(table)} r
      join timescaledb_information.chunks k on k.hypertable_schema = r.nspname and k.hypertable_name = r.relname) as every
    ${where})`;
}

function placeParameters([startMillis, name]: ChunkPlace): Parameter[] {
  return [float64(startMillis), text(name)];
}

/** Compresses one chunk, named as in `relation`; nothing where it is compressed already or gone. */
export function compressChunk(chunkRelation: string): Fragment {
  return sql`
    select compress_chunk(chunk, if_not_compressed => true)::text
    from to_regclass(${text(chunkRelation)}) as chunk where chunk is not null`;
}
