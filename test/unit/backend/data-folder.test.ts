import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataFolder, readHolder } from '../../../src/backend/embedded/data-folder.ts';
import { AurumError } from '../../../src/errors.ts';

const MODULE = new URL('../../../src/backend/embedded/data-folder.ts', import.meta.url).href;

/** Takes the folder, says so and keeps it; `lost` when another has it. */
const HOLD = `
  const { openDataFolder } = await import(process.argv[1]);
  process.stdin.once('data', () => {
    try {
      openDataFolder(process.argv[2], { command: 'aurum serve', address: 'socket' });
      console.log('held');
    } catch (error) {
      console.log(error.code + ' ' + error.message);
    }
    setInterval(() => {}, 1000);
  });
  console.log('loaded');
`;

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'aurum-folder-')), 'a', '.aurum');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(join(folder, '..', '..'), { recursive: true, force: true });
});

async function spawnHolder(): Promise<{ child: ChildProcess; hold(): Promise<string> }> {
  const flags = ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', HOLD, MODULE, folder];
  const child = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
  children.push(child);
  const line = async (): Promise<string> => {
    const [chunk] = await once(child.stdout ?? child, 'data');
    return String(chunk).trim();
  };
  expect(await line()).toBe('loaded');
  return {
    child,
    hold() {
      child.stdin?.write('go');
      return line();
    },
  };
}

test('the folder is made for its owner alone, and told from who holds it', () => {
  const held = openDataFolder(folder, { command: 'aurum serve', address: 'gateway.sock' });
  expect(held.path).toBe(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readHolder(folder)).toMatchObject({
    pid: process.pid,
    command: 'aurum serve',
    address: 'gateway.sock',
  });
  held.release();
  held.release();
  expect(readHolder(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual(['lock.sqlite']);
});

test('nobody holds a folder that is not there, and asking does not make it', () => {
  expect(readHolder(folder)).toBeNull();
  expect(() => statSync(folder)).toThrow();
});

test('a second process is told who has it and what to do', () => {
  const held = openDataFolder(folder, { command: 'aurum serve' });
  const since = readHolder(folder)?.since;
  const expected =
    `The data folder ${folder} is in use by aurum serve (process ${process.pid}, since ${since}). ` +
    'Stop it, or set AURUM_DATA_DIR to another folder.';
  expect(() => openDataFolder(folder, { command: 'aurum ingest' })).toThrow(
    new AurumError('BACKEND_UNAVAILABLE', expected),
  );
  held.release();
  openDataFolder(folder, { command: 'aurum ingest' }).release();
});

test('of two processes that come at once exactly one gets it', async () => {
  for (let round = 0; round < 3; round += 1) {
    const pair = await Promise.all([spawnHolder(), spawnHolder()]);
    const said = await Promise.all(pair.map(({ hold }) => hold()));
    const winner = pair[said.indexOf('held')];
    expect(said.filter((line) => line === 'held')).toHaveLength(1);
    expect(said.find((line) => line !== 'held')).toContain(
      `in use by aurum serve (process ${winner?.child.pid},`,
    );
    expect(readHolder(folder)?.pid).toBe(winner?.child.pid);
    for (const { child } of pair) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
});

test('a killed holder leaves the folder free', async () => {
  const { child, hold } = await spawnHolder();
  expect(await hold()).toBe('held');
  expect(() => openDataFolder(folder, { command: 'aurum ingest' })).toThrow(`process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readHolder(folder)).toBeNull();
  openDataFolder(folder, { command: 'aurum ingest' }).release();
});

test('a path that cannot be a folder is told with the setting', () => {
  const held = openDataFolder(folder, { command: 'aurum serve' });
  held.release();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => openDataFolder(join(file, 'below'), { command: 'x' })).toThrow(/AURUM_DATA_DIR/);
});
