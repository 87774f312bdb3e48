import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { AurumError } from '../../errors.ts';
import { trinoDialect } from '../../sql/dialect/trino.ts';
import { type Fragment, identifier, render, sql } from '../../sql/statement.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { CallOptions, Connection, QueryResult, TableWrite } from '../backend.ts';
import { retryConflicts, writeTables } from './write.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** A file of `migrations/`. Each statement must be harmless when it runs again. */
export type Migration = {
  readonly name: string;
  readonly statements: readonly string[];
  readonly checksum: string;
};

/** What a migration needs of a connection. */
type Session = Pick<Connection, 'execute'>;

const MIGRATION_TABLE = `
  create table if not exists aurum_migration (
    name varchar not null,
    checksum varchar not null,
    applied_at timestamp(6) with time zone not null
  )`;

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
function splitStatements(script: string): readonly string[] {
  const statements = script.split(/^[ \t]*;[ \t]*$/m).map((statement) => statement.trim());
  return statements.filter((statement) => statement.replaceAll(/^\s*--.*$/gm, '').trim() !== '');
}

/**
 * Makes the schema where it is missing and applies what is not applied yet. There is no lock: two processes that do
 * this at once run statements that are harmless twice, and record the same. Returns the engine's version text. Throws
 * QUERY_FAILED when a file was changed after it was applied.
 */
export async function migrate(
  session: Session,
  migrations: readonly Migration[],
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
  const applied = new Map(rows.map(([name, checksum]) => [name, checksum]));
  for (const { name, checksum, statements } of migrations) {
    const known = applied.get(name);
    if (known !== undefined && known !== checksum) throw changedFile(name);
    if (known !== undefined) continue;
    for (const statement of statements) await define(statement);
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

function changedFile(name: string): AurumError {
  const message =
    `Migration ${name} is not the file that was applied to this database. ` +
    'Put the original file back; changes to tables go into a new migration.';
  return new AurumError('QUERY_FAILED', message, { backend: 'trino' });
}
