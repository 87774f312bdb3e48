import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { scenario } from '../support/fault-table.ts';
import { embeddedStores, postgresStores } from '../support/killed-stores.ts';
import { killedAtRandom, killedBetweenTables } from '../support/killed-suite.ts';
import { startPostgres } from '../support/postgres.ts';
import { leaveOut } from '../support/skips.ts';

const server = await startPostgres();

afterAll(async () => {
  if ('stop' in server) await server.stop();
});

killedAtRandom('embedded TimescaleDB', embeddedStores('timescale'), 10);
killedAtRandom('embedded ClickHouse', embeddedStores('clickhouse'), 14);
// No transaction holds its tables together. A part appears under its own name once its rows are stored.
killedBetweenTables('embedded ClickHouse', embeddedStores('clickhouse'), ({ env }, table) => ({
  folder: join(env.AURUM_DATA_DIR ?? '', 'clickhouse/data/default', table),
  entry: /^all_/,
}));

if ('url' in server) killedAtRandom('native PostgreSQL', postgresStores(server.url), 18);
else {
  leaveOut(`loads into PostgreSQL that are killed: ${server.skip}`);
  scenario.leftOut('ingest killed (SIGKILL), native PostgreSQL');
}
