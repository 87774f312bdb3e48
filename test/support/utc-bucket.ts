import type { Duration } from '../../src/calendar/duration.ts';

const DAY_MILLIS = 86_400_000;

/** The bucket of a width in UTC that an instant lies in: slow and obvious, by the calendar of Date. */
export function utcBucket(
  { unit, count }: Duration,
  millis: number,
): { readonly startMillis: number; readonly endMillis: number } {
  const at = (index: number): number => {
    const date = new Date(Date.UTC(2000, 0, unit === 'week' ? 3 : 1));
    const by = index * count;
    if (unit === 'year') date.setUTCFullYear(2000 + by);
    else if (unit === 'month') date.setUTCMonth(by);
    else if (unit === 'week') date.setUTCDate(date.getUTCDate() + 7 * by);
    else if (unit === 'day') date.setUTCDate(date.getUTCDate() + by);
    else if (unit === 'hour') date.setUTCHours(by);
    else if (unit === 'minute') date.setUTCMinutes(by);
    else date.setUTCSeconds(by);
    return date.getTime();
  };
  const average = { second: 1e3, minute: 6e4, hour: 3.6e6, day: DAY_MILLIS, week: 7 * DAY_MILLIS };
  const length = unit === 'month' ? 30 * DAY_MILLIS : unit === 'year' ? 365 * DAY_MILLIS : average[unit];
  let index = Math.floor((millis - at(0)) / (length * count));
  while (at(index) > millis) index -= 1;
  while (at(index + 1) <= millis) index += 1;
  return { startMillis: at(index), endMillis: at(index + 1) };
}
