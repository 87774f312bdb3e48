import { describe, expect, test } from '@jest/globals';
import { execute, type GraphQLError, getIntrospectionQuery, getOperationAST, parse, validate } from 'graphql';
import { AurumError, badUserInput } from '../../../src/errors.ts';
import { SplicedJson } from '../../../src/model/spliced-json.ts';
import { createExecutor } from '../../../src/server/executor.ts';
import { stringifyAnswer } from '../../../src/server/response-writer.ts';
import { buildSchemas } from '../../../src/server/schemas.ts';

const typeDefs = `
  "A thing with a name."
  interface Named { name: String! }
  type Dog implements Named { name: String! barks: Boolean age(unit: Unit! = YEARS): Int owner: Person }
  type Person implements Named { name: String! dogs(first: Int = 2, where: DogFilter): [Dog!]! broken: String! }
  union Pet = Dog | Person
  enum Unit { YEARS MONTHS }
  input Tree { and: [Tree!] or: [Tree!] not: Tree name: String = "?" unit: Unit }
  input DogFilter @oneOf { name: String age: Int }
  type Columns { length: Int! value: [Float]! label: [String!] late: [Float!] }
  type Query {
    dog(name: String = "Rex"): Dog
    person: Person
    strict: Person!
    pets: [Pet!]!
    names(of: [String!]!): [String]
    fails(how: String!): String
    mustNot(value: Int!): Int
    told(where: Tree): String
    columns(kind: String!): Columns
    later: [Person]
  }
  type Mutation { add(name: String!): Int! fail: Int }
`;

const rex = { __typename: 'Dog', name: 'Rex', barks: true };
const ann = { __typename: 'Person', name: 'Ann' };
let added = 0;

const resolvers = {
  Named: { __resolveType: (value: { __typename: string }) => value.__typename },
  Pet: { __resolveType: (value: { __typename: string }) => value.__typename },
  Dog: {
    age: (_: unknown, { unit }: { unit: string }) => (unit === 'YEARS' ? 3 : 36),
    owner: async () => ann,
  },
  Person: {
    dogs: async (_: unknown, { first, where }: { first: number; where?: { name?: string; age?: number } }) =>
      Array.from({ length: first }, (_unused, index) => ({
        ...rex,
        name: `${where?.name ?? 'Rex'} ${index}`,
      })),
    broken: () => null,
  },
  Query: {
    dog: (_: unknown, { name }: { name: string | null }) => (name === null ? null : { ...rex, name }),
    person: () => ann,
    strict: () => ann,
    pets: () => [rex, ann],
    names: (_: unknown, { of }: { of: string[] }) =>
      of.map((name) => (name === 'bad' ? new AurumError('QUERY_FAILED', 'The engine refused it.') : name)),
    fails: async (_: unknown, { how }: { how: string }) => {
      if (how === 'input') throw badUserInput('how', 'No.', ['a', 'b']);
      if (how === 'down')
        throw new AurumError('BACKEND_UNAVAILABLE', 'Down.', { backend: 'timescale', retryAfterMillis: 5 });
      throw new TypeError('select secret from table');
    },
    told: (_: unknown, { where }: { where: unknown }) => JSON.stringify(where),
    mustNot: (_: unknown, { value }: { value: number }) => value,
    columns: (_: unknown, { kind }: { kind: string }) =>
      kind === 'spliced'
        ? {
            length: 2,
            value: new SplicedJson('[1.50,null]'),
            label: new SplicedJson('["a\\u0022","b"]'),
            late: null,
          }
        : kind === 'plain'
          ? { length: 2, value: [1.5, null], label: ['a"', 'b'], late: [2] }
          : { length: 2, value: null, label: [null], late: undefined },
    later: async () => [ann, null, Promise.resolve(ann)],
  },
  Mutation: {
    add: async () => ++added,
    fail: () => {
      throw badUserInput('name', 'No.');
    },
  },
};

const splicedFields = { Columns: ['value', 'label', 'late'] };
const schemas = buildSchemas({ typeDefs, resolvers, splicedFields });
const plain = buildSchemas({ typeDefs, resolvers }).apiSchema;

function run(
  text: string,
  variables: Record<string, unknown> = {},
  operationName?: string,
  defects: unknown[] = [],
) {
  const document = parse(text);
  const executor = createExecutor({
    schemas,
    hideSuggestions: true,
    onDefect: (error) => defects.push(error),
  });
  const operation = getOperationAST(document, operationName) ?? undefined;
  return executor({ document, operation, operationName, queryHash: text, variables, context: {} });
}

const shape = (errors: readonly GraphQLError[] | undefined) =>
  errors?.map(({ path, locations }) => ({ path, locations }));

const DOCUMENTS: readonly (readonly [string, Record<string, unknown>?, string?])[] = [
  ['{ dog { name barks age } }'],
  [
    '{ a: dog(name: "A") { n: name m: age(unit: MONTHS) } b: dog { ...D } } fragment D on Dog { owner { name } }',
  ],
  ['query ($n: String) { dog(name: $n) { name } }'],
  ['query ($n: String) { dog(name: $n) { name } }', { n: null }],
  ['query ($n: String = "Dot") { dog(name: $n) { name __typename } }'],
  ['query ($x: Boolean!) { dog { name @include(if: $x) barks @skip(if: $x) } }', { x: true }],
  [
    'query ($x: Boolean!) { dog { ...D @include(if: $x) ...D @skip(if: $x) } } fragment D on Dog { name }',
    { x: true },
  ],
  [
    'query ($x: Boolean!) { dog { ...D @skip(if: $x) ... @include(if: $x) { barks } } } fragment D on Dog { name barks }',
    { x: true },
  ],
  ['{ dog @skip(if: true) { name } person { name } }'],
  ['{ pets { __typename ... on Dog { barks } ... on Named { name } ... on Person { dogs { name } } } }'],
  ['{ person { dogs(first: 1) { name owner { dogs { name } } } } }'],
  [
    'query ($f: Int!, $w: DogFilter) { person { dogs(first: $f, where: $w) { name } } }',
    { f: 3, w: { name: 'Z' } },
  ],
  ['{ person { dogs(where: { age: 4 }) { name } } }'],
  ['query ($of: [String!]!) { names(of: $of) }', { of: ['a', 'bad', 'c'] }],
  ['query ($of: [String!]!) { names(of: $of) }', { of: 'one' }],
  ['{ person { name broken } dog { name } }'],
  ['{ strict { broken } }'],
  ['{ later { name broken } }'],
  ['{ x: fails(how: "input") y: fails(how: "down") z: fails(how: "?") dog { name } }'],
  ['query A { dog { name } } query B { person { name } }', {}, 'B'],
  ['mutation { a: add(name: "x") b: add(name: "y") fail }'],
  ['query ($v: Int = 1) { mustNot(value: $v) }', { v: null }],
  ['query ($v: Int! = 1) { mustNot(value: $v) }'],
  ['query ($v: Int! = 1) { mustNot(value: $v) }', { v: 2 }],
  ['query ($u: Unit! = MONTHS, $of: [String!]! = ["a"]) { dog { age(unit: $u) } names(of: $of) }'],
  [
    'query ($w: Tree) { told(where: $w) a: told(where: { and: [{ not: $w }], unit: YEARS }) }',
    { w: { and: { unit: 'YEARS' } } },
  ],
  ['query ($w: Tree = { not: { name: null } }) { told(where: $w) }'],
  ['query ($w: Tree) { told(where: $w) }', { w: null }],
  ['{ columns(kind: "plain") { length value label late } }'],
  ['{ columns(kind: "null") { length label late } }'],
  ['{ columns(kind: "null") { length value } dog { name } }'],
];

describe('createExecutor', () => {
  test.each(DOCUMENTS)(
    'answers as graphql-js does: %s %j',
    async (text, variables = {}, operationName = undefined) => {
      const document = parse(text);
      expect(validate(schemas.apiSchema, document)).toEqual([]);
      added = 0;
      const expected = await execute({
        schema: plain,
        document,
        variableValues: variables,
        ...(operationName === undefined ? {} : { operationName }),
      });
      added = 0;
      const answer = await run(text, variables, operationName);
      expect(JSON.parse(stringifyAnswer(answer.data))).toEqual(JSON.parse(JSON.stringify(expected.data)));
      // A list that is one scalar to the executor reports a null inside at the list, not at its index.
      if (!text.includes('kind: "null") { length label'))
        expect(shape(answer.errors)).toEqual(shape(expected.errors));
    },
  );

  test('introspection shows the schema clients were given', async () => {
    const text = getIntrospectionQuery({ oneOf: true });
    const expected = await execute({ schema: plain, document: parse(text) });
    expect(JSON.stringify(await run(text))).toBe(JSON.stringify(expected));
    const mixed = await run(
      '{ __type(name: "Columns") { fields { name type { kind ofType { kind } } } } columns(kind: "spliced") { value } }',
    );
    expect(stringifyAnswer(mixed)).toContain(
      '"name":"value","type":{"kind":"NON_NULL","ofType":{"kind":"LIST"}}',
    );
    expect(stringifyAnswer(mixed)).toContain('"value":[1.50,null]');
  });

  test('a variable of an input type that holds itself is compiled at once', async () => {
    const startMillis = performance.now();
    const { data } = await run('query Once($w: Tree) { told(where: $w) }', { w: { not: { name: 'x' } } });
    expect(data).toEqual({ told: '{"not":{"name":"x"},"name":"?"}' });
    // graphql-jit alone takes more than ten seconds.
    expect(performance.now() - startMillis).toBeLessThan(5_000);
  });

  test('spliced text comes out as the engine wrote it', async () => {
    const answer = await run('{ columns(kind: "spliced") { value label late } }');
    expect(stringifyAnswer(answer)).toBe(
      '{"data":{"columns":{"value":[1.50,null],"label":["a\\u0022","b"],"late":null}}}',
    );
  });

  test('@oneOf holds in variables', async () => {
    const text = 'query ($w: DogFilter) { person { dogs(where: $w) { name } } }';
    const { errors, data } = await run(text, { w: { name: 'a', age: 1 } });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false, argument: 'where' });
    expect(errors?.[0]?.message).toContain('Exactly one key must be specified');
    const misspelled = await run(text, { w: { nam: 'a' } });
    expect(misspelled.errors?.[0]?.message).not.toContain('Did you mean');
  });

  test('fifty mistakes in variables are told at most, and that there are more', async () => {
    const text = 'query ($of: [String!]!) { names(of: $of) }';
    const { errors } = await run(text, { of: Array.from({ length: 200_000 }, () => null) });
    expect(errors).toHaveLength(50);
    expect(errors?.[48]?.extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false, argument: 'of.48' });
    expect(errors?.[49]?.message).toContain('more');
    expect(errors?.[49]?.extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false });
  });

  test('many keys that an input type has not are told without the whole object each', async () => {
    const text = 'query ($w: Tree) { told(where: { not: $w }) }';
    const unknown = Object.fromEntries(Array.from({ length: 3_000 }, (_unused, index) => [`key${index}`, 1]));
    const { errors } = await run(text, { w: { and: [unknown] } });
    expect(errors).toHaveLength(50);
    expect(errors?.[0]?.message).toContain('at "w.and[0]"; Field "key0" is not defined by type "Tree".');
    expect(errors?.[0]?.extensions.argument).toBe('where.not.and.0');
    expect(JSON.stringify(errors).length).toBeLessThan(20_000);
  });

  test('a variable stands where its own operation uses it', async () => {
    const text = `
      fragment Fx on Query { mustNot(value: $x) }
      query A($x: Int!, $y: Int!) { ...Fx ...Fy }
      fragment Fy on Query { person { dogs(first: $y) { name } } }
      query B($y: Int!, $x: Int!) { ...Fx ...Fy }`;
    const { errors } = await run(text, { x: 'a', y: 'b' }, 'A');
    expect(errors?.map(({ extensions }) => extensions.argument)).toEqual(['value', 'first']);
    const absent = await run(text, { x: null }, 'B');
    expect(absent.errors?.map(({ message, extensions }) => [message, extensions.argument])).toEqual([
      ['Variable "$y" of required type "Int!" was not provided.', 'first'],
      ['Variable "$x" of non-null type "Int!" must not be null.', 'value'],
    ]);
  });

  test('variables that end the stack are the mistake of the client, told in words', async () => {
    let tree: object = {};
    for (let level = 0; level < 50_000; level++) tree = { not: tree };
    const { errors } = await run('query ($w: Tree) { told(where: $w) }', { w: tree });
    expect(errors).toMatchObject([
      {
        message: 'The variables are nested too deeply.',
        extensions: { code: 'BAD_USER_INPUT', retryable: false },
      },
    ]);
  });

  test('errors carry their code; an unexpected one tells the client nothing', async () => {
    const defects: unknown[] = [];
    const text =
      '{ x: fails(how: "input") y: fails(how: "down") z: fails(how: "?") s: mustNot(value: 1) person { broken } }';
    const { errors } = await run(text, {}, undefined, defects);
    expect(errors?.map((error) => [error.path, error.extensions])).toEqual(
      expect.arrayContaining([
        [['x'], { code: 'BAD_USER_INPUT', argument: 'how', allowed: ['a', 'b'], retryable: false }],
        [['y'], { code: 'BACKEND_UNAVAILABLE', backend: 'timescale', retryable: true, retryAfterMs: 5 }],
        [['z'], { code: 'INTERNAL_SERVER_ERROR', retryable: false }],
        [['person', 'broken'], { code: 'INTERNAL_SERVER_ERROR', retryable: false }],
      ]),
    );
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect(defects).toHaveLength(2);
    expect(defects).toContainEqual(new TypeError('select secret from table'));
  });

  test('a thousand errors are told one by one, of the rest how many of each code', async () => {
    const ask = (of: string[]) => run('query ($of: [String!]!) { names(of: $of) }', { of });
    const bad = (count: number): string[] => Array.from({ length: count }, () => 'bad');
    expect((await ask(bad(1_000))).errors).toHaveLength(1_000);
    const { data, errors = [] } = await ask(['good', ...bad(3_000)]);
    expect(data?.names).toEqual(['good', ...bad(3_000).map(() => null)]);
    expect(errors).toHaveLength(1_001);
    expect(errors[999]).toMatchObject({ path: ['names', 1_000], extensions: { code: 'QUERY_FAILED' } });
    const { message, extensions, path } = errors[1_000] as GraphQLError;
    expect(message).toBe(
      '2000 more errors of this code are left out. The first of them: The engine refused it.',
    );
    expect(extensions).toEqual({ code: 'QUERY_FAILED', retryable: false, leftOut: 2_000 });
    expect(path).toBeUndefined();
  });

  test('an argument that a variable left null is the mistake of the client', async () => {
    const { errors } = await run('query ($v: Int = 1) { mustNot(value: $v) }', { v: null });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('an operation that is not there', async () => {
    expect((await run('query A { person { name } }', {}, 'B')).errors?.[0]?.message).toContain('"B"');
    expect(
      (await run('query A { person { name } } query B { person { name } }')).errors?.[0]?.message,
    ).toContain('several');
  });
});

describe('buildSchemas', () => {
  test.each([
    [{ Columns: ['nothing'] }, 'There is no field Columns.nothing'],
    [{ Nothing: ['value'] }, 'There is no field Nothing.value'],
    [{ Columns: ['length'] }, 'Columns.length is no list'],
    [{ Person: ['dogs'] }, 'Person.dogs is no list'],
  ])('%j is refused', (wrong, message) => {
    expect(() => buildSchemas({ typeDefs, resolvers, splicedFields: wrong })).toThrow(message);
  });
});
