import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Backend, TableWrite } from '../../src/backend/backend.ts';
import { TrinoConnection } from '../../src/backend/trino/connection.ts';
import { migrate, readMigrations } from '../../src/backend/trino/migrate.ts';
import { load } from '../../src/ingest/load.ts';
import { render, sql } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { linesSource, seriesLine } from '../support/series-lines.ts';
import { storedRows } from '../support/stored-rows.ts';
import { dropSchema, openTrino, trinoUrl } from '../support/trino.ts';

const SCHEMA = `storage_${process.pid}`;
const TOGETHER = `together_${process.pid}`;
const signal = AbortSignal.timeout(240_000);
let backend: Backend | undefined;

beforeAll(async () => {
  backend = await openTrino(SCHEMA);
});
afterAll(async () => {
  if (backend === undefined) return;
  for (const schema of [SCHEMA, TOGETHER]) await dropSchema(backend, schema);
  await backend.close();
});

test('two processes that migrate at once, and one that does it again, end with the same tables', async () => {
  const url = trinoUrl(TOGETHER);
  if (url === undefined) return;
  const migrations = await readMigrations();
  const run = () => migrate(new TrinoConnection({ url }), migrations, SILENT, { signal });
  expect(await Promise.all([run(), run()])).toEqual([
    expect.stringMatching(/^Trino \d+/),
    expect.any(String),
  ]);
  await run();
  const applied = { text: 'select name from aurum_migration', parameters: [], summary: 'SELECT' };
  const { rows } = await new TrinoConnection({ url }).execute(applied, { signal });
  expect(rows.map(([name]) => name).sort()).toEqual(['001_eia_series', '002_eia_revision']);
});

test('a migration that was changed after it was applied is refused', async () => {
  const url = trinoUrl(SCHEMA);
  if (url === undefined) return;
  const changed = (await readMigrations()).map((migration) => ({ ...migration, checksum: 'another' }));
  await expect(migrate(new TrinoConnection({ url }), changed, SILENT, { signal })).rejects.toThrow(
    'Migration 001_eia_series is not the file that was applied',
  );
});

test('two writers of the same rows at once leave each row once, the numbers exactly as they are', async () => {
  if (backend === undefined) return;
  const values = [0.1, 1e-320, 5e-324, -0, 1.7976931348623157e308, 123456789012345680, null];
  const instants = values.map((_, index) => Date.UTC(1859 + index, 0, 1));
  const write: TableWrite = {
    table: 'eia_observation',
    key: ['series_id', 'label'],
    columns: [
      { name: 'series_id', type: 'text', values: values.map(() => "W.it's.A") },
      ...(['label', 'period_start', 'period_end'] as const).map((name) => ({
        name,
        type: 'instant' as const,
        values: instants,
      })),
      { name: 'period', type: 'text', values: values.map((_, index) => String(1859 + index)) },
      { name: 'period_original', type: 'text', values: values.map((_, index) => String(1859 + index)) },
      { name: 'value', type: 'float64', values },
    ],
  };
  const target = backend;
  await Promise.all([1, 2, 3].map(() => target.write([write], { signal })));
  const query = sql`select value from eia_observation where series_id = 'W.it''s.A' order by label`;
  const { rows } = await backend.execute(render(query, backend.dialect, 'SELECT'), { signal });
  expect(rows.map(([value]) => value)).toEqual(values);
});

test('loads: the same again changes nothing, a changed line only what it says, a bad one is refused', async () => {
  if (backend === undefined) return;
  const backends = [backend];
  const run = async (lines: readonly string[]) =>
    load(await linesSource(lines), { backends, skipBad: false, signal, logger: SILENT, onEvent() {} });
  const before = [seriesLine('T.CHANGED.A', [1, null, 3, 0.1]), seriesLine('T.SAME.A', [1, 2])];
  const after = [seriesLine('T.CHANGED.A', [1, 5, null, 0.1, 9]), seriesLine('T.SAME.A', [1, 2])];
  expect((await run(before)).summary.backends).toMatchObject([{ newSeries: 2, added: 6 }]);
  expect((await run(before)).summary.backends).toMatchObject([
    { unchangedSeries: 2, unchanged: 6, added: 0 },
  ]);
  const changed = (await run(after)).summary.backends;
  expect(changed).toMatchObject([
    { changedSeries: 1, unchangedSeries: 1, added: 1, revised: 2, unchanged: 4 },
  ]);
  const { observations } = await storedRows(backend);
  const stored = observations.filter(([id]) => id === 'T.CHANGED.A').map((row) => row.at(-1));
  expect(stored).toEqual([1, 5, null, 0.1, 9]);
  const bad = await run([
    seriesLine('T.GOOD.A', [1]),
    '{"series_id":"T.BAD.A","name":"bad","f":"A","data":[["x",1]]}',
  ]);
  expect([bad.status, bad.error?.code]).toEqual(['failed', 'BAD_USER_INPUT']);
  const { series } = await storedRows(backend);
  expect(series.map(([id]) => id)).toEqual(['T.CHANGED.A', 'T.SAME.A']);
  const mixed = await run([seriesLine('T.GOOD.A', [1]), seriesLine('T.SAME.A', [1], { units: 'kWh' })]);
  expect(mixed.error?.message).toContain(
    'line 2: the units of the series T.SAME.A were "MWh" and would be "kWh"',
  );
  expect(await storedRows(backend)).toEqual({ series, observations });
});
