import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { AurumError } from '../../../src/errors.ts';
import {
  crowded,
  refused,
  STATEMENT,
  signal,
  startFake,
  statuses,
  until,
} from '../../support/fake-engine.ts';

describe('the health of a backend', () => {
  test('one that cannot be reached at the start is down with the reason, and up by itself when it can', async () => {
    const { fake, backend } = startFake({ refuses: true });
    expect(await until(backend, 'DOWN')).toEqual(['STARTING', 'DOWN']);
    expect(backend.health().reason).toBe('Nobody listens.');
    await expect(backend.execute(STATEMENT, { signal })).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: 'Nobody listens.',
      details: { retryAfterMillis: 20 },
    });
    fake.refuses = false;
    expect(await until(backend, 'UP')).toEqual(['DOWN', 'UP']);
    await backend.execute(STATEMENT, { signal });
  });

  test('who waits until it is up waits on while it is down, and no longer than it is there', async () => {
    const { fake, backend } = startFake({ refuses: true });
    await until(backend, 'DOWN');
    const gone = new AbortController();
    const leaving = backend.up(gone.signal);
    gone.abort(refused);
    await expect(leaving).rejects.toBe(refused);
    let isUp = false;
    const up = backend.up(signal).then(() => {
      isUp = true;
    });
    await sleep(50);
    expect(isUp).toBe(false);
    fake.refuses = false;
    await up;
    expect(backend.health().status).toBe('UP');
    fake.refuses = true;
    for (const connection of fake.connections) await connection.close();
    await until(backend, 'DOWN');
    const ending = expect(backend.up(signal)).rejects.toMatchObject({
      message: 'The gateway is shutting down.',
    });
    await backend.close();
    await ending;
  });

  test('a look that is not answered makes it degraded, a second one down, an answer up', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.silent = true;
    await until(backend, 'DEGRADED');
    expect(backend.health().reason).toBe(
      'It did not answer the last look within 30 ms, or let in no new connection.',
    );
    expect(await until(backend, 'DOWN')).toEqual(['DEGRADED', 'DOWN']);
    Object.assign(fake, { silent: false, refuses: false });
    expect(await until(backend, 'UP')).toEqual(['DOWN', 'UP']);
  });

  test('one so far away that a connection takes longer than an answer may comes back by itself', async () => {
    const { fake, backend } = startFake({ distanceMillis: 80 });
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    for (const how of ['refuses', 'silent'] as const) {
      fake[how] = true;
      if (how === 'refuses') for (const connection of fake.connections) await connection.close();
      await until(backend, 'DOWN');
      fake[how] = false;
      expect((await until(backend, 'UP')).at(-1)).toBe('UP');
    }
    // What was begun meanwhile and came too late is closed, the connection of the looks is kept.
    await sleep(150);
    expect(fake.connections.filter(({ healthy }) => healthy)).toHaveLength(1);
  });

  test('a connection that hangs for good holds up neither the next nor the statements', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.refuses = true;
    for (let n = 0; n < 5; n += 1) {
      await expect(backend.execute(STATEMENT, { signal, changes: true })).rejects.toBe(refused);
    }
    for (const connection of fake.connections) await connection.close();
    await until(backend, 'DOWN');
    Object.assign(fake, { refuses: false, distanceMillis: 60_000 });
    // The breaker lets one of these through, which hangs with the others.
    await sleep(1_200);
    expect(backend.health()).toMatchObject({ status: 'DOWN', breaker: 'HALF_OPEN' });
    fake.distanceMillis = 0;
    const backMillis = Date.now();
    await until(backend, 'UP');
    expect(backend.health().breaker).toBe('CLOSED');
    await backend.execute(STATEMENT, { signal });
    expect(Date.now() - backMillis).toBeLessThan(500);
  });

  test('one that answers statements is not down, though it lets in no new connection', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    await backend.execute(STATEMENT, { signal });
    fake.refuses = true;
    await fake.connections[0]?.close();
    for (let n = 0; n < 60; n += 1) {
      await backend.execute(STATEMENT, { signal });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(backend.health().status).toBe('DEGRADED');
    expect(await until(backend, 'DOWN')).toEqual(['DEGRADED', 'DOWN']);
  });

  test('one that is full is not down while it gave connections, and degraded while it is asked for more', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    await backend.execute(STATEMENT, { signal });
    fake.full = true;
    const [probe] = fake.connections;
    await probe?.close();
    const seenMillis = backend.health().checkedAtMillis ?? 0;
    while ((backend.health().checkedAtMillis ?? 0) < seenMillis + 100) await sleep(5);
    expect(backend.health().status).toBe('DEGRADED');
    const gate = Promise.withResolvers<void>();
    fake.gate = gate.promise;
    const both = [1, 2].map(() => backend.execute(STATEMENT, { signal }));
    await sleep(10);
    gate.resolve();
    await Promise.all(both);
    expect(backend.health()).toMatchObject({
      status: 'DEGRADED',
      reason: 'It has no connection left to give beside those it gave.',
      breaker: 'CLOSED',
    });
    for (const connection of fake.connections) await connection.close();
    expect((await until(backend, 'DOWN')).at(-1)).toBe('DOWN');
  });

  test('one that is full is not kept from for it by its breaker: what it gave is used again', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    await backend.execute(STATEMENT, { signal });
    const kept = fake.connections.at(-1);
    const gate = Promise.withResolvers<void>();
    Object.assign(fake, { gate: gate.promise, refuses: true });
    const held = backend.execute(STATEMENT, { signal });
    await sleep(5);
    for (let count = 0; count < 5; count += 1) {
      await expect(backend.execute(STATEMENT, { signal, changes: true })).rejects.toBe(refused);
    }
    expect(backend.health()).toMatchObject({ status: 'DOWN', breaker: 'OPEN' });
    Object.assign(fake, { gate: undefined, refuses: false, full: true });
    gate.resolve();
    await held;
    expect((await until(backend, 'DEGRADED')).at(-1)).toBe('DEGRADED');
    expect(backend.health().breaker).toBe('CLOSED');
    expect(kept?.healthy).toBe(true);
    await backend.execute(STATEMENT, { signal });
  });

  test('one that runs as many statements as it may is not down, nor kept from', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.crowded = true;
    for (let count = 0; count < 8; count += 1)
      await expect(backend.execute(STATEMENT, { signal })).rejects.toBe(crowded);
    expect(backend.health()).toMatchObject({
      status: 'DEGRADED',
      reason: 'It runs as many statements as it may.',
      breaker: 'CLOSED',
    });
    fake.crowded = false;
    await backend.execute(STATEMENT, { signal });
  });

  test('an embedded engine that starts again is down until it has', async () => {
    const { fake, backend } = startFake({}, true);
    await until(backend, 'UP');
    fake.restarting = true;
    expect(backend.health()).toMatchObject({ status: 'DOWN', reason: 'The embedded engine starts again.' });
    fake.restarting = false;
    expect(backend.health().status).toBe('UP');
  });

  test('closed while it is being looked at it leaves no connection open and migrates nothing', async () => {
    const door = Promise.withResolvers<void>();
    const { fake, backend } = startFake({ door: door.promise });
    while (fake.connects === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const closed = backend.close();
    door.resolve();
    await closed;
    expect(fake.connections.map(({ healthy }) => healthy)).toEqual([false]);
    expect(backend.health()).toMatchObject({ status: 'DOWN', version: null });
    backend.start();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(fake.connects).toBe(1);
  });

  test('an embedded engine that our own statements hold is not down', async () => {
    const gate = Promise.withResolvers<void>();
    const { fake, backend } = startFake({}, true);
    await until(backend, 'UP');
    fake.gate = gate.promise;
    const running = backend.execute(STATEMENT, { signal });
    Object.assign(fake, { silent: true, busy: true });
    await until(backend, 'BUSY');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(backend.health().status).toBe('BUSY');
    fake.refuses = true;
    await fake.connections[0]?.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(backend.health().status).toBe('BUSY');
    Object.assign(fake, { busy: false, refuses: false });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(backend.health().status).toBe('UP');
    gate.resolve();
    await running;
    expect(await until(backend, 'DEGRADED')).toEqual(['UP', 'DEGRADED']);
  });

  test('a server that falls silent takes the connections with it on which statements run', async () => {
    const gate = Promise.withResolvers<void>();
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.gate = gate.promise;
    const running = [1, 2].map(() => backend.execute(STATEMENT, { signal }));
    await sleep(5);
    const lent = fake.connections.slice(1);
    expect(lent.map(({ healthy }) => healthy)).toEqual([true, true]);
    fake.silent = true;
    await until(backend, 'DOWN');
    expect(lent.map(({ healthy }) => healthy)).toEqual([false, false]);
    gate.resolve();
    await Promise.all(running);
  });

  test('a line that forgot its connections takes a full pool with it, though new ones are answered', async () => {
    const { fake, backend } = startFake({}, false, 5);
    await until(backend, 'UP');
    fake.gate = new Promise(() => {});
    const running = [1, 2, 3, 4, 5].map(() => backend.execute(STATEMENT, { signal, changes: true }));
    const lost = Promise.allSettled(running);
    await sleep(5);
    fake.forget(new Promise(() => {}));
    await until(backend, 'DEGRADED');
    const [looks] = fake.connections;
    await looks?.close();
    expect(await until(backend, 'UP')).toEqual(['DEGRADED', 'UP']);
    expect(await lost).toEqual(running.map(() => ({ status: 'rejected', reason: refused })));
    // What was cut off here is no failure of the engine's.
    expect(backend.health().breaker).toBe('CLOSED');
    fake.gate = undefined;
    await backend.execute(STATEMENT, { signal });
  });

  test('one that forgot its connections and then refuses is silent: those that are lent go', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.gate = new Promise(() => {});
    const running = backend.execute(STATEMENT, { signal, changes: true });
    const lost = expect(running).rejects.toBe(refused);
    await sleep(5);
    fake.forget(new Promise(() => {}));
    await until(backend, 'DEGRADED');
    fake.refuses = true;
    await fake.connections[0]?.close();
    expect(await until(backend, 'DOWN')).toEqual(['DEGRADED', 'DOWN']);
    await lost;
  });

  test('a line that forgot its connections leaves those that are lent, where others can be', async () => {
    const gate = Promise.withResolvers<void>();
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.gate = gate.promise;
    const running = backend.execute(STATEMENT, { signal, changes: true });
    await sleep(5);
    fake.forget(new Promise(() => {}));
    await until(backend, 'DEGRADED');
    await fake.connections[0]?.close();
    await until(backend, 'UP');
    gate.resolve();
    await running;
    // It is not lent again.
    const { connects } = fake;
    await backend.execute(STATEMENT, { signal });
    expect(fake.connects).toBe(connects + 1);
  });

  test('a look answered late, or a statement answered since, is no line that forgot its connections', async () => {
    for (const which of ['look', 'statement']) {
      const [line, long, short] = [1, 2, 3].map(() => Promise.withResolvers<void>());
      const { fake, backend } = startFake();
      const start = (over: PromiseWithResolvers<void> | undefined): Promise<unknown> => {
        fake.gate = over?.promise;
        return backend.execute(STATEMENT, { signal, changes: true });
      };
      await until(backend, 'UP');
      const running = [start(long)];
      await sleep(5);
      const ending = start(short);
      await sleep(5);
      fake.forget(line?.promise ?? Promise.resolve());
      await until(backend, 'DEGRADED');
      if (which === 'look') line?.resolve();
      else {
        short?.resolve();
        await ending;
        running.push(start(long));
      }
      await sleep(1);
      await fake.connections[0]?.close();
      await until(backend, 'UP');
      for (const gate of [long, short]) gate?.resolve();
      await Promise.all([...running, ending]);
    }
  });

  test('while new connections fail again and again it is down, though an old one still answers', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.refuses = true;
    for (let n = 0; n < 5; n += 1) {
      await expect(backend.execute(STATEMENT, { signal, changes: true })).rejects.toBe(refused);
    }
    expect(backend.health()).toMatchObject({ status: 'DOWN', reason: 'Nobody listens.', breaker: 'OPEN' });
    const { connects } = fake;
    await expect(backend.execute(STATEMENT, { signal })).rejects.toMatchObject({
      message: 'Nobody listens.',
    });
    expect(fake.connects).toBe(connects);
    fake.refuses = false;
    // Nobody asks, and still it comes back: a look goes through the breaker.
    await until(backend, 'UP');
    expect(backend.health().breaker).toBe('CLOSED');
  });

  test('statements that got no connection in time make it degraded for a while', async () => {
    const gate = Promise.withResolvers<void>();
    const { backend } = startFake({ gate: gate.promise });
    await until(backend, 'UP');
    const running = [1, 2].map(() => backend.execute(STATEMENT, { signal }));
    await expect(backend.execute(STATEMENT, { signal })).rejects.toMatchObject({ code: 'POOL_TIMEOUT' });
    expect(backend.health()).toMatchObject({
      status: 'DEGRADED',
      reason: 'Within the last 10 seconds statements got no connection in time.',
    });
    gate.resolve();
    await Promise.all(running);
  });

  test('a statement that lost its connection is answered by another, one that changes something is not', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    const lost = new AurumError('BACKEND_UNAVAILABLE', 'The connection was lost.');
    let failures = 2;
    const breakingConnect = async (): Promise<void> => {
      for (const connection of fake.connections) {
        const execute = connection.execute.bind(connection);
        connection.execute = async (...call) => {
          failures -= 1;
          if (failures < 0) return execute(...call);
          await connection.close();
          throw lost;
        };
      }
    };
    await backend.execute(STATEMENT, { signal });
    await breakingConnect();
    await expect(backend.execute(STATEMENT, { signal })).resolves.toEqual({ columns: [], rows: [] });
    expect(failures).toBe(1);
    await breakingConnect();
    await expect(backend.execute(STATEMENT, { signal, changes: true })).rejects.toBe(lost);
  });

  test('one that answers a look with an error of its own is up', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    fake.complaint = new AurumError('QUERY_FAILED', 'It has not the memory for this.');
    expect(await statuses(backend, 150)).toEqual(['UP']);
  });

  test('a connection of the looks that is lost is opened anew, which nobody notices', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    const gate = Promise.withResolvers<void>();
    fake.gate = gate.promise;
    const running = backend.execute(STATEMENT, { signal });
    const { connects } = fake;
    fake.complaint = new AurumError('BACKEND_UNAVAILABLE', 'The connection was lost.');
    const seen = new Set<string>();
    for (; fake.connects < connects + 2; await sleep(1)) seen.add(backend.health().status);
    expect([...seen]).toEqual(['UP']);
    gate.resolve();
    await expect(running).resolves.toEqual({ columns: [], rows: [] });
  });

  test('one that lets in nobody any more may answer those who are in', async () => {
    const { fake, backend } = startFake();
    await until(backend, 'UP');
    const gate = Promise.withResolvers<void>();
    fake.gate = gate.promise;
    const running = backend.execute(STATEMENT, { signal });
    while (backend.pool().used === 0) await sleep(1);
    Object.assign(fake, { refuses: true, complaint: refused });
    const [, lent] = fake.connections;
    await until(backend, 'DOWN');
    expect(lent?.healthy).toBe(true);
    gate.resolve();
    await expect(running).resolves.toEqual({ columns: [], rows: [] });
  });
});
