import { frequencyCode } from '../../model/frequency.ts';
import type { SeriesFilter, TextFilter } from '../../model/series-filter.ts';
import { allOf, anyOf, EVERYTHING, oneOfTexts, present } from '../condition.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { type Fragment, identifier, sql, text } from '../statement.ts';

/** The columns series can be filtered by, as fragments of one dialect's making. */
const column = (name: string): Fragment => sql`${identifier(name)}`;

/**
 * The condition of a filter. Every leaf is two-valued (a missing value makes it false, never unknown), so `not` is
 * its exact complement on every engine. Names of datasets and frequencies are codes already, words are case-folded.
 */
export function seriesCondition(
  dialect: Dialect,
  filter: SeriesFilter,
  words: (search: string) => string[],
): Fragment {
  const within = (inner: SeriesFilter): Fragment => seriesCondition(dialect, inner, words);
  const conditions: Fragment[] = [];
  if (filter.and !== undefined) conditions.push(allOf(filter.and.map(within)));
  if (filter.or !== undefined) conditions.push(anyOf(filter.or.map(within)));
  if (filter.not !== undefined) conditions.push(sql`not ${within(filter.not)}`);
  if (filter.id !== undefined) conditions.push(textCondition(dialect, column('series_id'), filter.id));
  if (filter.dataset !== undefined)
    conditions.push(textCondition(dialect, column('dataset'), filter.dataset));
  if (filter.region !== undefined) conditions.push(textCondition(dialect, column('region'), filter.region));
  if (filter.units !== undefined) conditions.push(textCondition(dialect, column('units'), filter.units));
  if (filter.frequency !== undefined) {
    conditions.push(oneOfTexts(dialect, column('frequency'), filter.frequency.map(frequencyCode)));
  }
  if (filter.search !== undefined) {
    conditions.push(dialect.hasWords(column('search_words'), words(filter.search)));
  }
  for (const facet of filter.facets ?? []) {
    conditions.push(oneOfTexts(dialect, dimensionValue(dialect, facet.name), facet.in));
  }
  return allOf(conditions);
}

/** The value a series has in a dimension: one of its columns, or a facet; null where it has none. */
export function dimensionValue(dialect: Dialect, name: string): Fragment {
  if (name === 'frequency' || name === 'region' || name === 'units') return column(name);
  return dialect.mapValue(column('facets'), name);
}

function textCondition(dialect: Dialect, expression: Fragment, filter: TextFilter): Fragment {
  const ifPresent = (condition: Fragment): Fragment => present(expression, condition);
  const conditions: Fragment[] = [];
  if (filter.eq !== undefined) conditions.push(ifPresent(sql`${expression} = ${text(filter.eq)}`));
  if (filter.ne !== undefined) conditions.push(ifPresent(sql`${expression} <> ${text(filter.ne)}`));
  if (filter.in !== undefined) conditions.push(oneOfTexts(dialect, expression, filter.in));
  if (filter.notIn !== undefined) {
    const unlike =
      filter.notIn.length === 0 ? EVERYTHING : sql`not ${dialect.isIn(expression, filter.notIn)}`;
    conditions.push(ifPresent(unlike));
  }
  if (filter.startsWith !== undefined)
    conditions.push(ifPresent(dialect.startsWith(expression, filter.startsWith)));
  if (filter.contains !== undefined)
    conditions.push(ifPresent(dialect.contains(expression, filter.contains)));
  if (filter.isNull === true) conditions.push(sql`${expression} is null`);
  if (filter.isNull === false) conditions.push(sql`${expression} is not null`);
  return allOf(conditions);
}
