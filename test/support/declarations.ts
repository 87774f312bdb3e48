import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDatasets } from '../../src/datasets/load-datasets.ts';
import { AurumError } from '../../src/errors.ts';
import { readTypeDefs } from '../../src/server/type-defs.ts';
import { packageRoot } from '../../src/settings/package-root.ts';

/** The SDL that declared datasets become part of. */
export const CORE_TYPE_DEFS = readTypeDefs(join(packageRoot(), 'schema'));

/** A folder of declarations by file name; the caller removes it. */
export function declarationFolder(files: Readonly<Record<string, string>>): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'aurum-datasets-'));
  mkdirSync(path, { recursive: true });
  for (const [file, yaml] of Object.entries(files)) writeFileSync(join(path, file), yaml);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The datasets of declarations by file name. Throws BAD_USER_INPUT whose places begin with `./`. */
export function declare(files: Readonly<Record<string, string>>): ReturnType<typeof loadDatasets> {
  const folder = declarationFolder(files);
  try {
    return loadDatasets({ folder: folder.path, coreTypeDefs: CORE_TYPE_DEFS });
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(folder.path, '.');
    throw error;
  } finally {
    folder.remove();
  }
}

/** A declaration that is right. */
export const SMALL = `name: prices
title: Prices
backend: clickhouse
table: energy.prices
time: time
key: [time, hub]
dimensions:
  hub: {}
measures:
  price: { type: decimal, scale: 4, additivity: rate }
  net_volume: { additivity: flow, units: MWh, column: volume_mwh }
`;

/** The lines that refuse declarations. */
export function mistakesOf(files: Record<string, string>): string[] {
  try {
    declare(files);
  } catch (error) {
    if (error instanceof AurumError && error.code === 'BAD_USER_INPUT')
      return error.message.split('\n').slice(1);
    throw error;
  }
  throw new Error('The declarations were accepted.');
}
