import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Driver } from '../../src/backend/backend.ts';
import { createClickHouseDriver } from '../../src/backend/clickhouse/driver.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { sql } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type ClickHouseHttp, startClickHouseHttp } from '../support/clickhouse-http.ts';
import { CALM, failureOf, rowsOf, statementOf } from '../support/clickhouse-rig.ts';
import { TEST_BACKEND } from '../support/embedded-backend.ts';

describe('A ClickHouse server', () => {
  let folder = '';
  let server: ClickHouseHttp;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    server = await startClickHouseHttp(folder);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const driverOf = (url: string, password: string, connectTimeoutMillis = 5_000): Driver =>
    createClickHouseDriver({ url, password, dataFolder: folder, connectTimeoutMillis, threads: 32 }, SILENT);

  test('that breaks off its answer is an error, never a short list', async () => {
    const driver = driverOf(server.url, server.password);
    const connection = await driver.connect();
    const numbers = sql`select number from numbers(1000)`;
    server.failNext('exception in the answer');
    expect(await failureOf(rowsOf(connection, numbers))).toMatchObject({
      code: 'QUERY_FAILED',
      details: { engineCode: '395' },
    });
    server.failNext('answer cut off');
    expect(await failureOf(rowsOf(connection, numbers))).toMatchObject({ code: 'QUERY_FAILED' });
    expect(await rowsOf(connection, numbers)).toHaveLength(1_000);
    await connection.close();
    await driver.close();
  });

  test('tells what it read for a statement', async () => {
    const driver = driverOf(server.url, server.password);
    const connection = await driver.connect();
    await connection.execute(
      statementOf(
        sql`create table read_figures engine = MergeTree order by n as select toInt64(number) as n from numbers(5000)`,
        'CREATE read_figures',
      ),
      { signal: AbortSignal.timeout(5_000) },
    );
    const { rows, read } = await connection.execute(statementOf(sql`select sum(n) from read_figures`), {
      signal: AbortSignal.timeout(5_000),
    });
    expect(rows).toEqual([[12_497_500n]]);
    expect(read).toEqual({ rows: 5_000, bytes: 40_000 });
    await connection.close();
    await driver.close();
  });

  test('that runs as many statements as it may, none of ours, is up, and its answer OVERLOADED', async () => {
    const health = { ...TEST_BACKEND.health, intervalMillis: 20 };
    const driver = driverOf(server.url, server.password);
    const backend = createBackend(driver, { ...TEST_BACKEND, health }, SILENT);
    await backend.ready(AbortSignal.timeout(10_000));
    server.limit(0);
    try {
      await (await driver.connect()).close();
      const refused = server.refused;
      while (server.refused < refused + 3) await sleep(10);
      expect(backend.health()).toMatchObject({ status: 'UP', breaker: 'CLOSED' });
      const ask = statementOf(sql`select 5 as n`);
      for (let count = 0; count < 8; count += 1)
        expect(await failureOf(backend.execute(ask, CALM))).toMatchObject({
          code: 'OVERLOADED',
          message: 'ClickHouse runs as many statements as it may.',
          details: { retryAfterMillis: 1_000 },
        });
      expect(backend.health()).toMatchObject({ status: 'DEGRADED', breaker: 'CLOSED' });
      server.limit(Number.POSITIVE_INFINITY);
      expect((await backend.execute(ask, CALM)).rows).toEqual([[5]]);
    } finally {
      server.limit(Number.POSITIVE_INFINITY);
      await backend.close();
    }
  });

  test('that closed an idle socket is asked again, unless the statement changes something', async () => {
    const backend = createBackend(driverOf(server.url, server.password), TEST_BACKEND, SILENT);
    await backend.ready(AbortSignal.timeout(10_000));
    const ask = statementOf(sql`select 5 as n`);
    await backend.execute(ask, CALM);
    server.failNext('connection reset');
    expect((await backend.execute(ask, CALM)).rows).toEqual([[5]]);
    server.failNext('connection reset');
    const error = await failureOf(backend.execute(ask, { ...CALM, changes: true }));
    expect(error).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    await backend.close();
  });

  test('that refuses the password, has no such database, or is not there is unavailable, without its address', async () => {
    const wrong = await failureOf(driverOf(server.url, 'wrong').connect());
    expect(wrong).toMatchObject({ code: 'BACKEND_UNAVAILABLE', details: { engineCode: '516' } });
    const missing = await failureOf(
      driverOf(server.url.replace('/energy', '/nosuch'), server.password).connect(),
    );
    expect(missing).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(String(missing)).toContain('no database');
    const absent = await failureOf(driverOf('http://127.0.0.1:9', '').connect());
    expect(absent).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(String(absent)).not.toContain('127.0.0.1');
  });

  test('that says nothing is given up after the connect timeout', async () => {
    server.failNext('silence');
    const started = Date.now();
    const error = await failureOf(driverOf(server.url, server.password, 300).connect());
    expect(error).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  test('that falls silent later is cut off after an abort, and its connection not lent again', async () => {
    const driver = driverOf(server.url, server.password);
    const connection = await driver.connect();
    server.failNext('silence');
    const error = await failureOf(
      connection.execute(statementOf(sql`select 1`), { signal: AbortSignal.timeout(100) }),
    );
    expect(error).toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(connection.healthy).toBe(false);
    await connection.close();
    await driver.close();
  }, 15_000);
});
