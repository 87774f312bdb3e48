import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/settings/package-root.ts';

const ENTRY = join(packageRoot(), 'bin', 'aurum.js');
const folder = mkdtempSync(join(tmpdir(), 'aurum-serve-'));

type Run = { readonly child: ChildProcess; readonly ended: Promise<number | null>; out: string; err: string };

function aurum(command: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [ENTRY, ...command], {
    env: {
      PATH: process.env.PATH ?? '',
      AURUM_DATA_DIR: join(folder, 'data'),
      AURUM_CLICKHOUSE_URL: 'none',
      PORT: '0',
      ...env,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const run: Run = { child, ended, out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    run.out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    run.err += String(chunk);
  });
  return run;
}

async function outputOf(run: Run, text: string): Promise<Record<string, unknown>> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const line = run.out.split('\n').find((candidate) => candidate.includes(text));
    if (line !== undefined) return JSON.parse(line);
    if (Date.now() > deadline) throw new Error(`"${text}" was not logged: ${run.out}${run.err}`);
    await sleep(20);
  }
}

describe('aurum serve as a process', () => {
  let serving: Run;
  let graphql = '';
  beforeAll(async () => {
    serving = aurum(['serve']);
    graphql = String((await outputOf(serving, 'listens')).graphql);
  });
  afterAll(async () => {
    serving.child.kill('SIGKILL');
    await serving.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  test('loads the first look into an empty folder and says how to load more', async () => {
    expect((await outputOf(serving, 'first look')).msg).toMatch(/51 observations.*aurum ingest FILE/);
  });

  test('takes the work of aurum ingest while it holds the folder', async () => {
    const missing = aurum(['ingest', join(folder, 'nothing.jsonl')]);
    expect(await missing.ended).toBe(1);
    expect(`${missing.out}${missing.err}`).toContain('nothing.jsonl');
    expect(`${missing.out}${missing.err}`).not.toContain('is in use by');
  });

  test('names the bad line of standard input that it was handed, and goes on serving', async () => {
    const line = JSON.stringify({ series_id: 'S.A', name: 'S', f: 'A', units: 'x', data: [['2001', 1]] });
    const bad = aurum(['ingest', '-']);
    bad.child.stdin?.on('error', () => {});
    bad.child.stdin?.end(`${line}\nnot JSON\n${`${line}\n`.repeat(50_000)}`);
    expect(await bad.ended).toBe(1);
    expect(`${bad.out}${bad.err}`).toContain('standard input, line 2');
    expect((await fetch(graphql.replace('/graphql', '/livez'))).status).toBe(200);
  });

  test('a second one is told who holds the folder; one on the same port is told so', async () => {
    const second = aurum(['serve']);
    expect(await second.ended).toBe(1);
    expect(second.err).toMatch(/in use by aurum serve \(process \d+, since .*AURUM_DATA_DIR/);
    const { port } = new URL(graphql);
    const samePort = aurum(['serve'], { PORT: port, AURUM_DATA_DIR: join(folder, 'other') });
    expect(await samePort.ended).toBe(1);
    expect(samePort.err).toContain(`Port ${port} on 127.0.0.1 is in use.`);
  });

  test('check knows the folder is held', async () => {
    const check = aurum(['check']);
    expect(await check.ended).toBe(0);
    expect(check.out).toMatch(/timescale +embedded: +in use/);
  });

  test('a client that asks while it is told to stop gets an answer, and the folder is free afterwards', async () => {
    const body = JSON.stringify({ query: '{ eiaSeriesConnection(first: 1) { totalCount } }' });
    const asked = fetch(graphql, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await sleep(5);
    serving.child.kill('SIGTERM');
    // Taken before the signal it is answered, taken after it is refused: never a broken connection.
    const response = await asked;
    const answer = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    if (response.status === 200) expect(answer.data).toEqual({ eiaSeriesConnection: { totalCount: 3 } });
    else expect([response.status, answer.errors?.[0]?.extensions.code]).toEqual([503, 'OVERLOADED']);
    expect(await serving.ended).toBe(0);
    expect(serving.out).toContain('Stopped.');
    expect(() => readFileSync(join(folder, 'data', 'control.sock'))).toThrow();
    const check = aurum(['check']);
    expect(await check.ended).toBe(0);
    expect(check.out).toMatch(/timescale +embedded: +answers/);
  });
});
