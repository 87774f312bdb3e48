import type { Connection } from '../../src/backend/backend.ts';
import { Breaker } from '../../src/backend/breaker.ts';
import { ConnectionPool } from '../../src/backend/pool.ts';
import type { PoolOptions, PoolSettings } from '../../src/backend/pool-options.ts';
import { AurumError } from '../../src/errors.ts';

export type FakeConnection = Connection & {
  healthy: boolean;
  answers: boolean;
  closed: boolean;
  pings: number;
};

/** Pools of connections that no engine is behind. */
export type PoolRig = {
  /** What the last pool opened by itself, in order. */
  readonly opened: FakeConnection[];
  /** Connections of {@link fakeConnection}, unless `connect` opens others. */
  poolOf(settings?: Partial<PoolSettings>, connect?: PoolOptions['connect']): ConnectionPool;
  /** Closes the pools made so far. */
  close(): Promise<void>;
};

const SETTINGS: PoolSettings = {
  min: 0,
  max: 2,
  acquireTimeoutMillis: 100,
  createTimeoutMillis: 1_000,
  idleTimeoutMillis: 50,
  validateAfterIdleMillis: 0,
  maxAgeMillis: 60_000,
  queueMaxLength: 10,
};
const BREAKER = { failures: 5, halfOpenAfterMillis: 1_000, halfOpenMillis: 1_000 };
const CLOSING = new AurumError('BACKEND_UNAVAILABLE', 'The gateway is shutting down.');

export function fakeConnection(): FakeConnection {
  return {
    healthy: true,
    answers: true,
    closed: false,
    pings: 0,
    execute: async () => ({ columns: [], rows: [] }),
    write: async () => {},
    async ping() {
      this.pings += 1;
      if (!this.answers) throw new Error('dead');
    },
    async close() {
      this.healthy = false;
      this.closed = true;
    },
  };
}

export function createPoolRig(): PoolRig {
  const pools: ConnectionPool[] = [];
  const opened: FakeConnection[] = [];
  const open = async (): Promise<Connection> => {
    const connection = fakeConnection();
    opened.push(connection);
    return connection;
  };
  return {
    opened,
    poolOf(settings = {}, connect = open) {
      opened.length = 0;
      const pool = new ConnectionPool({
        name: 'timescale',
        settings: { ...SETTINGS, ...settings },
        breaker: new Breaker('timescale', BREAKER, () => {}),
        connect,
      });
      pools.push(pool);
      return pool;
    },
    async close() {
      await Promise.all(pools.splice(0).map((pool) => pool.close(CLOSING, 50)));
    },
  };
}
