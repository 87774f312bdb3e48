import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { AurumError } from '../../errors.ts';
import type { Statement } from '../../sql/statement.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { CallOptions } from '../backend.ts';
import type { ClickHouseConnection } from './connection.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** A file of `migrations/`. Each statement must be harmless when it runs again. */
export type Migration = {
  readonly name: string;
  readonly statements: readonly string[];
  readonly checksum: string;
};

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

/** The files in the order they are applied. */
export async function readMigrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const script = (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r\n', '\n');
      return {
        name: file.slice(0, -'.sql'.length),
        statements: splitStatements(script),
        checksum: createHash('sha256').update(script).digest('hex'),
      };
    }),
  );
}

/** The statements of a script; a line that holds a semicolon alone ends one. */
export function splitStatements(script: string): readonly string[] {
  const statements = script.split(/^[ \t]*;[ \t]*$/m).map((statement) => statement.trim());
  return statements.filter((statement) => statement.replaceAll(/^\s*--.*$/gm, '').trim() !== '');
}

/**
 * Applies what is not applied yet. There is no lock: two processes that do this at once run statements that are
 * harmless twice, and record the same. Returns the engine's version text. Throws QUERY_FAILED when a file was changed
 * after it was applied.
 */
export async function migrate(
  connection: ClickHouseConnection,
  migrations: readonly Migration[],
  logger: Logger,
  options: CallOptions,
): Promise<string> {
  await connection.command(MIGRATION_TABLE, options);
  const { rows } = await connection.execute(APPLIED, options);
  const applied = new Map(rows.map(([name, checksum]) => [name, checksum]));
  for (const { name, checksum, statements } of migrations) {
    const known = applied.get(name);
    if (known !== undefined && known !== checksum) throw changedFile(name);
    if (known !== undefined) continue;
    for (const statement of statements) await connection.command(statement, options);
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

function changedFile(name: string): AurumError {
  const message =
    `Migration ${name} is not the file that was applied to this database. ` +
    'Put the original file back; changes to tables go into a new migration.';
  return new AurumError('QUERY_FAILED', message, { backend: 'clickhouse' });
}
