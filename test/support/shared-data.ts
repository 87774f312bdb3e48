import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leaveOut } from './skips.ts';

/** Path of a file of real EIA data beside the checkout; undefined, and said so, where there is none. */
export function sharedData(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  leaveOut(`what reads the data file ${name}, which is not here`);
  return undefined;
}
