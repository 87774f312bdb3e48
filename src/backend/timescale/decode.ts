import type postgres from 'postgres';
import type { Cell } from '../backend.ts';
import { parseArrayLiteral } from './array-literal.ts';

type Decoder = (text: string) => Cell;

type WireType = {
  readonly oid: number;
  readonly arrayOid: number;
  readonly name: string;
  readonly decode: Decoder;
};

const asText: Decoder = (text) => text;
const asNumber: Decoder = (text) => Number(text);

/** The types of the engine's catalogue that results hold, by their fixed oids (src/include/catalog/pg_type.dat). */
const TYPES: readonly WireType[] = [
  { oid: 16, arrayOid: 1000, name: 'bool', decode: (text) => text === 't' },
  { oid: 17, arrayOid: 1001, name: 'bytea', decode: asText },
  { oid: 19, arrayOid: 1003, name: 'name', decode: asText },
  { oid: 20, arrayOid: 1016, name: 'int8', decode: (text) => BigInt(text) },
  { oid: 21, arrayOid: 1005, name: 'int2', decode: asNumber },
  { oid: 23, arrayOid: 1007, name: 'int4', decode: asNumber },
  { oid: 25, arrayOid: 1009, name: 'text', decode: asText },
  { oid: 26, arrayOid: 1028, name: 'oid', decode: asNumber },
  { oid: 114, arrayOid: 199, name: 'json', decode: (text) => JSON.parse(text) },
  { oid: 700, arrayOid: 1021, name: 'float4', decode: asNumber },
  { oid: 701, arrayOid: 1022, name: 'float8', decode: asNumber },
  { oid: 1042, arrayOid: 1014, name: 'bpchar', decode: asText },
  { oid: 1043, arrayOid: 1015, name: 'varchar', decode: asText },
  { oid: 1082, arrayOid: 1182, name: 'date', decode: decodeDate },
  { oid: 1083, arrayOid: 1183, name: 'time', decode: asText },
  { oid: 1114, arrayOid: 1115, name: 'timestamp', decode: decodeInstant },
  { oid: 1184, arrayOid: 1185, name: 'timestamptz', decode: decodeInstant },
  { oid: 1186, arrayOid: 1187, name: 'interval', decode: asText },
  { oid: 1700, arrayOid: 1231, name: 'numeric', decode: asText },
  { oid: 2950, arrayOid: 2951, name: 'uuid', decode: asText },
  { oid: 3802, arrayOid: 3807, name: 'jsonb', decode: (text) => JSON.parse(text) },
];

const NAMES = new Map(
  TYPES.flatMap(({ oid, arrayOid, name }) => [[oid, name] as const, [arrayOid, `${name}[]`] as const]),
);

/** The engine's name of a type; `oid 123` for one that is not of its own catalogue. */
export function typeName(oid: number): string {
  return NAMES.get(oid) ?? `oid ${oid}`;
}

/**
 * Readers of results for postgres.js. Its own lose digits of 64-bit integers and microseconds. Parameters are text
 * when they reach it, and stay as they are. The keys become properties of a function, so `name` cannot be one.
 */
export const WIRE_TYPES: Record<string, postgres.PostgresType> = Object.fromEntries(
  TYPES.flatMap(({ oid, arrayOid, decode }) => [
    [`oid${oid}`, wireType(oid, decode)],
    [`oid${arrayOid}`, wireType(arrayOid, (text) => parseArrayLiteral<Cell>(text, decode))],
  ]),
);

function wireType(oid: number, parse: Decoder): postgres.PostgresType {
  return { to: oid, from: [oid], serialize: (value: unknown) => value, parse };
}

const YEAR_FIRST = /^(\d{4,})-(\d\d-\d\d)(?: ([\d:.]+)([+-][\d:]+)?)?( BC)?$/;

/**
 * `2024-01-01 05:00:00.25+00` as `2024-01-01T05:00:00.25Z`; the session's zone is UTC. Years outside 0 to 9999 are
 * written as ISO 8601's six digits with a sign, which is what Date reads; `infinity` stays as it is.
 */
export function decodeInstant(text: string): string {
  const found = YEAR_FIRST.exec(text);
  if (found === null) return text;
  const [, year = '', monthDay = '', time = '00:00:00', offset = '+00', era] = found;
  const zone = offset === '+00' ? 'Z' : offset.length === 3 ? `${offset}:00` : offset;
  return `${isoYear(year, era)}-${monthDay}T${time}${zone}`;
}

/** A civil date, which no zone moves: `2024-01-01`; years as in {@link decodeInstant}. */
export function decodeDate(text: string): string {
  const found = YEAR_FIRST.exec(text);
  if (found === null) return text;
  const [, year = '', monthDay = '', , , era] = found;
  return `${isoYear(year, era)}-${monthDay}`;
}

function isoYear(year: string, era: string | undefined): string {
  // The year 1 BC is 0 in ISO 8601.
  if (era !== undefined) {
    const before = Number(year) - 1;
    return before === 0 ? '0000' : `-${String(before).padStart(6, '0')}`;
  }
  return year.length === 4 ? year : `+${year.padStart(6, '0')}`;
}
