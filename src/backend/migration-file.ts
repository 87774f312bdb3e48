import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import type { QueryResult } from './backend.ts';

/** A file of an engine's `migrations/`. */
export type MigrationFile = {
  readonly name: string;
  readonly script: string;
  /** SHA-256 of the script with Unix line ends. */
  readonly checksum: string;
};

/** The SQL files of a folder in the order they are applied. */
export async function readMigrationFiles(folder: URL): Promise<readonly MigrationFile[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const script = (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r\n', '\n');
      const checksum = createHash('sha256').update(script).digest('hex');
      return { name: file.slice(0, -'.sql'.length), script, checksum };
    }),
  );
}

/** The statements of a script; a line that holds a semicolon alone ends one. */
export function splitStatements(script: string): readonly string[] {
  const statements = script.split(/^[ \t]*;[ \t]*$/m).map((statement) => statement.trim());
  return statements.filter((statement) => statement.replaceAll(/^\s*--.*$/gm, '').trim() !== '');
}

/**
 * The files that are not applied yet; `applied` has a row of name and checksum for each that is. Throws QUERY_FAILED when
 * a file was changed after it was applied.
 */
export function dueMigrations(
  backend: BackendKind,
  files: readonly MigrationFile[],
  applied: QueryResult['rows'],
): readonly MigrationFile[] {
  const checksums = new Map(applied.map(([name, checksum]) => [name, checksum]));
  const changed = files.find(({ name, checksum }) => (checksums.get(name) ?? checksum) !== checksum);
  if (changed === undefined) return files.filter(({ name }) => !checksums.has(name));
  const message =
    `Migration ${changed.name} is not the file that was applied to this database. ` +
    'Put the original file back; changes to tables go into a new migration.';
  throw new AurumError('QUERY_FAILED', message, { backend });
}
