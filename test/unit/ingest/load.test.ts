import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import type { Backend } from '../../../src/backend/backend.ts';
import { AurumError } from '../../../src/errors.ts';
import { type LoadEvent, type LoadOptions, type LoadOutcome, load } from '../../../src/ingest/load.ts';
import { openBulkFiles } from '../../../src/ingest/read-bulk.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { createRecordingBackend } from '../../support/recording-backend.ts';
import { linesSource, seriesLine } from '../../support/series-lines.ts';
import { sharedData } from '../../support/shared-data.ts';

/** When the loads here begin. */
const NOW = Date.UTC(2024, 0);

async function loadLines(
  lines: readonly string[],
  backends: readonly Backend[],
  more: Partial<LoadOptions> = {},
): Promise<LoadOutcome> {
  const signal = new AbortController().signal;
  const base = { backends, skipBad: false, signal, logger: SILENT, nowMillis: NOW, onEvent() {} };
  return load(await linesSource(lines), { ...base, ...more });
}

const CATEGORY = '{"category_id":"1","name":"All","childseries":[]}';
const LINES = [seriesLine('A.X.A', [1, null, 3]), CATEGORY, seriesLine('A.Y.A', [4, 5])];

/** An annual series in megawatthours from 2001 on, and a part of it in a thousand of them. */
const IN_MWH = seriesLine('A.X.A', [4000, null, 6000], { units: 'megawatthours' });
const partInGwh = (id: string, years: readonly number[]): string => {
  const data = years.map((year) => [String(year), year - 1996]);
  return JSON.stringify({ series_id: id, name: id, f: 'A', units: 'thousand megawatthours', data });
};
const REFUSED =
  'the units of the series A.X.A were "megawatthours" and would be "thousand megawatthours", but its stored value of 2001 is not in this load and would stay as it is: load the whole series in its new units.';

describe.each(['timescale', 'clickhouse', 'trino'] as const)('other units, loaded into %s', (kind) => {
  test('without some stored value stop the load, and nothing of its batch is stored', async () => {
    const backends = [createRecordingBackend(kind), createRecordingBackend(kind)];
    await loadLines([IN_MWH], backends);
    const nothing = { series: 0, added: 0, revised: 0 };
    const lines = [seriesLine('A.W.A', [1]), partInGwh('A.X.A', [2002, 2003, 2004])];
    const outcome = await loadLines(lines, backends);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'BAD_USER_INPUT', message: `standard input, line 2: ${REFUSED}` },
      summary: { series: 1, observations: 1, rejected: 1, backends: [nothing, nothing] },
    });
    for (const backend of backends) expect(backend.writes).toHaveLength(1);
  });

  test('are left out with skipBad, told and counted once, and what stands beside them is stored', async () => {
    const backends = [createRecordingBackend(kind), createRecordingBackend(kind)];
    await loadLines([IN_MWH, seriesLine('A.Z.A', [1])], backends);
    const stored = backends.map((backend) => [
      backend.row('eia_series', 'A.X.A'),
      backend.rows('eia_observation'),
    ]);
    const events: LoadEvent[] = [];
    const lines = [
      partInGwh('A.X.A', [2002, 2003, 2004]),
      seriesLine('A.Z.A', [1]),
      seriesLine('A.Y.A', [7, 8]),
    ];
    const options = { skipBad: true, onEvent: (event: LoadEvent) => void events.push(event) };
    const { status, summary } = await loadLines(lines, backends, options);
    expect(status).toBe('completed');
    expect(events.filter(({ type }) => type === 'rejected')).toEqual([
      { type: 'rejected', place: { source: 'standard input', line: 1 }, reason: REFUSED },
    ]);
    expect(summary).toMatchObject({ series: 2, observations: 3, rejected: 1 });
    const counts = { series: 2, newSeries: 1, changedSeries: 0, unchangedSeries: 1 };
    for (const one of summary.backends)
      expect(one).toMatchObject({ ...counts, observations: 3, added: 2, revised: 0, unchanged: 1 });
    backends.forEach((backend, index) => {
      const observations = backend.rows('eia_observation').filter((row) => row.series_id !== 'A.Y.A');
      expect([backend.row('eia_series', 'A.X.A'), observations]).toEqual(stored[index]);
      expect(backend.rows('eia_revision')).toEqual([]);
    });
  });

  test('are taken where every stored value is in the load', async () => {
    const backend = createRecordingBackend(kind);
    await loadLines([IN_MWH], [backend]);
    // 2002 has no value that could be in other units.
    const { summary } = await loadLines([partInGwh('A.X.A', [2001, 2003, 2004])], [backend]);
    expect(summary.backends).toMatchObject([{ changedSeries: 1, added: 1, revised: 2 }]);
    expect(backend.row('eia_series', 'A.X.A')).toMatchObject({ units: 'thousand megawatthours' });
  });

  test('are none where the same ones are spelled otherwise, or a part does not tell them', async () => {
    const backend = createRecordingBackend(kind);
    await loadLines([partInGwh('A.X.A', [2001, 2002])], [backend]);
    const respelled = seriesLine('A.X.A', [5], { units: 'million kilowatthours' });
    expect(await loadLines([respelled], [backend])).toMatchObject({
      status: 'completed',
      summary: { rejected: 0 },
    });
    const source = await linesSource([seriesLine('A.X.A', [9], { units: null })]);
    const part = (async function* () {
      for await (const entry of source.entries)
        if (entry.kind === 'series') yield { ...entry, record: { ...entry.record, sourceHash: '' } };
    })();
    const signal = new AbortController().signal;
    const options = { backends: [backend], skipBad: false, signal, logger: SILENT, onEvent() {} };
    expect((await load({ ...source, entries: part }, options)).status).toBe('completed');
    expect(backend.row('eia_series', 'A.X.A')).toMatchObject({ units: 'million kilowatthours' });
  });

  test('or none at all, where there were some, are refused alike', async () => {
    const backend = createRecordingBackend(kind);
    await loadLines([IN_MWH], [backend]);
    const { error } = await loadLines([seriesLine('A.X.A', [4000], { units: null })], [backend]);
    expect(error?.message).toContain(
      'were "megawatthours" and would be none, but its stored value of 2003 is',
    );
  });
});

describe.each(['timescale', 'clickhouse'] as const)('a load into %s', (kind) => {
  test('stores new series whole, observations before the catalogue', async () => {
    const backend = createRecordingBackend(kind);
    const { status, summary } = await loadLines(LINES, [backend]);
    expect(status).toBe('completed');
    expect(summary).toMatchObject({ series: 2, observations: 5, nulls: 1, categories: 1, rejected: 0 });
    expect(summary.backends).toEqual([
      {
        backend: kind,
        series: 2,
        newSeries: 2,
        changedSeries: 0,
        unchangedSeries: 0,
        observations: 5,
        nulls: 1,
        added: 5,
        revised: 0,
        unchanged: 0,
      },
    ]);
    expect(backend.writes.map((write) => write.map(({ table }) => table))).toEqual([
      ['eia_observation', 'eia_series'],
    ]);
    expect(backend.row('eia_series', 'A.X.A')).toMatchObject({
      name: 'Series A.X.A',
      frequency: 'A',
      dataset: 'A',
      start_period: '2001',
      end_period: '2003',
      first_label: Date.UTC(2001, 0),
      last_label: Date.UTC(2003, 0),
      search_words: ['series', 'a', 'x'],
      observation_count: 3,
      null_count: 1,
    });
    expect(backend.row('eia_observation', 'A.X.A', Date.UTC(2002, 0))).toEqual({
      series_id: 'A.X.A',
      label: Date.UTC(2002, 0),
      period_start: Date.UTC(2002, 0),
      period_end: Date.UTC(2003, 0),
      period: '2002',
      period_original: '2002',
      value: null,
      seen_at: NOW,
    });
  });

  test('a second run writes nothing', async () => {
    const backend = createRecordingBackend(kind);
    await loadLines(LINES, [backend]);
    const { summary } = await loadLines(LINES, [backend]);
    expect(summary.backends[0]).toMatchObject({
      unchangedSeries: 2,
      unchanged: 5,
      added: 0,
      revised: 0,
      newSeries: 0,
    });
    expect(backend.writes).toHaveLength(1);
  });

  test('a changed line writes what is new or revised, and keeps what the line no longer has', async () => {
    const backend = createRecordingBackend(kind);
    await loadLines([seriesLine('A.X.A', [1, null, 3])], [backend]);
    const changed = JSON.stringify({
      series_id: 'A.X.A',
      name: 'Renamed',
      f: 'A',
      units: 'MWh',
      data: [
        ['2004', 4],
        ['2003', 3.5],
        ['2002', null],
      ],
    });
    const { summary } = await loadLines([changed], [backend]);
    expect(summary.backends[0]).toMatchObject({ changedSeries: 1, added: 1, revised: 1, unchanged: 1 });
    expect(backend.writes[1]?.map(({ table }) => table)).toEqual([
      'eia_revision',
      'eia_observation',
      'eia_series',
    ]);
    const written = backend.writes[1]?.[1]?.columns.find(({ name }) => name === 'period')?.values;
    expect(written).toEqual(['2003', '2004']);
    expect(backend.row('eia_series', 'A.X.A')).toMatchObject({
      name: 'Renamed',
      start_period: '2001',
      end_period: '2004',
      observation_count: 4,
      null_count: 1,
    });
  });

  test('a load killed between the tables is healed by the next', async () => {
    const clean = createRecordingBackend(kind);
    await loadLines(LINES, [clean]);
    const backend = createRecordingBackend(kind);
    if (kind === 'clickhouse') backend.tablesKept = 1;
    backend.beforeWrite = () => Promise.reject(new AurumError('BACKEND_UNAVAILABLE', 'gone'));
    const first = await loadLines(LINES, [backend]);
    expect(first).toMatchObject({ status: 'failed', error: { message: 'gone' } });
    backend.beforeWrite = () => Promise.resolve();
    expect((await loadLines(LINES, [backend])).status).toBe('completed');
    expect(backend.rows('eia_observation')).toEqual(clean.rows('eia_observation'));
    expect(backend.rows('eia_series')).toEqual(clean.rows('eia_series'));
  });
});

test('a killed load of an older file does not leave wrong counts behind', async () => {
  const backend = createRecordingBackend('clickhouse');
  backend.tablesKept = 1;
  backend.beforeWrite = () => Promise.reject(new AurumError('BACKEND_UNAVAILABLE', 'gone'));
  await loadLines([seriesLine('A.X.A', [1, 2, null])], [backend]);
  backend.beforeWrite = () => Promise.resolve();
  const { summary } = await loadLines([seriesLine('A.X.A', [1, 7])], [backend]);
  expect(summary.backends[0]).toMatchObject({ newSeries: 1, added: 0, revised: 1, unchanged: 1 });
  expect(backend.row('eia_series', 'A.X.A')).toMatchObject({
    observation_count: 3,
    null_count: 1,
    end_period: '2003',
  });
});

test('a bad line stops the load: earlier batches stay, the current one leaves nothing', async () => {
  const backend = createRecordingBackend();
  const lines = ['a', 'b', 'c', 'd'].map((name) => seriesLine(`S.${name}.A`, [1, 2]));
  const bad = [
    ...lines,
    '{"series_id":"S.e.A","name":"e","f":"A","data":[["20x1",1]]}',
    seriesLine('S.f.A', [1]),
  ];
  const outcome = await loadLines(bad, [backend], { batchObservations: 4 });
  expect(outcome).toMatchObject({
    status: 'failed',
    error: {
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/^standard input, line 5: "20x1" is not a period/),
    },
    summary: { rejected: 1, backends: [{ series: 2, added: 4 }] },
  });
  expect(backend.rows('eia_series').map((row) => row.series_id)).toEqual(['S.a.A', 'S.b.A']);
});

test('with skipBad bad lines are told, counted and left out', async () => {
  const backend = createRecordingBackend();
  const events: LoadEvent[] = [];
  const lines = [seriesLine('S.a.A', [1]), 'nonsense', seriesLine('S.a.A', [2]), seriesLine('S.b.A', [3])];
  const options = { skipBad: true, onEvent: (event: LoadEvent) => void events.push(event) };
  const { status, summary } = await loadLines(lines, [backend], options);
  expect(status).toBe('completed');
  expect(summary).toMatchObject({ series: 2, rejected: 2 });
  const rejected = events.filter((event) => event.type === 'rejected');
  expect(rejected).toEqual([
    expect.objectContaining({
      place: { source: 'standard input', line: 2 },
      reason: expect.stringContaining('not JSON'),
    }),
    expect.objectContaining({
      place: { source: 'standard input', line: 3 },
      reason: 'the series S.a.A stands on line 1 already; a file holds each series once.',
    }),
  ]);
  expect(events.at(-1)).toMatchObject({
    type: 'progress',
    unit: 'bytes',
    total: null,
    series: 2,
    rejected: 2,
  });
});

test('batches hold whole series, and one is read while the one before is stored', async () => {
  const backend = createRecordingBackend();
  let writing = 0;
  let mostAtOnce = 0;
  backend.beforeWrite = async () => {
    writing += 1;
    mostAtOnce = Math.max(mostAtOnce, writing);
    await new Promise((resolve) => setTimeout(resolve, 5));
    writing -= 1;
  };
  const lines = Array.from({ length: 10 }, (_, index) => seriesLine(`S.${index}.A`, [1, 2, 3]));
  await loadLines(lines, [backend], { batchObservations: 7 });
  expect(backend.writes.map((write) => write[1]?.columns[0]?.values.length)).toEqual([2, 2, 2, 2, 2]);
  expect(mostAtOnce).toBe(1);
});

test('two backends get the same from one reading', async () => {
  const backends = [createRecordingBackend('timescale'), createRecordingBackend('clickhouse')];
  const { summary } = await loadLines(LINES, backends);
  expect(summary.backends.map(({ backend, added }) => [backend, added])).toEqual([
    ['timescale', 5],
    ['clickhouse', 5],
  ]);
  expect(backends[0]?.rows('eia_observation')).toEqual(backends[1]?.rows('eia_observation'));
});

test('an abort ends a load at once, also while it waits for input', async () => {
  const backend = createRecordingBackend();
  const stop = new AbortController();
  const input = new Readable({ read() {} });
  input.push(Buffer.from(`${seriesLine('S.a.A', [1])}\n`));
  const source = await openBulkFiles(['-'], input);
  setTimeout(() => stop.abort(new AurumError('CANCELLED', 'stop')), 20);
  const outcome = await load(source, {
    backends: [backend],
    skipBad: false,
    signal: stop.signal,
    logger: SILENT,
    onEvent() {},
  });
  expect(outcome).toMatchObject({ status: 'interrupted', error: { code: 'CANCELLED' } });
  expect(backend.writes).toHaveLength(0);
  expect(input.destroyed).toBe(true);
});

test('timers run while a large file is read', async () => {
  const backend = createRecordingBackend();
  const lines = Array.from({ length: 300 }, (_, index) =>
    seriesLine(
      `S.${index}.A`,
      Array.from({ length: 490 }, (_unused, year) => year),
    ),
  );
  let ticks = 0;
  let longest = 0;
  const startedMillis = performance.now();
  let before = startedMillis;
  const timer = setInterval(() => {
    ticks += 1;
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }, 1);
  await loadLines(lines, [backend]);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
  // Of the time it took, however busy the machine is.
  expect(longest).toBeLessThan((performance.now() - startedMillis) / 2);
});

test('the sample of real data has the counts its readme tells', async () => {
  const path = sharedData('eia_sample.jsonl.gz');
  if (path === undefined) return;
  const backend = createRecordingBackend('clickhouse');
  const options = {
    backends: [backend],
    skipBad: false,
    signal: new AbortController().signal,
    logger: SILENT,
    onEvent() {},
  };
  const { summary } = await load(await openBulkFiles([path], process.stdin), options);
  expect(summary).toMatchObject({
    series: 7_863,
    observations: 946_379,
    nulls: 101_000,
    categories: 38,
    rejected: 0,
  });
  const frequencies = Map.groupBy(backend.rows('eia_series'), (row) => row.frequency);
  const counts = [...frequencies].map(([code, rows]) => [code, rows.length]).sort();
  expect(counts).toEqual([
    ['4', 1],
    ['A', 4_295],
    ['M', 3_049],
    ['Q', 4],
    ['W', 514],
  ]);
});
