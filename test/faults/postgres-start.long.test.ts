import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from '@jest/globals';
import postgres from 'postgres';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { type ForgetfulLine, openForgetfulLine } from '../support/forgetful-line.ts';
import { inWords, millisUntil } from '../support/outcomes.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { type ServedProcess, serveProcess } from '../support/served-process.ts';
import { over } from '../support/toxiproxy.ts';

const server = await startPacedPostgres();
const NAME = 'PostgreSQL, blackholed during its first migration';
/** The advisory lock of migrate.ts. */
const LOCK = 4_793_116_205;
const MOMENTS_MILLIS = [0, 250, 500, 750];
const READY_MILLIS = 5_000;
/** Longer than a line may be silent, and than its looks need to find that out. */
const PATIENCE_MILLIS = 8_000;

describe('PostgreSQL behind a line that dies while a gateway starts', () => {
  if (server === undefined) return scenario.leftOut(NAME);
  const endings = createEndings();
  endings.add(() => server.stop());
  afterAll(() => endings.run());

  const start = async (line: ForgetfulLine, waitMillis: number): Promise<ServedProcess> => {
    await sleep(waitMillis);
    const served = await serveProcess({
      AURUM_TIMESCALE_URL: over(line, server.url),
      AURUM_CLICKHOUSE_URL: 'none',
    });
    endings.add(async () => {
      served.child.kill('SIGTERM');
      await served.ended;
    });
    return served;
  };

  scenario(NAME, 'one that waits for a lock is let be; ready within 5 s of the return', async () => {
    const another = postgres(server.url, { max: 1, onnotice() {} });
    endings.add(() => another.end({ timeout: 1 }));
    const waiting = async (): Promise<number> =>
      (await another`select from pg_locks where locktype = 'advisory' and not granted`).length;
    await another`select pg_advisory_lock(${LOCK})`;
    const line = await openForgetfulLine(Number(new URL(server.url).port));
    endings.add(() => line.stop());
    // Looks come once a second: the line is lost at another moment of each gateway's.
    const gateways = await Promise.all(MOMENTS_MILLIS.map((waitMillis) => start(line, waitMillis)));
    const areReady = () => Promise.all(gateways.map(async ({ url }) => (await fetch(`${url}/readyz`)).ok));
    const none = gateways.map(() => false);
    await millisUntil(async () => (await waiting()) === gateways.length, 20_000, 'all wait for the lock');
    // As long as another gateway migrates.
    await sleep(PATIENCE_MILLIS);
    expect([await waiting(), await areReady()]).toEqual([gateways.length, none]);
    line.forget();
    await sleep(1_000);
    await another`select pg_advisory_unlock(${LOCK})`;
    line.mend();
    const readyMillis = await Promise.all(
      gateways.map(({ url }) =>
        millisUntil(async () => (await fetch(`${url}/readyz`)).ok, READY_MILLIS, 'the gateway is ready'),
      ),
    );
    return `ready ${inWords(Math.min(...readyMillis))} to ${inWords(Math.max(...readyMillis))} after the return`;
  });
});
