import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AurumError } from '../../errors.ts';

/** A data folder this process holds. */
export type DataFolder = {
  /** Absolute. */
  readonly path: string;
  /** Lets the next process in. Idempotent. */
  release(): void;
};

/** The process that holds a data folder. */
export type Holder = {
  readonly pid: number;
  /** E.g. `aurum serve`. */
  readonly command: string;
  /** RFC 3339. */
  readonly since: string;
  /** Where it takes work for the folder; null when it takes none. */
  readonly address: string | null;
};

const LOCK_FILE = 'lock.sqlite';
const HOLDER_FILE = 'holder.json';
/** Longer than another process needs to look whether the lock is free. */
const LOCK_WAIT_MILLIS = 250;
/** Longer than the new holder needs to write who it is, once it has the lock. */
const HOLDER_WAIT_MILLIS = 500;
const HOLDER_POLL_MILLIS = 20;
/** SQLITE_BUSY (https://www.sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/**
 * Makes the folder where it is missing, for its owner alone, and takes it for this process. Throws
 * BACKEND_UNAVAILABLE, which names the holder, when another process has it.
 */
export function openDataFolder(
  path: string,
  holder: { readonly command: string; readonly address?: string },
): DataFolder {
  const folder = resolve(path);
  const lock = openLock(folder);
  if (!take(lock)) {
    lock.close();
    throw inUse(folder, awaitHolder(folder));
  }
  const own: Holder = {
    pid: process.pid,
    command: holder.command,
    since: new Date().toISOString(),
    address: holder.address ?? null,
  };
  writeHolder(folder, own);
  let held = true;
  return {
    path: folder,
    release() {
      if (!held) return;
      held = false;
      rmSync(join(folder, HOLDER_FILE), { force: true });
      lock.close();
    },
  };
}

/** Who holds the folder now; null when nobody does. */
export function readHolder(path: string): Holder | null {
  const folder = resolve(path);
  let lock: DatabaseSync;
  try {
    lock = new DatabaseSync(join(folder, LOCK_FILE), { readOnly: false });
  } catch {
    return null;
  }
  try {
    return take(lock) ? null : awaitHolder(folder);
  } finally {
    lock.close();
  }
}

function openLock(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(folder, LOCK_FILE), { timeout: LOCK_WAIT_MILLIS });
  } catch (cause) {
    const message =
      `The data folder ${folder} cannot be made or written: ${reasonOf(cause)}. ` +
      'Set AURUM_DATA_DIR to a folder this user may write.';
    throw new AurumError('BACKEND_UNAVAILABLE', message, { argument: 'data_dir', cause });
  }
}

/**
 * A transaction that is begun and never ended: the system frees its lock however the process dies
 * (https://www.sqlite.org/lockingv3.html). False when another has it.
 */
function take(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin immediate');
    return true;
  } catch (error) {
    if (hasProperty(error, 'errcode', SQLITE_BUSY)) return false;
    const message = `The lock of the data folder cannot be taken: ${reasonOf(error)}.`;
    throw new AurumError('BACKEND_UNAVAILABLE', message, { argument: 'data_dir', cause: error });
  }
}

/** Written whole or not at all, so that a reader never meets half of it. */
function writeHolder(folder: string, holder: Holder): void {
  const draft = join(folder, `${HOLDER_FILE}.${process.pid}`);
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(draft, join(folder, HOLDER_FILE));
}

/** The file of a killed holder stays until the next one writes its own, right after it took the lock. */
function awaitHolder(folder: string): Holder {
  const until = Date.now() + HOLDER_WAIT_MILLIS;
  for (;;) {
    const found = parseHolder(folder);
    if (found !== undefined && isAlive(found.pid)) return found;
    if (Date.now() > until) break;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HOLDER_POLL_MILLIS);
  }
  return { pid: 0, command: 'another process', since: '', address: null };
}

function parseHolder(folder: string): Holder | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, HOLDER_FILE), 'utf8'));
    if (typeof read !== 'object' || read === null) return undefined;
    const { pid, command, since, address }: Partial<Record<keyof Holder, unknown>> = read;
    if (typeof pid !== 'number' || typeof command !== 'string' || typeof since !== 'string') return undefined;
    return { pid, command, since, address: typeof address === 'string' ? address : null };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return hasProperty(error, 'code', 'EPERM');
  }
}

function inUse(folder: string, { pid, command, since }: Holder): AurumError {
  const who = pid === 0 ? command : `${command} (process ${pid}, since ${since})`;
  const message = `The data folder ${folder} is in use by ${who}. Stop it, or set AURUM_DATA_DIR to another folder.`;
  return new AurumError('BACKEND_UNAVAILABLE', message, { argument: 'data_dir' });
}

/** By shape: an error of a native module is not an `instanceof Error` in every realm (jest runs tests in one). */
function hasProperty(error: unknown, name: string, value: string | number): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, name) === value;
}

function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
