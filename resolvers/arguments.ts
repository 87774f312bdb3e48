import { parseDuration } from '../src/calendar/duration.ts';
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

/** A range as given, or null. `@oneOf` has been enforced when the argument was read. Throws BAD_USER_INPUT. */
export function timeRange(range: TimeRangeInput | null | undefined, argument = 'range'): TimeRange | null {
  if (range == null) return null;
  const { between, periods, last } = range;
  if (between != null) return { between: { start: between.start ?? null, end: between.end ?? null } };
  if (last != null) {
    const duration = parseDuration(last.duration, `${argument}.last.duration`);
    return { last: { duration, until: last.until ?? 'LATEST_DATA' } };
  }
  return periods == null ? null : { periods: { from: periods.from, through: periods.through ?? null } };
}

/** A filter as given. Throws BAD_USER_INPUT as `checkConditions` does. */
export function seriesFilter(where: EiaSeriesFilter | null | undefined): SeriesFilter {
  if (where == null) return {};
  checkConditions(where, 'where');
  return where as SeriesFilter;
}

/** The steps of an order. Throws BAD_USER_INPUT for more than five. */
export function seriesOrder(orderBy: readonly EiaSeriesOrder[]): SeriesOrder[] {
  checkOrderSteps(orderBy);
  return orderBy.map(({ field, direction = 'ASC', nulls = 'LAST' }) => ({ field, direction, nulls }));
}

const MAX_ORDER_STEPS = 5;

/** Throws BAD_USER_INPUT for an order of more than five steps. */
export function checkOrderSteps(orderBy: readonly unknown[]): void {
  if (orderBy.length <= MAX_ORDER_STEPS) return;
  throw badUserInput('orderBy', `"orderBy" has ${orderBy.length} steps.`, `At most ${MAX_ORDER_STEPS}.`);
}

/** Engines parse conditions by recursion, and PostgreSQL plans a thousand of them for seconds. */
const MAX_NESTING = 20;
const MAX_CONDITIONS = 500;
/** Over all lists of one filter: each value is bound to the statement. */
const MAX_VALUES = 10_000;
const JUNCTIONS = ['and', 'or', 'not'];

/**
 * Throws BAD_USER_INPUT for conditions no engine should be asked: a null anywhere, which as an operator would silently
 * mean "no condition"; the character U+0000, which PostgreSQL cannot hold; `and`, `or`, `not` more than 20 deep;
 * more than 500 conditions, of which `in` is one however many values it has; and more than 10,000 values in such lists.
 */
export function checkConditions(filter: object, path: string): void {
  let conditions = 0;
  let values = 0;
  const check = (value: unknown, at: string, nesting: number): void => {
    if (value === null) {
      const allowed = 'Leave it out for no condition; use isNull to match missing values.';
      throw badUserInput(at, `"${at}" is null.`, allowed);
    }
    if (typeof value === 'string' && value.includes('\u0000'))
      throw badUserInput(at, `"${at}" holds the character U+0000.`, 'Text without it.');
    if (typeof value !== 'object') return;
    if (Array.isArray(value)) values += value.filter((each) => typeof each !== 'object').length;
    if (values > MAX_VALUES) {
      const message = `"${at}" brings the values in lists of "${path}" to ${values}.`;
      throw badUserInput(at, message, `At most ${MAX_VALUES} values in all lists of "${path}".`);
    }
    if (nesting > MAX_NESTING)
      throw badUserInput(path, `"${path}" is nested too deeply.`, `At most ${MAX_NESTING} levels.`);
    const parts: [string, unknown][] = Object.entries(value as object);
    if (parts.length === 0 || parts.some(([, part]) => typeof part !== 'object')) conditions++;
    for (const [name, part] of parts)
      check(part, `${at}.${name}`, JUNCTIONS.includes(name) ? nesting + 1 : nesting);
  };
  check(filter, path, 0);
  if (conditions > MAX_CONDITIONS)
    throw badUserInput(path, `"${path}" has ${conditions} conditions.`, `At most ${MAX_CONDITIONS}.`);
}
