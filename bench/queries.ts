import { isDeepStrictEqual, parseArgs } from 'node:util';
import postgres from 'postgres';
import { startPostgres } from '../test/support/postgres.ts';
import { ask, requestsPerSecond } from './measure.ts';
import { runToEnd, type ServerProcess } from './processes.ts';
import { gatewayEnvironment, SERVER_NAMES, type ServerName, startNamed } from './servers.ts';
import { ratios, type Spread, spreadOf, spreadText } from './spread.ts';
import { tableText } from './table.ts';
import { bulkFile, WORKLOADS, type Workload } from './workloads.ts';

const USAGE = `Compares the gateway with Apollo Server and Mercurius over the same rows of one PostgreSQL.
  --rounds N    rounds a workload, each server once in each (default 5)
  --seconds N   length of one measurement (default 2)
  --only TEXT   workloads whose name holds the text
  --profile DIR writes a CPU profile of the gateway there (its figures then mean little)
  --json        one JSON object instead of tables
`;

const POSTGRES_SETTINGS = ['shared_buffers=256MB', 'max_connections=100', 'synchronous_commit=off'];
const WARM_UP_SECONDS = 1.5;

type Rates = Record<ServerName, number[]>;
type Measured = { readonly workload: Workload; readonly rates: Rates };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  await using started = new AsyncDisposableStack();
  const stop = (): void => void started.disposeAsync().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);

  const database = await loadedDatabase(started);
  if (database === undefined) return;
  const servers = new Map<ServerName, ServerProcess>();
  const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  for (const name of SERVER_NAMES) {
    say(`Starting ${name}.`);
    servers.set(name, started.use(await startNamed(name, database, name === 'gateway' ? profile : [])));
  }
  const workloads = WORKLOADS.filter(({ name }) => name.includes(values.only));
  for (const workload of workloads) await holdEqual(servers, workload);
  say('All servers give the same answers.');
  const measured: Measured[] = [];
  for (const workload of workloads) {
    measured.push({
      workload,
      rates: await measure(servers, workload, Number(values.rounds), Number(values.seconds)),
    });
  }
  process.stdout.write(values.json ? jsonReport(measured) : textReport(measured));
}

/** A PostgreSQL with the series of the workloads, brought there by `aurum ingest`; undefined where there is none. */
async function loadedDatabase(started: AsyncDisposableStack): Promise<string | undefined> {
  say('Starting PostgreSQL.');
  const server = await startPostgres({ settings: POSTGRES_SETTINGS });
  if ('skip' in server) {
    say(`This bench needs a PostgreSQL on this machine: ${server.skip}.`);
    process.exitCode = 1;
    return undefined;
  }
  started.defer(() => server.stop());
  say('Loading the series.');
  await runToEnd({
    script: 'bin/aurum.js',
    parameters: ['ingest', '-', '--backend', 'timescale', '--json'],
    env: gatewayEnvironment(server.url),
    input: bulkFile(),
  });
  const sql = postgres(server.url, { max: 1 });
  // What the server would do by itself a minute after a load.
  await sql`vacuum analyze`;
  await sql.end();
  return server.url;
}

/** Throws unless every server answers the same JSON. */
async function holdEqual(servers: ReadonlyMap<ServerName, ServerProcess>, workload: Workload): Promise<void> {
  let first: unknown;
  for (const [name, { url }] of servers) {
    const answer: unknown = JSON.parse(await ask(url, workload));
    first ??= answer;
    if (!isDeepStrictEqual(answer, first)) {
      throw new Error(`${name} answers "${workload.name}" otherwise than ${SERVER_NAMES[0]}.`);
    }
  }
}

/** Each server in turn, round by round, so that what else the machine does falls on all of them. */
async function measure(
  servers: ReadonlyMap<ServerName, ServerProcess>,
  workload: Workload,
  rounds: number,
  seconds: number,
): Promise<Rates> {
  const rates: Rates = { gateway: [], mercurius: [], apollo: [] };
  for (const { url } of servers.values()) await requestsPerSecond(url, workload, WARM_UP_SECONDS);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, { url }] of servers) rates[name].push(await requestsPerSecond(url, workload, seconds));
    const figures = SERVER_NAMES.map((name) => `${name} ${(rates[name].at(-1) ?? 0).toFixed(0)}/s`);
    say(`${workload.name}, round ${round} of ${rounds}: ${figures.join(', ')}`);
  }
  return rates;
}

type Summary = {
  readonly requestsPerSecond: Record<ServerName, Spread>;
  readonly gatewayOverMercurius: Spread;
  readonly gatewayOverApollo: Spread;
};

function summaryOf({ gateway, mercurius, apollo }: Rates): Summary {
  return {
    requestsPerSecond: {
      gateway: spreadOf(gateway),
      mercurius: spreadOf(mercurius),
      apollo: spreadOf(apollo),
    },
    gatewayOverMercurius: ratios(gateway, mercurius),
    gatewayOverApollo: ratios(gateway, apollo),
  };
}

function textReport(measured: readonly Measured[]): string {
  const head = [
    'workload',
    'gateway/mercurius',
    'aim',
    'gateway/apollo',
    ...SERVER_NAMES.map((name) => `${name} /s`),
  ];
  const rows = measured.map(({ workload, rates }) => {
    const { requestsPerSecond, gatewayOverMercurius, gatewayOverApollo } = summaryOf(rates);
    return [
      workload.name,
      spreadText(gatewayOverMercurius, 2),
      workload.aim === undefined ? '' : workload.aim.toFixed(2),
      spreadText(gatewayOverApollo, 2),
      ...SERVER_NAMES.map((name) => spreadText(requestsPerSecond[name], 0)),
    ];
  });
  return `Median (least-greatest) of the rounds.\n${tableText(head, rows)}\n`;
}

function jsonReport(measured: readonly Measured[]): string {
  const workloads = measured.map(({ workload, rates }) => ({
    workload: workload.name,
    aim: workload.aim ?? null,
    ...summaryOf(rates),
  }));
  return `${JSON.stringify({ workloads }, null, 2)}\n`;
}

await main();
