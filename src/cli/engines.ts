import type { Backend, Driver } from '../backend/backend.ts';
import { type DataFolder, openDataFolder } from '../backend/embedded/data-folder.ts';
import { createBackend } from '../backend/pooled-backend.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import type { Settings } from '../settings/settings.ts';
import type { Logger } from '../telemetry/log.ts';

/** Engines, not yet started. */
export type Engines = {
  /** By kind; null where the settings name none. */
  readonly backends: ReadonlyMap<BackendKind, Backend | null>;
  /** Held while an embedded engine may run; null without one. */
  readonly folder: DataFolder | null;
  /** Ends the engines, then lets go of the folder. */
  close(): Promise<void>;
};

/** Who opens engines, and which. */
export type OpenEnginesOptions = {
  readonly settings: Settings;
  /** What others are told who holds the data folder, e.g. `aurum serve`. */
  readonly command: string;
  readonly kinds?: readonly BackendKind[];
  readonly logger: Logger;
};

/** Longest wait of a load for the answer to a look at its engine, at least. */
const LOAD_LOOK_MILLIS = 10_000;

/** The settings for a load, which nobody waits for as for an answer: an engine that is slow to answer a look is not taken for down. */
export function forLoad(settings: Settings): Settings {
  const timeoutMillis = Math.max(settings.health.timeoutMillis, LOAD_LOOK_MILLIS);
  return { ...settings, health: { ...settings.health, timeoutMillis } };
}

/** True where the files of an engine are in the data folder. */
export function isEmbedded(kind: BackendKind, settings: Settings): boolean {
  return settings[kind].url === 'embedded:';
}

/** Makes engines; takes the data folder when one is embedded (BACKEND_UNAVAILABLE: another process has it). */
export async function openEngines(options: OpenEnginesOptions): Promise<Engines> {
  const { settings, command, kinds = BACKEND_KINDS, logger } = options;
  const embedded = kinds.some((kind) => isEmbedded(kind, settings));
  const folder = embedded ? openDataFolder(settings.dataDir, { command }) : null;
  const backends = new Map<BackendKind, Backend | null>();
  for (const kind of kinds) {
    const driver = await createDriver(kind, settings, logger);
    backends.set(kind, driver && createBackend(driver, backendSettings(settings, driver, logger), logger));
  }
  return {
    backends,
    folder,
    async close() {
      await Promise.allSettled([...backends.values()].map((backend) => backend?.close()));
      folder?.release();
    },
  };
}

/** The driver of an engine; null where the settings leave it out. An engine that is left out is not even loaded. */
export async function createDriver(
  kind: BackendKind,
  settings: Settings,
  logger: Logger,
): Promise<Driver | null> {
  const { url, password } = settings[kind];
  if (url === 'none') return null;
  const common = {
    url,
    ...(password === null ? {} : { password: password.reveal() }),
    dataFolder: settings.dataDir,
    connectTimeoutMillis: settings.dataBackend.connectTimeoutMillis,
  };
  if (kind === 'clickhouse') {
    const { createClickHouseDriver } = await import('../backend/clickhouse/driver.ts');
    return createClickHouseDriver({ ...common, threads: settings.threads }, logger);
  }
  if (kind === 'trino') {
    const { createTrinoDriver } = await import('../backend/trino/driver.ts');
    return createTrinoDriver(common, logger);
  }
  const { createTimescaleDriver } = await import('../backend/timescale/driver.ts');
  return createTimescaleDriver(
    {
      ...common,
      statementGraceMillis: settings.timescale.statementGraceMillis,
      lockTimeoutMillis: settings.timescale.lockTimeoutMillis,
    },
    logger,
  );
}

/** An embedded engine boots slower than a server connects. */
const EMBEDDED_BOOT_MILLIS = 60_000;

function backendSettings({ dataBackend, health }: Settings, driver: Driver, logger: Logger) {
  const { kind, embedded, mostStatements } = driver;
  const asked = dataBackend.connectionPoolMaxSize;
  const max = Math.min(asked, mostStatements);
  if (max < asked) {
    const msg =
      'The pool of the embedded engine is smaller than data_backend.connection_pool_max_size: more needs more threads (UV_THREADPOOL_SIZE).';
    logger.warn({ backend: kind, asked, max }, msg);
  }
  return {
    pool: {
      // More open connections make an embedded engine no faster, and each costs it memory.
      min: embedded ? Math.min(1, dataBackend.connectionPoolMinSize) : dataBackend.connectionPoolMinSize,
      max,
      acquireTimeoutMillis: dataBackend.acquireTimeoutMillis,
      createTimeoutMillis: embedded ? EMBEDDED_BOOT_MILLIS : dataBackend.connectTimeoutMillis,
      idleTimeoutMillis: dataBackend.idleTimeoutMillis,
      validateAfterIdleMillis: dataBackend.validateAfterIdleMillis,
      maxAgeMillis: dataBackend.maxConnectionAgeMillis,
      queueMaxLength: dataBackend.queueMaxLength,
    },
    health,
    closeGraceMillis: CLOSE_GRACE_MILLIS,
  };
}

/** The server has waited for its requests already; what still runs belongs to nobody. */
const CLOSE_GRACE_MILLIS = 2_000;
