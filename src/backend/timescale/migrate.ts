import { timescaleDialect } from '../../sql/dialect/timescale.ts';
import { type Fragment, int64, render, sql, text } from '../../sql/statement.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { CallOptions } from '../backend.ts';
import { dueMigrations, type MigrationFile, readMigrationFiles } from '../migration-file.ts';
import type { TimescaleConnection } from './connection.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any fixed number: the advisory lock that one process holds while it migrates. */
const LOCK = 4_793_116_205;

/** The files of this engine. A first line `-- requires: NAME` leaves one out while that extension is not installed. */
export const readMigrations = (): Promise<readonly MigrationFile[]> => readMigrationFiles(FOLDER);

const REQUIRES = /^-- requires: \w+/;

/**
 * Applies what is not applied yet, in one transaction and one process at a time. Returns the engine's version text.
 * Throws QUERY_FAILED when a file was changed after it was applied.
 */
export async function migrate(
  connection: TimescaleConnection,
  migrations: readonly MigrationFile[],
  embedded: boolean,
  logger: Logger,
  options: CallOptions,
): Promise<string> {
  const query = async (fragment: Fragment, summary: string) =>
    (await connection.execute(render(fragment, timescaleDialect, summary), options)).rows;
  return connection.transaction(options, async () => {
    await query(sql`select pg_advisory_xact_lock(${int64(LOCK)})::text`, 'LOCK aurum_migration');
    const extensionVersion = await ensureExtension(connection, embedded, logger, options);
    await connection.script(
      `create table if not exists aurum_migration (
         name text collate "C" primary key, checksum text not null, applied_at timestamptz not null default now())`,
      options,
    );
    const rows = await query(sql`select name, checksum from aurum_migration`, 'SELECT aurum_migration');
    for (const { name, script, checksum } of dueMigrations('timescale', migrations, rows)) {
      if (extensionVersion === null && REQUIRES.test(script)) continue;
      await connection.script(script, options);
      await query(
        sql`insert into aurum_migration (name, checksum) values (${text(name)}, ${text(checksum)})`,
        'INSERT aurum_migration',
      );
      logger.info({ backend: 'timescale', migration: name }, 'Applied a migration.');
    }
    const [[version] = []] = await query(sql`select current_setting('server_version')`, 'SELECT version');
    // Debian's build adds its own name behind the number.
    const postgresVersion = `PostgreSQL ${String(version).split(' ')[0]}`;
    return extensionVersion === null
      ? postgresVersion
      : `${postgresVersion} with TimescaleDB ${extensionVersion}`;
  });
}

/** Installs TimescaleDB in the database where the server has it. Returns its version; null where there is none. */
async function ensureExtension(
  connection: TimescaleConnection,
  embedded: boolean,
  logger: Logger,
  options: CallOptions,
): Promise<string | null> {
  const state = async () => {
    const { rows } = await connection.execute(EXTENSION_STATE, options);
    const [available, installed, preloaded] = rows[0] ?? [];
    return { available, installed: typeof installed === 'string' ? installed : null, preloaded };
  };
  const { available, installed, preloaded } = await state();
  if (installed !== null) return installed;
  // The library ends the session that installs it without having been preloaded; the embedded one needs no preloading.
  if (available !== true || (preloaded !== true && !embedded)) {
    const reason =
      available === true ? 'is not in shared_preload_libraries' : 'is not installed on the server';
    logger.warn({ backend: 'timescale' }, `TimescaleDB ${reason}: EIA observations stay in a plain table.`);
    return null;
  }
  await connection.script('savepoint extension', options);
  try {
    await connection.script('create extension if not exists timescaledb', options);
  } catch (error) {
    if (options.signal.aborted || !connection.healthy) throw error;
    await connection.script('rollback to savepoint extension', options);
    const reason = 'The extension timescaledb could not be created: EIA observations stay in a plain table.';
    logger.warn({ backend: 'timescale', err: error }, reason);
    return null;
  }
  return (await state()).installed;
}

/** The loader defines timescaledb.disable_load where it was preloaded; that can be read by every user. */
const EXTENSION_STATE = render(
  sql`select
    exists (select from pg_available_extensions where name = 'timescaledb'),
    (select extversion from pg_extension where extname = 'timescaledb'),
    current_setting('timescaledb.disable_load', true) is not null`,
  timescaleDialect,
  'SELECT pg_extension',
);
