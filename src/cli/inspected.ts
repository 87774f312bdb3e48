import { settleOrAbort } from '../backend/abort.ts';
import { openDataFolder } from '../backend/embedded/data-folder.ts';
import { notConfigured } from '../backend/require-backend.ts';
import type { Inspected } from '../datasets/inspect.ts';
import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import type { Settings } from '../settings/settings.ts';
import { SILENT } from '../telemetry/log.ts';
import { createDriver, isEmbedded } from './engines.ts';

/**
 * Lends one connection of an engine to look at its tables: nothing is migrated or written. Throws
 * BACKEND_NOT_CONFIGURED, or BACKEND_UNAVAILABLE where it does not answer or another process holds the data folder.
 */
export async function withInspected<T>(
  kind: BackendKind,
  settings: Settings,
  signal: AbortSignal,
  look: (engine: Inspected) => Promise<T>,
): Promise<T> {
  const driver = await createDriver(kind, settings, SILENT);
  if (driver === null) {
    throw new AurumError('BACKEND_NOT_CONFIGURED', notConfigured(kind), { backend: kind });
  }
  let folder: ReturnType<typeof openDataFolder> | null = null;
  try {
    // Two processes must not open the same files.
    if (isEmbedded(kind, settings)) folder = openDataFolder(settings.dataDir, { command: 'aurum datasets' });
    const connection = await settleOrAbort(driver.connect(), signal);
    try {
      return await look({
        kind,
        dialect: driver.dialect,
        execute: (statement, options) => connection.execute(statement, options),
      });
    } finally {
      await connection.close();
    }
  } finally {
    await driver.close();
    folder?.release();
  }
}
