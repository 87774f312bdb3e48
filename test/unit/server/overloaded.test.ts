import { expect, test } from '@jest/globals';
import { isOverloaded, retryAfterSeconds } from '../../../src/server/overloaded.ts';

const error = (code: string, path: string, retryable = true) => ({
  path: [path],
  extensions: { code, retryable },
});

test.each([
  ['one field', { a: null }, [error('OVERLOADED', 'a')], true],
  ['all fields', { a: null, b: null }, [error('OVERLOADED', 'a'), error('OVERLOADED', 'b')], true],
  ['a non-null field', null, [error('OVERLOADED', 'a')], true],
  ['beside a wait', { a: null, b: null }, [error('OVERLOADED', 'a'), error('POOL_TIMEOUT', 'b')], true],
  [
    'beside a dead engine',
    { a: null, b: null },
    [error('OVERLOADED', 'a'), error('BACKEND_UNAVAILABLE', 'b')],
    true,
  ],
  [
    'beside a mistake',
    { a: null, b: null },
    [error('OVERLOADED', 'a'), error('BAD_USER_INPUT', 'b', false)],
    false,
  ],
  ['beside an answer', { a: null, b: 1 }, [error('OVERLOADED', 'a')], false],
  ['beside an answer that is null', { a: null, b: null }, [error('OVERLOADED', 'a')], false],
  ['below an answer', { a: { c: null } }, [error('OVERLOADED', 'a')], false],
  ['waits alone', { a: null }, [error('POOL_TIMEOUT', 'a')], false],
  ['a dead engine alone', { a: null }, [error('BACKEND_UNAVAILABLE', 'a')], false],
  ['nothing', {}, [], false],
])('is overloaded: %s', (_what, data, errors, expected) => {
  expect(isOverloaded(data, errors)).toBe(expected);
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
