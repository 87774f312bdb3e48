import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, test } from '@jest/globals';
import { connectError, statementError } from '../../../src/backend/clickhouse/errors.ts';
import { AurumError } from '../../../src/errors.ts';

const engineError = (code: string): ClickHouseError =>
  new ClickHouseError({ code, type: 'SOME_NAME', message: "near 'select secret from host.example'" });
const socketError = (code: string): Error => Object.assign(new Error('connect 10.0.0.1:8123'), { code });

describe('statementError', () => {
  test.each([
    ['516', 'BACKEND_UNAVAILABLE'],
    ['193', 'BACKEND_UNAVAILABLE'],
    ['210', 'BACKEND_UNAVAILABLE'],
    ['202', 'OVERLOADED'],
    ['745', 'OVERLOADED'],
    ['159', 'BACKEND_TIMEOUT'],
    ['394', 'BACKEND_TIMEOUT'],
    ['241', 'QUERY_FAILED'],
    ['62', 'QUERY_FAILED'],
    ['99999', 'QUERY_FAILED'],
  ])('engine code %s is %s', (engineCode, code) => {
    const cause = engineError(engineCode);
    const error = statementError(cause);
    expect(error).toMatchObject({ code, cause, details: { engineCode, backend: 'clickhouse' } });
    expect(error.message).not.toMatch(/select|host|SOME_NAME/);
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET'])('%s is BACKEND_UNAVAILABLE', (code) => {
    const error = statementError(socketError(code));
    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    expect(error.message).not.toContain('10.0.0.1');
  });

  test('one that runs as many statements as it may is full, and says when to come again', () => {
    const details = { isFull: true, retryAfterMillis: 1_000 };
    expect(statementError(engineError('202'))).toMatchObject({ code: 'OVERLOADED', details });
    expect(statementError(engineError('210')).details.isFull).toBeUndefined();
  });

  test('an error of ours stays', () => {
    const error = new AurumError('CANCELLED', 'x');
    expect(statementError(error)).toBe(error);
  });
});

describe('connectError', () => {
  test('makes everything BACKEND_UNAVAILABLE', () => {
    expect(connectError(engineError('62')).code).toBe('BACKEND_UNAVAILABLE');
    expect(connectError(new AurumError('BACKEND_TIMEOUT', 'x')).code).toBe('BACKEND_UNAVAILABLE');
    expect(connectError(engineError('81')).message).toContain('no database of the name');
  });
});
