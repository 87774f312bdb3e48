import { Temporal } from 'temporal-polyfill';
import { type Duration, SHORTEST_MILLIS } from './duration.ts';
import { UTC, type Zone } from './zone.ts';

/**
 * The instant a duration before another: hours and less as they elapse, days and more by the calendar of a zone, so a month
 * before March 31 is the last of February at the same time of day; where that time is skipped, the first instant after the
 * gap.
 */
export function earlier(millis: number, { unit, count }: Duration, zone: Zone = UTC): number {
  if (unit === 'second' || unit === 'minute' || unit === 'hour')
    return millis - SHORTEST_MILLIS[unit] * count;
  const local = Temporal.Instant.fromEpochMilliseconds(zone.toLocal(millis)).toZonedDateTimeISO('UTC');
  return zone.toInstant(local.subtract({ [`${unit}s`]: count }).epochMilliseconds);
}
