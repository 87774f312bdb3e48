import type { Backend, Driver } from '../../src/backend/backend.ts';
import { createClickHouseDriver } from '../../src/backend/clickhouse/driver.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { placeEmptyDatabase } from './empty-database.ts';

/** The engines a test can run in its own process. */
export const EMBEDDED_ENGINES = ['timescale', 'clickhouse'] as const;

/** An embedded engine on a data folder, migrated and ready; the caller closes it. */
export async function openEmbedded(
  engine: (typeof EMBEDDED_ENGINES)[number],
  dataFolder: string,
): Promise<Backend> {
  if (engine === 'timescale') await placeEmptyDatabase(dataFolder);
  const backend = createBackend(embeddedDriver(engine, dataFolder), TEST_BACKEND, SILENT);
  await backend.ready(AbortSignal.timeout(60_000));
  return backend;
}

/** Pool and health of an engine in a test. */
export const TEST_BACKEND = {
  pool: {
    min: 0,
    max: 4,
    acquireTimeoutMillis: 30_000,
    createTimeoutMillis: 60_000,
    idleTimeoutMillis: 30_000,
    validateAfterIdleMillis: 5_000,
    maxAgeMillis: 3_600_000,
    queueMaxLength: 1_000,
  },
  health: { intervalMillis: 60_000, timeoutMillis: 10_000 },
  closeGraceMillis: 5_000,
};

/** The driver of an embedded engine on a data folder. */
export function embeddedDriver(
  engine: (typeof EMBEDDED_ENGINES)[number],
  dataFolder: string,
  statementGraceMillis = 5_000,
): Driver {
  const common = { url: 'embedded:', dataFolder, connectTimeoutMillis: 60_000 };
  if (engine === 'clickhouse') return createClickHouseDriver({ ...common, threads: 32 }, SILENT);
  return createTimescaleDriver({ ...common, statementGraceMillis, lockTimeoutMillis: 2_000 }, SILENT);
}
