import { AurumError, badUserInput } from '../errors.ts';
import type { Frequency } from '../model/frequency.ts';
import type { Period } from '../model/period.ts';
import type { LabelBounds, TimeBound, TimeRange } from '../model/time-range.ts';
import { intervalOf, parseAnyPeriod } from './period.ts';
import { FIRST_YEAR, LAST_YEAR } from './period-spelling.ts';
import { type NewestLabel, type RecentAnchors, recentBounds } from './recent-bounds.ts';
import { FIRST_WRITABLE, isWritable } from './writable.ts';
import { UTC, type Zone } from './zone.ts';

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 86_400_000;
const ALLOWED_BOUND =
  'An instant (2024-03-10T05:00:00Z), a date (2024-03-10), a local date-time (2024-03-10T05:30) or a period (2024-Q1); ' +
  `dates and periods from ${FIRST_YEAR} to ${LAST_YEAR}.`;

// RFC 3339 with optional seconds and fraction; the offset is optional: without one the time is a wall-clock time.
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:\d{2})?$/;

/** Reads one end of a range, or another point in time. Throws BAD_USER_INPUT. */
export function parseTimeBound(text: string): TimeBound {
  const match = DATE_TIME.exec(text);
  const bound = match === null ? periodOrNull(text) : dateTimeBound(match);
  if (bound !== null) return bound;
  const message = `"${text.slice(0, 64)}" is not a point in time.`;
  throw new AurumError('BAD_USER_INPUT', message, { allowed: ALLOWED_BOUND });
}

function periodOrNull(text: string): TimeBound | null {
  try {
    return periodBound(parseAnyPeriod(text));
  } catch {
    return null;
  }
}

function dateTimeBound(match: RegExpExecArray): TimeBound | null {
  const [, year, month, day, hour, minute, second = '00', fraction = '', offset] = match;
  // Date.UTC would take the year 99 for 1999.
  const millis = new Date(
    new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day)),
  ).setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  if (Number.isNaN(millis)) return null;
  // Labels are whole milliseconds, so a bound between two of them means the later one.
  const finer = /[1-9]/.test(fraction.slice(3)) ? 1 : 0;
  const written = new Date(millis).toISOString().slice(0, 19);
  if (written !== `${year}-${month}-${day}T${hour}:${minute}:${second}`) return null;
  if (!isWritable(millis)) return null;
  if (offset === undefined) return { kind: 'civil', millis: millis + finer };
  if (offset === 'Z' || offset === 'z') return { kind: 'instant', millis: millis + finer };
  const sign = offset.startsWith('-') ? -1 : 1;
  const [hours, rest] = [Number(offset.slice(1, 3)), Number(offset.slice(4, 6))];
  if (hours > 23 || rest > 59) return null;
  const minutes = hours * 60 + rest;
  const moved = millis + finer - sign * minutes * 60_000;
  return moved < FIRST_WRITABLE ? null : { kind: 'instant', millis: moved };
}

/** A period's own label: an hour names an instant, everything longer a civil date. */
function periodBound(period: Period): TimeBound {
  return { kind: isHourly(period.frequency) ? 'instant' : 'civil', millis: period.labelMillis };
}

/** The first bound after a period's label that no longer belongs to it. */
function periodEnd({ frequency, labelMillis }: Period): TimeBound {
  return {
    kind: isHourly(frequency) ? 'instant' : 'civil',
    millis: newestLabel(frequency, labelMillis).endMillis,
  };
}

/** The label of a period as what a relative range may count back from. */
export function newestLabel(frequency: Frequency, labelMillis: number): NewestLabel {
  // An hour is named by its end: its own interval is over where its label begins.
  const endMillis = isHourly(frequency)
    ? labelMillis + HOUR_MILLIS
    : intervalOf(frequency, labelMillis).endMillis;
  return { labelMillis, endMillis };
}

/** True for series whose labels are instants; the labels of all others are civil dates. */
export function isHourly(frequency: Frequency): boolean {
  return frequency === 'HOURLY' || frequency === 'HOURLY_LOCAL';
}

/**
 * The bounds a range sets on the labels of a series: instants for hourly ones, civil dates as if UTC for the others.
 * Until now, civil dates end with the date it is in the zone. Throws BAD_USER_INPUT for a range that ends before it starts,
 * or reaches back beyond the year 1.
 */
export function labelBounds(
  range: TimeRange | null | undefined,
  frequency: Frequency,
  zone: Zone,
  anchors: RecentAnchors,
): LabelBounds {
  if (range?.last != null) {
    if (isHourly(frequency)) return recentBounds(range.last, zone, anchors);
    const today = Math.floor(zone.toLocal(anchors.nowMillis) / DAY_MILLIS) * DAY_MILLIS;
    return recentBounds(range.last, UTC, { ...anchors, nowMillis: today + DAY_MILLIS });
  }
  const { start, end, argument } = endsOf(range);
  const place = (bound: TimeBound | null | undefined): number | null => {
    if (bound == null) return null;
    if (isHourly(frequency)) return bound.kind === 'instant' ? bound.millis : zone.toInstant(bound.millis);
    return bound.kind === 'civil' ? bound.millis : zone.toLocal(bound.millis);
  };
  const lowerMillis = place(start);
  const upperMillis = place(end);
  const isReversed =
    range?.periods != null
      ? isReversedSpan(range.periods, lowerMillis, upperMillis)
      : lowerMillis !== null && upperMillis !== null && upperMillis < lowerMillis;
  if (isReversed) {
    throw badUserInput(argument, 'The range ends before it starts.', 'An end that is not before the start.');
  }
  return { lowerMillis, upperMillis };
}

/** True where the last period is over when the first begins: of dates, whatever days a zone has skipped. */
function isReversedSpan(
  { from, through }: NonNullable<TimeRange['periods']>,
  lowerMillis: number | null,
  upperMillis: number | null,
): boolean {
  const [start, end] = [periodBound(from), periodEnd(through ?? from)];
  if (start.kind === end.kind) return end.millis <= start.millis;
  return (upperMillis ?? Number.POSITIVE_INFINITY) <= (lowerMillis ?? Number.NEGATIVE_INFINITY);
}

function endsOf(range: TimeRange | null | undefined): {
  start: TimeBound | null;
  end: TimeBound | null;
  argument: string;
} {
  if (range?.periods != null) {
    const { from, through } = range.periods;
    return { start: periodBound(from), end: periodEnd(through ?? from), argument: 'range.periods' };
  }
  return {
    start: range?.between?.start ?? null,
    end: range?.between?.end ?? null,
    argument: 'range.between',
  };
}

/** A label as an instant: a civil date begins at its first instant in the zone, an hour is one already. */
export function labelInstant(millis: number, frequency: Frequency, zone: Zone): number {
  return isHourly(frequency) ? millis : zone.toInstant(millis);
}
