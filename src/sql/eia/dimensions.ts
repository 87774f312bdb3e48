import type { Dialect } from '../dialect/dialect.ts';
import { orderBy, reversed, rowsAfter, type SortKey } from '../keyset.ts';
import { type Fragment, identifier, join, sql, text } from '../statement.ts';
import { dimensionValue } from './series-filter.ts';

const column = (name: string): Fragment => sql`${identifier(name)}`;

/** The datasets that hold series: code, count, first and last label (epoch millis) with their periods, frequencies. */
export function datasets(dialect: Dialect, codes: readonly string[] | null): Fragment {
  const chosen = codes === null ? sql`1 = 1` : dialect.isIn(column('dataset'), codes);
  return sql`
    select dataset, count(*) as series_count,
      ${dialect.textAtMin(column('start_period'), column('first_label'))} as start_period,
      ${dialect.textAtMax(column('end_period'), column('last_label'))} as end_period,
      ${dialect.distinctTexts(column('frequency'))} as frequencies
    from ${dialect.current('eia_series')}
    where ${chosen}
    group by dataset order by dataset`;
}

/** Each dataset with the names of the facets that its series have, by name. */
export function facetNames(dialect: Dialect, datasets: readonly string[]): Fragment {
  const rows = dialect.withMapKeys(dialect.current('eia_series'), column('facets'));
  return sql`
    select distinct dataset, map_key from ${rows}
    where ${dialect.isIn(column('dataset'), datasets)} order by map_key`;
}

/** A part of the values of one dimension of a dataset. */
export type DimensionValuePage = {
  readonly dataset: string;
  readonly dimension: string;
  /** Lower-case ASCII text to be found in the value or its label; null for all. */
  readonly search: string | null;
  /** The values the page lies after and before; null is open. */
  readonly after: string | null;
  readonly before: string | null;
  readonly backward: boolean;
  readonly limit: number;
};

const VALUE_KEY: SortKey = {
  expression: sql`value`,
  descending: false,
  nullsFirst: false,
  nullable: false,
};

/** Value, label and count of series, one row a value. */
export function dimensionValues(
  dialect: Dialect,
  page: Pick<DimensionValuePage, 'dataset' | 'dimension' | 'search'>,
): Fragment {
  const found =
    page.search === null
      ? sql`1 = 1`
      : sql`(${dialect.contains(dialect.lowerAscii(sql`value`), page.search)}
          or ${dialect.contains(sql`coalesce(${dialect.lowerAscii(sql`label`)}, '')`, page.search)})`;
  return sql`
    select value, label, series_count from (
      select value, max(label) as label, count(*) as series_count from (
        select ${dimensionValue(dialect, page.dimension)} as value,
          ${dialect.mapValue(column('facet_labels'), page.dimension)} as label
        from ${dialect.current('eia_series')} where dataset = ${text(page.dataset)}
      ) as of_series
      where value is not null group by value
    ) as of_value
    where ${found}`;
}

/** One page of them, by code points, in list order or, walking backward, in reverse. */
export function dimensionValuePage(dialect: Dialect, page: DimensionValuePage): Fragment {
  const walk = page.backward ? reversed([VALUE_KEY]) : [VALUE_KEY];
  const conditions = [sql`1 = 1`];
  if (page.after !== null) conditions.push(rowsAfter([VALUE_KEY], [text(page.after)]));
  if (page.before !== null) conditions.push(rowsAfter(reversed([VALUE_KEY]), [text(page.before)]));
  return sql`
    select value, label, series_count from (${dimensionValues(dialect, page)}) as of_page
    where ${join(conditions, ' and ')} order by ${orderBy(walk)}
    ${dialect.page(page.limit, 0)}`;
}
