import { badUserInput } from '../src/errors.ts';
import type { PageArguments } from '../src/model/page.ts';
import type { SeriesFilter, SeriesOrder } from '../src/model/series-filter.ts';
import type { TimeRange } from '../src/model/time-range.ts';
import type { EiaSeriesFilter, EiaSeriesOrder, TimeRange as TimeRangeInput } from './generated/types.ts';

/** The page arguments among a field's arguments. */
export function pageArguments(args: PageArguments): PageArguments {
  const { first, after, last, before, offset } = args;
  return {
    first: first ?? null,
    after: after ?? null,
    last: last ?? null,
    before: before ?? null,
    offset: offset ?? null,
  };
}

/** A range as given, or null. `@oneOf` has been enforced when the argument was read. */
export function timeRange(range: TimeRangeInput | null | undefined): TimeRange | null {
  if (range == null) return null;
  if (range.between != null) {
    return { between: { start: range.between.start ?? null, end: range.between.end ?? null } };
  }
  const { periods } = range;
  return periods == null ? null : { periods: { from: periods.from, through: periods.through ?? null } };
}

/** A filter as given. An operator given as null would silently mean "no condition": it is refused. */
export function seriesFilter(where: EiaSeriesFilter | null | undefined): SeriesFilter {
  if (where == null) return {};
  refuseNulls(where, 'where');
  return where as SeriesFilter;
}

/** The steps of an order. Throws BAD_USER_INPUT for more than five. */
export function seriesOrder(orderBy: readonly EiaSeriesOrder[]): SeriesOrder[] {
  if (orderBy.length > 5)
    throw badUserInput('orderBy', `"orderBy" has ${orderBy.length} steps.`, 'At most 5.');
  return orderBy.map(({ field, direction = 'ASC', nulls = 'LAST' }) => ({ field, direction, nulls }));
}

/** Throws BAD_USER_INPUT for a null anywhere in an input: as an operator it would silently mean "no condition". */
export function refuseNulls(input: unknown, path: string): void {
  if (input === null) {
    throw badUserInput(
      path,
      `"${path}" is null.`,
      'Leave it out for no condition; use isNull to match missing values.',
    );
  }
  if (typeof input !== 'object') return;
  for (const [name, value] of Object.entries(input)) refuseNulls(value, `${path}.${name}`);
}
