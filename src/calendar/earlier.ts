import { Temporal } from 'temporal-polyfill';
import type { Duration } from './duration.ts';

/** The instant a duration before another, by the calendar of UTC: a month before March 31 is the last of February. */
export function earlier(millis: number, { unit, count }: Duration): number {
  const moment = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO('UTC');
  return moment.subtract({ [`${unit}s`]: count }).epochMilliseconds;
}
