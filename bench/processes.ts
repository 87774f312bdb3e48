import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(import.meta.dirname, '..');
const READY_TIMEOUT_MILLIS = 60_000;
const STOP_GRACE_MILLIS = 5_000;
const POLL_MILLIS = 50;

/** A program of this package in a process of its own. */
export type Program = {
  /** The script, from the package's root. */
  readonly script: string;
  readonly parameters: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input. */
  readonly input?: string;
  /** Flags of Node, such as `--cpu-prof`. */
  readonly nodeFlags?: readonly string[];
};

/** A server in a process of its own. */
export type ServerProcess = { readonly url: string } & AsyncDisposable;

/** Starts a server and waits until `GET url` answers 200. Throws with what it wrote when it ends before. */
export async function startServer(
  program: Program,
  probeUrl: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = start(program);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      if (said.length < 10_000) said += chunk.toString();
    });
  }
  const server = { url: new URL(probeUrl).origin, [Symbol.asyncDispose]: () => stop(child) };
  const endMillis = Date.now() + READY_TIMEOUT_MILLIS;
  while (!(await answers(probeUrl, headers))) {
    if (child.exitCode !== null || Date.now() > endMillis) {
      await stop(child);
      throw new Error(`${program.script} ${program.parameters.join(' ')} did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
  return server;
}

/** Runs a program to its end and returns its standard output. Throws with its messages when it fails. */
export async function runToEnd(program: Program): Promise<string> {
  const child = start(program);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The process has no pipes.');
  const [written, complaints] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  if (child.exitCode === 0) return written;
  throw new Error(`${program.script} ${program.parameters.join(' ')} failed:\n${complaints}${written}`);
}

function start({ script, parameters, env = {}, input, nodeFlags = [] }: Program): ChildProcess {
  const child = spawn(process.execPath, [...nodeFlags, join(ROOT, script), ...parameters], {
    cwd: ROOT,
    env: { ...plainEnvironment(), NODE_ENV: 'production', ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // One that ends early tells why by itself.
  child.stdin?.on('error', () => {}).end(input);
  return child;
}

/** Settings and exporters of whoever runs the bench must not decide what is measured. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AURUM_|OTEL_|HOST$|PORT$|NODE_)/.test(name),
  );
  return Object.fromEntries(kept);
}

async function answers(url: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MILLIS);
  await ended;
  clearTimeout(timer);
}
