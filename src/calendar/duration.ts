import { badUserInput } from '../errors.ts';
import type { Duration, DurationUnit } from '../model/duration.ts';

export type { Duration } from '../model/duration.ts';

/** How long the shortest one of a unit is, in milliseconds: a month in February, a day without a change of the clock. */
export const SHORTEST_MILLIS: Readonly<Record<DurationUnit, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 28 * 86_400_000,
  year: 365 * 86_400_000,
};
/** How long the longest one is. */
export const LONGEST_MILLIS: Readonly<Record<DurationUnit, number>> = {
  ...SHORTEST_MILLIS,
  month: 31 * 86_400_000,
  year: 366 * 86_400_000,
};

/** A duration of months or years in months; null for one of other units. */
export function monthsOf({ unit, count }: Duration): number | null {
  if (unit === 'year') return 12 * count;
  return unit === 'month' ? count : null;
}

const LONGEST = 100_000;
const ALLOWED =
  'One unit with a whole number from 1 to 100,000: ISO 8601 (PT15M, PT1H, P1D, P1W, P3M, P1Y) or spelled (15 minutes, 1 day, 3 months).';

const DATE_UNITS: Readonly<Record<string, DurationUnit>> = { D: 'day', W: 'week', M: 'month', Y: 'year' };
const TIME_UNITS: Readonly<Record<string, DurationUnit>> = { S: 'second', M: 'minute', H: 'hour' };
const ISO = /^P(T?)0*(\d{1,6})([SMHDWY])$/;
const SPELLED = /^0*(\d{1,6}) (second|minute|hour|day|week|month|year)s?$/i;

/** Reads `P1D` or `1 day`, which mean the same. Throws BAD_USER_INPUT that names the argument. */
export function parseDuration(text: string, argument: string): Duration {
  const duration = text.length > 64 ? null : (isoDuration(text) ?? spelledDuration(text));
  if (duration !== null && duration.count >= 1 && duration.count <= LONGEST) return duration;
  throw badUserInput(argument, `"${text.slice(0, 64)}" is not a duration.`, ALLOWED);
}

/** A duration in ISO 8601, as {@link parseDuration} reads it. */
export function durationText({ unit, count }: Duration): string {
  for (const [letter, named] of Object.entries(TIME_UNITS)) if (named === unit) return `PT${count}${letter}`;
  const letter = Object.keys(DATE_UNITS).find((each) => DATE_UNITS[each] === unit);
  return `P${count}${letter}`;
}

function isoDuration(text: string): Duration | null {
  const [, time, count, letter = ''] = ISO.exec(text) ?? [];
  const unit = (time === 'T' ? TIME_UNITS : DATE_UNITS)[letter];
  return unit === undefined ? null : { unit, count: Number(count) };
}

function spelledDuration(text: string): Duration | null {
  const [, count, unit] = SPELLED.exec(text.trim()) ?? [];
  return unit === undefined ? null : { unit: unit.toLowerCase() as DurationUnit, count: Number(count) };
}
