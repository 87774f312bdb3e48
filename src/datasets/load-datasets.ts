import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AurumError } from '../errors.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { readDeclaration } from './declaration-file.ts';
import { settleDeclaration } from './settle-declaration.ts';
import { takeNames, takenNames } from './taken-names.ts';

/** Where declarations are, and the SDL of the schema they become part of. */
export type LoadDatasetsOptions = { readonly folder: string; readonly coreTypeDefs: readonly string[] };

/** Reads every declaration of a folder, in the order of their names; throws one BAD_USER_INPUT that lists all mistakes. */
export function loadDatasets({ folder, coreTypeDefs }: LoadDatasetsOptions): DeclaredDataset[] {
  const mistakes: string[] = [];
  const taken = takenNames(coreTypeDefs);
  const datasets: DeclaredDataset[] = [];
  for (const file of declarationFiles(folder, mistakes)) {
    const label = join(folder, file);
    const read = readDeclaration(label, readFileSync(label, 'utf8'), mistakes);
    if (read === null) continue;
    const before = mistakes.length;
    const dataset = settleDeclaration(read);
    const collision = takeNames(dataset, taken, label);
    if (collision !== null) read.report(['name'], `${collision} Allowed: another name.`);
    if (mistakes.length === before) datasets.push(dataset);
  }
  if (mistakes.length > 0) throw declarationError(mistakes);
  return datasets.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function declarationError(mistakes: readonly string[]): AurumError {
  const head =
    mistakes.length === 1
      ? 'One thing is wrong with the declared datasets:'
      : `${mistakes.length} things are wrong with the declared datasets:`;
  return new AurumError('BAD_USER_INPUT', [head, ...mistakes.map((line) => `  - ${line}`)].join('\n'), {
    argument: 'datasets_dir',
  });
}

function declarationFiles(folder: string, mistakes: string[]): string[] {
  try {
    const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
    if (files.length === 0)
      mistakes.push(`${folder}: holds no declaration. Allowed: a folder with files NAME.yaml.`);
    return files.sort();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : 'unreadable';
    mistakes.push(`${folder}: cannot be read (${code}). Allowed: a folder with files NAME.yaml.`);
    return [];
  }
}
