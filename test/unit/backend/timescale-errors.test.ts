import { describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import { connectError, statementError } from '../../../src/backend/timescale/errors.ts';
import { AurumError } from '../../../src/errors.ts';

function fromServer(code: string): Error {
  // Its types leave the constructor out.
  const error = Object.create(postgres.PostgresError.prototype) as Error;
  return Object.assign(error, { name: 'PostgresError', code, message: 'select secret from host' });
}

describe('the engine’s codes become ours', () => {
  test.each([
    ['08006', 'BACKEND_UNAVAILABLE'],
    ['57P01', 'BACKEND_UNAVAILABLE'],
    ['53300', 'BACKEND_UNAVAILABLE'],
    ['28P01', 'BACKEND_UNAVAILABLE'],
    ['3D000', 'BACKEND_UNAVAILABLE'],
    ['57014', 'BACKEND_TIMEOUT'],
    ['22P02', 'QUERY_FAILED'],
    ['42P01', 'QUERY_FAILED'],
    ['53200', 'QUERY_FAILED'],
  ])('%s is %s', (engineCode, code) => {
    const cause = fromServer(engineCode);
    const error = statementError(cause);
    expect(error).toMatchObject({ code, details: { engineCode, cause, backend: 'timescale' } });
    expect(error.message).not.toMatch(/secret|host/);
  });

  test('53300 tells that the engine is full, whatever was going on', () => {
    for (const read of [connectError, statementError]) {
      expect(read(fromServer('53300')).details.isFull).toBe(true);
      expect(read(fromServer('57P03')).details.isFull).toBeUndefined();
    }
  });

  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'CONNECTION_CLOSED',
    'CONNECT_TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])('%s is BACKEND_UNAVAILABLE', (code) => {
    const error = statementError(Object.assign(new Error('connect 10.0.0.1:5432'), { code }));
    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    expect(error.message).not.toContain('10.0.0.1');
  });

  test('whatever fails while connecting is BACKEND_UNAVAILABLE, and keeps the code', () => {
    expect(connectError(fromServer('42P01'))).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      details: { engineCode: '42P01' },
    });
    expect(connectError(new TypeError('x')).code).toBe('BACKEND_UNAVAILABLE');
  });

  test('an error of ours passes as it is', () => {
    const error = new AurumError('CANCELLED', 'gone');
    expect(statementError(error)).toBe(error);
  });
});
