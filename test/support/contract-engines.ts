import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClickHouseDriver } from '../../src/backend/clickhouse/driver.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { createTrinoDriver } from '../../src/backend/trino/driver.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import type { ContractEngine, StartedEngine } from '../contract/engine.ts';
import { startClickHouseHttp } from './clickhouse-http.ts';
import { type EMBEDDED_ENGINES, embeddedDriver } from './embedded-backend.ts';
import { placeEmptyDatabase } from './empty-database.ts';
import { startPostgres } from './postgres.ts';
import { trinoUrl } from './trino.ts';

const CONNECT_TIMEOUT_MILLIS = 60_000;
/** Short, as the cases wait for it; statements of the contract that nobody ends take less. */
const STATEMENT_GRACE_MILLIS = 1_000;

/** An embedded engine in a new folder. */
export async function startEmbedded(engine: (typeof EMBEDDED_ENGINES)[number]): Promise<StartedEngine> {
  const folder = await mkdtemp(join(tmpdir(), `aurum-contract-${engine}-`));
  if (engine === 'timescale') await placeEmptyDatabase(folder);
  return {
    driver: embeddedDriver(engine, folder, STATEMENT_GRACE_MILLIS),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** ClickHouse behind its HTTP protocol. */
export async function startClickHouseServer(): Promise<StartedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'aurum-contract-http-'));
  const { url, password, stop } = await startClickHouseHttp(folder);
  return {
    driver: createClickHouseDriver(
      { url, password, dataFolder: folder, connectTimeoutMillis: CONNECT_TIMEOUT_MILLIS, threads: 32 },
      SILENT,
    ),
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The system's PostgreSQL, without the extension. */
export async function startPostgresServer(): ReturnType<ContractEngine['start']> {
  const server = await startPostgres();
  if ('skip' in server) return server;
  const settings = { url: server.url, dataFolder: '/nowhere', statementGraceMillis: 0, lockTimeoutMillis: 0 };
  return {
    driver: createTimescaleDriver({ ...settings, connectTimeoutMillis: CONNECT_TIMEOUT_MILLIS }, SILENT),
    stop: server.stop,
  };
}

/** The Trino of this run, with a schema of its own in Iceberg. */
export async function startTrinoSchema(): ReturnType<ContractEngine['start']> {
  const schema = `contract_${process.pid}`;
  const url = trinoUrl(schema);
  if (url === undefined) return { skip: 'no Trino' };
  const driver = createTrinoDriver({ url, connectTimeoutMillis: CONNECT_TIMEOUT_MILLIS }, SILENT);
  const connection = await driver.connect();
  const command = async (text: string): Promise<void> => {
    await connection.execute(
      { text, parameters: [], summary: text },
      { signal: AbortSignal.timeout(30_000) },
    );
  };
  await command(`create schema if not exists ${schema}`);
  return {
    driver,
    async stop() {
      await command(`drop schema ${schema} cascade`);
      await connection.close();
    },
  };
}
