import { describe, expect, test } from '@jest/globals';
import type { Backend } from '../../../src/backend/backend.ts';
import { AurumError } from '../../../src/errors.ts';
import { type LoadOutcome, load } from '../../../src/ingest/load.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { createRecordingBackend } from '../../support/recording-backend.ts';
import { linesSource, seriesLine } from '../../support/series-lines.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2024, 0, 1);

async function loadAt(nowMillis: number, values: readonly unknown[], backend: Backend): Promise<LoadOutcome> {
  const stamp = new Date(nowMillis - 3_600_000).toISOString();
  const source = await linesSource([seriesLine('A.X.A', values, { last_updated: stamp })]);
  const signal = new AbortController().signal;
  const options = { backends: [backend], skipBad: false, signal, logger: SILENT, nowMillis, onEvent() {} };
  return load(source, options);
}

describe.each(['timescale', 'clickhouse', 'trino'] as const)('restated values in %s', (kind) => {
  const seenAt = (backend: ReturnType<typeof createRecordingBackend>): unknown[] =>
    backend.rows('eia_observation').map((row) => row.seen_at);

  test('are kept with when they were seen; a value that stays keeps when it was first seen', async () => {
    const backend = createRecordingBackend(kind);
    await loadAt(FIRST, [1, 2, null], backend);
    expect(seenAt(backend)).toEqual([FIRST, FIRST, FIRST]);
    const { summary } = await loadAt(FIRST + DAY, [1, null, 3, 4], backend);
    expect(summary.backends).toMatchObject([{ revised: 2, added: 1, unchanged: 1 }]);
    expect(seenAt(backend)).toEqual([FIRST, FIRST + DAY, FIRST + DAY, FIRST + DAY]);
    const common = { series_id: 'A.X.A', previous_seen_at: FIRST, seen_at: FIRST + DAY };
    const published_at = FIRST + DAY - 3_600_000;
    expect(backend.rows('eia_revision')).toEqual([
      { ...common, label: Date.UTC(2002, 0), period: '2002', previous_value: 2, value: null, published_at },
      { ...common, label: Date.UTC(2003, 0), period: '2003', previous_value: null, value: 3, published_at },
    ]);
  });

  test('a value that comes back is restated twice, and a load that says nothing of it leaves it', async () => {
    const backend = createRecordingBackend(kind);
    for (const [index, values] of [[1, 2], [1, 5], [1], [1, 2]].entries())
      await loadAt(FIRST + index * DAY, values, backend);
    expect(backend.rows('eia_revision')).toMatchObject([
      { previous_value: 2, value: 5, previous_seen_at: FIRST, seen_at: FIRST + DAY },
      { previous_value: 5, value: 2, previous_seen_at: FIRST + DAY, seen_at: FIRST + 3 * DAY },
    ]);
  });

  test('a clock that stands still or goes back does not put a value before the one it follows', async () => {
    const backend = createRecordingBackend(kind);
    for (const [nowMillis, value] of [
      [FIRST, 1],
      [FIRST, 2],
      [FIRST - DAY, 3],
    ] as const)
      await loadAt(nowMillis, [value], backend);
    expect(backend.rows('eia_revision').map((row) => [row.previous_seen_at, row.seen_at])).toEqual([
      [FIRST, FIRST + 1],
      [FIRST + 1, FIRST + 2],
    ]);
  });

  test('another spelling of a period is no restatement', async () => {
    const backend = createRecordingBackend(kind);
    await loadAt(FIRST, [1], backend);
    await backend.write(
      [
        {
          table: 'eia_observation',
          key: ['series_id', 'label'],
          columns: Object.entries({ ...backend.rows('eia_observation')[0], period: '2001 ' }).map(
            ([name, value]) => ({ name, type: 'text', values: [value] }),
          ),
        },
      ],
      { signal: new AbortController().signal },
    );
    await loadAt(FIRST + DAY, [1, 2], backend);
    expect(seenAt(backend)).toEqual([FIRST, FIRST + DAY]);
    expect(backend.rows('eia_revision')).toEqual([]);
  });
});

test('a load killed behind its revisions writes them again, not twice', async () => {
  const backend = createRecordingBackend('clickhouse');
  await loadAt(FIRST, [1, 2], backend);
  backend.tablesKept = 1;
  backend.beforeWrite = () => Promise.reject(new AurumError('BACKEND_UNAVAILABLE', 'gone'));
  expect((await loadAt(FIRST + DAY, [1, 3], backend)).status).toBe('failed');
  expect(backend.rows('eia_revision')).toMatchObject([{ value: 3, seen_at: FIRST + DAY }]);
  expect(backend.rows('eia_observation').map((row) => row.value)).toEqual([1, 2]);
  backend.beforeWrite = () => Promise.resolve();
  await loadAt(FIRST + 2 * DAY, [1, 3], backend);
  expect(backend.rows('eia_revision')).toMatchObject([
    { previous_value: 2, value: 3, previous_seen_at: FIRST, seen_at: FIRST + 2 * DAY },
  ]);
  expect(backend.rows('eia_observation').map((row) => row.seen_at)).toEqual([FIRST, FIRST + 2 * DAY]);
});
