import type { LabelBounds } from '../../model/time-range.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { orderBy, reversed, rowsAfter, type SortKey } from '../keyset.ts';
import { type Fragment, instants, keyword, sql, texts } from '../statement.ts';
import { seenAt } from './as-of.ts';
import { askedKeys } from './asked-keys.ts';

/** A place in the list of a series' revisions: when one was seen, and its label; milliseconds since 1970. */
export type RevisionPlace = { readonly seenAtMillis: number; readonly labelMillis: number };

/** One ask for revisions of one series: those with labels within the bounds that lie between two places; null is open. */
export type RevisionKey = LabelBounds & {
  readonly seriesId: string;
  readonly after: RevisionPlace | null;
  readonly before: RevisionPlace | null;
};

/** What holds for all keys of one statement. */
export type RevisionWalk = {
  /** Walks the lists from their ends. */
  readonly backward: boolean;
  readonly limit: number;
};

// Every engine knows these instants, and no label and no clock lies outside.
const LOWEST = Date.UTC(1000, 0);
const HIGHEST = Date.UTC(9999, 0);

const seen: SortKey = { expression: sql`r.seen_at`, descending: true, nullsFirst: false, nullable: false };
const label: SortKey = { expression: sql`r.label`, descending: true, nullsFirst: false, nullable: false };
/** Newest first. A label is restated once at a time, so no two revisions of a series tie. */
const NEWEST_FIRST = [seen, label];

/**
 * Rows `ordinal, period, label, previous_value, value, seen_at, published_at` (ordinal is the key's place from 1, instants
 * are epoch millis), each key's rows in the order of the walk, at most `limit` of each key.
 */
export function revisions(dialect: Dialect, keys: readonly RevisionKey[], walk: RevisionWalk): Fragment {
  const order = orderBy(walk.backward ? reversed(NEWEST_FIRST) : NEWEST_FIRST);
  const { epochMillis } = dialect;
  return sql`
    select ordinal, period, ${epochMillis(sql`label`)}, previous_value, value, ${epochMillis(sql`seen_at`)},
      ${epochMillis(sql`published_at`)}
    from (
      select k.ordinal as ordinal, r.period as period, r.label as label, r.previous_value as previous_value,
        r.value as value, r.seen_at as seen_at, r.published_at as published_at,
        row_number() over (partition by k.ordinal order by ${order}) as place
      from ${asked(dialect, keys)}
    ) as numbered
    where place <= ${keyword(String(walk.limit))} order by ordinal, place`;
}

/** One row a key that has revisions: `ordinal, count`. */
export function revisionCounts(dialect: Dialect, keys: readonly RevisionKey[]): Fragment {
  return sql`select k.ordinal, count(*) from ${asked(dialect, keys)} group by k.ordinal`;
}

/**
 * Revisions as `r` beside their key `k`. One whose observation has not been replaced yet, because a load is at it or was
 * killed, is none yet.
 */
function asked(dialect: Dialect, keys: readonly RevisionKey[]): Fragment {
  const ids = [...new Set(keys.map((key) => key.seriesId))];
  const places = (of: (key: RevisionKey) => number) => instants(keys.map(of));
  const k = askedKeys(dialect, [
    { name: 'series_id', values: texts(keys.map((key) => key.seriesId)) },
    { name: 'lower', values: places((key) => key.lowerMillis ?? LOWEST) },
    { name: 'upper', values: places((key) => key.upperMillis ?? HIGHEST) },
    { name: 'after_seen', values: places(({ after }) => after?.seenAtMillis ?? HIGHEST) },
    { name: 'after_label', values: places(({ after }) => after?.labelMillis ?? HIGHEST) },
    { name: 'before_seen', values: places(({ before }) => before?.seenAtMillis ?? LOWEST) },
    { name: 'before_label', values: places(({ before }) => before?.labelMillis ?? LOWEST) },
  ]);
  const isAsked = dialect.isIn(sql`series_id`, ids);
  return sql`(
      select stored.series_id as series_id, stored.label as label, stored.period as period,
        stored.previous_value as previous_value, stored.value as value, stored.seen_at as seen_at,
        stored.published_at as published_at
      from (
        select series_id, label, previous_seen_at, period, previous_value, value, seen_at, published_at
        from ${dialect.current('eia_revision')} where ${isAsked}
      ) as stored
      inner join (
        select series_id, label, ${seenAt(dialect)} as known_since
        from ${dialect.current('eia_observation')} where ${isAsked}
      ) as known on known.series_id = stored.series_id and known.label = stored.label
      where known.known_since > stored.previous_seen_at
    ) as r
    inner join ${k} as k on r.series_id = k.series_id
    where r.label >= k.lower and r.label < k.upper
      and ${rowsAfter(NEWEST_FIRST, [sql`k.after_seen`, sql`k.after_label`])}
      and ${rowsAfter(reversed(NEWEST_FIRST), [sql`k.before_seen`, sql`k.before_label`])}`;
}
