import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/settings/package-root.ts';

/** `aurum serve` in a process of its own. */
export type ServedProcess = {
  readonly child: ChildProcess;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Where it listens, without a path. */
  readonly url: string;
  /** All it printed so far. */
  output(): string;
};

/** Starts `command` (else `node bin/aurum.js serve`) on a free port and waits until it listens. */
export async function serveProcess(
  env: Record<string, string>,
  command: readonly [string, ...string[]] = [
    process.execPath,
    join(packageRoot(), 'bin', 'aurum.js'),
    'serve',
  ],
): Promise<ServedProcess> {
  const [file, ...parameters] = command;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(file, parameters, { cwd: packageRoot(), env: { PATH, HOME, PORT: '0', ...env } });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk);
    });
  const endMillis = Date.now() + 30_000;
  for (;;) {
    const line = printed.split('\n').find((candidate) => candidate.includes('gateway listens'));
    const url = line === undefined ? undefined : new URL(JSON.parse(line).graphql).origin;
    if (url !== undefined) return { child, ended, url, output: () => printed };
    if (Date.now() > endMillis || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`It does not listen: ${printed}`);
    }
    await sleep(20);
  }
}
