import { AurumError } from '../../errors.ts';
import type { Parameter, ParameterType, Statement } from '../../sql/statement.ts';
import { dateOf } from '../date-of.ts';

/** Trino's own limit (`query.max-length`). */
const MAX_TEXT_LENGTH = 1_000_000;

/** The types of values as Trino names them; `instant[]` travels as milliseconds, which the placeholder turns round. */
const TYPES: Record<ParameterType, string> = {
  text: 'varchar',
  float64: 'double',
  int64: 'bigint',
  boolean: 'boolean',
  instant: 'timestamp(3) with time zone',
  'text[]': 'array(varchar)',
  'float64[]': 'array(double)',
  'instant[]': 'array(bigint)',
};

/** EXPLAIN with its options on a line of its own, and an empty line. */
const EXPLAIN = /^EXPLAIN(?: \([^)\n]*\))?\n\n/;

/**
 * A statement as Trino takes it: with parameters, an `EXECUTE IMMEDIATE` that binds them as literals
 * (https://trino.io/docs/current/sql/execute-immediate.html); an EXPLAIN stands before it, because inside it would be
 * given no values. Lines stay the lines of the text. Throws QUERY_FAILED for one that is too long.
 */
export function encodeStatement({ text, parameters }: Statement): string {
  const explain = EXPLAIN.exec(text)?.[0] ?? '';
  // The quote has a line of its own, or Trino would add its column to those in the text.
  const immediate = explain === '' ? 'EXECUTE IMMEDIATE ' : `${explain.trimEnd()} EXECUTE IMMEDIATE\n`;
  const encoded =
    parameters.length === 0
      ? text
      : `${immediate}${textLiteral(explain === '' ? text : `\n${text.slice(explain.length)}`)} USING ${parameters.map(literal).join(', ')}`;
  if (encoded.length <= MAX_TEXT_LENGTH) return encoded;
  throw new AurumError('QUERY_FAILED', 'The request makes a longer statement than Trino takes.', {
    backend: 'trino',
  });
}

/** Text in quotes. */
function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The expression of a bound value. Throws TypeError for a value that is not of its type. */
export function literal({ type, value }: Parameter): string {
  // A client's null is of no type: it comes as text.
  if (value === null && type === 'text') return 'NULL';
  if (value === null) return `CAST(NULL AS ${TYPES[type]})`;
  if (Array.isArray(value)) {
    const elements = value.map((element) => jsonElement(type, element));
    return `CAST(JSON ${textLiteral(JSON.stringify(elements))} AS ${TYPES[type]})`;
  }
  switch (type) {
    case 'text':
      return textLiteral(String(value));
    case 'float64':
      return `DOUBLE '${doubleText(Number(value))}'`;
    case 'int64':
      return `BIGINT '${String(value)}'`;
    case 'boolean':
      return value === true ? 'true' : 'false';
    case 'instant':
      return `TIMESTAMP '${instantText(Number(value))} UTC'`;
    default:
      throw new TypeError(`A ${typeof value} is not a ${type}.`);
  }
}

/** JSON has no NaN, no infinities and, as Trino reads it, no negative zero: as text they become doubles all the same. */
function jsonElement(type: ParameterType, element: string | number | null): string | number | null {
  if (type === 'float64[]' && typeof element === 'number') {
    return Number.isFinite(element) && !Object.is(element, -0) ? element : doubleText(element);
  }
  return type === 'instant[]' && element !== null ? dateOf(Number(element)).getTime() : element;
}

function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** Milliseconds since 1970 in Trino's spelling. */
function instantText(millis: number): string {
  return dateOf(millis).toISOString().slice(0, -1).replace('T', ' ');
}
