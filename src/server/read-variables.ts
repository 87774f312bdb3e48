import {
  coerceInputValue,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type SourceLocation,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { variablePath } from './argument-path.ts';

/**
 * A mistake in a variable, with the place of its definition and the argument that its value is wrong for, e.g.
 * `range.periods.from` or `ids.3`; where the variable stands in no argument, the variable itself: `$range`. That there are
 * more, or that the variables are nested too deeply, has neither.
 */
export type WrongVariable = {
  readonly message: string;
  readonly locations?: readonly SourceLocation[] | undefined;
  readonly originalError?: Error | undefined;
  readonly argument?: string;
};

export type ReadVariables =
  | { readonly read: Readonly<Record<string, unknown>>; readonly wrong?: undefined }
  | { readonly wrong: readonly WrongVariable[] };

/** Errors of one answer: a small request may make hundreds of thousands of mistakes. */
const MAX_ERRORS = 50;
/** Characters of a wrong value that its message shows. */
const MAX_SHOWN = 100;

/** Thrown out of graphql-js's reading once enough is told. */
class EnoughErrors extends Error {}

/**
 * The variables of an operation by their types and defaults, or what is wrong with them. graphql-js's own
 * `getVariableValues` tells places in words only, and writes the whole of an object into the message of each of its
 * mistakes: seconds and tens of megabytes for an object of many keys that its type has not.
 */
export function readVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
): ReadVariables {
  const read: Record<string, unknown> = Object.create(null);
  const wrong: WrongVariable[] = [];
  const tell = (mistake: WrongVariable) => {
    if (wrong.length === MAX_ERRORS - 1) throw new EnoughErrors();
    wrong.push(mistake);
  };
  try {
    for (const definition of definitions)
      readVariable(schema, definition, given, hideSuggestions, read, tell);
  } catch (error) {
    wrong.push({ message: endOf(error) });
  }
  return wrong.length === 0 ? { read } : { wrong };
}

function readVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  given: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
  read: Record<string, unknown>,
  tell: (mistake: WrongVariable) => void,
): void {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type))
    throw new Error(`The type of $${name} has passed validation, and is no input type.`);
  // graphql-js counts the lines of the whole text for each error that it is given nodes for.
  const start = definition.loc?.startToken;
  const locations = start && [{ line: start.line, column: start.column }];
  let place: string | undefined;
  const tellOf = (path: readonly (string | number)[], words: string, originalError?: Error) => {
    place ??= variablePath(definition) ?? `$${name}`;
    const argument = [place, ...path].join('.');
    tell({ message: `Variable "$${name}" ${words}`, locations, originalError, argument });
  };
  if (!Object.hasOwn(given, name)) {
    if (definition.defaultValue !== undefined) read[name] = valueFromAST(definition.defaultValue, type);
    else if (isNonNullType(type)) tellOf([], `of required type "${type}" was not provided.`);
    return;
  }
  const value = given[name];
  if (value === null && isNonNullType(type)) {
    tellOf([], `of non-null type "${type}" must not be null.`);
    return;
  }
  read[name] = coerceInputValue(
    value,
    type,
    (path, part, error) => {
      const inside = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
      const at = inside === '' ? '' : ` at "${name}${inside}"`;
      tellOf(path, `got invalid value ${shown(part)}${at}; ${error.message}`, error);
    },
    hideSuggestions,
  );
}

/** A value as JSON, cut short; of a list or an object only which it is, as that may be as long as the request. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[...]' : '{...}';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value);
}

/** Why reading ended early. It goes by recursion, so that V8 ends it where the stack ends. */
function endOf(error: unknown): string {
  if (error instanceof EnoughErrors) return 'There are more mistakes in the variables.';
  if (error instanceof RangeError) return 'The variables are nested too deeply.';
  throw error;
}
