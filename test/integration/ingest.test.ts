import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { AurumError } from '../../src/errors.ts';
import { firstLookRecords, loadFirstLook } from '../../src/ingest/first-look.ts';
import { type LoadOptions, type LoadOutcome, load } from '../../src/ingest/load.ts';
import { openBulkFiles } from '../../src/ingest/read-bulk.ts';
import type { RecordSource, SeriesRecord } from '../../src/ingest/record.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';
import { entriesSource, linesSource, seriesLine } from '../support/series-lines.ts';
import { sharedData } from '../support/shared-data.ts';
import { storedRows } from '../support/stored-rows.ts';

let folder = '';
let backends: Backend[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurum-ingest-'));
  backends = await Promise.all(EMBEDDED_ENGINES.map((engine) => openEmbedded(engine, folder)));
}, 120_000);
afterAll(async () => {
  await Promise.all(backends.map((backend) => backend.close()));
  await rm(folder, { recursive: true });
});

function run(source: RecordSource, more: Partial<LoadOptions> = {}): Promise<LoadOutcome> {
  const signal = AbortSignal.timeout(120_000);
  return load(source, { backends, skipBad: false, signal, logger: SILENT, onEvent() {}, ...more });
}

async function expectEqualRows(): Promise<Awaited<ReturnType<typeof storedRows>>> {
  const [one, other] = await Promise.all(backends.map(storedRows));
  if (one === undefined || other === undefined) throw new Error('two engines are needed');
  expect(other.series).toEqual(one.series);
  expect(other.observations).toEqual(one.observations);
  return one;
}

test('the first look, once', async () => {
  const records = await firstLookRecords();
  const signal = AbortSignal.timeout(30_000);
  const message = await loadFirstLook(backends, { signal, logger: SILENT });
  expect(message.loaded).toBe(records !== null);
  expect((await loadFirstLook(backends, { signal, logger: SILENT })).loaded).toBe(false);
});

describe('both engines hold the same after each load', () => {
  test('values, texts and periods of every kind', async () => {
    const odd = { name: 'Ünïts "quoted"\t\\ {a,b} \n', units: null, note: "it's; --", geography: 'USA-TX' };
    const lines = [
      seriesLine(
        'T.NUMBERS.A',
        [0.1, -0, 1e21, 5e-324, 1.7976931348623157e308, null, 123456789012345680],
        odd,
      ),
      seriesLine('T.EMPTY.A', []),
      JSON.stringify({ series_id: 'T.OLD.A', name: 'old', f: 'A', data: [['1859', 1]] }),
      JSON.stringify({
        series_id: 'T.HOURS.HL',
        name: 'hours',
        f: 'HL',
        data: [
          ['20231105T01-06', 2],
          ['20231105T01-05', 1],
        ],
      }),
      JSON.stringify({
        series_id: 'T.WEEK.W',
        name: 'week',
        f: 'W',
        last_updated: '2024-01-05T00:00:00-05:00',
        data: [['20240105', 1]],
      }),
    ];
    const { status, summary } = await run(await linesSource(lines));
    expect(status).toBe('completed');
    expect(summary.backends.map(({ added, newSeries }) => [added, newSeries])).toEqual([
      [11, 5],
      [11, 5],
    ]);
    await expectEqualRows();
  });

  test('a second run changes nothing, a changed line only what it says', async () => {
    const before = [seriesLine('T.CHANGED.A', [1, null, 3, 0.1]), seriesLine('T.SAME.A', [1, 2])];
    const after = [seriesLine('T.CHANGED.A', [1, 5, null, 0.1, 9]), seriesLine('T.SAME.A', [1, 2])];
    await run(await linesSource(before));
    const again = await run(await linesSource(before));
    for (const counts of again.summary.backends)
      expect(counts).toMatchObject({ unchangedSeries: 2, unchanged: 6 });
    const changed = await run(await linesSource(after));
    for (const counts of changed.summary.backends) {
      expect(counts).toMatchObject({
        changedSeries: 1,
        unchangedSeries: 1,
        added: 1,
        revised: 2,
        unchanged: 4,
      });
    }
    const { series } = await expectEqualRows();
    const row = series.find(([id]) => id === 'T.CHANGED.A');
    expect(row?.slice(-2)).toEqual([5n, 1n]);
  });

  test('a part of a series keeps what is stored beside it', async () => {
    const whole = seriesLine('T.PART.A', [1, 2, 3], {
      geography: 'USA-TX',
      geoset_id: 'G',
      description: 'whole',
    });
    await run(await linesSource([whole]));
    const source = await linesSource([seriesLine('T.PART.A', [1, 20])]);
    const parts: SeriesRecord[] = [];
    for await (const entry of source.entries) {
      if (entry.kind === 'series')
        parts.push({ ...entry.record, sourceHash: '', facetLabels: { part_1: 'Part' } });
    }
    const place = { source: 'part', line: null };
    const { summary } = await run(entriesSource(parts.map((record) => ({ kind: 'series', record, place }))));
    for (const counts of summary.backends)
      expect(counts).toMatchObject({ added: 0, revised: 1, unchanged: 1 });
    const { series } = await expectEqualRows();
    const row = series.find(([id]) => id === 'T.PART.A');
    expect(row).toEqual(expect.arrayContaining(['whole', 'USA-TX', '2003', 3n]));
    expect(row).toContainEqual(expect.objectContaining({ geoset_id: 'G' }));
    const versionOf = (rows: readonly (readonly unknown[])[]): unknown =>
      rows.find(([id]) => id === 'T.PART.A')?.find((cell) => String(cell).startsWith('part:'));
    const version = versionOf(series);
    expect(version).toBeDefined();
    await run(entriesSource(parts.map((record) => ({ kind: 'series', record, place }))));
    expect(versionOf((await expectEqualRows()).series)).toBe(version);
    const moved = parts.map((record) => ({ ...record, values: [1, 21] }));
    await run(entriesSource(moved.map((record) => ({ kind: 'series', record, place }))));
    expect(versionOf((await expectEqualRows()).series)).not.toBe(version);
  });

  test('other units for some of the stored values only are refused, and nothing of them is stored', async () => {
    const line = (units: string, pairs: readonly (readonly [string, number])[]): string =>
      JSON.stringify({ series_id: 'T.UNITS.A', name: 'units', f: 'A', units, data: pairs });
    const [y2019, y2020] = [['2019', 4_000] as const, ['2020', 5_000] as const];
    await run(await linesSource([line('megawatthours', [y2019, y2020, ['2021', 6_000]])]));
    const before = await expectEqualRows();
    const part: readonly (readonly [string, number])[] = [
      ['2020', 5],
      ['2021', 6],
      ['2022', 7],
    ];
    const partial = line('thousand megawatthours', part);
    const stopped = await run(await linesSource([partial]));
    expect(stopped.error?.message).toMatch(
      /^standard input, line 1: the units of the series T\.UNITS\.A .* 2019 /,
    );
    expect(await expectEqualRows()).toEqual(before);
    const skipped = await run(await linesSource([partial, seriesLine('T.BESIDE.A', [1])]), { skipBad: true });
    expect(skipped).toMatchObject({ status: 'completed', summary: { series: 1, rejected: 1 } });
    const after = await expectEqualRows();
    const others = (rows: readonly (readonly unknown[])[]) => rows.filter(([id]) => id !== 'T.BESIDE.A');
    expect([others(after.series), others(after.observations)]).toEqual([before.series, before.observations]);
    const whole = await run(await linesSource([line('thousand megawatthours', [['2019', 4], ...part])]));
    for (const counts of whole.summary.backends) expect(counts).toMatchObject({ added: 1, revised: 3 });
    await expectEqualRows();
  });

  test('a load that is stopped leaves whole batches, and running it again completes it', async () => {
    const lines = Array.from({ length: 60 }, (_, index) =>
      seriesLine(
        `K.${index}.A`,
        Array.from({ length: 400 }, (_unused, year) => year),
      ),
    );
    const stop = new AbortController();
    let batches = 0;
    const logger = {
      ...SILENT,
      debug() {
        batches += 1;
        if (batches === 3) stop.abort(new AurumError('CANCELLED', 'stop'));
      },
    };
    const options = { batchObservations: 2_000, logger, signal: stop.signal };
    expect((await run(await linesSource(lines), options)).status).toBe('interrupted');
    const again = await run(await linesSource(lines));
    expect(again.status).toBe('completed');
    for (const { newSeries, unchangedSeries } of again.summary.backends)
      expect(newSeries + unchangedSeries).toBe(60);
    const { series } = await expectEqualRows();
    expect(series.filter(([id]) => String(id).startsWith('K.')).every((row) => row.at(-2) === 400n)).toBe(
      true,
    );
  });
});

test('the real sample: counts as its readme tells, a second run everything unchanged', async () => {
  const path = sharedData('eia_sample.jsonl.gz');
  if (path === undefined) return;
  const first = await run(await openBulkFiles([path], process.stdin));
  expect(first.summary).toMatchObject({
    series: 7_863,
    observations: 946_379,
    nulls: 101_000,
    categories: 38,
  });
  for (const counts of first.summary.backends)
    expect(counts).toMatchObject({ newSeries: 7_863, added: 946_379 });
  const second = await run(await openBulkFiles([path], process.stdin));
  for (const counts of second.summary.backends) {
    expect(counts).toMatchObject({
      unchangedSeries: 7_863,
      unchanged: 946_379,
      added: 0,
      revised: 0,
      newSeries: 0,
    });
  }
}, 240_000);
