import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, instant, type Parameter, sql } from '../statement.ts';

/**
 * What observations are read from, as a table in `from` without an alias: `series_id`, `label`, `period_start`,
 * `period_end`, `period`, `value`, each label of a series once. With null that is the table of what is known now; with an
 * instant (milliseconds since 1970) the values as they stood then, without those nobody had seen yet. `within` is a
 * condition on `series_id` and `label` that every row to be read meets: engines do not carry one into both sides of a join.
 */
export function observationsAsOf(
  dialect: Dialect,
  asOfMillis: number | null,
  within: Fragment = sql`1 = 1`,
): Fragment {
  if (asOfMillis === null) return dialect.current('eia_observation');
  const then = instant(asOfMillis);
  // A revision that was not followed by its observation yet, because a load is at it or was killed, changes nothing: its
  // observation still was seen before.
  return sql`(
      select known.series_id as series_id, known.label as label, known.period_start as period_start,
        known.period_end as period_end, known.period as period,
        case when known.seen_at <= ${then} then known.value else revised.previous_value end as value
      from (
        select series_id, label, period_start, period_end, period, value, ${seenAt(dialect)} as seen_at
        from ${dialect.current('eia_observation')} where ${within}
      ) as known
      left join ${revisedAt(dialect, then, within)}
      where known.seen_at <= ${then} or revised.stood
    )`;
}

/** The values that stood at `then` and were replaced since, as `revised`, with the condition that joins them to `known`. */
function revisedAt(dialect: Dialect, then: Parameter, within: Fragment): Fragment {
  // PostgreSQL may know nothing of how many rows there are, and then compares all with all: here each is looked up.
  if (dialect.engine === 'timescale') {
    return sql`lateral (
        select previous_value, true as stood from eia_revision as found
        where found.series_id = known.series_id and found.label = known.label and known.seen_at > ${then}
          and found.previous_seen_at <= ${then} and found.seen_at > ${then}
        limit 1
      ) as revised on true`;
  }
  return sql`(
        select series_id, label, previous_value, true as stood
        from ${dialect.current('eia_revision')}
        where ${within} and previous_seen_at <= ${then} and seen_at > ${then}
      ) as revised on revised.series_id = known.series_id and revised.label = known.label`;
}

/** When the stored value of an observation was first seen. Iceberg has no value for rows older than the column. */
export function seenAt(dialect: Dialect): Fragment {
  return dialect.engine === 'trino' ? sql`coalesce(seen_at, ${instant(0)})` : sql`seen_at`;
}
