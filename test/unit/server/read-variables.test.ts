import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLScalarType,
  getVariableValues,
  Kind,
  parse,
  type VariableDefinitionNode,
} from 'graphql';
import { type ReadVariables, readVariables, type WrongVariable } from '../../../src/server/read-variables.ts';

const schema = buildSchema(`
  scalar Odd
  enum Unit { YEARS MONTHS }
  input Tree { and: [Tree!] not: Tree name: String = "?" unit: Unit }
  input Range @oneOf { last: String between: [Int!] }
  input Span { from: Int! until: Int! }
  type Query { a(odd: [Odd!], tree: Tree, range: Range, span: Span, n: Int, ns: [[Int!]!]): Int }
`);

let parsed = 0;
const odd = schema.getType('Odd') as GraphQLScalarType;
odd.parseValue = (value) => {
  parsed += 1;
  if (typeof value !== 'number' || value % 2 === 0) throw new TypeError('It is even.');
  return value;
};

function definitionsOf(text: string): readonly VariableDefinitionNode[] {
  const [operation] = parse(text).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : [];
}

const argumentsOf = ({ wrong = [] }: ReadVariables) => wrong.map(({ argument }) => argument);

const ALL =
  'query ($n: Int!, $ns: [[Int!]!], $tree: Tree = { name: "A" }, $range: Range, $span: Span) { a(n: $n) }';

describe('readVariables', () => {
  test.each([
    [{ n: 1 }],
    [{ n: 1, tree: null, ns: 2, range: { last: 'P1D' } }],
    [{ n: 1, tree: { and: [{ not: { unit: 'YEARS' } }, {}] }, ns: [[1], 2], span: { from: 1, until: 2 } }],
    [{ __proto__: { n: 1 } }],
    [{ n: null }],
    [{ n: 'x' }],
    [{ n: 1.5, ns: [[null], ['a', 2], null], tree: 3 }],
    [{ n: 1, tree: { name: 4, unit: 'DAYS', and: ['?', { not: { unit: false } }] } }],
  ])('reads and refuses as graphql-js does: %j', (given) => {
    const definitions = definitionsOf(ALL);
    const { coerced, errors } = getVariableValues(schema, definitions, given, { hideSuggestions: false });
    const result = readVariables(schema, definitions, given, false);
    if (result.wrong === undefined) expect({ ...result.read }).toEqual(coerced);
    const told = ({ message, locations, originalError }: WrongVariable) => ({
      message,
      locations,
      cause: originalError?.message,
    });
    expect(result.wrong?.map(told)).toEqual(errors?.map(told));
  });

  test('names of the schema are hidden where they are to be', () => {
    const message = (hide: boolean) =>
      readVariables(schema, definitionsOf(ALL), { n: 1, tree: { nam: 'A' } }, hide).wrong?.[0]?.message;
    expect(message(false)).toContain('Did you mean "name"');
    expect(message(true)).toMatch(/^Variable "\$tree" got invalid value {\.\.\.}; Field "nam" .*"Tree"\.$/);
  });

  test('objects, lists and long texts are not repeated', () => {
    const given = { n: 'x'.repeat(200), range: { last: 'a', between: [1] }, tree: [1, 2], span: {} };
    const messages = readVariables(schema, definitionsOf(ALL), given, true).wrong?.map(
      ({ message }) => message,
    );
    expect(messages?.[0]).toContain(`got invalid value "${'x'.repeat(100)}..."; `);
    expect(messages?.slice(1)).toEqual([
      'Variable "$tree" got invalid value [...]; Expected type "Tree" to be an object.',
      'Variable "$range" got invalid value {...}; Exactly one key must be specified for OneOf type "Range".',
      'Variable "$span" got invalid value {...}; Field "from" of required type "Int!" was not provided.',
      'Variable "$span" got invalid value {...}; Field "until" of required type "Int!" was not provided.',
    ]);
  });

  test('reading ends at the fiftieth mistake', () => {
    parsed = 0;
    const definitions = definitionsOf('query ($m: Int!, $odd: [Odd!], $n: Int!) { a(n: $n, odd: $odd) }');
    const result = readVariables(schema, definitions, { odd: Array.from({ length: 1_000 }, () => 2) }, true);
    expect(argumentsOf(result)).toEqual([
      '$m',
      ...Array.from({ length: 48 }, (_, index) => `odd.${index}`),
      undefined,
    ]);
    expect(result.wrong?.at(-1)?.message).toBe('There are more mistakes in the variables.');
    expect(parsed).toBe(49);
  });

  test('the place of a variable is looked up once, whatever is wrong in it', () => {
    const lookups = (mistakes: number) => {
      const definitions = definitionsOf('query ($odd: [Odd!]) { a(odd: $odd) }');
      const variable = definitions[0]?.variable;
      const loc = variable?.loc;
      let count = 0;
      Object.defineProperty(variable, 'loc', {
        get: () => {
          count += 1;
          return loc;
        },
      });
      readVariables(schema, definitions, { odd: Array.from({ length: mistakes }, () => 2) }, true);
      return count;
    };
    expect(lookups(0)).toBe(0);
    expect(lookups(1)).toBeGreaterThan(0);
    expect(lookups(40)).toBe(lookups(1));
  });
});
