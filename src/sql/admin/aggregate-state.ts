import type { RollupOf } from '../../model/continuous-aggregate.ts';
import { tableName } from '../../model/declared-dataset.ts';
import { type Fragment, join, keyword, sql, text } from '../statement.ts';
import { CATALOGUE, WATERMARK } from './continuous-aggregate.ts';
import { intervalParts, regclass } from './relation.ts';

const MICROS = 1_000_000;

/**
 * What decides whether continuous aggregates answer for their tables, a row each that is one: its place in the list; months, days
 * and seconds of its width; zone, origin and offset (the latter in microseconds); watermark; whether it is made of the
 * declared table itself; whether changes of that table are logged by a trigger; the text of its view; schema and name of
 * what it is stored in, null where it may not be read; the types of the columns of the table, the view and the storage as
 * JSON; the ends of what its two invalidation logs hold and of chunks that were attached, which no log tells, inclusive, in
 * microseconds, as `lowest:greatest` with commas between; and, in the same way, those of all chunks there are. One statement: its answer is of one snapshot, in which a change is in the table and in a log, or in neither.
 */
export function aggregateStates(aggregates: readonly RollupOf[]): Fragment {
  return join(aggregates.map(aggregateState), ' union all ');
}

function aggregateState({ dataset, rollup }: RollupOf, place: number): Fragment {
  const table = regclass(dataset.table);
  const storage = sql`to_regclass(format('%I.%I', m.schema_name, m.table_name))`;
  const micros = (parts: Fragment): Fragment =>
    sql`(extract(epoch from ${parts}) * ${keyword(String(MICROS))})::int8`;
  return sql`
    select ${keyword(String(place))} as place, ${text(tableName(rollup.table))} as name,
      ${intervalParts(sql`b.bucket_width::interval`)}, b.bucket_timezone,
      ${micros(sql`b.bucket_origin::timestamptz`)}, ${micros(sql`b.bucket_offset::interval`)}, ${WATERMARK},
      a.parent_mat_hypertable_id is null and to_regclass(format('%I.%I', h.schema_name, h.table_name)) = ${table},
      exists (select from pg_trigger where tgrelid = ${table} and tgname = 'ts_cagg_invalidation_trigger'),
      pg_get_viewdef(format('%I.%I', a.direct_view_schema, a.direct_view_name)::regclass, false),
      case when has_table_privilege(${storage}, 'select') then m.schema_name end, m.table_name,
      ${columnTypes(table)}, ${columnTypes(regclass(rollup.table))}, ${columnTypes(storage)},
      (select string_agg(l.lowest_modified_value || ':' || l.greatest_modified_value, ',') from (
        select lowest_modified_value, greatest_modified_value
        from _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log where hypertable_id = a.raw_hypertable_id
        union all select lowest_modified_value, greatest_modified_value
        from _timescaledb_catalog.continuous_aggs_materialization_invalidation_log
        where materialization_id = a.mat_hypertable_id
        union all select range_start, range_last from (${CHUNKS}) k where not is_own) l),
      (select string_agg(distinct k.range_start || ':' || k.range_last, ',') from (${CHUNKS}) k)
    from ${CATALOGUE(rollup.table)}
    join _timescaledb_catalog.hypertable h on h.id = a.raw_hypertable_id
    join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id`;
}

/** The chunks of the table with their ranges of time, and whether the table made them itself: one that was attached keeps its name. */
const CHUNKS = sql`
  select s.range_start, s.range_end - 1 as range_last, c.table_name = format('%s_%s_chunk', h.associated_table_prefix, c.id) as is_own
  from _timescaledb_catalog.dimension d
  join _timescaledb_catalog.dimension_slice s on s.dimension_id = d.id
  join _timescaledb_catalog.chunk_constraint o on o.dimension_slice_id = s.id
  join _timescaledb_catalog.chunk c on c.id = o.chunk_id
  where d.hypertable_id = a.raw_hypertable_id and d.interval_length is not null and not c.dropped`;

function columnTypes(table: Fragment): Fragment {
  return sql`(
    select json_object_agg(attname, format_type(atttypid, atttypmod))::text from pg_attribute
    where attrelid = ${table} and attnum > 0 and not attisdropped)`;
}
