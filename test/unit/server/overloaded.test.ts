import { expect, test } from '@jest/globals';
import { OperationTypeNode, parse } from 'graphql';
import { SplicedJson } from '../../../src/model/spliced-json.ts';
import { isOverloaded, retryAfterSeconds } from '../../../src/server/overloaded.ts';

type Case = readonly [what: string, document: string, data: Record<string, unknown> | null, errors: object[]];

const error = (code: string, path: string, retryable = true) => ({
  path: path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  extensions: { code, retryable },
});
const overloaded = (path: string) => error('OVERLOADED', path);

const outcomeOf = ([, document, data, errors]: Case) => {
  const parsed = parse(document);
  const operation = document.startsWith('mutation') ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY;
  return { data, errors, document: parsed, operation };
};

const OVERLOADED: readonly Case[] = [
  ['one field', '{ a }', { a: null }, [overloaded('a')]],
  ['all fields', '{ a b }', { a: null, b: null }, [overloaded('a'), overloaded('b')]],
  ['a non-null field', '{ a }', null, [overloaded('a')]],
  ['beside a wait', '{ a b }', { a: null, b: null }, [overloaded('a'), error('POOL_TIMEOUT', 'b')]],
  [
    'beside a dead engine',
    '{ a b }',
    { a: null, b: null },
    [overloaded('a'), error('BACKEND_UNAVAILABLE', 'b')],
  ],
  ['below an object', '{ a { b { c } } }', { a: { b: null } }, [overloaded('a.b')]],
  ['below the null', '{ a { b { c } } }', { a: { b: null } }, [overloaded('a.b.c')]],
  [
    'every one of two below',
    '{ a { b c } }',
    { a: { b: null, c: null } },
    [overloaded('a.b'), overloaded('a.c')],
  ],
  [
    'beside the names of types',
    '{ a { __typename ...F } } fragment F on A { kind: __typename b }',
    { a: { __typename: 'A', kind: 'A', b: null } },
    [overloaded('a.b')],
  ],
  ['beside the name of its type', '{ __typename a }', { __typename: 'Query', a: null }, [overloaded('a')]],
  [
    'beside an object without fields',
    '{ a { b } c { d @skip(if: true) } }',
    { a: { b: null }, c: {} },
    [overloaded('a.b')],
  ],
  [
    'in every item',
    '{ a { b } }',
    { a: [{ b: null }, { b: null }] },
    [overloaded('a.0.b'), overloaded('a.1.b')],
  ],
  ['a mutation', 'mutation { a { b } }', { a: null }, [overloaded('a')]],
  [
    'in more items than are told one by one',
    '{ a { b } }',
    { a: [{ b: null }, { b: null }] },
    [overloaded('a.0.b'), { extensions: { code: 'OVERLOADED', retryable: true, leftOut: 1 } }],
  ],
];

const OTHERS: readonly Case[] = [
  [
    'beside a mistake',
    '{ a b }',
    { a: null, b: null },
    [overloaded('a'), error('BAD_USER_INPUT', 'b', false)],
  ],
  ['beside an answer', '{ a b }', { a: null, b: 1 }, [overloaded('a')]],
  ['beside an answer that is null', '{ a b }', { a: null, b: null }, [overloaded('a')]],
  ['beside an answer below', '{ a { b c } }', { a: { b: null, c: 0 } }, [overloaded('a.b')]],
  ['beside an answer below that is null', '{ a { b c } }', { a: { b: null, c: null } }, [overloaded('a.b')]],
  ['beside false and no text', '{ a { b c } }', { a: { b: null, c: '' }, d: false }, [overloaded('a.b')]],
  ['beside an empty list', '{ a { b } c { d } }', { a: { b: null }, c: { d: [] } }, [overloaded('a.b')]],
  ['beside spliced text', '{ a b }', { a: null, b: new SplicedJson('[]') }, [overloaded('a')]],
  ['in one item of two', '{ a { b } }', { a: [{ b: null }, { b: 1 }] }, [overloaded('a.0.b')]],
  [
    'beside a value under a name that is elsewhere one of a type',
    '{ a { x: __typename b } c { x: name } }',
    { a: { x: 'A', b: null }, c: { x: 'wind' } },
    [overloaded('a.b')],
  ],
  ['waits alone', '{ a }', { a: null }, [error('POOL_TIMEOUT', 'a')]],
  ['a dead engine alone', '{ a }', { a: null }, [error('BACKEND_UNAVAILABLE', 'a')]],
  ['nothing', '{ a @skip(if: true) }', {}, []],
  [
    'a mutation after another',
    'mutation { a { __typename } b }',
    { a: { __typename: 'A' }, b: null },
    [overloaded('b')],
  ],
];

test.each(OVERLOADED)('is overloaded: %s', (...outcome) => {
  expect(isOverloaded(outcomeOf(outcome))).toBe(true);
});

test.each(OTHERS)('is not overloaded: %s', (...outcome) => {
  expect(isOverloaded(outcomeOf(outcome))).toBe(false);
});

test('the data is looked at where an error is OVERLOADED, up to the first answer', () => {
  let looks = 0;
  const rest = {
    get b(): number {
      looks += 1;
      return 1;
    },
  };
  const document = '{ a { b } }';
  const data = { a: Array.from({ length: 1_000 }, () => rest) };
  expect(isOverloaded(outcomeOf(['', document, data, [error('POOL_TIMEOUT', 'c')]]))).toBe(false);
  expect(looks).toBe(0);
  expect(isOverloaded(outcomeOf(['', document, data, [overloaded('c')]]))).toBe(false);
  expect(looks).toBe(1);
});

test.each([
  [[undefined], '1'],
  [[1], '1'],
  [[1_000], '1'],
  [[1_001], '2'],
  [[500, 4_200, undefined], '5'],
])('Retry-After of %j ms is %s s', (millis, expected) => {
  const errors = millis.map((retryAfterMs) => ({ extensions: { code: 'OVERLOADED', retryAfterMs } }));
  expect(retryAfterSeconds(errors)).toBe(expected);
});
