import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { AurumError } from '../../src/errors.ts';
import { sql } from '../../src/sql/statement.ts';
import { ENDLESS, statementOf } from '../support/clickhouse-rig.ts';
import { startGateway } from '../support/gateway.ts';
import { millisUntil } from '../support/outcomes.ts';

test('an embedded ClickHouse whose threads our own statements hold is busy, never down, and can end them', async () => {
  const gateway = await startGateway({
    settings: {
      'timescale.url': 'none',
      'data_backend.backend_type': 'clickhouse',
      'data_backend.connection_pool_max_size': '40',
      'data_backend.connect_timeout_ms': '1000',
      // Statements that wait in vain would make it degraded.
      'data_backend.acquire_timeout_ms': '60000',
      'health.interval_ms': '200',
    },
    // What this process has.
    env: { UV_THREADPOOL_SIZE: '4' },
  });
  try {
    const backend = gateway.backend('clickhouse');
    expect(backend.pool()).toMatchObject({ max: 2 });
    expect(gateway.logs()).toContainEqual(
      expect.objectContaining({ level: 'warn', backend: 'clickhouse', asked: 40, max: 2 }),
    );
    const leaves = new AbortController();
    const endless = Array.from({ length: 12 }, () =>
      backend.execute(statementOf(ENDLESS), { signal: leaves.signal }).catch((error: unknown) => error),
    );
    await millisUntil(() => backend.health().status !== 'UP', 2_000, 'the engine is known for busy');
    const seen = new Set<string>();
    const endMillis = performance.now() + 1_500;
    for (; performance.now() < endMillis; await sleep(20)) {
      const { status, breaker } = backend.health();
      seen.add(`${status} ${breaker}`);
    }
    expect([...seen]).toEqual(['BUSY CLOSED']);
    expect(backend.health().reason).toBe(
      'The embedded engine runs as many statements at a time as it can, all of them ours.',
    );
    leaves.abort(new AurumError('CANCELLED', 'The client went away.'));
    await Promise.all(endless);
    await millisUntil(() => backend.pool().used === 0, 3_000, 'the statements are ended');
    const answer = await backend.execute(statementOf(sql`select 1 as n`), {
      signal: AbortSignal.timeout(5_000),
    });
    expect(answer.rows).toEqual([[1]]);
    await millisUntil(() => backend.health().status !== 'BUSY', 3_000, 'the engine is free');
    expect(backend.health().status).not.toBe('DOWN');
  } finally {
    await gateway.close();
  }
}, 60_000);
