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
 * JSON; and the ends of what its two invalidation logs hold, inclusive, in microseconds, as `lowest:greatest` with
 * commas between. One statement: its answer is of one snapshot, in which a change is in the table and in a log, or in neither.
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
        where materialization_id = a.mat_hypertable_id) l)
    from ${CATALOGUE(rollup.table)}
    join _timescaledb_catalog.hypertable h on h.id = a.raw_hypertable_id
    join _timescaledb_catalog.hypertable m on m.id = a.mat_hypertable_id`;
}

function columnTypes(table: Fragment): Fragment {
  return sql`(
    select json_object_agg(attname, format_type(atttypid, atttypmod))::text from pg_attribute
    where attrelid = ${table} and attnum > 0 and not attisdropped)`;
}
