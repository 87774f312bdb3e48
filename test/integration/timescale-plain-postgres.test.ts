import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { fillDemoTables } from '../../src/demo/fill.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { SENSOR_DATA } from '../support/admin-datasets.ts';
import { type EiaServer, startEiaServer } from '../support/eia-server.ts';
import { TEST_BACKEND } from '../support/embedded-backend.ts';
import { startPostgres } from '../support/postgres.ts';
import { leaveOut } from '../support/skips.ts';

const server = await startPostgres();

afterAll(async () => {
  if ('stop' in server) await server.stop();
});

if ('url' in server) describe('a PostgreSQL without TimescaleDB', () => suite(server.url));
else {
  leaveOut(`a PostgreSQL without TimescaleDB: ${server.skip}`);
  describe.skip('a PostgreSQL without TimescaleDB', () => test('is there', () => {}));
}

function suite(url: string): void {
  let backend: Backend;
  let served: EiaServer;

  beforeAll(async () => {
    const common = { dataFolder: '/nowhere', statementGraceMillis: 5_000, connectTimeoutMillis: 5_000 };
    backend = createBackend(
      createTimescaleDriver({ url, ...common, lockTimeoutMillis: 2_000 }, SILENT),
      TEST_BACKEND,
      SILENT,
    );
    await backend.ready(AbortSignal.timeout(30_000));
    served = await startEiaServer(backend, { datasets: [SENSOR_DATA] });
  }, 60_000);

  afterAll(async () => {
    await served.server.close();
    await backend.close();
  });

  test('takes the demonstration data as a plain table with a plain view', async () => {
    const signal = AbortSignal.timeout(50_000);
    await fillDemoTables(backend, { signal, onEvent() {} });
    const text = 'select count(*), sum(readings)::int8 from hourly_summary';
    const { rows } = await backend.execute({ text, parameters: [], summary: 'SELECT' }, { signal });
    expect(rows).toEqual([[43_680n, 262_080n]]);
  });

  test.each([
    '{ hypertable(name: "sensor_data") { id } }',
    '{ continuousAggregate(name: "hourly_summary") { id } }',
    'mutation { compressChunks(input: { hypertable: "sensor_data", olderThan: "P1D" }) { changed } }',
    'mutation { refreshContinuousAggregate(input: { name: "hourly_summary", range: { between: {} } }) { changed } }',
  ])('says so to %s', async (document) => {
    const { errors } = await served.query(document);
    expect(errors).toMatchObject([
      {
        message: 'This PostgreSQL has no TimescaleDB extension.',
        extensions: { code: 'QUERY_FAILED', backend: 'timescale', retryable: false },
      },
    ]);
  });
}
