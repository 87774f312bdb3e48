import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client';
import { AurumError } from '../../errors.ts';
import { createEmbeddedConnection } from './clickhouse-connection.ts';
import { createClickHouseSession } from './clickhouse-session.ts';
import type { ClickHouseThreads } from './clickhouse-threads.ts';

/** Statements carry their parameters, lists of ids among them, in their text. */
const QUERY_SIZE_MAX_BYTES = 256 * 1024 * 1024;

/** Longest wait for statements that nobody cancelled. */
const CLOSE_WAIT_MILLIS = 5_000;

/**
 * ClickHouse in this process (the optional package chdb) on `folder`, reached by the same client as a server. Opening
 * throws BACKEND_UNAVAILABLE where the package is missing or another folder is open already.
 */
export function createEmbeddedLink(
  folder: string,
  engineSettings: ClickHouseSettings,
  threads: ClickHouseThreads,
): { open(): Promise<ClickHouseClient>; close(): Promise<void> } {
  const inbox = `${folder}-inbox`;
  let prepared: Promise<ChdbModules> | undefined;
  return {
    async open() {
      prepared ??= prepare(folder, inbox).catch((error: unknown) => {
        prepared = undefined;
        throw error;
      });
      const { createChdbConnection } = await prepared;
      return createClient({
        connection: createEmbeddedConnection(
          threads.counted(createClickHouseSession(openSession(createChdbConnection, folder))),
          inbox,
        ),
        clickhouse_settings: { ...engineSettings, max_query_size: String(QUERY_SIZE_MAX_BYTES) },
        log: { level: ClickHouseLogLevel.OFF },
      });
    },
    async close() {
      if (prepared === undefined) return;
      // The folder is free for another process, and this one for another folder, once all statements have ended.
      const { drainPending } = await prepared;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_WAIT_MILLIS);
      });
      await Promise.race([drainPending(), patience]);
      clearTimeout(timer);
      await rm(inbox, { recursive: true, force: true });
    },
  };
}

type ChdbModules = {
  readonly createChdbConnection: typeof import('chdb/connection').createChdbConnection;
  readonly drainPending: typeof import('chdb').drainPending;
};

async function prepare(folder: string, inbox: string): Promise<ChdbModules> {
  // In `from infile` the engine reads these as a pattern of file names.
  if (/[*?{}]/.test(folder)) {
    const message = 'The path of the data folder must not hold any of * ? { }.';
    throw new AurumError('BACKEND_UNAVAILABLE', message, { backend: 'clickhouse' });
  }
  await mkdir(join(folder, '..'), { recursive: true });
  // What a killed process left.
  await rm(inbox, { recursive: true, force: true });
  await mkdir(inbox, { mode: 0o700 });
  return loadChdb();
}

async function loadChdb(): Promise<ChdbModules> {
  try {
    const [{ createChdbConnection }, { drainPending }] = await Promise.all([
      import('chdb/connection'),
      import('chdb'),
    ]);
    return { createChdbConnection, drainPending };
  } catch (cause) {
    const message =
      'The embedded ClickHouse is not installed here: its npm package chdb is missing or has no build for this ' +
      'system. Install it, or point clickhouse.url at a server.';
    throw new AurumError('BACKEND_UNAVAILABLE', message, { backend: 'clickhouse', cause });
  }
}

function openSession(
  createChdbConnection: ChdbModules['createChdbConnection'],
  folder: string,
): ReturnType<ChdbModules['createChdbConnection']> {
  try {
    const connection = createChdbConnection({ path: folder });
    endAtOnce();
    return connection;
  } catch (cause) {
    const message =
      'The embedded ClickHouse cannot open its folder: another process or another part of this one holds it, or it ' +
      'cannot be written.';
    throw new AurumError('BACKEND_UNAVAILABLE', message, { backend: 'clickhouse', cause });
  }
}

/** By which Node.js itself ends where it cannot go on. Not SIGSEGV, which WebAssembly needs. */
const FATAL = ['SIGABRT', 'SIGILL', 'SIGTRAP'] as const;

/**
 * The engine has handlers of its own for these, which wait minutes for a report that nobody writes: the process would hang,
 * deaf to SIGTERM, with its port and its folder. A listener that is taken away leaves the system's own handler.
 */
function endAtOnce(): void {
  const nothing = (): void => {};
  for (const signal of FATAL) process.on(signal, nothing).off(signal, nothing);
}
