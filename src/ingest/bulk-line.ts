import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { parseFrequency } from '../calendar/frequency.ts';
import { createPeriodParser } from '../calendar/period.ts';
import { badUserInput } from '../errors.ts';
import type { Frequency } from '../model/frequency.ts';
import { frequencyCode, frequencyOfCode } from '../model/frequency.ts';
import type { Period } from '../model/period.ts';
import {
  attributeText,
  brief,
  isJsonObject,
  type JsonObject,
  readInstant,
  readText,
  readValue,
  requireText,
} from './bulk-fields.ts';
import { oldestFirst } from './oldest-first.ts';
import type { SeriesRecord } from './record.ts';
import { createDataScanner, type DataScanner, type ScannedData } from './scan-data.ts';
import { facetsOfSeriesId } from './series-id.ts';

/** Keys that have a column of their own; all others become attributes. */
const COLUMN_KEYS = new Set([
  'series_id',
  'name',
  'description',
  'units',
  'f',
  'source',
  'geography',
  'last_updated',
  'updated',
  'data',
]);

/** Raised when the same bytes would be read into other columns, so that a reload stores them anew. */
const READING_VERSION = 1;

/** What a bulk line holds: a series, or null for a category line. */
export type BulkLineReader = (line: Buffer) => SeriesRecord | null;

type PeriodReader = { readonly parse: (text: string) => Period; readonly scan: DataScanner };
type PeriodReaders = (frequency: Frequency) => PeriodReader;

const DATA_KEY = Buffer.from('"data":');

/**
 * A reader for the lines of EIA's bulk files (https://www.eia.gov/opendata/bulkfiles.php): one JSON object a line. It
 * throws BAD_USER_INPUT with the reason, and shares periods among all lines it reads.
 */
export function createBulkLineReader(): BulkLineReader {
  const readers = new Map<Frequency, PeriodReader>();
  const readerOf: PeriodReaders = (frequency) => {
    const known = readers.get(frequency);
    if (known !== undefined) return known;
    const parse = createPeriodParser(frequency);
    const reader = { parse, scan: createDataScanner(parse) };
    readers.set(frequency, reader);
    return reader;
  };
  return (line) => {
    if (!isUtf8(line)) throw badUserInput('line', 'this is not UTF-8 text.');
    const scanned = readScanned(line, readerOf);
    if (scanned !== undefined) return scanned;
    const object = parseObject(line.toString('utf8'));
    if (object.series_id === undefined && object.category_id !== undefined) return null;
    const { parse } = readerOf(readFrequency(object));
    return seriesOf(object, line, readPairs(object.data, parse));
  };
}

/**
 * The quick way: the pairs are read from the bytes and only the rest is JSON, with null in their place. The bytes
 * `"data":` cannot stand inside a JSON string, where quotes are escaped; a nested or second key of that name shows
 * itself by `data` not being that null, and the line is read the slow way.
 */
function readScanned(line: Buffer, readerOf: PeriodReaders): SeriesRecord | undefined {
  const key = line.indexOf(DATA_KEY);
  const frequency = frequencyHint(line, key);
  if (frequency === undefined) return undefined;
  const start = key + DATA_KEY.length;
  const data = scanOrNothing(readerOf(frequency).scan, line, start);
  if (data === undefined) return undefined;
  const object = parseObject(`${line.toString('utf8', 0, start)}null${line.toString('utf8', data.end)}`);
  if (object.data !== null || readFrequency(object) !== frequency) return undefined;
  return seriesOf(object, line, data);
}

/** A period that does not fit is judged the slow way, where the line's frequency is known and not guessed. */
function scanOrNothing(scan: DataScanner, line: Buffer, start: number): ScannedData | undefined {
  try {
    return scan(line, start);
  } catch {
    return undefined;
  }
}

/** The frequency where its key stands before the data, as in all files of EIA. */
function frequencyHint(line: Buffer, end: number): Frequency | undefined {
  const hint = /"f":"([A-Z0-9]{1,2})"/.exec(line.toString('latin1', 0, Math.max(0, Math.min(end, 4_096))));
  return hint?.[1] === undefined ? undefined : frequencyOfCode(hint[1]);
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw badUserInput('line', `this is not JSON (${detail}).`);
  }
  if (isJsonObject(value)) return value;
  throw badUserInput(
    'line',
    `this is ${brief(value)}; it must be a JSON object with "series_id" and "data".`,
  );
}

function seriesOf(object: JsonObject, line: Buffer, data: Pairs): SeriesRecord {
  const id = requireText(object, 'series_id');
  const frequency = readFrequency(object);
  return {
    id,
    name: requireText(object, 'name'),
    description: readText(object, 'description'),
    units: readText(object, 'units'),
    frequency,
    ...facetsOfSeriesId(id, frequencyCode(frequency)),
    region: readText(object, 'geography') ?? readText(object, 'iso3166'),
    source: readText(object, 'source'),
    lastUpdatedMillis: readInstant(object, 'last_updated') ?? readInstant(object, 'updated'),
    facetLabels: {},
    attributes: readAttributes(object),
    sourceHash: `${READING_VERSION}:${hash('sha256', line, 'base64url')}`,
    ...oldestFirst(data.periods, data.values),
    nullCount: data.nullCount,
  };
}

function readFrequency(object: JsonObject): Frequency {
  const code = object.f;
  // The four-week average is "4" in EIA's files; a tool may have made a number of it.
  if (code === 4) return 'FOUR_WEEK';
  return parseFrequency(requireText(object, 'f'));
}

function readAttributes(object: JsonObject): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const key of Object.keys(object)) {
    if (COLUMN_KEYS.has(key)) continue;
    const text = attributeText(object[key], key);
    if (text !== null) entries.push([key, text]);
  }
  return Object.fromEntries(entries);
}

type Pairs = { readonly periods: Period[]; readonly values: (number | null)[]; readonly nullCount: number };

function readPairs(data: unknown, parse: (text: string) => Period): Pairs {
  if (data === undefined) throw badUserInput('data', '"data" is missing.');
  if (!Array.isArray(data))
    throw badUserInput('data', `"data" is ${brief(data)}; it must be a list of pairs.`);
  const periods: Period[] = [];
  const values: (number | null)[] = [];
  let nullCount = 0;
  for (const pair of data as readonly unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string') {
      throw badUserInput('data', `"data" holds ${brief(pair)}; it must hold pairs such as ["202401",1.5].`);
    }
    const period = parse(pair[0]);
    const value = readValue(pair[1], period.text);
    if (value === null) nullCount += 1;
    periods.push(period);
    values.push(value);
  }
  return { periods, values, nullCount };
}
