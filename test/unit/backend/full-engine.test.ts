import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { NEVER } from '../../../src/backend/abort.ts';
import type { Connection } from '../../../src/backend/backend.ts';
import type { ConnectionPool } from '../../../src/backend/pool.ts';
import { AurumError } from '../../../src/errors.ts';
import { createPoolRig, fakeConnection } from '../../support/pool-rig.ts';

const { poolOf, close } = createPoolRig();
const FULL = new AurumError('BACKEND_UNAVAILABLE', 'It has no connection left to give.', { isFull: true });
const BUSY = new AurumError('OVERLOADED', 'It runs as many statements as it may.', {
  isFull: true,
  retryAfterMillis: 1_000,
});
const PATIENT = { max: 8, queueMaxLength: 100, acquireTimeoutMillis: 30_000 };

afterEach(close);

/** An engine with room for so many connections, which tells at once that it has none left and takes a while to give one. */
function engine(places: number) {
  const given: Connection[] = [];
  const told = { places, tries: 0, refusals: 0 };
  let giving = 0;
  const connect = async (signal: AbortSignal): Promise<Connection> => {
    told.tries += 1;
    await sleep(1);
    if (given.filter(({ healthy }) => healthy).length + giving >= told.places) {
      told.refusals += 1;
      throw FULL;
    }
    giving += 1;
    await sleep(10);
    giving -= 1;
    signal.throwIfAborted();
    const connection = fakeConnection();
    given.push(connection);
    return connection;
  };
  return { told, connect };
}

/** An engine that gives connections and runs so many statements at a time, each for a while; it refuses others at once. */
function runner(most: number) {
  const told = { most, running: 0, mostRunning: 0, refusals: 0 };
  const run = async (millis: number): Promise<void> => {
    await sleep(1);
    if (told.running >= told.most) {
      told.refusals += 1;
      throw BUSY;
    }
    told.running += 1;
    told.mostRunning = Math.max(told.mostRunning, told.running);
    await sleep(millis);
    told.running -= 1;
  };
  return { told, run };
}

/** So many callers at a time; how many of them had a connection at once. */
async function mostAtOnce(pool: ConnectionPool, callers: number, millis: number): Promise<number> {
  let [now, most] = [0, 0];
  const call = () =>
    pool.withConnection({ signal: NEVER }, async () => {
      now += 1;
      most = Math.max(most, now);
      await sleep(millis);
      now -= 1;
    });
  await Promise.all(Array.from({ length: callers }, call));
  return most;
}

describe('a pool whose engine gives fewer connections than it may have', () => {
  test('serves all with those it gives, and asks for no more at each call', async () => {
    const { told, connect } = engine(3);
    const pool = poolOf(PATIENT, connect);
    expect(await mostAtOnce(pool, 60, 2)).toBe(3);
    // The eight of the first moment, as many as it gave by then, one a second since then.
    expect(told.tries).toBeLessThan(20);
    expect(pool.figures()).toMatchObject({ used: 0, free: 3, queued: 0, pending: 0 });
  });

  test('uses more as soon as it is given more', async () => {
    const { told, connect } = engine(2);
    const pool = poolOf(PATIENT, connect);
    expect(await mostAtOnce(pool, 20, 2)).toBe(2);
    told.places = 8;
    let most = 0;
    while (most < 8) most = await mostAtOnce(pool, 20, 10);
    expect(told.tries).toBeLessThan(30);
  }, 30_000);

  test('gives those who wait more, though nobody else comes and none is given back', async () => {
    const { told, connect } = engine(1);
    const pool = poolOf(PATIENT, connect);
    const gate = Promise.withResolvers<void>();
    const callers = Array.from({ length: 5 }, () =>
      pool.withConnection({ signal: NEVER }, () => gate.promise),
    );
    await sleep(50);
    told.places = 8;
    while (pool.figures().used < 5) await sleep(10);
    gate.resolve();
    await Promise.all(callers);
  }, 30_000);

  test('replaces those that come back broken without asking for more', async () => {
    const { told, connect } = engine(3);
    const pool = poolOf(PATIENT, connect);
    await mostAtOnce(pool, 8, 5);
    const gate = Promise.withResolvers<void>();
    const held = [1, 2].map(() => pool.withConnection({ signal: NEVER }, () => gate.promise));
    const { refusals } = told;
    const startMillis = performance.now();
    const broken = (connection: Connection): Promise<void> => connection.close();
    // Long enough for the pool to ask for one more by its clock, in the middle of it.
    while (performance.now() < startMillis + 2_500)
      await Promise.all(Array.from({ length: 10 }, () => pool.withConnection({ signal: NEVER }, broken)));
    gate.resolve();
    await Promise.all(held);
    const seconds = (performance.now() - startMillis) / 1_000;
    expect(told.refusals - refusals).toBeLessThanOrEqual(1 + seconds);
  });

  test('tells of it who waits in vain', async () => {
    const pool = poolOf({ max: 2, acquireTimeoutMillis: 100 }, engine(1).connect);
    const gate = Promise.withResolvers<void>();
    const busy = pool.withConnection({ signal: NEVER }, () => gate.promise);
    while (pool.figures().used === 0) await sleep(1);
    await expect(pool.withConnection({ signal: NEVER }, async () => {})).rejects.toMatchObject({
      code: 'POOL_TIMEOUT',
      message: 'No connection to timescale within 100 ms: 1 of 2 (the engine gives 1) in use, 1 waiting.',
    });
    gate.resolve();
    await busy;
  });

  test('fails at once where it gives none at all', async () => {
    const pool = poolOf(PATIENT, engine(0).connect);
    await expect(pool.withConnection({ signal: NEVER }, async () => {})).rejects.toBe(FULL);
  });

  test('fails where the connections it gave are lost', async () => {
    const { told, connect } = engine(1);
    const lent: Connection[] = [];
    const pool = poolOf(PATIENT, connect);
    await pool.withConnection({ signal: NEVER }, async (connection) => void lent.push(connection));
    told.places = 0;
    await lent[0]?.close();
    await expect(pool.withConnection({ signal: NEVER }, async () => {})).rejects.toBe(FULL);
  });
});

describe('a pool whose engine runs fewer statements than it has connections', () => {
  const runAll = (pool: ConnectionPool, run: (millis: number) => Promise<void>, callers: number) =>
    Promise.all(Array.from({ length: callers }, () => pool.withConnection({ signal: NEVER }, () => run(20))));

  test('serves all with those it runs, and asks for no more at each call', async () => {
    const { told, run } = runner(3);
    const pool = poolOf(PATIENT);
    const startMillis = performance.now();
    await runAll(pool, run, 90);
    const seconds = (performance.now() - startMillis) / 1_000;
    expect(told.mostRunning).toBe(3);
    // The five of the first moment, and one or a few a second since then.
    expect(told.refusals).toBeLessThan(8 + 4 * seconds);
    expect(pool.figures()).toMatchObject({ used: 0, queued: 0, pending: 0 });
  });

  test('runs more as soon as it may', async () => {
    const { told, run } = runner(2);
    const pool = poolOf(PATIENT);
    await runAll(pool, run, 20);
    told.most = 8;
    while (told.mostRunning < 8) await runAll(pool, run, 20);
    expect(told.refusals).toBeLessThan(20);
  }, 30_000);

  test('who was refused is the first to run', async () => {
    const { told, run } = runner(1);
    const pool = poolOf({ ...PATIENT, max: 2 });
    const order: number[] = [];
    const call = (n: number) =>
      pool.withConnection({ signal: NEVER }, () => run(50).then(() => void order.push(n)));
    const calls = [call(0), call(1)];
    await sleep(30);
    expect(told.refusals).toBe(1);
    calls.push(call(2));
    await Promise.all(calls);
    expect(order).toEqual([0, 1, 2]);
  });

  test('is overloaded at once where it runs none of ours', async () => {
    const { run } = runner(0);
    const pool = poolOf(PATIENT);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => pool.withConnection({ signal: NEVER }, () => run(20))),
    );
    expect(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === BUSY)).toBe(true);
  });

  test('a statement that was refused waits no longer than for a connection, or its deadline', async () => {
    const { run } = runner(1);
    const pool = poolOf({ ...PATIENT, max: 2, acquireTimeoutMillis: 100 });
    const first = pool.withConnection({ signal: NEVER }, () => run(600));
    const second = pool.withConnection({ signal: NEVER }, () => run(0));
    await expect(second).rejects.toMatchObject({ code: 'POOL_TIMEOUT' });
    const third = pool.withConnection({ signal: AbortSignal.timeout(50) }, () => run(0));
    await expect(third).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
    await first;
  });
});
