import { clickhouseDialect } from '../dialect/clickhouse.ts';
import { type Fragment, instants, join, keyword, sql, texts } from '../statement.ts';
import { observationsAsOf } from './as-of.ts';
import type {
  ObservationArray,
  ObservationKey,
  ObservationStatements,
  ObservationWalk,
} from './observations.ts';

// No label lies outside: years -20,000 to 20,000, in milliseconds.
const LOWEST = -700_000_000_000_000;
const HIGHEST = 600_000_000_000_000;

/** ClickHouse: the keys are a joined table; the primary index is reached by the ids and the widest bounds. */
export const clickhouseObservations: ObservationStatements = {
  rows: (keys, walk, asOfMillis) => sql`
    select toFloat64(k.ordinal), o.period, toFloat64(o.label), toFloat64(o.period_start), toFloat64(o.period_end),
      o.value
    ${stretch(keys, walk, asOfMillis)}`,
  counts: (keys, asOfMillis) => sql`
    select toFloat64(k.ordinal) as ordinal, toFloat64(count())
    from ${joined(keys, asOfMillis)} group by ordinal`,
  arrays: (keys, arrays, limit, asOfMillis) => sql`
    select ordinal, ${join([sql`toFloat64(length(sorted))`, ...arrays.map((name) => ARRAYS[name])], ', ')}
    from (
      select ordinal, arraySort(groupArray((label, period, value))) as sorted from (
        select toFloat64(k.ordinal) as ordinal, o.label as label, o.period as period, o.value as value
        ${stretch(keys, { descending: false, limit, offset: 0, onlyWithValue: false }, asOfMillis)}
      ) group by ordinal
    )`,
};

// Labels are unique in a series, so sorting the tuples sorts by label.
const ARRAYS: Record<ObservationArray, Fragment> = {
  // Not toJSONString: it would quote 64-bit integers, as the connection's settings ask for.
  label: sql`concat('[', arrayStringConcat(arrayMap(row -> toString(row.1), sorted), ','), ']')`,
  period: sql`toJSONString(arrayMap(row -> row.2, sorted))`,
  value: sql`toJSONString(arrayMap(row -> row.3, sorted))`,
};

function joined(keys: readonly ObservationKey[], asOfMillis: number | null): Fragment {
  const lower = keys.map((key) => key.lowerMillis ?? LOWEST);
  const upper = keys.map((key) => key.upperMillis ?? HIGHEST);
  const ids = texts(keys.map((key) => key.seriesId));
  const within = sql`${clickhouseDialect.isIn(sql`series_id`, [...new Set(keys.map((key) => key.seriesId))])}
        and label >= ${keyword(String(Math.min(...lower)))} and label < ${keyword(String(Math.max(...upper)))}`;
  return sql`(
      select series_id, label, period_start, period_end, period, value
      from ${observationsAsOf(clickhouseDialect, asOfMillis, within)} where ${within}
    ) as o inner join (
      select tupleElement(key, 1) as series_id, tupleElement(key, 2) as lower, tupleElement(key, 3) as upper,
        tupleElement(key, 4) as ordinal
      from (select arrayJoin(arrayZip(${ids}, ${instants(lower)}, ${instants(upper)},
        arrayEnumerate(${ids}))) as key)
    ) as k on o.series_id = k.series_id
    where o.label >= k.lower and o.label < k.upper`;
}

function stretch(
  keys: readonly ObservationKey[],
  walk: ObservationWalk,
  asOfMillis: number | null,
): Fragment {
  const within = joined(keys, asOfMillis);
  const chosen = walk.onlyWithValue ? sql`${within} and o.value is not null` : within;
  return sql`from ${chosen}
    order by k.ordinal, o.label ${keyword(walk.descending ? 'desc' : 'asc')}
    limit ${keyword(String(walk.limit))} offset ${keyword(String(walk.offset))} by k.ordinal`;
}
