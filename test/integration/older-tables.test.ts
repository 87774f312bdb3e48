import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from '@jest/globals';
import { ClickHouseConnection } from '../../src/backend/clickhouse/connection.ts';
import {
  readMigrations as clickhouseFiles,
  migrate as migrateClickHouse,
} from '../../src/backend/clickhouse/migrate.ts';
import { TimescaleConnection } from '../../src/backend/timescale/connection.ts';
import {
  migrate as migrateTimescale,
  readMigrations as timescaleFiles,
} from '../../src/backend/timescale/migrate.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { EMBEDDED_ENGINES, embeddedDriver, openEmbedded } from '../support/embedded-backend.ts';
import { expectUpgraded, OLDER_ROWS, OLDER_SERIES } from './older-tables.ts';

const OPTIONS = { signal: AbortSignal.timeout(120_000) };
const COMPRESSED_CHUNK = `
  insert into eia_observation
  values ('OLD.OTHER.A', '1900-01-01Z', '1900-01-01Z', '1901-01-01Z', '1900', '1900', 7);
  alter table eia_observation set (timescaledb.compress);
  select compress_chunk(chunk) from show_chunks('eia_observation', older_than => '1950-01-01Z'::timestamptz) as chunk`;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurum-older-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A data folder as it was before the tables of revisions, with what was stored then. */
async function writeOlder(engine: (typeof EMBEDDED_ENGINES)[number]): Promise<void> {
  const driver = embeddedDriver(engine, folder);
  const connection = await driver.connect();
  const older = <File extends { readonly name: string }>(files: readonly File[]): File[] =>
    files.filter(({ name }) => name < '003');
  if (connection instanceof ClickHouseConnection)
    await migrateClickHouse(connection, older(await clickhouseFiles()), SILENT, OPTIONS);
  if (connection instanceof TimescaleConnection)
    await migrateTimescale(connection, older(await timescaleFiles()), true, SILENT, OPTIONS);
  await connection.write([OLDER_ROWS, OLDER_SERIES], OPTIONS);
  // Somebody may have compressed chunks.
  if (connection instanceof TimescaleConnection) await connection.script(COMPRESSED_CHUNK, OPTIONS);
  await connection.close();
  await driver.close();
}

test.each(EMBEDDED_ENGINES)(
  'tables of %s from before revisions are brought up to date',
  async (engine) => {
    await writeOlder(engine);
    const backend = await openEmbedded(engine, folder);
    try {
      await expectUpgraded(backend);
    } finally {
      await backend.close();
    }
  },
  120_000,
);
