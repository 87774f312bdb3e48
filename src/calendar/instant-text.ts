import { isWritable } from './writable.ts';
import { UTC, type Zone } from './zone.ts';

const MINUTE_MILLIS = 60_000;

/**
 * RFC 3339 text of an instant: `Z` in UTC, else with the zone's offset. Offsets of the time before standard time
 * have seconds, which RFC 3339 cannot write: they are cut to the minute and the local part moves, so the instant holds.
 * Where the zone shows a year that it cannot write (10000), the text is in UTC.
 */
export function instantText(millis: number, zone: Zone): string {
  if (zone === UTC) return `${localText(millis)}Z`;
  const offsetMinutes = Math.trunc((zone.toLocal(millis) - millis) / MINUTE_MILLIS);
  const local = millis + offsetMinutes * MINUTE_MILLIS;
  if (!isWritable(local)) return `${localText(millis)}Z`;
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = String(Math.trunc(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${localText(local)}${sign}${hours}:${minutes}`;
}

/** An RFC 3339 text in UTC rewritten with the offset of a zone; every fraction digit is kept. */
export function inZoneText(utcText: string, zone: Zone): string {
  if (zone === UTC) return utcText;
  const [, seconds = utcText, fraction = ''] = /^(.*?:\d{2}:\d{2})(\.\d+)?Z$/.exec(utcText) ?? [];
  const moved = instantText(Date.parse(`${seconds}Z`), zone);
  if (moved.endsWith('Z')) return utcText;
  return `${moved.slice(0, -OFFSET_LENGTH)}${fraction}${moved.slice(-OFFSET_LENGTH)}`;
}

/** Of an offset such as `-05:00`. */
const OFFSET_LENGTH = 6;

function localText(millis: number): string {
  const text = new Date(millis).toISOString();
  return text.endsWith('.000Z') ? text.slice(0, -5) : text.slice(0, -1);
}
