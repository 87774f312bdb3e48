/**
 * PostgreSQL's text form of arrays, both ways
 * (https://www.postgresql.org/docs/17/arrays.html#ARRAYS-IO).
 */

/** Writes texts as one array literal; null becomes NULL. */
export function textArrayLiteral(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quote(value))).join(',')}}`;
}

/** Writes numbers, or other texts that need no quotes, as one array literal. */
export function plainArrayLiteral(values: readonly (string | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

const NEEDS_ESCAPE = /["\\]/g;

function quote(value: string): string {
  return `"${value.replace(NEEDS_ESCAPE, '\\$&')}"`;
}

/** A parsed array: elements, or arrays of further dimensions. */
export type Nested<T> = readonly (T | null | Nested<T>)[];

/** Reads an array literal; `element` reads each text in it. The elements of an array type are separated by commas. */
export function parseArrayLiteral<T>(text: string, element: (text: string) => T): Nested<T> {
  // Bounds other than 1 are written before the braces: [0:2]={a,b,c}.
  const start = text.startsWith('[') ? text.indexOf('=') + 1 : 0;
  const [array] = parseBraces(text, start, element);
  return array;
}

function parseBraces<T>(text: string, start: number, element: (text: string) => T): [Nested<T>, number] {
  const array: (T | null | Nested<T>)[] = [];
  let at = start + 1;
  while (text[at] !== '}') {
    if (at >= text.length) throw new SyntaxError('The text of an array ends before its closing brace.');
    if (text[at] === ',') at += 1;
    else if (text[at] === '{') {
      const [inner, end] = parseBraces(text, at, element);
      array.push(inner);
      at = end;
    } else if (text[at] === '"') {
      const [value, end] = parseQuoted(text, at + 1);
      array.push(element(value));
      at = end;
    } else {
      let end = at;
      while (end < text.length && text[end] !== ',' && text[end] !== '}') end += 1;
      const value = text.slice(at, end);
      array.push(value === 'NULL' ? null : element(value));
      at = end;
    }
  }
  return [array, at + 1];
}

function parseQuoted(text: string, start: number): [string, number] {
  let value = '';
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '"') return [value + text.slice(from, at), at + 1];
    if (text[at] !== '\\') continue;
    value += text.slice(from, at);
    at += 1;
    from = at;
  }
  throw new SyntaxError('The text of an array ends inside a quoted element.');
}
