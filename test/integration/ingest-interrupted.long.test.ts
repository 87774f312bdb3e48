import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EMBEDDED_ENGINES } from '../support/embedded-backend.ts';
import { seriesLine } from '../support/series-lines.ts';
import { dropSchema, openTrino, trinoUrl } from '../support/trino.ts';

const AURUM = fileURLToPath(new URL('../../bin/aurum.js', import.meta.url));
const INTERRUPTED = 130;

let folder = '';
let file = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurum-interrupted-'));
  file = join(folder, 'bulk.txt');
  const values = Array.from({ length: 400 }, (_, year) => (year % 7 === 0 ? null : year / 8));
  const lines = Array.from({ length: 900 }, (_, index) => seriesLine(`K.${index}.A`, values));
  await writeFile(file, lines.join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `aurum ingest` and interrupts it as soon as it tells that it loads. Resolves with the exit code. */
function interrupted(engine: string, more: Readonly<Record<string, string>> = {}): Promise<number | null> {
  const env = { ...process.env, AURUM_DATA_DIR: join(folder, engine), ...more };
  const child = spawn(process.execPath, [AURUM, 'ingest', '--json', '--backend', engine, file], { env });
  child.stdout.once('data', () => child.kill('SIGINT'));
  child.stdout.resume();
  child.stderr.pipe(process.stderr);
  return new Promise((resolve) => child.on('close', resolve));
}

test.each(EMBEDDED_ENGINES)(
  '%s: an interrupt ends a load with its own exit code',
  async (engine) => {
    expect(await interrupted(engine)).toBe(INTERRUPTED);
  },
  60_000,
);

test('trino: an interrupt ends a load with its own exit code', async () => {
  const schema = `interrupted_${process.pid}`;
  const backend = await openTrino(schema);
  if (backend === undefined) return;
  try {
    expect(await interrupted('trino', { AURUM_TRINO_URL: trinoUrl(schema) ?? '' })).toBe(INTERRUPTED);
  } finally {
    await dropSchema(backend, schema);
    await backend.close();
  }
}, 300_000);
