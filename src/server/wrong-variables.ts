import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  Kind,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { variablePath } from './argument-path.ts';

/**
 * The arguments that values in variables are wrong for, one for each error of graphql-js's `getVariableValues`, e.g.
 * `range.periods.from` or `ids.3`; where the variable stands in no argument, the variable itself: `$range`.
 */
export function wrongArguments(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  variables: Readonly<Record<string, unknown>>,
): (string | undefined)[] {
  const places = new Map<VariableDefinitionNode, string[]>();
  return errors.map(({ nodes: [definition] = [] }) => {
    if (definition?.kind !== Kind.VARIABLE_DEFINITION) return undefined;
    const left = places.get(definition) ?? placesIn(schema, definition, variables);
    places.set(definition, left);
    const name = definition.variable.name.value;
    return [variablePath(definition) ?? `$${name}`, left.shift() ?? ''].filter(Boolean).join('.');
  });
}

/** Where in the value of a variable each mistake is. The errors of graphql-js tell it in words only. */
function placesIn(
  schema: GraphQLSchema,
  { variable, type: typeNode }: VariableDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string[] {
  const type = typeFromAST(schema, typeNode);
  const value = variables[variable.name.value];
  const places: string[] = [];
  if (!isInputType(type) || value == null) return places;
  try {
    coerceInputValue(value, type, (path) => places.push(path.join('.')));
  } catch {
    // The stack has ended: such a value has no place that could be told.
  }
  return places;
}
