import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leaveOut } from './skips.ts';

/**
 * Path of a file of the real EIA data that lies beside the checkout where the project is developed; undefined where it
 * is not there. A test that needs it says so and passes without.
 */
export function sharedData(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  leaveOut(`what reads the data file ${name}, which is not here`);
  return undefined;
}
