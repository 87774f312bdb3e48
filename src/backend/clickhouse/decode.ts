import { AurumError } from '../../errors.ts';
import type { Cell, QueryResult, ReadFigures, ResultColumn } from '../backend.ts';
import { exceptionInAnswer } from './errors.ts';
import { parseType, type TypeName } from './type-name.ts';

type Decoder = (raw: unknown) => Cell;

/** What JSON.parse gives is the cell already; told apart from other decoders so that whole rows can be kept. */
const AS_IS: Decoder = (raw) => raw as Cell;

const DENORMALS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  '-nan': Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

/**
 * Reads an answer in the format JSONCompact as ENGINE_SETTINGS make the engine write it. Throws the engine's error
 * where one ends the answer, QUERY_FAILED unless every row the engine counted is there.
 * https://clickhouse.com/docs/interfaces/formats/JSONCompact
 */
export function decodeAnswer(text: string): QueryResult {
  const { meta, data, rows, exception, statistics } = parseAnswer(text);
  if (typeof exception === 'string') throw exceptionInAnswer(exception) ?? brokenOff(exception);
  if (!Array.isArray(meta) || !Array.isArray(data) || data.length !== Number(rows))
    throw brokenOff(undefined);
  const columns: ResultColumn[] = meta.map(({ name, type }: ResultColumn) => ({ name, type }));
  const decoders = columns.map(({ type }) => decoderOf(type));
  const read = readFigures(statistics);
  if (decoders.every((decode) => decode === AS_IS)) return { columns, rows: data, ...read };
  return {
    ...read,
    columns,
    rows: data.map((row: unknown[]) => row.map((raw, index) => (decoders[index] ?? AS_IS)(raw))),
  };
}

type Answer = {
  readonly meta?: unknown;
  readonly data?: unknown;
  readonly rows?: unknown;
  /** Written where `http_write_exception_in_output_format` is set on the server. */
  readonly exception?: unknown;
  /** Written unless `output_format_write_statistics` is off on the server; it counts to the end of the statement. */
  readonly statistics?: { readonly rows_read?: unknown; readonly bytes_read?: unknown };
};

function readFigures(statistics: Answer['statistics']): { readonly read?: ReadFigures } {
  const read = { rows: Number(statistics?.rows_read), bytes: Number(statistics?.bytes_read) };
  return Number.isSafeInteger(read.rows) && Number.isSafeInteger(read.bytes) ? { read } : {};
}

function parseAnswer(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch (cause) {
    throw exceptionInAnswer(text) ?? brokenOff(cause);
  }
}

function brokenOff(cause: unknown): AurumError {
  const message = 'The answer of ClickHouse broke off.';
  return new AurumError('QUERY_FAILED', message, { backend: 'clickhouse', cause });
}

/** The decoder of a type as the engine names it, e.g. `Array(Nullable(Int64))`. */
function decoderOf(type: string): Decoder {
  return makeDecoder(parseType(type));
}

function makeDecoder({ name, elements }: TypeName): Decoder {
  const [first] = elements;
  switch (name) {
    case 'Nullable':
    case 'LowCardinality':
      return first === undefined ? AS_IS : orNull(makeDecoder(first.type));
    case 'SimpleAggregateFunction': {
      const last = elements.at(-1);
      return last === undefined ? AS_IS : makeDecoder(last.type);
    }
    case 'Array':
      return first === undefined ? AS_IS : arrayOf(makeDecoder(first.type));
    case 'Map': {
      const value = elements[1];
      return value === undefined ? AS_IS : objectOf(() => makeDecoder(value.type));
    }
    case 'Nested':
      return arrayOf(tupleOf(elements));
    case 'Tuple':
      return tupleOf(elements);
    default:
      return makeScalarDecoder(name);
  }
}

/** Text, dates, decimals and small integers are what they are; `Interval*` are 64-bit integers. */
function makeScalarDecoder(name: string): Decoder {
  if (/^(U?Int(64|128|256)|Interval\w+)$/.test(name)) {
    return (raw) => BigInt(raw as string | number);
  }
  if (/^B?Float\d+$/.test(name)) {
    return (raw) => (typeof raw === 'string' ? (DENORMALS[raw] ?? Number(raw)) : (raw as Cell));
  }
  return AS_IS;
}

function orNull(decode: Decoder): Decoder {
  return decode === AS_IS ? AS_IS : (raw) => (raw === null ? null : decode(raw));
}

function arrayOf(decode: Decoder): Decoder {
  return decode === AS_IS ? AS_IS : (raw) => (raw as unknown[]).map(decode);
}

function objectOf(decoderAt: (key: string) => Decoder): Decoder {
  return (raw) =>
    Object.fromEntries(
      Object.entries(raw as Record<string, unknown>).map(([key, value]) => [key, decoderAt(key)(value)]),
    );
}

/** A tuple whose elements have names comes as an object, any other as an array. */
function tupleOf(elements: TypeName['elements']): Decoder {
  const decoders = elements.map(({ type }) => makeDecoder(type));
  const byName = new Map(elements.map(({ label }, index) => [label, decoders[index] ?? AS_IS]));
  const fromObject = objectOf((key) => byName.get(key) ?? AS_IS);
  return (raw) =>
    Array.isArray(raw) ? raw.map((value, index) => (decoders[index] ?? AS_IS)(value)) : fromObject(raw);
}
