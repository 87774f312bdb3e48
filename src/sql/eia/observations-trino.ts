import { trinoDialect } from '../dialect/trino.ts';
import { EMPTY, type Fragment, instant, instants, join, keyword, sql, texts } from '../statement.ts';
import { observationsAsOf } from './as-of.ts';
import type {
  ObservationArray,
  ObservationKey,
  ObservationStatements,
  ObservationWalk,
} from './observations.ts';

const { epochMillis } = trinoDialect;

/** Trino: the keys are a joined table, and a row's place among those of its key is counted by a window function. */
export const trinoObservations: ObservationStatements = {
  rows: (keys, walk, asOfMillis) => sql`
    select cast(ordinal as double), period, ${epochMillis(sql`label`)}, ${epochMillis(sql`period_start`)},
      ${epochMillis(sql`period_end`)}, value
    from (${stretch(keys, walk, asOfMillis)}) as o order by ordinal, place`,
  counts: (keys, asOfMillis) => sql`
    select cast(k.ordinal as double), cast(count(*) as double) from ${joined(keys, asOfMillis)} group by k.ordinal`,
  arrays: (keys, arrays, limit, asOfMillis) => sql`
    select cast(ordinal as double),
      ${join([sql`cast(count(*) as double)`, ...arrays.map((name) => ARRAYS[name])], ', ')}
    from (${stretch(keys, { descending: false, limit, offset: 0, onlyWithValue: false }, asOfMillis)}) as o group by ordinal`,
};

const ARRAYS: Record<ObservationArray, Fragment> = {
  label: sql`'[' || array_join(array_agg(cast(cast(${epochMillis(sql`label`)} as bigint) as varchar) order by label), ',') || ']'`,
  period: sql`json_format(cast(array_agg(period order by label) as json))`,
  // Whole numbers below ten million are written with a zero behind the point.
  value: sql`regexp_replace(json_format(cast(array_agg(value order by label) as json)), '[.]0(,|])', '$1')`,
};

/** Observations as `o` beside their key `k`; the bounds of all keys together prune files and buckets. */
function joined(keys: readonly ObservationKey[], asOfMillis: number | null): Fragment {
  const ids = keys.map((key) => key.seriesId);
  const lower = keys.map((key) => key.lowerMillis);
  const upper = keys.map((key) => key.upperMillis);
  const within = (table: Fragment): Fragment => {
    const widest = [trinoDialect.isIn(sql`${table}series_id`, [...new Set(ids)])];
    if (!lower.includes(null)) widest.push(sql`${table}label >= ${instant(Math.min(...lower.map(Number)))}`);
    if (!upper.includes(null)) widest.push(sql`${table}label < ${instant(Math.max(...upper.map(Number)))}`);
    return join(widest, ' and ');
  };
  return sql`${observationsAsOf(trinoDialect, asOfMillis, within(EMPTY))} as o
    inner join (
      select series_id, lower, upper, ordinal
      from unnest(${texts(ids)}, ${instants(lower)}, ${instants(upper)})
        with ordinality as asked (series_id, lower, upper, ordinal)
    ) as k
    on o.series_id = k.series_id
    where ${within(sql`o.`)}
      and (k.lower is null or o.label >= k.lower) and (k.upper is null or o.label < k.upper)`;
}

/** The rows `ordinal, place` and the columns of an observation that a walk visits; places count from 1. */
function stretch(
  keys: readonly ObservationKey[],
  walk: ObservationWalk,
  asOfMillis: number | null,
): Fragment {
  const within = joined(keys, asOfMillis);
  const chosen = walk.onlyWithValue ? sql`${within} and o.value is not null` : within;
  const direction = keyword(walk.descending ? 'desc' : 'asc');
  return sql`
    select ordinal, place, period, label, period_start, period_end, value from (
      select k.ordinal, o.period, o.label, o.period_start, o.period_end, o.value,
        row_number() over (partition by k.ordinal order by o.label ${direction}) as place
      from ${chosen}
    ) as numbered
    where place > ${keyword(String(walk.offset))} and place <= ${keyword(String(walk.offset + walk.limit))}`;
}
