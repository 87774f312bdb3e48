import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Backend, Connection, Driver } from '../../../src/backend/backend.ts';
import { type BackendSettings, createBackend } from '../../../src/backend/pooled-backend.ts';
import { AurumError } from '../../../src/errors.ts';
import type { BackendStatus } from '../../../src/model/backend.ts';
import { timescaleDialect } from '../../../src/sql/dialect/timescale.ts';
import { SILENT } from '../../../src/telemetry/log.ts';

const SETTINGS: BackendSettings = {
  pool: {
    min: 0,
    max: 2,
    queueMaxLength: 2,
    acquireTimeoutMillis: 50,
    createTimeoutMillis: 1_000,
    idleTimeoutMillis: 10_000,
    validateAfterIdleMillis: 10_000,
    maxAgeMillis: 60_000,
  },
  health: { intervalMillis: 20, timeoutMillis: 30 },
  closeGraceMillis: 50,
};

/** An engine whose every part can be made to fail. */
type Fake = {
  refuses: boolean;
  /** Refuses because it has no connection left. */
  full: boolean;
  /** Runs no statement, as it runs as many as it may. */
  crowded: boolean;
  /** Pings are not answered. */
  silent: boolean;
  busy: boolean;
  restarting: boolean;
  /** Connecting waits for this. */
  door: Promise<void> | undefined;
  /** Connecting takes so long. */
  distanceMillis: number;
  /** Statements wait for this. */
  gate: Promise<void> | undefined;
  /** Migrating waits for this. */
  migration: Promise<void> | undefined;
  /** What migrations were given, in their order. */
  readonly migrations: { readonly connection: Connection; readonly signal: AbortSignal }[];
  connects: number;
  readonly connections: Connection[];
};

const refused = new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.');
const full = new AurumError('BACKEND_UNAVAILABLE', 'It has no connection left to give.', { isFull: true });
const crowded = new AurumError('OVERLOADED', 'It runs as many statements as it may.', {
  isFull: true,
  retryAfterMillis: 1_000,
});
const signal = new AbortController().signal;
const STATEMENT = { text: 'select 1', parameters: [], summary: 'SELECT' };
const backends: Backend[] = [];

afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});

function fakeConnection(fake: Fake): Connection {
  let open = true;
  return {
    get healthy() {
      return open;
    },
    async execute() {
      if (fake.crowded) throw crowded;
      await fake.gate;
      return { columns: [], rows: [] };
    },
    write: async () => {},
    ping: () => (fake.silent ? new Promise(() => {}) : Promise.resolve()),
    async close() {
      open = false;
    },
  };
}

function start(given: Partial<Fake> = {}, embedded = false): { fake: Fake; backend: Backend } {
  const fake: Fake = {
    refuses: false,
    full: false,
    crowded: false,
    silent: false,
    busy: false,
    restarting: false,
    door: undefined,
    distanceMillis: 0,
    gate: undefined,
    migration: undefined,
    migrations: [],
    connects: 0,
    connections: [],
    ...given,
  };
  const driver: Driver = {
    kind: 'timescale',
    embedded,
    dialect: timescaleDialect,
    limitations: [],
    mostStatements: Number.POSITIVE_INFINITY,
    get busy() {
      return fake.busy;
    },
    get restarting() {
      return fake.restarting;
    },
    async connect(wanted = signal) {
      fake.connects += 1;
      await fake.door;
      if (fake.distanceMillis > 0) await sleep(fake.distanceMillis, undefined, { signal: wanted });
      if (fake.refuses) throw refused;
      if (fake.full) throw full;
      const connection = fakeConnection(fake);
      fake.connections.push(connection);
      return connection;
    },
    async migrate(connection, options) {
      fake.migrations.push({ connection, signal: options.signal });
      await fake.migration;
      return '17';
    },
    close: async () => {},
  };
  const backend = createBackend(driver, SETTINGS, SILENT);
  backends.push(backend);
  backend.start();
  return { fake, backend };
}

/** Waits until the backend says so; tells every status on the way, repeats left out. */
async function until(backend: Backend, status: BackendStatus): Promise<BackendStatus[]> {
  const seen: BackendStatus[] = [];
  for (let tries = 0; tries < 2_000; tries += 1) {
    const now = backend.health().status;
    if (seen.at(-1) !== now) seen.push(now);
    if (now === status) return seen;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`Never ${status}, but ${seen.join(', ')}.`);
}

describe('the health of a backend', () => {
  test('one that cannot be reached at the start is down with the reason, and up by itself when it can', async () => {
    const { fake, backend } = start({ refuses: true });
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
    const { fake, backend } = start({ refuses: true });
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
    const { fake, backend } = start();
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
    const { fake, backend } = start({ distanceMillis: 80 });
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
    const { fake, backend } = start();
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
    const { fake, backend } = start();
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
    const { fake, backend } = start();
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
    const { fake, backend } = start();
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
    const { fake, backend } = start();
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
    const { fake, backend } = start({}, true);
    await until(backend, 'UP');
    fake.restarting = true;
    expect(backend.health()).toMatchObject({ status: 'DOWN', reason: 'The embedded engine starts again.' });
    fake.restarting = false;
    expect(backend.health().status).toBe('UP');
  });

  test('closed while it is being looked at it leaves no connection open and migrates nothing', async () => {
    const door = Promise.withResolvers<void>();
    const { fake, backend } = start({ door: door.promise });
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
    const { fake, backend } = start({}, true);
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
    const { fake, backend } = start();
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

  test('while new connections fail again and again it is down, though an old one still answers', async () => {
    const { fake, backend } = start();
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
    const { backend } = start({ gate: gate.promise });
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
    const { fake, backend } = start();
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
});

describe('the first migration', () => {
  const NEVER_OVER = new Promise<void>(() => {});
  const migrating = async (given: Partial<Fake> = {}, embedded = false) => {
    const gate = Promise.withResolvers<void>();
    const started = start({ migration: gate.promise, ...given }, embedded);
    while (started.fake.migrations.length === 0) await sleep(1);
    return { ...started, gate };
  };

  test('is let be while the engine answers, however long it takes', async () => {
    const { fake, backend, gate } = await migrating();
    await sleep(300);
    expect(backend.health()).toMatchObject({ status: 'STARTING', version: null });
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(backend.health().version).toBe('17');
    expect(fake.migrations).toHaveLength(1);
    // The one of the looks meanwhile is kept, that of the migration is not.
    await sleep(5);
    expect(fake.connections.map(({ healthy }) => healthy)).toEqual([false, true]);
  });

  test('is let be while the engine has no second connection to give, and where one is refused once', async () => {
    const { fake, backend, gate } = await migrating();
    fake.full = true;
    for (const connection of fake.connections.slice(1)) await connection.close();
    await sleep(200);
    Object.assign(fake, { full: false, refuses: true });
    const { connects } = fake;
    while (fake.connects === connects) await sleep(1);
    fake.refuses = false;
    await sleep(100);
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(fake.migrations).toHaveLength(1);
  });

  test('ends when the engine falls silent under it, and begins anew when it answers', async () => {
    const { fake, backend } = await migrating({ migration: NEVER_OVER });
    fake.silent = true;
    expect(await until(backend, 'DOWN')).toEqual(['STARTING', 'DOWN']);
    expect(backend.health().reason).toBe('The timescale engine does not answer.');
    const [first] = fake.migrations;
    expect([first?.signal.aborted, first?.connection.healthy]).toEqual([true, false]);
    Object.assign(fake, { silent: false, migration: undefined });
    expect((await until(backend, 'UP')).at(-1)).toBe('UP');
  });

  test('begins anew when a connection of the looks that hung is overtaken by a later one', async () => {
    // The second connection, that of the looks, hangs with the migration's: the line was dead when it was begun.
    const { fake, backend } = await migrating({ migration: NEVER_OVER });
    fake.distanceMillis = 60_000;
    for (const connection of fake.connections.slice(1)) await connection.close();
    const { connects } = fake;
    while (fake.connects === connects) await sleep(1);
    Object.assign(fake, { distanceMillis: 0, migration: undefined });
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    const [first] = fake.migrations;
    expect([fake.migrations.length, first?.signal.aborted]).toEqual([2, true]);
  });

  test('of an embedded engine is not looked after: a ping would wait behind it', async () => {
    const { fake, backend, gate } = await migrating({}, true);
    fake.silent = true;
    await sleep(300);
    expect([backend.health().status, fake.connects]).toEqual(['STARTING', 1]);
    fake.silent = false;
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(fake.connects).toBe(1);
  });

  test('that fails makes the engine down with the reason', async () => {
    const failure = new AurumError('QUERY_FAILED', 'The user in settings may not do this.');
    const { backend, gate } = await migrating();
    gate.reject(failure);
    expect(await until(backend, 'DOWN')).toEqual(['STARTING', 'DOWN']);
    expect(backend.health().reason).toBe('The user in settings may not do this.');
  });

  test('is given up with the gateway', async () => {
    const { fake, backend, gate } = await migrating();
    const closed = backend.close();
    expect(fake.migrations[0]?.signal.aborted).toBe(true);
    gate.resolve();
    await closed;
    expect(backend.health()).toMatchObject({ status: 'DOWN', version: null });
    expect(fake.connections.filter(({ healthy }) => healthy)).toEqual([]);
  });
});
