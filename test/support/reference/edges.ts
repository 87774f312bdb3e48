import { Temporal } from '@js-temporal/polyfill';

/** A grid of buckets, all of it text as clients write it: `PT15M`, `Europe/Paris`, `2024-10-01T06:00` or null. */
export type GridQuestion = {
  readonly width: string;
  readonly timeZone: string;
  /** A date, a local time, or an instant with an offset or Z. */
  readonly origin: string | null;
};

const DAY_MILLIS = 86_400_000;
const INSTANT = /T.*(Z|[+-]\d\d:\d\d)$/;

/**
 * The edges of the buckets that touch a half-open range of milliseconds since 1970, the first at or before its start,
 * the last at or after its end; slow and obvious, by docs/time.md.
 */
export function referenceEdges(question: GridQuestion, lowerMillis: number, upperMillis: number): number[] {
  if (upperMillis <= lowerMillis) return [];
  const width = Temporal.Duration.from(question.width);
  const origin = originOf(question, width);
  // Edges lie at most a width apart, but for what the clock or the calendar adds: look as far as it takes.
  for (let margin = millisOf(width); ; margin *= 2) {
    const found = edgesAround(question.timeZone, width, origin, lowerMillis - margin, upperMillis + margin);
    const edges = [...new Set(found)].sort((one, other) => one - other);
    const first = edges.findLastIndex((edge) => edge <= lowerMillis);
    const last = edges.findIndex((edge) => edge >= upperMillis);
    if (first >= 0 && last >= 0) return edges.slice(first, last + 1);
  }
}

/** The instants in a range of milliseconds since 1970 at which the zone's offset changes. */
export function transitionsOf(timeZone: string, fromMillis: number, toMillis: number): number[] {
  const found: number[] = [];
  let moment = Temporal.Instant.fromEpochMilliseconds(fromMillis - 1).toZonedDateTimeISO(timeZone);
  for (;;) {
    const next = moment.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= toMillis) return found;
    found.push(next.epochMilliseconds);
    moment = next;
  }
}

/** The instant of a date, a local time or an instant as clients write it, in milliseconds since 1970. */
export function boundMillis(text: string, timeZone: string): number {
  if (INSTANT.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
  return firstShown(Temporal.PlainDateTime.from(text), timeZone);
}

/** How long a width is, about: the calendar and the clock make it longer and shorter. */
export function widthMillis({ width }: Pick<GridQuestion, 'width'>): number {
  return millisOf(Temporal.Duration.from(width));
}

type Origin = { readonly local: Temporal.PlainDateTime; readonly instantMillis: number };

function originOf({ origin, timeZone }: GridQuestion, width: Temporal.Duration): Origin {
  // 1 January 2000 was a Saturday, the 3rd a Monday.
  const text = origin ?? (width.weeks > 0 ? '2000-01-03' : '2000-01-01');
  const instantMillis = boundMillis(text, timeZone);
  const isInstant = INSTANT.test(text);
  const local = isInstant
    ? Temporal.Instant.fromEpochMilliseconds(instantMillis).toZonedDateTimeISO(timeZone).toPlainDateTime()
    : Temporal.PlainDateTime.from(text);
  return { local, instantMillis };
}

/** Edges in a closed range of instants, in any order, some twice. */
function edgesAround(
  timeZone: string,
  width: Temporal.Duration,
  origin: Origin,
  fromMillis: number,
  toMillis: number,
): number[] {
  const isTime = width.days + width.weeks + width.months + width.years === 0;
  const dividesDay = isTime && DAY_MILLIS % millisOf(width) === 0;
  const edges: number[] = [];
  if (isTime && !dividesDay) {
    const length = millisOf(width);
    const first = Math.floor((fromMillis - origin.instantMillis) / length);
    for (let step = first; origin.instantMillis + step * length <= toMillis; step++)
      edges.push(origin.instantMillis + step * length);
    return edges;
  }
  // By the clock: all local times that can be shown in the range, stepped through from the origin's.
  const offsets = dividesDay ? offsetsIn(timeZone, fromMillis, toMillis) : [-DAY_MILLIS, DAY_MILLIS];
  const earliest = fromMillis + Math.min(...offsets);
  const latest = toMillis + Math.max(...offsets);
  const length = dividesDay ? millisOf(width) : longestMillis(width);
  let step = Math.floor((earliest - asIfUtc(origin.local)) / length);
  // The longest of a unit carries too short a way forward, too long a way back: walk to the first one.
  while (asIfUtc(stepped(origin.local, width, step)) > earliest) step -= 1;
  while (asIfUtc(stepped(origin.local, width, step + 1)) <= earliest) step += 1;
  for (; ; step++) {
    const local = stepped(origin.local, width, step);
    if (asIfUtc(local) > latest) break;
    // An hour that is shown twice has its edges twice; a day begins once.
    edges.push(firstShown(local, timeZone));
    if (dividesDay) edges.push(lastShown(local, timeZone));
  }
  return edges.filter((edge) => edge >= fromMillis && edge <= toMillis);
}

function stepped(
  local: Temporal.PlainDateTime,
  width: Temporal.Duration,
  step: number,
): Temporal.PlainDateTime {
  const { years, months, weeks, days, hours, minutes, seconds } = width;
  const date = { years: years * step, months: months * step, weeks: weeks * step, days: days * step };
  return local.add({ ...date, hours: hours * step, minutes: minutes * step, seconds: seconds * step });
}

/** The first instant that shows a local time; for one that is skipped the first after the gap. */
export function firstShown(local: Temporal.PlainDateTime, timeZone: string): number {
  const moment = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (moment.toPlainDateTime().equals(local)) return moment.epochMilliseconds;
  // What is skipped is read as a time before the gap: the gap is the next change of the clock.
  const gap = moment.getTimeZoneTransition('next');
  if (gap === null) throw new RangeError(`${local} is not shown in ${timeZone}, and no gap follows.`);
  return gap.epochMilliseconds;
}

function lastShown(local: Temporal.PlainDateTime, timeZone: string): number {
  const moment = local.toZonedDateTime(timeZone, { disambiguation: 'later' });
  return moment.toPlainDateTime().equals(local) ? moment.epochMilliseconds : firstShown(local, timeZone);
}

/** Every offset that is in use in a range, and just before it. */
function offsetsIn(timeZone: string, fromMillis: number, toMillis: number): number[] {
  const changes = transitionsOf(timeZone, fromMillis, toMillis + 1);
  return [fromMillis - 1, ...changes].map((at) => offsetAt(timeZone, at));
}

function offsetAt(timeZone: string, millis: number): number {
  return Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
}

function asIfUtc(local: Temporal.PlainDateTime): number {
  return local.toZonedDateTime('UTC').epochMilliseconds;
}

/** How long a width of hours or less is; of dates, how long it often is. */
function millisOf({ years, months, weeks, days, hours, minutes, seconds }: Temporal.Duration): number {
  const dates = (years * 365 + months * 30 + weeks * 7 + days) * DAY_MILLIS;
  return dates + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000;
}

function longestMillis({ years, months, weeks, days }: Temporal.Duration): number {
  return (years * 366 + months * 31 + weeks * 7 + days) * DAY_MILLIS;
}
