import { badUserInput } from '../errors.ts';
import { type Duration, durationText, monthsOf, SHORTEST_MILLIS } from './duration.ts';
import { dateIn, monthNumber } from './grid.ts';
import { FIRST_WRITABLE } from './writable.ts';
import { UTC, type Zone } from './zone.ts';

/**
 * The instant a duration before another: hours and less as they elapse, days and more by the calendar of a zone, so a month
 * before March 31 is the last of February at the same time of day; where that time is skipped, the first instant after the
 * gap.
 */
export function earlier(millis: number, { unit, count }: Duration, zone: Zone = UTC): number {
  if (unit === 'second' || unit === 'minute' || unit === 'hour')
    return millis - SHORTEST_MILLIS[unit] * count;
  const local = zone.toLocal(millis);
  const months = monthsOf({ unit, count });
  if (months === null) return zone.toInstant(local - SHORTEST_MILLIS[unit] * count);
  const date = new Date(local);
  const timeOfDay = local - Math.floor(local / SHORTEST_MILLIS.day) * SHORTEST_MILLIS.day;
  return zone.toInstant(dateIn(monthNumber(date) - months, date.getUTCDate()) + timeOfDay);
}

/** An instant that a duration reached back to. Throws BAD_USER_INPUT, which names the argument, for one before the year 1. */
export function inHistory(millis: number, duration: Duration, argument: string): number {
  if (millis >= FIRST_WRITABLE) return millis;
  const message = `"${durationText(duration)}" reaches back beyond the year 1.`;
  throw badUserInput(argument, message, 'A shorter duration.');
}
