/** A text as a string literal of ClickHouse. */
export function literal(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

/**
 * A value as the text of a query parameter: TabSeparated's escapes for a text, a literal inside an array.
 * https://clickhouse.com/docs/interfaces/cli#cli-queries-with-parameters-syntax
 */
export function parameterText(value: unknown): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return value.replaceAll(/[\\\t\n\r\0]/g, (match) => ESCAPES[match] ?? match);
  return scalarText(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};

function scalarText(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return `[${value.map(scalarText).join(',')}]`;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  throw new TypeError(`A parameter cannot be of type ${typeof value}.`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
