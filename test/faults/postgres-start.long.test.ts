import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from '@jest/globals';
import postgres from 'postgres';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { openForgetfulLine } from '../support/forgetful-line.ts';
import { inWords, millisUntil } from '../support/outcomes.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { serveProcess } from '../support/served-process.ts';
import { over } from '../support/toxiproxy.ts';

const server = await startPacedPostgres();
const NAME = 'PostgreSQL, blackholed during its first migration';
/** The advisory lock of migrate.ts. */
const LOCK = 4_793_116_205;
const READY_MILLIS = 5_000;
/** Longer than a line may be silent, and than its looks need to find that out. */
const PATIENCE_MILLIS = 8_000;

describe('PostgreSQL behind a line that dies while a gateway starts', () => {
  if (server === undefined) return scenario.leftOut(NAME);
  const endings = createEndings();
  endings.add(() => server.stop());
  afterAll(() => endings.run());

  scenario(NAME, 'one that waits for a lock is let be; ready within 5 s of the return', async () => {
    const another = postgres(server.url, { max: 1, onnotice() {} });
    endings.add(() => another.end({ timeout: 1 }));
    const waiting = async (): Promise<boolean> => {
      const rows = await another`select from pg_locks where locktype = 'advisory' and not granted`;
      return rows.length > 0;
    };
    await another`select pg_advisory_lock(${LOCK})`;
    const line = await openForgetfulLine(Number(new URL(server.url).port));
    endings.add(() => line.stop());
    const served = await serveProcess({
      AURUM_TIMESCALE_URL: over(line, server.url),
      AURUM_CLICKHOUSE_URL: 'none',
    });
    endings.add(async () => {
      served.child.kill('SIGTERM');
      await served.ended;
    });
    const isReady = async (): Promise<boolean> => (await fetch(`${served.url}/readyz`)).ok;
    await millisUntil(waiting, 10_000, 'the migration waits for the lock');
    // As long as another gateway migrates.
    await sleep(PATIENCE_MILLIS);
    expect([await waiting(), await isReady()]).toEqual([true, false]);
    line.forget();
    await sleep(1_000);
    await another`select pg_advisory_unlock(${LOCK})`;
    line.mend();
    const readyMillis = await millisUntil(isReady, READY_MILLIS, 'the gateway is ready');
    return `ready ${inWords(readyMillis)} after the return`;
  });
});
