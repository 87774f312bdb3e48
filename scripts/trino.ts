import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ensureServer, TRINO_VERSION } from './trino/archive.ts';
import { findJdk } from './trino/jdk.ts';
import { logFile, runningTrino, startTrino, stopTrino } from './trino/server.ts';

/** `npm run trino`: a real Trino on this machine, for development and tests. */
type Flags = {
  readonly stop?: boolean;
  readonly status?: boolean;
  readonly port: number;
  readonly folder: string;
  readonly memory: string;
  readonly postgres?: string;
  readonly json?: boolean;
};

const program = new Command('npm run trino --')
  .description(
    `Starts Trino ${TRINO_VERSION} on loopback with the catalogs iceberg, memory, tpch and postgresql. ` +
      'On Linux and macOS; not on Windows.',
  )
  .option('--stop', 'stop the one that runs')
  .option('--status', 'say whether one runs; the exit code is 1 where none does')
  .option('--port <NUMBER>', 'where it listens; 0 takes any free one', wholeNumber, 8080)
  .option('--folder <PATH>', 'its tables, settings and log', '.aurum/trino')
  .option('--memory <SIZE>', "Java's heap", '2G')
  .addOption(
    new Option('--postgres <URL>', 'postgres://user:password@host:port/database of the catalog postgresql')
      .env('TRINO_POSTGRES_URL')
      .argParser(postgresUrl),
  )
  .option('--json', 'one JSON object a line')
  .parse();
const flags = program.opts<Flags>();
const folder = resolve(flags.folder);

function wholeNumber(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A port from 0 to 65535.');
}

function postgresUrl(text: string): string {
  if (/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new InvalidArgumentError('A URL such as postgres://user@127.0.0.1:5432/database.');
}

function say(event: Readonly<Record<string, unknown>>, sentence: string): void {
  process.stdout.write(flags.json ? `${JSON.stringify(event)}\n` : `${sentence}\n`);
}

function sayRunning(url: string): void {
  say({ state: 'running', url }, `Trino runs at ${url}\nUse it: AURUM_TRINO_URL=${url} npm start`);
}

async function start(): Promise<void> {
  const running = runningTrino(folder);
  if (running !== null) return sayRunning(running.url);
  const { home, version } = findJdk(process.env);
  const step = (text: string): void => say({ state: 'starting', step: text }, `${text} …`);
  const server = await ensureServer(step);
  step(`Starting Trino on JDK ${version}; its log is ${logFile(folder)}`);
  const { port, memory, postgres = null } = flags;
  if (postgres === null) step('Without --postgres there is no catalog postgresql');
  const { url } = await startTrino(server, home, { folder, port, memory, postgres });
  sayRunning(url);
}

try {
  if (flags.stop) {
    const stopped = await stopTrino(folder);
    say({ state: 'stopped' }, stopped ? 'Trino is stopped.' : 'No Trino runs here.');
  } else if (flags.status) {
    const running = runningTrino(folder);
    if (running === null) {
      say({ state: 'stopped' }, 'No Trino runs here.');
      process.exitCode = 1;
    } else sayRunning(running.url);
  } else await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
