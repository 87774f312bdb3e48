import { timescaleDialect } from '../dialect/timescale.ts';
import { type Fragment, instants, join, keyword, sql, texts } from '../statement.ts';
import { observationsAsOf } from './as-of.ts';
import type {
  ObservationArray,
  ObservationKey,
  ObservationStatements,
  ObservationWalk,
} from './observations.ts';

const { epochMillis } = timescaleDialect;

/** PostgreSQL: a lateral subquery per key, so each key reads only its own stretch of the index. */
export const timescaleObservations: ObservationStatements = {
  rows: (keys, walk, asOfMillis) => sql`
    select k.ordinal::float8, o.period, ${epochMillis(sql`o.label`)}, ${epochMillis(sql`o.period_start`)},
      ${epochMillis(sql`o.period_end`)}, o.value
    from ${keyTable(keys)} cross join lateral (${stretch(walk, asOfMillis)}) as o
    order by k.ordinal, o.label ${keyword(walk.descending ? 'desc' : 'asc')}`,
  counts: (keys, asOfMillis) => sql`
    select k.ordinal::float8, (
      select count(*)::float8 from ${observationsAsOf(timescaleDialect, asOfMillis)} as o where ${WITHIN}
    )
    from ${keyTable(keys)}`,
  arrays: (keys, arrays, limit, asOfMillis) => sql`
    select k.ordinal::float8, a.* from ${keyTable(keys)} cross join lateral (
      select ${join([sql`count(*)::float8`, ...arrays.map((name) => ARRAYS[name])], ', ')}
      from (${stretch({ descending: false, limit, offset: 0, onlyWithValue: false }, asOfMillis)}) as o
    ) as a`,
};

const WITHIN = sql`o.series_id = k.series_id and o.label >= k.lower and o.label < k.upper`;

function keyTable(keys: readonly ObservationKey[]): Fragment {
  return sql`(
    select ordinal, series_id, coalesce(lower, '-infinity') as lower, coalesce(upper, 'infinity') as upper
    from unnest(${texts(keys.map((key) => key.seriesId))}, ${instants(keys.map((key) => key.lowerMillis))},
      ${instants(keys.map((key) => key.upperMillis))}) with ordinality as asked (series_id, lower, upper, ordinal)
  ) as k`;
}

function stretch(walk: ObservationWalk, asOfMillis: number | null): Fragment {
  const chosen = walk.onlyWithValue ? sql`${WITHIN} and o.value is not null` : WITHIN;
  return sql`select o.period, o.label, o.period_start, o.period_end, o.value
    from ${observationsAsOf(timescaleDialect, asOfMillis)} as o
    where ${chosen} order by o.label ${keyword(walk.descending ? 'desc' : 'asc')}
    limit ${keyword(String(walk.limit))} offset ${keyword(String(walk.offset))}`;
}

// The subquery is ordered, so the aggregates need no order of their own (five times slower before PostgreSQL 16).
const ARRAYS: Record<ObservationArray, Fragment> = {
  label: sql`'[' || coalesce(string_agg((date_part('epoch', o.label) * 1000)::int8::text, ','), '') || ']'`,
  period: sql`coalesce('["' || string_agg(o.period, '","') || '"]', '[]')`,
  value: sql`'[' || coalesce(string_agg(coalesce(o.value::text, 'null'), ','), '') || ']'`,
};
