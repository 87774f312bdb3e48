import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, '../../../scripts/trino.ts');
const URL_OF_STAND_IN = 'http://127.0.0.1:1/iceberg/aurum';

let folder = '';
let standIn: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aurum-trino-command-'));
});
afterEach(() => {
  standIn?.kill('SIGKILL');
  standIn = undefined;
  rmSync(folder, { recursive: true });
});

function trino(...flags: string[]): Promise<{ code: number; out: string; err: string }> {
  const argv = [SCRIPT, ...flags, '--folder', folder];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

const pidFile = (): string => join(folder, 'pid.json');

function notePid(pid: number | undefined): void {
  writeFileSync(pidFile(), JSON.stringify({ pid, port: 1 }));
}

/** A process that looks like the Trino of the folder: it has the folder's name among its arguments. */
async function startStandIn(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', join(folder, 'data')]);
  await new Promise((resolve) => child.once('spawn', resolve));
  notePid(child.pid);
  standIn = child;
  return child;
}

test('where none runs, --status says so with code 1 and --stop succeeds', async () => {
  expect(await trino('--status')).toEqual({ code: 1, out: 'No Trino runs here.\n', err: '' });
  expect(await trino('--stop')).toEqual({ code: 0, out: 'No Trino runs here.\n', err: '' });
  expect((await trino('--status', '--json')).out).toBe('{"state":"stopped"}\n');
});

test('a process id that went to another program is no Trino, and is not stopped', async () => {
  notePid(process.pid);
  expect((await trino('--status')).code).toBe(1);
  expect((await trino('--stop')).out).toBe('No Trino runs here.\n');
  expect(existsSync(pidFile())).toBe(false);
});

test('one that runs is shown, is not started twice, and is stopped once', async () => {
  const child = await startStandIn();
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  expect(await trino('--status')).toMatchObject({ code: 0, out: expect.stringContaining(URL_OF_STAND_IN) });
  expect((await trino('--json')).out).toBe(`{"state":"running","url":"${URL_OF_STAND_IN}"}\n`);
  expect((await trino('--stop')).out).toBe('Trino is stopped.\n');
  expect(await ended).toBe('SIGTERM');
  expect((await trino('--stop')).out).toBe('No Trino runs here.\n');
});

test.each([
  [['--port', 'http'], 'A port from 0 to 65535.'],
  [['--postgres', '127.0.0.1'], 'A URL such as postgres://'],
  [['--stpo'], 'Did you mean --stop?'],
])('%j is refused in words', async (flags, words) => {
  const { code, err } = await trino(...flags);
  expect(code).toBe(1);
  expect(err).toContain(words);
});
