import { Temporal } from 'temporal-polyfill';
import { badUserInput } from '../errors.ts';

/** An IANA time zone; all times are milliseconds, local ones as if UTC. */
export type Zone = {
  readonly name: string;
  /** The stretch without a change of offset that an instant lies in. */
  segmentAt(instantMillis: number): Segment;
  /** Local wall-clock time of an instant. */
  toLocal(instantMillis: number): number;
  /** First instant that shows this wall-clock time; for a time that is skipped, the first instant after the gap. */
  toInstant(localMillis: number): number;
};

/** A stretch without a change of offset, half-open; a zone's first and last ones are infinite. */
export type Segment = {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly offsetMillis: number;
};

const DAY_MILLIS = 86_400_000;
const ALWAYS: Segment = {
  fromMillis: Number.NEGATIVE_INFINITY,
  toMillis: Number.POSITIVE_INFINITY,
  offsetMillis: 0,
};

const zones = new Map<string, Zone>();

export const UTC: Zone = {
  name: 'UTC',
  segmentAt: () => ALWAYS,
  toLocal: (millis) => millis,
  toInstant: (millis) => millis,
};

/** The zone of an IANA name, any case. Throws BAD_USER_INPUT for offsets and unknown names. */
export function zoneOf(name: string): Zone {
  if (name === 'UTC') return UTC;
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = createZone(canonicalName(name));
  // Names are few (about 600, times their spellings): a client cannot grow this without bound by valid names alone.
  if (zones.size < 2_000) zones.set(name, zone);
  return zone;
}

function canonicalName(name: string): string {
  const refusal = badUserInput(
    'timeZone',
    `"${name.slice(0, 64)}" is not a time zone.`,
    'An IANA name such as America/New_York, or UTC; not an offset.',
  );
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) throw refusal;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw refusal;
  }
}

function createZone(name: string): Zone {
  const known = createSegments(name);
  return {
    name,
    segmentAt: known.at,
    toLocal: (instantMillis) => instantMillis + known.at(instantMillis).offsetMillis,
    toInstant(localMillis) {
      // Offsets lie within a day, so the search starts a day before; a fold's first showing is met first.
      const before = known.find(localMillis - DAY_MILLIS);
      if (before === undefined) {
        // A lone date far from all that was asked before: Temporal finds it without the transitions around it.
        const alone = shownAt(name, localMillis);
        if (alone !== null) return alone;
      }
      let segment = before ?? known.at(localMillis - DAY_MILLIS);
      while (localMillis - segment.offsetMillis >= segment.toMillis) segment = known.at(segment.toMillis);
      return Math.max(localMillis - segment.offsetMillis, segment.fromMillis);
    },
  };
}

/** The segments of a zone that were met so far, in order of time. */
function createSegments(name: string): {
  at(millis: number): Segment;
  find(millis: number): Segment | undefined;
} {
  const segments: Segment[] = [];
  /** How many segments begin at or before an instant. */
  const countBegun = (millis: number): number => {
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((segments[middle] as Segment).fromMillis <= millis) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const find = (millis: number): Segment | undefined => {
    const segment = segments[countBegun(millis) - 1];
    return segment !== undefined && millis < segment.toMillis ? segment : undefined;
  };
  return {
    find,
    at(millis) {
      const known = find(millis);
      if (known !== undefined) return known;
      const segment = readSegment(name, millis);
      segments.splice(countBegun(millis), 0, segment);
      return segment;
    },
  };
}

function readSegment(name: string, millis: number): Segment {
  const moment = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(name);
  const next = moment.getTimeZoneTransition('next');
  // Strictly earlier than one millisecond later: the transition that begins at this very instant counts.
  const previous = moment.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  return {
    fromMillis: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    toMillis: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMillis: moment.offsetNanoseconds / 1_000_000,
  };
}

/** First instant that shows a wall-clock time; null for a time that is skipped. */
function shownAt(name: string, localMillis: number): number | null {
  const local = Temporal.Instant.fromEpochMilliseconds(localMillis)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  const moment = local.toZonedDateTime(name, { disambiguation: 'earlier' });
  return moment.toPlainDateTime().equals(local) ? moment.epochMilliseconds : null;
}
