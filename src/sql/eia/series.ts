import type { SeriesFilter, SeriesOrder, SeriesOrderField } from '../../model/series-filter.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { orderBy, reversed, rowsAfter, type SortKey } from '../keyset.ts';
import { type Fragment, identifier, instant, join, type Parameter, sql, text } from '../statement.ts';
import { seriesCondition } from './series-filter.ts';

const column = (name: string): Fragment => sql`${identifier(name)}`;

const ORDER_COLUMNS: Record<
  SeriesOrderField,
  { column: string; type: 'text' | 'instant'; nullable: boolean }
> = {
  ID: { column: 'series_id', type: 'text', nullable: false },
  NAME: { column: 'name', type: 'text', nullable: false },
  START_PERIOD: { column: 'first_label', type: 'instant', nullable: true },
  END_PERIOD: { column: 'last_label', type: 'instant', nullable: true },
  LAST_UPDATED: { column: 'last_updated', type: 'instant', nullable: true },
};

/** The columns of a series row, in the order `decodeSeries` (dao/eia-rows.ts) reads them. */
function seriesColumns(dialect: Dialect): Fragment {
  const plain = ['series_id', 'name', 'description', 'units', 'frequency', 'dataset', 'region', 'source'];
  const instants = ['first_label', 'last_label', 'last_updated'];
  const columns = [
    ...[...plain, 'start_period', 'end_period', 'source_hash', 'facets'].map(column),
    ...instants.map((name) => dialect.epochMillis(column(name))),
  ];
  return join(columns, ', ');
}

/** The series with these ids, in no order. */
export function seriesByIds(dialect: Dialect, ids: readonly string[]): Fragment {
  return sql`
    select ${seriesColumns(dialect)} from ${dialect.current('eia_series')}
    where ${dialect.isIn(column('series_id'), ids)}`;
}

/** What a row is ordered by: text, or epoch millis of an instant. */
export type SortValues = readonly (string | number | null)[];

/** A part of the list of matching series. */
export type SeriesPage = {
  readonly filter: SeriesFilter;
  readonly order: readonly SeriesOrder[];
  /** Values of the order's columns and the id at the rows the page lies after and before; null is open. */
  readonly after: SortValues | null;
  readonly before: SortValues | null;
  /** Walks the list from its end. */
  readonly backward: boolean;
  readonly limit: number;
  readonly offset: number;
};

/** The matching series of one page, in list order or, walking backward, in reverse. */
export function seriesPage(
  dialect: Dialect,
  page: SeriesPage,
  words: (search: string) => string[],
): Fragment {
  const keys = sortKeys(page.order);
  const walk = page.backward ? reversed(keys) : keys;
  const conditions = [seriesCondition(dialect, page.filter, words)];
  if (page.after !== null) conditions.push(rowsAfter(keys, cursorParameters(page.order, page.after)));
  if (page.before !== null)
    conditions.push(rowsAfter(reversed(keys), cursorParameters(page.order, page.before)));
  return sql`
    select ${seriesColumns(dialect)} from ${dialect.current('eia_series')}
    where ${join(conditions, ' and ')}
    order by ${orderBy(walk)} ${dialect.page(page.limit, page.offset)}`;
}

/** One column of the matching series, to be counted. */
export function matchingSeries(
  dialect: Dialect,
  filter: SeriesFilter,
  words: (search: string) => string[],
): Fragment {
  const condition = seriesCondition(dialect, filter, words);
  return sql`select series_id from ${dialect.current('eia_series')} where ${condition}`;
}

/** The order's columns with the id behind them, so that no two rows tie. */
function sortKeys(order: readonly SeriesOrder[]): SortKey[] {
  const keys = order.map((step) => ({
    expression: column(ORDER_COLUMNS[step.field].column),
    descending: step.direction === 'DESC',
    nullsFirst: step.nulls === 'FIRST',
    nullable: ORDER_COLUMNS[step.field].nullable,
  }));
  return [
    ...keys,
    { expression: column('series_id'), descending: false, nullsFirst: false, nullable: false },
  ];
}

function cursorParameters(order: readonly SeriesOrder[], values: SortValues): Parameter[] {
  const types = [...order.map((step) => ORDER_COLUMNS[step.field].type), 'text' as const];
  return types.map((type, index) => {
    const value = values[index] ?? null;
    return type === 'instant'
      ? instant(value === null ? null : Number(value))
      : text(value === null ? null : String(value));
  });
}
