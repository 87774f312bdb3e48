import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/settings/package-root.ts';

/** `aurum serve` as a process of its own: what asks it shares no event loop with it. */
export type GatewayProcess = {
  /** Without a path. */
  readonly url: string;
  readonly child: ChildProcess;
  /** After a full garbage collection, in bytes. */
  memory(): Promise<NodeJS.MemoryUsage>;
  /** Log lines so far, parsed. */
  logs(): Record<string, unknown>[];
  /** The exit code. */
  readonly ended: Promise<number | null>;
  /** Ends it, if it still runs, and removes its folder. */
  stop(): Promise<void>;
};

const ENTRY = join(packageRoot(), 'bin', 'aurum.js');
const PROBE = join(import.meta.dirname, 'memory-probe.js');
const START_TIMEOUT_MILLIS = 60_000;

/** Starts one on a free port; `env` are its settings. Resolves when /readyz says 200. */
export async function startGatewayProcess(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-process-'));
  const child = spawn(process.execPath, ['--expose-gc', '--import', PROBE, ENTRY, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      AURUM_DATA_DIR: join(folder, 'data'),
      AURUM_FIRST_LOOK: 'false',
      AURUM_TIMESCALE_URL: 'none',
      AURUM_CLICKHOUSE_URL: 'none',
      ...env,
    },
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const logs = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await addressOf(logs);
    return { url, child, ended, logs, stop, memory: () => memoryOf(child) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressOf(logs: () => Record<string, unknown>[]): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MILLIS;
  for (;;) {
    const listens = logs().find(({ graphql }) => graphql !== undefined);
    if (listens !== undefined) {
      const { origin } = new URL(String(listens.graphql));
      if ((await fetch(`${origin}/readyz`)).status === 200) return origin;
    }
    if (Date.now() > deadline) throw new Error(`The gateway did not start: ${JSON.stringify(logs())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function memoryOf(child: ChildProcess): Promise<NodeJS.MemoryUsage> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as NodeJS.MemoryUsage));
    child.send('memory', (error) => {
      if (error) reject(error);
    });
  });
}
