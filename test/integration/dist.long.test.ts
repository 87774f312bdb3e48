import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

test('npm run build makes a dist/ that starts by itself and answers', async () => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  const folder = mkdtempSync(join(tmpdir(), 'aurum-dist-'));
  const server = spawn(process.execPath, [join(ROOT, 'dist/bin/aurum.js'), 'serve'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', AURUM_DATA_DIR: folder, AURUM_CLICKHOUSE_URL: 'none' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let url = '';
    for await (const line of createInterface({ input: server.stdout })) {
      url ||= JSON.parse(line).graphql ?? '';
      if (line.includes('first look')) break;
    }
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ eiaSeriesConnection { totalCount } }' }),
    });
    expect(await response.json()).toEqual({ data: { eiaSeriesConnection: { totalCount: 3 } } });
  } finally {
    const exited = new Promise<number | null>((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    expect(await exited).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
