import { badUserInput } from '../errors.ts';

/** A JSON object whose keys nobody has checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What EIA prints where it publishes no figure: not available, not meaningful, withheld, no data reported
 * (https://www.eia.gov/electricity/annual/html/epa_a_01.html). Bulk files have null instead, API v2 may send these.
 */
const NO_FIGURE = new Set(['', '-', '--', 'NA', 'NM', 'W']);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:?\d{2})$/;

/** True for a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an observation: a number, numeric text, or null for none. Throws BAD_USER_INPUT naming the period. */
export function readValue(value: unknown, period: string): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === null) return null;
  if (typeof value === 'string') {
    if (NO_FIGURE.has(value)) return null;
    const number = NUMBER.test(value) ? Number(value) : Number.NaN;
    if (Number.isFinite(number)) return number;
  }
  const marks = [...NO_FIGURE].map((mark) => `"${mark}"`).join(', ');
  throw badUserInput(
    'data',
    `the value of ${period} is ${brief(value)}; it must be a number, null or one of ${marks}.`,
  );
}

/** Text of a key, null where it is absent, null or blank. Throws BAD_USER_INPUT. */
export function readText(object: JsonObject, key: string): string | null {
  const value = object[key];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw badUserInput(key, `"${key}" is ${brief(value)}; it must be text.`);
  return storableText(value, key);
}

/** Text of a key that must be there. Throws BAD_USER_INPUT. */
export function requireText(object: JsonObject, key: string): string {
  const text = readText(object, key);
  if (text === null) throw badUserInput(key, `"${key}" is missing.`);
  return text;
}

/** The instant EIA last changed a series, epoch millis; both spellings of the offset occur. Throws BAD_USER_INPUT. */
export function readInstant(object: JsonObject, key: string): number | null {
  const text = readText(object, key);
  if (text === null) return null;
  const match = INSTANT.exec(text);
  const offset = match?.[2] ?? '';
  const colon = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const millis = match === null ? Number.NaN : Date.parse(`${match[1]}${colon}`);
  if (!Number.isNaN(millis)) return millis;
  throw badUserInput(key, `"${key}" is ${brief(text)}; it must be like 2024-01-31T05:00:00-05:00.`);
}

/** Any JSON value as text for `attributes`; null for nothing. Throws BAD_USER_INPUT. */
export function attributeText(value: unknown, key: string): string | null {
  if (value === null || value === undefined || value === '') return null;
  return storableText(typeof value === 'string' ? value : JSON.stringify(value), key);
}

/** A JSON value as a message shows it. */
export function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}

/** PostgreSQL's text has no U+0000, and a lone surrogate is no UTF-8: neither engine may change it behind our back. */
function storableText(text: string, key: string): string {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw badUserInput(
      key,
      `"${key}" holds a character that cannot be stored (U+0000 or half a surrogate pair).`,
    );
  }
  return text;
}
