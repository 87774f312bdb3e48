import { describe, expect, test } from '@jest/globals';
import { failureError, TrinoError, transportError, trinoErrorOf } from '../../../src/backend/trino/errors.ts';
import { AurumError } from '../../../src/errors.ts';

const failure = (errorName: string) => ({
  message: 'line 2:8: no column secret on host.example',
  errorName,
  errorType: 'USER_ERROR',
  errorLocation: { lineNumber: 2, columnNumber: 8 },
});

describe('failureError', () => {
  test.each([
    ['SERVER_STARTING_UP', 'BACKEND_UNAVAILABLE'],
    ['NO_NODES_AVAILABLE', 'BACKEND_UNAVAILABLE'],
    ['QUERY_QUEUE_FULL', 'OVERLOADED'],
    ['REMOTE_TASK_ERROR', 'BACKEND_UNAVAILABLE'],
    ['EXCEEDED_TIME_LIMIT', 'BACKEND_TIMEOUT'],
    ['USER_CANCELED', 'BACKEND_TIMEOUT'],
    ['EXCEEDED_LOCAL_MEMORY_LIMIT', 'QUERY_FAILED'],
    ['PERMISSION_DENIED', 'QUERY_FAILED'],
    ['TABLE_NOT_FOUND', 'QUERY_FAILED'],
    ['SYNTAX_ERROR', 'QUERY_FAILED'],
    ['SOMETHING_NEW', 'QUERY_FAILED'],
  ])('%s is %s', (errorName, code) => {
    const error = failureError(failure(errorName));
    expect(error).toMatchObject({ code, details: { backend: 'trino', engineCode: errorName } });
    expect(error.message).not.toMatch(/secret|host|line/);
  });

  test('keeps what Trino said, and where, for those who may know', () => {
    const told = trinoErrorOf(failureError(failure('COLUMN_NOT_FOUND')));
    expect(told).toBeInstanceOf(TrinoError);
    expect(told).toMatchObject({
      message: failure('').message,
      errorName: 'COLUMN_NOT_FOUND',
      errorType: 'USER_ERROR',
      location: { line: 2, column: 8 },
    });
  });

  test('a failure without a place has none', () => {
    const { errorLocation, ...placeless } = failure('DIVISION_BY_ZERO');
    expect(errorLocation).toBeDefined();
    expect(trinoErrorOf(failureError(placeless))?.location).toBeNull();
  });
});

describe('transportError', () => {
  test.each([
    [
      Object.assign(new Error('connect 10.0.0.1:8080'), { code: 'ECONNREFUSED' }),
      'cannot be reached',
      undefined,
    ],
    [{ response: { status: 500 } }, 'cannot be reached', 'HTTP 500'],
    [{ response: { status: 401 } }, 'refused the user', 'HTTP 401'],
    [{ response: { status: 403 } }, 'refused the user', 'HTTP 403'],
    [undefined, 'cannot be reached', undefined],
  ])('%j is BACKEND_UNAVAILABLE', (cause, words, engineCode) => {
    const error = transportError(cause);
    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('10.0.0.1');
    expect(error.details.engineCode).toBe(engineCode);
    expect(trinoErrorOf(error)).toBeUndefined();
  });

  test('an error of ours stays', () => {
    const error = new AurumError('CANCELLED', 'x');
    expect(transportError(error)).toBe(error);
  });
});
