import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what was fetched once is kept (https://specifications.freedesktop.org/basedir-spec). */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aurum');
}
