import { trinoDialect } from '../../sql/dialect/trino.ts';
import { type Fragment, identifier, render, sql } from '../../sql/statement.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { CallOptions, Connection, QueryResult, TableWrite } from '../backend.ts';
import { dueMigrations, type MigrationFile, readMigrationFiles, splitStatements } from '../migration-file.ts';
import { retryConflicts, writeTables } from './write.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** What a migration needs of a connection. */
type Session = Pick<Connection, 'execute'>;

const MIGRATION_TABLE = `
  create table if not exists aurum_migration (
    name varchar not null,
    checksum varchar not null,
    applied_at timestamp(6) with time zone not null
  )`;

/** The files of this engine; each statement in them must be harmless when it runs again. */
export const readMigrations = (): Promise<readonly MigrationFile[]> => readMigrationFiles(FOLDER);

/**
 * Makes the schema where it is missing and applies what is not applied yet. There is no lock: two processes that do
 * this at once run statements that are harmless twice, and record the same. Returns the engine's version text. Throws
 * QUERY_FAILED when a file was changed after it was applied.
 */
export async function migrate(
  session: Session,
  migrations: readonly MigrationFile[],
  logger: Logger,
  options: CallOptions,
): Promise<string> {
  const query = (fragment: Fragment, summary: string): Promise<QueryResult> =>
    session.execute(render(fragment, trinoDialect, summary), options);
  const define = async (text: string): Promise<void> => {
    const statement = { text, parameters: [], summary: 'CREATE' };
    await retryConflicts(() => session.execute(statement, options), options.signal);
  };
  const place = await query(sql`select current_catalog, current_schema, version()`, 'SELECT version');
  const [catalog, schema, version] = (place.rows[0] ?? []).map(String);
  if (catalog === undefined || schema === undefined) throw new RangeError('Trino tells no schema.');
  const { quoteIdentifier } = trinoDialect;
  await define(`create schema if not exists ${quoteIdentifier(catalog)}.${quoteIdentifier(schema)}`);
  await define(MIGRATION_TABLE);
  const { rows } = await query(
    sql`select ${identifier('name')}, checksum from aurum_migration`,
    'SELECT aurum_migration',
  );
  for (const { name, checksum, script } of dueMigrations('trino', migrations, rows)) {
    for (const statement of splitStatements(script)) await define(statement);
    await writeTables(session, [migrationRow(name, checksum)], options);
    logger.info({ backend: 'trino', migration: name }, 'Applied a migration.');
  }
  return `Trino ${version}`;
}

function migrationRow(name: string, checksum: string): TableWrite {
  return {
    table: 'aurum_migration',
    key: ['name'],
    columns: [
      { name: 'name', type: 'text', values: [name] },
      { name: 'checksum', type: 'text', values: [checksum] },
      { name: 'applied_at', type: 'instant', values: [Date.now()] },
    ],
  };
}
