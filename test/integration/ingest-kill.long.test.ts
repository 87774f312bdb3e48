import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';
import { seriesLine } from '../support/series-lines.ts';
import { storedRows } from '../support/stored-rows.ts';

const AURUM = fileURLToPath(new URL('../../bin/aurum.js', import.meta.url));
/** Moments after the first progress at which the load is killed. */
const KILLED_AFTER_MILLIS = [0, 120, 300, 700];

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
): Promise<number | null> {
  const env = { ...process.env, AURUM_DATA_DIR: dataFolder };
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

test.each(EMBEDDED_ENGINES)(
  '%s: killed again and again, it ends as one clean load',
  async (engine) => {
    const killed = join(folder, `${engine}-killed`);
    const clean = join(folder, `${engine}-clean`);
    for (const millis of KILLED_AFTER_MILLIS) await ingest(engine, killed, millis);
    expect(await ingest(engine, killed, null)).toBe(0);
    expect(await ingest(engine, clean, null)).toBe(0);
    const rows = [];
    for (const path of [clean, killed]) {
      const backend = await openEmbedded(engine, path);
      rows.push(await storedRows(backend));
      await backend.close();
    }
    expect(rows[0]?.series).toHaveLength(900);
    expect(rows[1]?.series).toEqual(rows[0]?.series);
    expect(rows[1]?.observations).toEqual(rows[0]?.observations);
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
