import type { Statement } from '../../sql/statement.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { CallOptions } from '../backend.ts';
import { dueMigrations, type MigrationFile, readMigrationFiles, splitStatements } from '../migration-file.ts';
import type { ClickHouseConnection } from './connection.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

const MIGRATION_TABLE = `
  create table if not exists aurum_migration (
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC') default now64(3, 'UTC'),
    version UInt64
  ) engine = ReplacingMergeTree(version) order by name`;
const APPLIED: Statement = {
  text: 'select name, checksum from aurum_migration final',
  parameters: [],
  summary: 'SELECT aurum_migration',
};
const VERSION: Statement = { text: 'select version()', parameters: [], summary: 'SELECT version' };

/** The files of this engine; each statement in them must be harmless when it runs again. */
export const readMigrations = (): Promise<readonly MigrationFile[]> => readMigrationFiles(FOLDER);

/**
 * Applies what is not applied yet. There is no lock: two processes that do this at once run statements that are
 * harmless twice, and record the same. Returns the engine's version text. Throws QUERY_FAILED when a file was changed
 * after it was applied.
 */
export async function migrate(
  connection: ClickHouseConnection,
  migrations: readonly MigrationFile[],
  logger: Logger,
  options: CallOptions,
): Promise<string> {
  await connection.command(MIGRATION_TABLE, options);
  const { rows } = await connection.execute(APPLIED, options);
  for (const { name, checksum, script } of dueMigrations('clickhouse', migrations, rows)) {
    for (const statement of splitStatements(script)) await connection.command(statement, options);
    await connection.write([migrationRow(name, checksum)], options);
    logger.info({ backend: 'clickhouse', migration: name }, 'Applied a migration.');
  }
  const version = await connection.execute(VERSION, options);
  return `ClickHouse ${String(version.rows[0]?.[0])}`;
}

function migrationRow(name: string, checksum: string): Parameters<ClickHouseConnection['write']>[0][number] {
  return {
    table: 'aurum_migration',
    key: ['name'],
    columns: [
      { name: 'name', type: 'text', values: [name] },
      { name: 'checksum', type: 'text', values: [checksum] },
    ],
  };
}
