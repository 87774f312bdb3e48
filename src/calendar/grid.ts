import type { TimeBound } from '../model/time-range.ts';
import { type Duration, monthsOf, SHORTEST_MILLIS } from './duration.ts';
import type { Segment, Zone } from './zone.ts';

/**
 * The buckets of a width: stretches of time that touch each other, without beginning or end. A width that divides a day
 * has an edge whenever the zone's clock shows a multiple of it, also where the clock shows it twice, and at the end of a
 * gap that skips one. Other widths of hours and less count elapsed time from the origin; days, weeks, months and years
 * count calendar dates from the origin, at the first instant that shows the origin's time of day.
 */
export type Grid = {
  readonly width: Duration;
  readonly zone: Zone;
  /** The last edge at or before an instant. */
  floor(millis: number): number;
  /**
   * Strictly ascending edges of the buckets that touch the half-open range, the first at or before its start, the last
   * at or after its end; none for an empty range. Milliseconds since 1970, as all instants here.
   */
  edges(lowerMillis: number, upperMillis: number): number[];
};

/** Where the bucket ends that holds an instant. */
export function bucketEnd(grid: Grid, millis: number): number {
  return grid.edges(millis, millis + 1).at(-1) ?? millis;
}

/** The first edge at or after an instant. */
export function edgeFrom(grid: Grid, millis: number): number {
  return grid.floor(millis) === millis ? millis : bucketEnd(grid, millis);
}

const DAY_MILLIS = 86_400_000;
/** Saturday: where everything but weeks is counted from, unless an origin is given. */
const DEFAULT_ORIGIN = Date.UTC(2000, 0, 1);
/** Weeks start on Mondays, as ISO 8601 has them. */
const DEFAULT_WEEK = Date.UTC(2000, 0, 3);
/** Dates further apart than this are found one by one; a zone's transitions between them need not be read. */
const SPARSE_DAYS = 90;

/** The grid of a width in a zone; `origin` null for 1 January, Monday, midnight. */
export function createGrid(width: Duration, zone: Zone, origin: TimeBound | null): Grid {
  const isWeek = width.unit === 'week';
  const local = origin === null ? (isWeek ? DEFAULT_WEEK : DEFAULT_ORIGIN) : localOf(origin, zone);
  const months = monthsOf(width);
  if (months !== null) return monthGrid(width, zone, local, months);
  const millis = SHORTEST_MILLIS[width.unit] * width.count;
  if (isWeek || width.unit === 'day') return dayGrid(width, zone, local, millis / DAY_MILLIS);
  if (DAY_MILLIS % millis === 0) return clockGrid(width, zone, modulo(local, millis), millis);
  const start = origin?.kind === 'instant' ? origin.millis : zone.toInstant(local);
  return elapsedGrid(width, zone, start, millis);
}

function localOf(origin: TimeBound, zone: Zone): number {
  return origin.kind === 'civil' ? origin.millis : zone.toLocal(origin.millis);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** A grid of two questions: the last edge at or before an instant, and the edge after an edge. */
function gridOf(
  width: Duration,
  zone: Zone,
  floor: (millis: number) => number,
  next: (edge: number) => number,
): Grid {
  return {
    width,
    zone,
    floor,
    edges(lowerMillis, upperMillis) {
      if (upperMillis <= lowerMillis) return [];
      let edge = floor(lowerMillis);
      const edges = [edge];
      while (edge < upperMillis) {
        edge = next(edge);
        edges.push(edge);
      }
      return edges;
    },
  };
}

function elapsedGrid(width: Duration, zone: Zone, start: number, millis: number): Grid {
  return gridOf(
    width,
    zone,
    (at) => at - modulo(at - start, millis),
    (edge) => edge + millis,
  );
}

function clockGrid(width: Duration, zone: Zone, phase: number, millis: number): Grid {
  /** When a clock with the segment's offset last showed a multiple; may be before the segment begins. */
  const shown = (segment: Segment, at: number): number =>
    at - modulo(at + segment.offsetMillis - phase, millis);
  /** True where a segment begins with the end of a gap that skips a multiple. */
  const skips = (segment: Segment): boolean => {
    if (segment.fromMillis === Number.NEGATIVE_INFINITY) return false;
    const before = segment.fromMillis + zone.segmentAt(segment.fromMillis - 1).offsetMillis;
    const after = segment.fromMillis + segment.offsetMillis;
    return before < after && after - modulo(after - phase, millis) >= before;
  };
  const floor = (at: number): number => {
    const segment = zone.segmentAt(at);
    const edge = shown(segment, at);
    if (edge >= segment.fromMillis) return edge;
    return skips(segment) ? segment.fromMillis : floor(segment.fromMillis - 1);
  };
  const next = (edge: number): number => {
    let segment = zone.segmentAt(edge);
    let following = shown(segment, edge) + millis;
    while (following >= segment.toMillis) {
      segment = zone.segmentAt(segment.toMillis);
      if (skips(segment)) return segment.fromMillis;
      const first = shown(segment, segment.fromMillis);
      following = first === segment.fromMillis ? first : first + millis;
    }
    return following;
  };
  return gridOf(width, zone, floor, next);
}

/** A grid of dates that are numbered: `indexOf` a local time is the number of the date it lies in, to within one. */
function dateGrid(
  width: Duration,
  zone: Zone,
  indexOf: (localMillis: number) => number,
  localStart: (index: number) => number,
): Grid {
  const start = (index: number): number => zone.toInstant(localStart(index));
  // Where a clock goes back over midnight, instants of the day before follow the first instant of a day.
  const settle = (at: number): number => {
    let index = indexOf(zone.toLocal(at));
    while (start(index) > at) index -= 1;
    while (start(index + 1) <= at) index += 1;
    return index;
  };
  return gridOf(
    width,
    zone,
    (at) => start(settle(at)),
    // A date that does not exist begins with the one after it: the last of equal edges is meant.
    (edge) => start(settle(edge) + 1),
  );
}

function dayGrid(width: Duration, zone: Zone, local: number, days: number): Grid {
  const millis = days * DAY_MILLIS;
  const grid = dateGrid(
    width,
    zone,
    (at) => Math.floor((at - local) / millis),
    (index) => local + index * millis,
  );
  if (days > SPARSE_DAYS) return grid;
  return {
    ...grid,
    edges(lowerMillis, upperMillis) {
      let segment = zone.segmentAt(lowerMillis);
      while (segment.toMillis < upperMillis) segment = zone.segmentAt(segment.toMillis);
      return grid.edges(lowerMillis, upperMillis);
    },
  };
}

function monthGrid(width: Duration, zone: Zone, local: number, months: number): Grid {
  const origin = new Date(local);
  const [month, day] = [monthNumber(origin), origin.getUTCDate()];
  const timeOfDay = modulo(local, DAY_MILLIS);
  return dateGrid(
    width,
    zone,
    (at) => Math.floor((monthNumber(new Date(at)) - month) / months),
    (index) => dateIn(month + index * months, day) + timeOfDay,
  );
}

/** The month of a date in UTC, counted from year 0. */
export function monthNumber(date: Date): number {
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** A day of a month counted from year 0, or its last day where it has fewer, in UTC. Date.UTC would take year 99 for 1999. */
export function dateIn(month: number, day: number): number {
  if (day <= 28) return new Date(0).setUTCFullYear(0, month, day);
  const lastDay = new Date(new Date(0).setUTCFullYear(0, month + 1, 0)).getUTCDate();
  return new Date(0).setUTCFullYear(0, month, Math.min(day, lastDay));
}
