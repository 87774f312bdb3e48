import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leaveOut } from './skips.ts';

/** Path of a file of real EIA data beside the checkout; undefined, and said so, where there is none. */
export function sharedData(name: string): string | undefined {
  return sharedFile('data', name);
}

/** Path of a file of test cases beside the checkout; undefined, and said so, where there is none. */
export function sharedCases(name: string): string | undefined {
  return sharedFile('cases', name);
}

function sharedFile(folder: 'data' | 'cases', name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/${folder}/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  leaveOut(`what reads the file ${name} of the shared ${folder}, which is not here`);
  return undefined;
}
