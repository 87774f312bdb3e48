import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from '@jest/globals';
import postgres from 'postgres';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { type ForgetfulLine, openForgetfulLine } from '../support/forgetful-line.ts';
import { startGateway } from '../support/gateway.ts';
import { createAsker, inWords, millisUntil, tally } from '../support/outcomes.ts';
import { ENDLESS, paced, pacedDeclarations } from '../support/paced-datasets.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { type ServedProcess, serveProcess } from '../support/served-process.ts';
import { over } from '../support/toxiproxy.ts';

const server = await startPacedPostgres();
const NAME = 'PostgreSQL, its line forgotten';
const FIRST = `${NAME} during the first migration`;
const FULL = `${NAME} under a full pool`;
/** The advisory lock of migrate.ts. */
const LOCK = 4_793_116_205;
const MOMENTS_MILLIS = [0, 250, 500, 750];
const READY_MILLIS = 5_000;
/** A look is asked within 2 s and cut off after 3 s, and who waits asks for 1 s; what ran has 10 s. */
const SERVED_MILLIS = 7_000;
/** Longer than a line may be silent, and than its looks need to find that out. */
const PATIENCE_MILLIS = 8_000;

describe('PostgreSQL behind a line that forgets its connections', () => {
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

  scenario(FIRST, 'one that waits for a lock is let be; ready within 5 s of the return', async () => {
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

  scenario(
    FULL,
    'what came after is served when that is known, before the deadline of what ran',
    async () => {
      const folder = pacedDeclarations('timescale');
      endings.add(() => folder.remove());
      const line = await openForgetfulLine(Number(new URL(server.url).port));
      endings.add(() => line.stop());
      const gateway = await startGateway({
        settings: {
          'timescale.url': over(line, server.url),
          'clickhouse.url': 'none',
          datasets_dir: folder.path,
        },
      });
      endings.add(() => gateway.close());
      const asker = createAsker(gateway.url);
      endings.add(() => asker.close());
      const backend = gateway.backend('timescale');
      const running = Array.from({ length: backend.pool().max }, () => asker.ask(ENDLESS));
      await millisUntil(async () => (await server.running()) === running.length, 10_000, 'the pool is full');
      line.forget();
      line.mend();
      const servedMillis = await millisUntil(
        async () => (await asker.ask(paced(0), { deadlineMillis: 1_000 })).code === 'OK',
        SERVED_MILLIS,
        'another is served',
      );
      const outcomes = await Promise.all(running);
      expect(outcomes.filter(({ code }) => code === 'OK')).toEqual([]);
      return `served in ${inWords(servedMillis)}; ${tally(outcomes)}`;
    },
  );
});
