import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from '@jest/globals';
import type { Backend, Connection, Driver } from '../../src/backend/backend.ts';
import { type BackendSettings, createBackend } from '../../src/backend/pooled-backend.ts';
import { AurumError } from '../../src/errors.ts';
import type { BackendStatus } from '../../src/model/backend.ts';
import { timescaleDialect } from '../../src/sql/dialect/timescale.ts';
import { SILENT } from '../../src/telemetry/log.ts';

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
export type Fake = {
  refuses: boolean;
  /** Refuses because it has no connection left. */
  full: boolean;
  /** Runs no statement, as it runs as many as it may. */
  crowded: boolean;
  /** Pings are not answered. */
  silent: boolean;
  /** Pings over the connections that are open now are answered when this is, or fail when they are closed. */
  forget(answered: Promise<void>): void;
  /** Pings fail with this. */
  complaint: AurumError | undefined;
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
  pings: number;
  readonly connections: Connection[];
};

export const refused = new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.');
const full = new AurumError('BACKEND_UNAVAILABLE', 'It has no connection left to give.', { isFull: true });
export const crowded = new AurumError('OVERLOADED', 'It runs as many statements as it may.', {
  isFull: true,
  retryAfterMillis: 1_000,
});
export const signal = new AbortController().signal;
export const STATEMENT = { text: 'select 1', parameters: [], summary: 'SELECT' };
const backends: Backend[] = [];

afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});

/** A connection to it, and what makes that one silent. */
function fakeConnection(fake: Fake): { readonly connection: Connection; forget: Fake['forget'] } {
  let open = true;
  let answer: Promise<void> | undefined;
  const closed = Promise.withResolvers<void>();
  const connection: Connection = {
    get healthy() {
      return open;
    },
    async execute() {
      if (fake.crowded) throw crowded;
      await Promise.race([fake.gate, closed.promise]);
      if (!open) throw refused;
      return { columns: [], rows: [] };
    },
    write: async () => {},
    async ping() {
      fake.pings += 1;
      if (fake.silent) await new Promise(() => {});
      await answer;
      if (fake.complaint !== undefined) throw fake.complaint;
      if (!open) throw refused;
    },
    async close() {
      open = false;
      closed.resolve();
    },
  };
  const forget = (answered: Promise<void>): void => {
    answer = Promise.race([answered, closed.promise]);
  };
  return { connection, forget };
}

/** A backend over such an engine, which looks at it every 20 ms and has `max` connections; closed when the test is over. */
export function startFake(
  given: Partial<Fake> = {},
  embedded = false,
  max = 2,
): { fake: Fake; backend: Backend } {
  const forgets: Fake['forget'][] = [];
  const fake: Fake = {
    forget(answered) {
      for (const forget of forgets) forget(answered);
    },
    refuses: false,
    full: false,
    crowded: false,
    silent: false,
    complaint: undefined,
    busy: false,
    restarting: false,
    door: undefined,
    distanceMillis: 0,
    gate: undefined,
    migration: undefined,
    migrations: [],
    connects: 0,
    pings: 0,
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
      const { connection, forget } = fakeConnection(fake);
      fake.connections.push(connection);
      forgets.push(forget);
      return connection;
    },
    async migrate(connection, options) {
      fake.migrations.push({ connection, signal: options.signal });
      await fake.migration;
      return '17';
    },
    close: async () => {},
  };
  const backend = createBackend(driver, { ...SETTINGS, pool: { ...SETTINGS.pool, max } }, SILENT);
  backends.push(backend);
  backend.start();
  return { fake, backend };
}

/** What the backend says of itself for so long, repeats left out. */
export async function statuses(backend: Backend, millis: number): Promise<BackendStatus[]> {
  const seen = new Set<BackendStatus>();
  for (const endMillis = Date.now() + millis; Date.now() < endMillis; await sleep(1))
    seen.add(backend.health().status);
  return [...seen];
}

/** Waits until the backend says so; tells every status on the way, repeats left out. */
export async function until(backend: Backend, status: BackendStatus): Promise<BackendStatus[]> {
  const seen: BackendStatus[] = [];
  for (let tries = 0; tries < 2_000; tries += 1) {
    const now = backend.health().status;
    if (seen.at(-1) !== now) seen.push(now);
    if (now === status) return seen;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`Never ${status}, but ${seen.join(', ')}.`);
}
