import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { javaFlags, type TrinoOptions, writeConfig } from './config.ts';

/** A local Trino that runs. */
export type RunningTrino = { readonly pid: number; readonly port: number; readonly url: string };

const START_TIMEOUT_MILLIS = 180_000;
const STOP_TIMEOUT_MILLIS = 30_000;
const POLL_MILLIS = 250;

/** The Trino that runs on a folder; null for none. */
export function runningTrino(folder: string): RunningTrino | null {
  const file = pidFile(folder);
  if (!existsSync(file)) return null;
  const { pid, port } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; port: number };
  return isTrinoOf(pid, folder) ? { pid, port, url: urlOf(port) } : null;
}

/** Starts a server and waits until it answers a query. Throws with the end of its log where it does not. */
export async function startTrino(
  server: string,
  javaHome: string,
  options: TrinoOptions,
): Promise<RunningTrino> {
  const port = options.port === 0 ? await freePort() : options.port;
  const settled = { ...options, port };
  mkdirSync(options.folder, { recursive: true });
  writeConfig(settled);
  const log = openSync(logFile(options.folder), 'w', 0o600);
  const parameters = ['-cp', join(server, 'lib', '*'), ...javaFlags(settled), 'io.trino.server.TrinoServer'];
  // Its plugins are found beside it.
  const child = spawn(join(javaHome, 'bin', 'java'), parameters, {
    cwd: server,
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Error('Java could not be started.');
  writeFileSync(pidFile(options.folder), JSON.stringify({ pid, port }));
  const endMillis = Date.now() + START_TIMEOUT_MILLIS;
  while (!(await answersQuery(port))) {
    if (child.exitCode !== null || Date.now() > endMillis) {
      await stopTrino(options.folder);
      const lines = readFileSync(logFile(options.folder), 'utf8').trimEnd().split('\n').slice(-20);
      throw new Error(`Trino did not start. The end of ${logFile(options.folder)}:\n${lines.join('\n')}`);
    }
    await sleep(POLL_MILLIS);
  }
  return { pid, port, url: urlOf(port) };
}

/** Stops the server of a folder; false where none ran. */
export async function stopTrino(folder: string): Promise<boolean> {
  const running = runningTrino(folder);
  if (running !== null) {
    process.kill(running.pid, 'SIGTERM');
    const endMillis = Date.now() + STOP_TIMEOUT_MILLIS;
    while (isTrinoOf(running.pid, folder)) {
      if (Date.now() > endMillis) process.kill(running.pid, 'SIGKILL');
      await sleep(POLL_MILLIS);
    }
  }
  rmSync(pidFile(folder), { force: true });
  return running !== null;
}

/** Where the server of a folder writes what it does. */
export function logFile(folder: string): string {
  return join(folder, 'server.log');
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}/iceberg/aurum`;
}

function pidFile(folder: string): string {
  return join(folder, 'pid.json');
}

/** A process id may have gone to another program since: on Linux its command line tells. */
function isTrinoOf(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync('/proc/self/cmdline')) return true;
  // A process that has ended and is still listed has an empty one.
  return existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(join(folder, 'data'));
}

/** The port is open some seconds before queries are taken, and one that needs a worker is taken later still. */
async function answersQuery(port: number): Promise<boolean> {
  try {
    const headers = { 'X-Trino-User': 'aurum' };
    const first = await fetch(`http://127.0.0.1:${port}/v1/statement`, {
      method: 'POST',
      headers,
      body: 'select count(*) from tpch.tiny.nation',
    });
    let page = (await first.json()) as { nextUri?: string; error?: unknown };
    while (page.nextUri !== undefined) {
      page = (await (await fetch(page.nextUri, { headers })).json()) as typeof page;
    }
    return page.error === undefined;
  } catch {
    return false;
  }
}
