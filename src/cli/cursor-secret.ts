import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../backend/embedded/data-folder.ts';
import type { Settings } from '../settings/settings.ts';
import type { Logger } from '../telemetry/log.ts';

const SECRET_BYTES = 32;
const FILE = 'cursor-secret';

/**
 * What page cursors are signed with: the setting; else one kept in the data folder; else one of this process, and the
 * log says that cursors end with it.
 */
export function cursorSecret(
  { cursorSecret: given }: Settings,
  folder: DataFolder | null,
  logger: Logger,
): string {
  if (given !== null) return given.reveal();
  const fresh = randomBytes(SECRET_BYTES).toString('base64url');
  if (folder === null) {
    logger.info({}, 'AURUM_CURSOR_SECRET is not set: page cursors are good for this process only.');
    return fresh;
  }
  const file = join(folder.path, FILE);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    writeFileSync(file, fresh, { mode: 0o600 });
    return fresh;
  }
}
