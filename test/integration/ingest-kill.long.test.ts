import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';
import { seriesLine } from '../support/series-lines.ts';
import { storedRows } from '../support/stored-rows.ts';
import { dropSchema, openTrino, trinoUrl } from '../support/trino.ts';

const AURUM = fileURLToPath(new URL('../../bin/aurum.js', import.meta.url));
/** Moments after the first progress at which the load is killed. */
const KILLED_AFTER_MILLIS = [0, 120, 300, 700];
const TRINO_KILLED_AFTER_MILLIS = [300, 900, 2_000, 5_000, 9_000];

let folder = '';
let file = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurum-kill-'));
  file = join(folder, 'bulk.txt');
  const values = Array.from({ length: 400 }, (_, year) => (year % 7 === 0 ? null : year / 8));
  const lines = Array.from({ length: 900 }, (_, index) => seriesLine(`K.${index}.A`, values));
  await writeFile(file, lines.join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `aurum ingest`; signals it so many milliseconds after it began to load. Resolves with the exit code. */
function ingest(
  engine: string,
  dataFolder: string,
  killAfterMillis: number | null,
  signal: 'SIGKILL' | 'SIGINT' = 'SIGKILL',
  more: Readonly<Record<string, string>> = {},
): Promise<number | null> {
  const env = { ...process.env, AURUM_DATA_DIR: dataFolder, ...more };
  const child = spawn(process.execPath, [AURUM, 'ingest', '--json', '--backend', engine, file], { env });
  let seen = false;
  child.stdout.on('data', () => {
    if (seen || killAfterMillis === null) return;
    seen = true;
    setTimeout(() => child.kill(signal), killAfterMillis);
  });
  child.stderr.pipe(process.stderr);
  return new Promise((resolve) => child.on('close', resolve));
}

type Rows = Awaited<ReturnType<typeof storedRows>>;

/** What is stored in a data folder. One at a time: ClickHouse in process takes one folder a process. */
async function rowsIn(engine: (typeof EMBEDDED_ENGINES)[number], dataFolder: string): Promise<Rows> {
  const backend = await openEmbedded(engine, dataFolder);
  const rows = await storedRows(backend);
  await backend.close();
  return rows;
}

function expectCleanLoad(killed: Rows, clean: Rows): void {
  expect(clean.series).toHaveLength(900);
  expect(killed.series).toEqual(clean.series);
  expect(killed.observations).toEqual(clean.observations);
}

test.each(EMBEDDED_ENGINES)(
  '%s: killed again and again, it ends as one clean load',
  async (engine) => {
    const killed = join(folder, `${engine}-killed`);
    const clean = join(folder, `${engine}-clean`);
    for (const millis of KILLED_AFTER_MILLIS) await ingest(engine, killed, millis);
    expect(await ingest(engine, killed, null)).toBe(0);
    expect(await ingest(engine, clean, null)).toBe(0);
    expectCleanLoad(await rowsIn(engine, killed), await rowsIn(engine, clean));
  },
  300_000,
);

test.each(EMBEDDED_ENGINES)(
  '%s: an interrupt ends a load with its own exit code',
  async (engine) => {
    expect(await ingest(engine, join(folder, `${engine}-interrupted`), 0, 'SIGINT')).toBe(130);
  },
  60_000,
);

// Unlike an embedded engine the server goes on with the statement of a client that died, into the next load.
test('trino: killed again and again, it ends as one clean load', async () => {
  const [killed, clean] = [`killed_${process.pid}`, `clean_${process.pid}`];
  const run = (schema: string, millis: number | null, signal: 'SIGKILL' | 'SIGINT' = 'SIGKILL') =>
    ingest('trino', join(folder, 'trino'), millis, signal, { AURUM_TRINO_URL: trinoUrl(schema) ?? '' });
  const [expected, rows] = [await openTrino(clean), await openTrino(killed)];
  if (expected === undefined || rows === undefined) return;
  try {
    expect(await run(killed, 0, 'SIGINT')).toBe(130);
    for (const millis of TRINO_KILLED_AFTER_MILLIS) await run(killed, millis);
    expect(await run(killed, null)).toBe(0);
    expect(await run(clean, null)).toBe(0);
    expectCleanLoad(await storedRows(rows), await storedRows(expected));
  } finally {
    await dropSchema(expected, clean);
    await dropSchema(rows, killed);
    await Promise.all([expected.close(), rows.close()]);
  }
}, 300_000);
