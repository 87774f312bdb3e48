import { expect, test } from '@jest/globals';
import { TrinoConnection } from '../../src/backend/trino/connection.ts';
import { migrate, readMigrations } from '../../src/backend/trino/migrate.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { dropSchema, openTrino, trinoUrl } from '../support/trino.ts';
import { expectUpgraded, OLDER_ROWS, OLDER_SERIES } from './older-tables.ts';

test('tables of Trino from before revisions are brought up to date', async () => {
  const schema = `older_${process.pid}`;
  const url = trinoUrl(schema);
  if (url === undefined) return;
  const options = { signal: AbortSignal.timeout(120_000) };
  const connection = new TrinoConnection({ url });
  const [first] = await readMigrations();
  if (first === undefined) throw new Error('There is no migration.');
  await migrate(connection, [first], SILENT, options);
  await connection.write([OLDER_ROWS, OLDER_SERIES], options);
  const backend = await openTrino(schema);
  if (backend === undefined) throw new Error('Trino is gone.');
  expect(backend.kind).toBe('trino');
  await expectUpgraded(backend);
  await dropSchema(backend, schema);
  await backend.close();
}, 180_000);
