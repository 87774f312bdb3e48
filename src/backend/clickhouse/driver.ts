import { join } from 'node:path';
import { AurumError } from '../../errors.ts';
import { clickhouseDialect } from '../../sql/dialect/clickhouse.ts';
import type { Logger } from '../../telemetry/log.ts';
import { NEVER, settleWithin } from '../abort.ts';
import type { Driver } from '../backend.ts';
import { createEmbeddedLink } from '../embedded/clickhouse-link.ts';
import { countThreads } from '../embedded/clickhouse-threads.ts';
import { createCanceller } from './canceller.ts';
import { ClickHouseConnection } from './connection.ts';
import { ENGINE_SETTINGS } from './engine-settings.ts';
import { connectError } from './errors.ts';
import { migrate, readMigrations } from './migrate.ts';
import { createServerLink } from './server-link.ts';
import { createVersionClock } from './version-clock.ts';

export type ClickHouseSettings = {
  /** `embedded:`, or `http(s)://user@host:port/database`. */
  readonly url: string;
  /** Goes before one in the URL. */
  readonly password?: string;
  /** The embedded engine keeps its files in `clickhouse` below this. */
  readonly dataFolder: string;
  /** Longest wait for the first answer of a new connection. */
  readonly connectTimeoutMillis: number;
  /** Threads of this process, which the embedded engine runs its statements on. */
  readonly threads: number;
};

const EMBEDDED_LIMITATIONS = [
  'It belongs to one process, and so does its folder.',
  'As many statements run at a time as the process has threads for them (UV_THREADPOOL_SIZE), less two for looks and cancels.',
];

/** ClickHouse in process, or a server. */
export function createClickHouseDriver(settings: ClickHouseSettings, logger: Logger): Driver {
  const embedded = settings.url === 'embedded:';
  const threads = countThreads(settings.threads);
  const link = embedded
    ? createEmbeddedLink(join(settings.dataFolder, 'clickhouse'), ENGINE_SETTINGS, threads)
    : createServerLink(settings);
  const canceller = createCanceller(() => link.open(), logger);
  const shares = { canceller, nextVersion: createVersionClock(Date.now) };
  return {
    kind: 'clickhouse',
    embedded,
    dialect: clickhouseDialect,
    limitations: embedded ? EMBEDDED_LIMITATIONS : [],
    mostStatements: embedded ? threads.most : Number.POSITIVE_INFINITY,
    get busy() {
      return embedded && threads.busy;
    },
    restarting: false,
    async connect(signal = NEVER) {
      const connection = new ClickHouseConnection(await link.open(), shares);
      try {
        await settleWithin(signal, settings.connectTimeoutMillis, (end) => connection.ping({ signal: end }));
        return connection;
      } catch (error) {
        await connection.close().catch(() => {});
        throw connectError(error);
      }
    },
    async migrate(connection, options) {
      if (!(connection instanceof ClickHouseConnection)) {
        const message = 'A connection of another engine was given to ClickHouse.';
        throw new AurumError('INTERNAL_SERVER_ERROR', message);
      }
      return migrate(connection, await readMigrations(), logger, options);
    },
    async close() {
      await canceller.close();
      await link.close();
    },
  };
}
