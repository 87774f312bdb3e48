import { badUserInput } from '../../errors.ts';
import type { Fragment, Parameter } from '../statement.ts';
import { boolean, float64, sql as fragment, int64, text } from '../statement.ts';
import { isWord, type Token, tokenize } from './tokens.ts';

/** A client's text as a fragment: each of its `?` is a place of a value. `values` are one for each. */
export function clientSql(sql: string, values: readonly (Parameter | Fragment)[]): Fragment {
  const strings: string[] = [];
  let from = 0;
  for (const { start, end } of places(sql)) {
    strings.push(sql.slice(from, start));
    from = end;
  }
  strings.push(sql.slice(from));
  if (strings.length !== values.length + 1) {
    throw new RangeError(`${values.length} values for ${strings.length - 1} places.`);
  }
  return { strings, parts: [...values] };
}

/** The values a client gave for the `?` of its text. Throws BAD_USER_INPUT unless they fit in number and type. */
export function clientParameters(sql: string, values: readonly unknown[]): Parameter[] {
  const { length } = places(sql);
  if (values.length !== length) {
    const message = `The statement has ${length} "?", and ${values.length} values were given.`;
    throw badUserInput('parameters', message, 'One value for each "?".');
  }
  return values.map((value, index) => {
    if (value === null || typeof value === 'string') return text(value);
    if (typeof value === 'boolean') return boolean(value);
    if (typeof value === 'number') return Number.isSafeInteger(value) ? int64(value) : float64(value);
    throw badUserInput(
      `parameters.${index}`,
      `The value for "?" number ${index + 1} is a list or an object.`,
      'A string, a number, a boolean or null.',
    );
  });
}

/** Values that stand in where a text is checked without any: null fits every type, row counts excepted. */
export function placeholderValues(sql: string): Parameter[] {
  return standIns<Parameter>(sql, text(null));
}

/** The same as expressions that the engine cannot know to be null: it would plan to read nothing. */
export function unknownValues(sql: string): (Parameter | Fragment)[] {
  return standIns<Parameter | Fragment>(sql, UNKNOWN);
}

const UNKNOWN = fragment`element_at(array[null], cast(1 + random() as integer))`;

function standIns<Value>(sql: string, value: Value): (Value | Parameter)[] {
  const tokens = tokenize(sql);
  return tokens.flatMap(({ kind }, index) => {
    if (kind !== 'parameter') return [];
    return [isWord(tokens[index - 1], 'LIMIT', 'OFFSET', 'FIRST', 'NEXT') ? int64(1) : value];
  });
}

function places(sql: string): Token[] {
  return tokenize(sql).filter(({ kind }) => kind === 'parameter');
}
