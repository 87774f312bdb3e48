/** The types a bound value can have; each dialect knows how it is written and sent. */
export type ParameterType =
  | 'text'
  | 'float64'
  | 'int64'
  | 'boolean'
  /** Milliseconds since 1970, bound as an instant. */
  | 'instant'
  | 'text[]'
  | 'float64[]'
  | 'instant[]';

/** The JavaScript value of a parameter type. */
export type ParameterValue = string | number | bigint | boolean | null | readonly (string | number | null)[];

/** A value bound to a statement; it never becomes part of its text. */
export type Parameter = { readonly type: ParameterType; readonly value: ParameterValue };

/** A statement ready for an engine: text with placeholders, and the values for them in order. */
export type Statement = {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** Operation and target without values, e.g. `SELECT eia_series`: the name of its span. */
  readonly summary: string;
};

type Identifier = { readonly identifier: string };

/** A piece of SQL that nests: text, identifiers and bound values, not yet written for any engine. */
export type Fragment = {
  readonly strings: readonly string[];
  readonly parts: readonly (Fragment | Parameter | Identifier)[];
};

/** How an engine writes placeholders and identifiers. */
export type Notation = {
  /** Placeholder of the parameter at `index` (from 0); `nullable` where its value is null or holds one. */
  placeholder(index: number, type: ParameterType, nullable: boolean): string;
  quoteIdentifier(name: string): string;
};

/** Builds a fragment from a template; every interpolated value must be a parameter, an identifier or a fragment. */
export function sql(
  strings: TemplateStringsArray,
  ...parts: (Fragment | Parameter | Identifier)[]
): Fragment {
  return { strings, parts };
}

/** A table or column name; quoted by the dialect. */
export function identifier(name: string): Identifier {
  return { identifier: name };
}

/** The name of a table given in parts, each quoted by itself: `"energy"."prices"`. */
export function qualifiedName(parts: readonly string[]): Fragment {
  return join(
    parts.map((part) => sql`${identifier(part)}`),
    '.',
  );
}

/** No SQL at all. */
export const EMPTY: Fragment = { strings: [''], parts: [] };

/** Text that is part of the program, such as a number of the dialect or a keyword; never anything a client sent. */
export function keyword(text: string): Fragment {
  return { strings: [text], parts: [] };
}

/** The fragments with `separator` (program text such as `, ` or ` and `) between them. */
export function join(fragments: readonly Fragment[], separator: string): Fragment {
  if (fragments.length === 0) return EMPTY;
  return { strings: ['', ...fragments.slice(1).map(() => separator), ''], parts: fragments };
}

/** Writes a fragment for one engine. */
export function render(fragment: Fragment, notation: Notation, summary: string): Statement {
  const parameters: Parameter[] = [];
  let text = '';
  const write = (piece: Fragment): void => {
    piece.strings.forEach((literal, index) => {
      text += literal;
      const part = piece.parts[index];
      if (part === undefined) return;
      if ('strings' in part) write(part);
      else if ('identifier' in part) text += notation.quoteIdentifier(part.identifier);
      else {
        text += notation.placeholder(parameters.length, part.type, holdsNull(part.value));
        parameters.push(part);
      }
    });
  };
  write(fragment);
  return { text, parameters, summary };
}

function holdsNull(value: ParameterValue): boolean {
  return value === null || (Array.isArray(value) && value.includes(null));
}

export const text = (value: string | null): Parameter => ({ type: 'text', value });
export const float64 = (value: number | null): Parameter => ({ type: 'float64', value });
export const int64 = (value: number | bigint | null): Parameter => ({ type: 'int64', value });
export const boolean = (value: boolean | null): Parameter => ({ type: 'boolean', value });
export const instant = (millis: number | null): Parameter => ({ type: 'instant', value: millis });
export const texts = (value: readonly string[]): Parameter => ({ type: 'text[]', value });
export const float64s = (values: readonly number[]): Parameter => ({ type: 'float64[]', value: values });
export const instants = (millis: readonly (number | null)[]): Parameter => ({
  type: 'instant[]',
  value: millis,
});
