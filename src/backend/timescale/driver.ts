import { join } from 'node:path';
import { AurumError } from '../../errors.ts';
import { timescaleDialect } from '../../sql/dialect/timescale.ts';
import type { Logger } from '../../telemetry/log.ts';
import { NEVER, settleOrAbort } from '../abort.ts';
import type { Driver } from '../backend.ts';
import { EmbeddedTimescale } from '../embedded/timescale-engine.ts';
import { type ConnectionSettings, openConnection, TimescaleConnection } from './connection.ts';
import { createEmbeddedLink } from './embedded-link.ts';
import { migrate, readMigrations } from './migrate.ts';
import { createServerLink } from './server-link.ts';

export type TimescaleSettings = {
  /** `embedded:`, or `postgres://user@host:port/database`. */
  readonly url: string;
  /** Goes before one in the URL. */
  readonly password?: string;
  /** The embedded engine keeps its files in `timescale` below this. */
  readonly dataFolder: string;
  /** How long a statement of the embedded engine may run past its end before the engine is restarted. */
  readonly statementGraceMillis: number;
  /** Longest wait for a connection of a server. */
  readonly connectTimeoutMillis: number;
  /** Longest wait for a lock of a statement that others could queue behind. */
  readonly lockTimeoutMillis: number;
};

/** A session held for longer makes the embedded engine busy. */
const BUSY_AFTER_MILLIS = 250;
/** What postgres.js is told where no server is: nothing of it leaves the process. */
const EMBEDDED_URL = 'postgres://postgres@embedded/postgres';
/** Time for a session of a running embedded engine; another's transaction may hold it meanwhile. */
const EMBEDDED_CONNECT_TIMEOUT_MILLIS = 60_000;

const EMBEDDED_LIMITATIONS = [
  'It is one session: statements run one after the other, whatever the number of connections.',
  'A statement cannot be cancelled: one that runs on past its deadline ends the engine, which starts again.',
  'Background jobs do not run: continuous aggregates are refreshed and chunks compressed on request only.',
  'It hands over whole answers: one that is too large is refused once it has come, not on its way.',
  'It cannot COPY FROM standard input.',
];

/** TimescaleDB in process, or any PostgreSQL 15 or later with or without the extension. */
export function createTimescaleDriver(settings: TimescaleSettings, logger: Logger): Driver {
  return settings.url === 'embedded:' ? embeddedDriver(settings, logger) : serverDriver(settings, logger);
}

function serverDriver(settings: TimescaleSettings, logger: Logger): Driver {
  return {
    ...shared(false, logger),
    connect: (signal = NEVER) =>
      openConnection(createServerLink(settings.connectTimeoutMillis), settings, signal),
    limitations: [],
    mostStatements: Number.POSITIVE_INFINITY,
    busy: false,
    restarting: false,
    close: async () => {},
  };
}

function embeddedDriver(settings: TimescaleSettings, logger: Logger): Driver {
  const engine = new EmbeddedTimescale(join(settings.dataFolder, 'timescale'), logger);
  const session: ConnectionSettings = {
    url: EMBEDDED_URL,
    connectTimeoutMillis: EMBEDDED_CONNECT_TIMEOUT_MILLIS,
    lockTimeoutMillis: null,
  };
  return {
    ...shared(true, logger),
    async connect(signal = NEVER) {
      await settleOrAbort(engine.start(), signal);
      return openConnection(createEmbeddedLink(engine, settings.statementGraceMillis), session, signal);
    },
    limitations: EMBEDDED_LIMITATIONS,
    mostStatements: Number.POSITIVE_INFINITY,
    get busy() {
      const holder = engine.holder();
      return holder !== undefined && Date.now() - holder.sinceMillis > BUSY_AFTER_MILLIS;
    },
    get restarting() {
      return engine.restarting;
    },
    close: () => engine.close(),
  };
}

function shared(
  embedded: boolean,
  logger: Logger,
): Pick<Driver, 'kind' | 'embedded' | 'dialect' | 'migrate'> {
  return {
    kind: 'timescale',
    embedded,
    dialect: timescaleDialect,
    async migrate(connection, options) {
      if (!(connection instanceof TimescaleConnection)) {
        throw new AurumError(
          'INTERNAL_SERVER_ERROR',
          'A connection of another engine was given to TimescaleDB.',
        );
      }
      return migrate(connection, await readMigrations(), embedded, logger, options);
    },
  };
}
