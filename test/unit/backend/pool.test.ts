import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { NEVER } from '../../../src/backend/abort.ts';
import { AurumError } from '../../../src/errors.ts';
import { createPoolRig, fakeConnection } from '../../support/pool-rig.ts';

const { opened, poolOf, close } = createPoolRig();
const closing = new AurumError('BACKEND_UNAVAILABLE', 'The gateway is shutting down.');

afterEach(close);

describe('ConnectionPool', () => {
  test('lends the same connection again and counts it', async () => {
    const pool = poolOf();
    await pool.withConnection({ signal: NEVER }, async () => {
      expect(pool.figures()).toEqual({
        min: 0,
        max: 2,
        used: 1,
        free: 0,
        pending: 0,
        queued: 0,
        creating: 0,
      });
    });
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(opened).toHaveLength(1);
    expect(pool.figures()).toMatchObject({ used: 0, free: 1 });
  });

  test('says which pool was full and how full', async () => {
    const pool = poolOf();
    const gate = Promise.withResolvers<void>();
    const busy = [1, 2].map(() => pool.withConnection({ signal: NEVER }, () => gate.promise));
    await sleep(10);
    const waiting = pool.withConnection({ signal: NEVER }, async () => {});
    await expect(waiting).rejects.toMatchObject({
      code: 'POOL_TIMEOUT',
      message: 'No connection to timescale within 100 ms: 2 of 2 in use, 1 waiting.',
    });
    gate.resolve();
    await Promise.all(busy);
  });

  test('shows an error of opening at once, not after the acquire timeout', async () => {
    const refused = new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.');
    const pool = poolOf({ acquireTimeoutMillis: 5_000 }, () => Promise.reject(refused));
    const startMillis = Date.now();
    await expect(pool.withConnection({ signal: NEVER }, async () => {})).rejects.toBe(refused);
    expect(Date.now() - startMillis).toBeLessThan(1_000);
  });

  test('replaces a connection that does not answer or is unhealthy', async () => {
    const pool = poolOf();
    await pool.withConnection({ signal: NEVER }, async () => {});
    const [first] = opened;
    if (first !== undefined) first.answers = false;
    await sleep(2);
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(first?.closed).toBe(true);
    const [, second] = opened;
    if (second !== undefined) second.healthy = false;
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(second?.closed).toBe(true);
    expect(opened).toHaveLength(3);
  });

  test('pings only after an idle while', async () => {
    const pool = poolOf({ validateAfterIdleMillis: 300, idleTimeoutMillis: 10_000 });
    await pool.withConnection({ signal: NEVER }, async () => {});
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(opened[0]?.pings).toBe(0);
    await sleep(310);
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(opened[0]?.pings).toBe(1);
  });

  test('releases an aborted caller at once and keeps the connection until its work is done', async () => {
    const pool = poolOf({ max: 1 });
    const gate = Promise.withResolvers<void>();
    const abort = new AbortController();
    const call = pool.withConnection({ signal: abort.signal }, () => gate.promise);
    await sleep(10);
    abort.abort(new AurumError('CANCELLED', 'The client went away.'));
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(pool.figures().used).toBe(1);
    gate.resolve();
    await sleep(5);
    expect(pool.figures()).toMatchObject({ used: 0, free: 1 });
  });

  test('releases a caller that is aborted while it waits', async () => {
    const pool = poolOf({ max: 1, acquireTimeoutMillis: 5_000 });
    const gate = Promise.withResolvers<void>();
    const busy = pool.withConnection({ signal: NEVER }, () => gate.promise);
    await sleep(10);
    const abort = new AbortController();
    const call = pool.withConnection({ signal: abort.signal }, async () => {});
    abort.abort(new AurumError('BACKEND_TIMEOUT', 'The deadline passed.'));
    await expect(call).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
    gate.resolve();
    await busy;
    expect(pool.figures()).toMatchObject({ pending: 0, queued: 0 });
  });

  test('replaces a connection that is too old', async () => {
    const pool = poolOf({ maxAgeMillis: 200 });
    await pool.withConnection({ signal: NEVER }, async () => {});
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(opened).toHaveLength(1);
    await sleep(210);
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(opened).toHaveLength(2);
    expect(opened[0]?.closed).toBe(true);
  });

  test('closes a connection that came back poisoned at once, and counts it as gone', async () => {
    const pool = poolOf();
    await pool.withConnection({ signal: NEVER }, async () => {
      if (opened[0] !== undefined) opened[0].healthy = false;
    });
    await sleep(1);
    expect(opened[0]?.closed).toBe(true);
    expect(pool.figures()).toMatchObject({ used: 0, free: 0 });
    await pool.withConnection({ signal: NEVER }, async () => {});
    expect(opened).toHaveLength(2);
  });

  test('who does not wait for a slow opening any longer leaves the connection to the next', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = fakeConnection();
    const pool = poolOf({ acquireTimeoutMillis: 30, createTimeoutMillis: 5_000 }, async () => {
      await gate.promise;
      return slow;
    });
    await expect(pool.withConnection({ signal: NEVER }, async () => {})).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: 'No connection to timescale could be opened within 30 ms.',
    });
    expect(pool.figures()).toMatchObject({ pending: 1, creating: 1 });
    gate.resolve();
    await sleep(5);
    expect(pool.figures()).toMatchObject({ used: 0, free: 1, pending: 0, creating: 0 });
    expect(slow.closed).toBe(false);
  });

  test('openings are given up when the engine is known to be out of reach', async () => {
    const pool = poolOf(
      { acquireTimeoutMillis: 5_000, createTimeoutMillis: 60_000 },
      (signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
        ),
    );
    const calls = [1, 2].map(() => pool.withConnection({ signal: NEVER }, async () => {}));
    await sleep(5);
    const down = new AurumError('BACKEND_UNAVAILABLE', 'It is down.');
    pool.abandonOpenings(down);
    expect(await Promise.allSettled(calls)).toEqual([
      { status: 'rejected', reason: down },
      { status: 'rejected', reason: down },
    ]);
    expect(pool.figures()).toMatchObject({ pending: 0, creating: 0 });
  });

  test('openings that find silence count for the breaker as those that are refused', async () => {
    let tries = 0;
    const settings = { acquireTimeoutMillis: 5_000, createTimeoutMillis: 20 };
    const pool = poolOf(settings, async () => {
      tries += 1;
      // As drivers do, which have the same time as the pool.
      await sleep(20);
      throw new AurumError('BACKEND_UNAVAILABLE', 'Silence.');
    });
    const call = (): Promise<void> => pool.withConnection({ signal: NEVER }, async () => {});
    for (let n = 0; n < 6; n += 1) await expect(call()).rejects.toMatchObject({ message: 'Silence.' });
    expect(tries).toBe(5);
  });

  test('who got his turn late and needs a new connection waited for the pool, not for the engine', async () => {
    const gate = Promise.withResolvers<void>();
    let connections = 0;
    const pool = poolOf({ max: 1, acquireTimeoutMillis: 60 }, async () => {
      connections += 1;
      return connections === 1 ? fakeConnection() : new Promise(() => {});
    });
    const first = pool.withConnection({ signal: NEVER }, async (connection) => {
      await gate.promise;
      Object.assign(connection, { healthy: false });
    });
    const second = pool.withConnection({ signal: NEVER }, async () => {});
    await sleep(45);
    gate.resolve();
    await first;
    await expect(second).rejects.toMatchObject({ code: 'POOL_TIMEOUT' });
  });

  test('lends none again that was open when the engine fell silent, and pings one of them at most', async () => {
    const pool = poolOf({ max: 3 });
    await Promise.all([1, 2, 3].map(() => pool.withConnection({ signal: NEVER }, () => sleep(5))));
    const old = [...opened];
    expect(old).toHaveLength(3);
    for (const connection of old) Object.assign(connection, { answers: false, pings: 0 });
    await sleep(2);
    for (let n = 0; n < 3; n += 1) await pool.withConnection({ signal: NEVER }, async () => {});
    expect(old.reduce((sum, { pings }) => sum + pings, 0)).toBe(1);
    expect(old.filter(({ closed }) => closed).length).toBeGreaterThan(0);
    expect(opened.length).toBeGreaterThan(3);
  });

  test('closed, it sends away who waits, and closes what is lent too after the grace', async () => {
    const pool = poolOf({ max: 1, acquireTimeoutMillis: 5_000 });
    const lent = pool.withConnection({ signal: NEVER }, () => new Promise(() => {}));
    lent.catch(() => {});
    await sleep(5);
    const waiting = pool.withConnection({ signal: NEVER }, async () => {});
    waiting.catch(() => {});
    await pool.close(closing, 20);
    await expect(waiting).rejects.toBe(closing);
    expect(opened.map(({ closed }) => closed)).toEqual([true]);
    await expect(pool.withConnection({ signal: NEVER }, async () => {})).rejects.toBe(closing);
  });

  test('what the half-open breaker waited for in vain is given back when it comes', async () => {
    let tries = 0;
    const pool = poolOf({ acquireTimeoutMillis: 5_000, createTimeoutMillis: 5_000 }, async () => {
      tries += 1;
      if (tries <= 5) throw new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.');
      await sleep(1_200);
      return fakeConnection();
    });
    const call = (): Promise<void> => pool.withConnection({ signal: NEVER }, async () => {});
    for (let n = 0; n < 5; n += 1) await expect(call()).rejects.toMatchObject({ message: 'Nobody listens.' });
    await sleep(1_050);
    await expect(call()).rejects.toMatchObject({ message: 'No connection to timescale can be made.' });
    await sleep(300);
    expect(pool.figures()).toMatchObject({ used: 0, free: 1, pending: 0 });
  });

  test('after five openings that failed it opens none for a while, then one', async () => {
    let tries = 0;
    const pool = poolOf({}, () => {
      tries += 1;
      return Promise.reject(new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.'));
    });
    const call = (): Promise<void> => pool.withConnection({ signal: NEVER }, async () => {});
    for (let n = 0; n < 8; n += 1) {
      await expect(call()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE', message: 'Nobody listens.' });
    }
    expect(tries).toBe(5);
    await sleep(1_050);
    await expect(call()).rejects.toMatchObject({ message: 'Nobody listens.' });
    expect(tries).toBe(6);
  });

  test('opens connections up to min, and reaps idle ones down to it', async () => {
    const pool = poolOf({ min: 1, max: 3, acquireTimeoutMillis: 3_000 });
    await pool.warm();
    expect(pool.figures().free).toBe(1);
    await Promise.all([1, 2, 3].map(() => pool.withConnection({ signal: NEVER }, () => sleep(5))));
    expect(pool.figures().free).toBe(3);
    await sleep(2_200);
    expect(pool.figures().free).toBe(1);
  });
});
