import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { Backend } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type EMBEDDED_ENGINES, openEmbedded, TEST_BACKEND } from './embedded-backend.ts';
import type { IngestTarget } from './killed-ingest.ts';
import { checksumsOf, type StoreChecksums } from './store-checksums.ts';
import { dropSchema, openTrino, trinoUrl } from './trino.ts';

/** Tables of their own on one engine. */
export type Store = IngestTarget & { checksums(): Promise<StoreChecksums>; drop(): Promise<void> };

/** Makes an empty store; `name` is of its own among those of a test. */
export type OpenStore = (name: string) => Promise<Store>;

/** Data folders of an embedded engine. */
export function embeddedStores(kind: (typeof EMBEDDED_ENGINES)[number]): OpenStore {
  return async (name) => {
    const folder = await mkdtemp(join(tmpdir(), `aurum-${name}-`));
    return {
      kind,
      env: { AURUM_DATA_DIR: folder },
      // One at a time: ClickHouse in process takes one folder a process.
      checksums: () => readAndClose(openEmbedded(kind, folder)),
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  };
}

/** Databases of a PostgreSQL server. */
export function postgresStores(serverUrl: string): OpenStore {
  const administer = async (statement: string): Promise<void> => {
    const session = postgres(serverUrl, { max: 1 });
    await session.unsafe(statement);
    await session.end();
  };
  return async (name) => {
    await administer(`create database ${name}`);
    const url = new URL(`/${name}`, serverUrl).href;
    return {
      kind: 'timescale',
      env: { AURUM_TIMESCALE_URL: url },
      checksums: () => readAndClose(openPostgres(url)),
      drop: () => administer(`drop database ${name} with (force)`),
    };
  };
}

/** Schemas of the Trino of this run. */
export const openTrinoStore: OpenStore = async (name) => {
  const schema = `${name}_${process.pid}`;
  const withBackend = async <T>(use: (backend: Backend) => Promise<T>): Promise<T> => {
    const backend = await openTrino(schema);
    if (backend === undefined) throw new Error('There is no Trino.');
    return use(backend).finally(() => backend.close());
  };
  return {
    kind: 'trino',
    env: { AURUM_TRINO_URL: trinoUrl(schema) ?? '' },
    checksums: () => withBackend(checksumsOf),
    drop: () => withBackend((backend) => dropSchema(backend, schema)),
  };
};

async function openPostgres(url: string): Promise<Backend> {
  const settings = { dataFolder: '/nowhere', statementGraceMillis: 5_000, connectTimeoutMillis: 5_000 };
  const driver = createTimescaleDriver({ url, ...settings, lockTimeoutMillis: 2_000 }, SILENT);
  const backend = createBackend(driver, TEST_BACKEND, SILENT);
  await backend.ready(AbortSignal.timeout(30_000));
  return backend;
}

async function readAndClose(opening: Promise<Backend>): Promise<StoreChecksums> {
  const backend = await opening;
  return checksumsOf(backend).finally(() => backend.close());
}
