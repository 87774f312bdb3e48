import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/free-port.ts';

const run = promisify(execFile);

/** A PostgreSQL server of its own for a test or a bench; or why there is none. */
export type StartedPostgres = RunningPostgres | { readonly skip: string };

export type RunningPostgres = {
  readonly url: string;
  /** Ends the server as a crash would: sessions are cut, what is stored stays. */
  halt(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
};

const FOLDERS = [17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`);
const START_TIMEOUT_MILLIS = 20_000;
const PASSWORD_FILE = 'password';

/**
 * Starts the system's PostgreSQL (`PGBIN` names its folder) on a loopback port and a new folder. `settings` are
 * server parameters, e.g. `['shared_buffers=512MB']`; `password` makes it ask for that one; `port` is any free one.
 */
export async function startPostgres(
  options: { readonly settings?: readonly string[]; readonly password?: string; readonly port?: number } = {},
): Promise<StartedPostgres> {
  const bin = [process.env.PGBIN, ...FOLDERS].find((folder) => folder && existsSync(join(folder, 'initdb')));
  if (bin === undefined) return { skip: 'no PostgreSQL found; set PGBIN to the folder of initdb' };
  const folder = mkdtempSync(join(tmpdir(), 'aurum-postgres-'));
  const asPostgres = await dropRoot(folder);
  const cluster = join(folder, 'cluster');
  const { password } = options;
  const initdb = [join(bin, 'initdb'), '-D', cluster, '-U', 'aurum', '-E', 'UTF8', '--locale=C.UTF-8', '-N'];
  if (password === undefined) initdb.push('--auth=trust');
  else {
    const passwordFile = join(folder, PASSWORD_FILE);
    await asPostgres(['sh', '-c', `printf %s "$1" > "$2"`, 'sh', password, passwordFile]);
    initdb.push('--auth=scram-sha-256', `--pwfile=${passwordFile}`);
  }
  await asPostgres(initdb);
  const port = options.port ?? (await freePort());
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    ...(options.settings ?? []),
  ];
  const [command = '', ...parameters] = asPostgres.wrap([
    join(bin, 'postgres'),
    '-D',
    cluster,
    ...settings.flatMap((setting) => ['-c', setting]),
  ]);
  let running: { readonly started: Promise<void>; readonly ended: Promise<void> } | undefined;
  const halt = async (): Promise<void> => {
    if (running === undefined) return;
    const { ended } = running;
    running = undefined;
    // To the server itself, not to the runuser before it: the immediate shutdown, as nothing of it is kept.
    const pid = serverPid(cluster);
    if (pid !== undefined) process.kill(pid, 'SIGQUIT');
    await ended;
  };
  const resume = async (): Promise<void> => {
    running = runServer(command, parameters, folder);
    await running.started;
  };
  const stop = async (): Promise<void> => {
    await halt();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await resume();
  } catch (error) {
    await stop();
    throw error;
  }
  const login = password === undefined ? 'aurum' : `aurum:${encodeURIComponent(password)}`;
  return { url: `postgres://${login}@127.0.0.1:${port}/postgres`, halt, resume, stop };
}

/** A started server process: once it takes connections, and once it is gone. */
function runServer(command: string, parameters: readonly string[], folder: string) {
  const server = spawn(command, parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const started = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`PostgreSQL did not start: ${log}`)),
      START_TIMEOUT_MILLIS,
    );
    server.stderr.on('data', (chunk: Buffer) => {
      if (log.length < 10_000) log += chunk.toString();
      if (!log.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
    server.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`PostgreSQL did not start: ${log}`));
    });
  });
  return { started, ended };
}

/**
 * The first line of its pid file (https://www.postgresql.org/docs/17/storage-file-layout.html); undefined where it ended
 * by itself.
 */
function serverPid(cluster: string): number | undefined {
  const file = join(cluster, 'postmaster.pid');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

type Runner = {
  (command: readonly string[]): Promise<void>;
  wrap(command: readonly string[]): readonly string[];
};

/** PostgreSQL refuses to run as root: root hands the folder to the user `postgres` and runs as that one. */
async function dropRoot(folder: string): Promise<Runner> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    chmodSync(folder, 0o700);
    await run('chown', ['postgres', folder]);
  }
  const wrap = (command: readonly string[]): readonly string[] =>
    isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
  const runner = async (command: readonly string[]): Promise<void> => {
    const [file = '', ...parameters] = wrap(command);
    await run(file, parameters, { cwd: folder });
  };
  return Object.assign(runner, { wrap });
}
