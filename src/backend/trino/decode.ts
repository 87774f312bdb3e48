import { zoneOf } from '../../calendar/zone.ts';
import type { Cell } from '../backend.ts';
import { parseType, type TypeName } from './type-name.ts';

/** Makes a cell of a value as JSON.parse gives it. */
export type Decoder = (raw: unknown) => Cell;

const AS_IS: Decoder = (raw) => raw as Cell;

/** An integer of so many digits may be beyond 2^53; JSON.parse would round it. */
const LONG_INTEGER = /[[,:]\s*-?\d{16,}\s*[,\]}]/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** Parses a page of an answer; integers that a double could not hold become text. */
export function parsePage(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(text.replaceAll(TOKEN, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)));
}

/**
 * The decoder of a type as Trino names it. Instants become RFC 3339 text in UTC with every digit. Trino writes a time
 * with a zone's name without its offset: the hour that clocks show twice is read as its first showing.
 */
export function decoderOf(type: string): Decoder {
  return makeDecoder(parseType(type));
}

function makeDecoder({ name, elements }: TypeName): Decoder {
  switch (name) {
    case 'bigint':
      return orNull((raw) => BigInt(raw as string | number));
    case 'double':
    case 'real':
      return orNull((raw) => Number(raw));
    case 'json':
      return orNull((raw) => JSON.parse(String(raw)) as Cell);
    case 'timestamp':
      return orNull((raw) => `${isoText(String(raw))}Z`);
    case 'timestamp with time zone':
      return orNull((raw) => decodeZoned(String(raw)));
    case 'array': {
      const decode = elementDecoder(elements, 0);
      return decode === AS_IS ? AS_IS : orNull((raw) => (raw as unknown[]).map(decode));
    }
    case 'map': {
      const decode = elementDecoder(elements, 1);
      return orNull((raw) =>
        Object.fromEntries(
          Object.entries(raw as Record<string, unknown>).map(([key, value]) => [key, decode(value)]),
        ),
      );
    }
    case 'row':
      return orNull(rowDecoder(elements));
    default:
      return AS_IS;
  }
}

function elementDecoder(elements: TypeName['elements'], index: number): Decoder {
  const element = elements[index];
  return element === undefined ? AS_IS : makeDecoder(element.type);
}

/** A row whose fields all have names comes as an object, any other as an array. */
function rowDecoder(elements: TypeName['elements']): Decoder {
  const decoders = elements.map(({ type }) => makeDecoder(type));
  const named = elements.every(({ label }) => label !== '');
  return (raw) => {
    const cells = (raw as unknown[]).map((value, index) => (decoders[index] ?? AS_IS)(value));
    return named
      ? Object.fromEntries(elements.map(({ label }, index) => [label, cells[index] ?? null]))
      : cells;
  };
}

function orNull(decode: Decoder): Decoder {
  return (raw) => (raw === null || raw === undefined ? null : decode(raw));
}

const LOCAL = /^([+-]?\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?$/;

/** `2024-01-31 05:00:00.250000` as `2024-01-31T05:00:00.25`: an engine's zeros at the end say nothing. */
function isoText(local: string): string {
  const found = LOCAL.exec(local);
  if (found === null) return local;
  const [, date = '', time = '', fraction = ''] = found;
  const digits = fraction.replace(/0+$/, '');
  return `${isoDate(date)}T${time}${digits === '.' ? '' : digits}`;
}

/** Years outside 0 to 9999 have ISO 8601's six digits with a sign, which is what Date reads. */
function isoDate(date: string): string {
  const found = /^([+-]?)(\d+)(-\d\d-\d\d)$/.exec(date);
  const [, sign = '', year = '', rest = ''] = found ?? [];
  if (year.length === 4 && sign === '') return date;
  return `${sign === '-' ? '-' : '+'}${year.padStart(6, '0')}${rest}`;
}

function decodeZoned(text: string): string {
  const space = text.indexOf(' ', text.indexOf(' ') + 1);
  const [local, zone] = [text.slice(0, space), text.slice(space + 1)];
  if (zone === 'UTC' || zone === 'Z') return `${isoText(local)}Z`;
  const [whole = '', fraction] = isoText(local).split('.');
  const localMillis = Date.parse(`${whole}Z`);
  const millis = localMillis - offsetMillis(zone, localMillis);
  const utc = new Date(millis).toISOString().replace(/\.\d+Z$/, '');
  return fraction === undefined ? `${utc}Z` : `${utc}.${fraction}Z`;
}

function offsetMillis(zone: string, localMillis: number): number {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed === null) return localMillis - zoneOf(zone).toInstant(localMillis);
  const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
  return (fixed[1] === '-' ? -minutes : minutes) * 60_000;
}
