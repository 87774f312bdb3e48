import { Temporal } from 'temporal-polyfill';
import { badUserInput } from '../errors.ts';

/** An IANA time zone; all times are milliseconds, local ones as if UTC. */
export type Zone = {
  readonly name: string;
  /** Local wall-clock time of an instant. */
  toLocal(instantMillis: number): number;
  /** First instant that shows this wall-clock time; for a time that is skipped, the first instant after the gap. */
  toInstant(localMillis: number): number;
};

/** A stretch without a change of offset. */
type Segment = { readonly fromMillis: number; readonly toMillis: number; readonly offsetMillis: number };

const DAY_MILLIS = 86_400_000;

const zones = new Map<string, Zone>();

export const UTC: Zone = { name: 'UTC', toLocal: (millis) => millis, toInstant: (millis) => millis };

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
  const segments: Segment[] = [];
  const segmentAt = (millis: number): Segment => {
    const known = segments.find((segment) => segment.fromMillis <= millis && millis < segment.toMillis);
    if (known !== undefined) return known;
    const segment = readSegment(name, millis);
    segments.push(segment);
    return segment;
  };
  return {
    name,
    toLocal: (instantMillis) => instantMillis + segmentAt(instantMillis).offsetMillis,
    toInstant(localMillis) {
      // Offsets lie within a day, so the search starts a day before; a fold's first showing is met first.
      let segment = segmentAt(localMillis - DAY_MILLIS);
      while (localMillis - segment.offsetMillis >= segment.toMillis) segment = segmentAt(segment.toMillis);
      return Math.max(localMillis - segment.offsetMillis, segment.fromMillis);
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
