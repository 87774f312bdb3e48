import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { storeAwkwardRows } from '../support/awkward-storage.ts';
import { describeDatasetAnswers } from '../support/dataset-suite.ts';
import { TEST_BACKEND } from '../support/embedded-backend.ts';
import { startPostgres } from '../support/postgres.ts';
import { describeRecentRanges } from '../support/recent-suite.ts';
import { leaveOut } from '../support/skips.ts';
import { dropSchema, openTrino } from '../support/trino.ts';

const SCHEMA = `dataset_answers_${process.pid}`;
const postgres = await startPostgres();
const trino = await openTrino(SCHEMA);

afterAll(async () => {
  if ('stop' in postgres) await postgres.stop();
});

if ('url' in postgres) {
  const settings = {
    url: postgres.url,
    dataFolder: '/nowhere',
    statementGraceMillis: 0,
    lockTimeoutMillis: 0,
  };
  const driver = createTimescaleDriver({ ...settings, connectTimeoutMillis: 10_000 }, SILENT);
  const backend = createBackend(driver, TEST_BACKEND, SILENT);
  describe('dataset answers · timescale (PostgreSQL)', () => {
    suite(backend, ['public', 'awkward'], async () => {});
  });
} else leaveOut(postgres.skip);

if (trino !== undefined) {
  describe('dataset answers · trino (Iceberg)', () => {
    suite(trino, ['iceberg', SCHEMA, 'awkward'], () => dropSchema(trino, SCHEMA));
  });
}

function suite(backend: Backend, table: readonly string[], cleanUp: () => Promise<void>): void {
  beforeAll(async () => {
    await backend.ready(AbortSignal.timeout(60_000));
    await storeAwkwardRows(backend, 'awkward');
  }, 120_000);
  afterAll(async () => {
    await cleanUp();
    await backend.close();
  });
  describeDatasetAnswers(() => ({ backend, table }));
  describeRecentRanges(() => ({ backend, table }));
}
