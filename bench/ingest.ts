import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { startPostgres } from '../test/support/postgres.ts';
import { ENGINES, type Engine } from './ingest-engines.ts';
import { runToEnd } from './processes.ts';
import { ratios, type Spread, spreadOf, spreadText } from './spread.ts';
import { tableText } from './table.ts';

const USAGE = `Compares aurum ingest with each engine's own bulk insert of the same rows: speed and peak memory.
  npm run bench:ingest -- [FILE]
  --rounds N      measurements of each (default 5)
  --engine NAME   ${ENGINES.join(', ')}; repeatable (default all)
  --json          one JSON object instead of a table
`;

type Measurement = { readonly seconds: number; readonly peakBytes: number };
type Result = {
  readonly engine: Engine;
  readonly perSecond: Spread;
  readonly bulkPerSecond: Spread;
  /** Speed of ingest over that of the bulk insert, round by round. */
  readonly ratio: Spread;
  /** Peak of the ingest's process less that of the bulk insert's, in MB. */
  readonly memoryAboveMegabytes: Spread;
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      engine: { type: 'string', multiple: true, default: [...ENGINES] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'aurum-bench-'));
  try {
    const input = positionals[0] ?? defaultInput(folder);
    say(`Preparing the rows of ${basename(input)}.`);
    const prepared = await runToEnd({ script: 'bench/ingest-prepare.ts', parameters: [input, folder] });
    const { observations } = JSON.parse(prepared) as { observations: number };
    const results: Result[] = [];
    for (const engine of ENGINES.filter((name) => values.engine.includes(name))) {
      const result = await compare(engine, { input, folder, observations, rounds: Number(values.rounds) });
      if (result !== null) results.push(result);
    }
    if (values.json)
      process.stdout.write(`${JSON.stringify({ input: basename(input), observations, results })}\n`);
    else process.stdout.write(`${basename(input)}: ${observations} observations\n${report(results)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Rows = {
  readonly input: string;
  readonly folder: string;
  readonly observations: number;
  readonly rounds: number;
};

/** Both kinds in turn, each in a process of its own on an empty database. */
async function compare(
  engine: Engine,
  { input, folder, observations, rounds }: Rows,
): Promise<Result | null> {
  await using server = engine === 'postgres' ? await openServer() : null;
  if (engine === 'postgres' && server === null) return null;
  const measured: Record<'ingest' | 'bulk', Measurement[]> = { ingest: [], bulk: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of ['ingest', 'bulk'] as const) {
      const place =
        server === null ? join(folder, `${engine}-${kind}-${round}`) : await server.emptyDatabase();
      const env = { UV_THREADPOOL_SIZE: '32' };
      const parameters = [kind, engine, place, input, folder];
      const written = await runToEnd({ script: 'bench/ingest-round.ts', parameters, env });
      measured[kind].push(JSON.parse(written) as Measurement);
      if (server === null) rmSync(place, { recursive: true, force: true });
    }
    say(`${engine}: round ${round + 1} of ${rounds}`);
  }
  const speeds = (kind: 'ingest' | 'bulk'): number[] =>
    measured[kind].map(({ seconds }) => observations / seconds);
  const above = measured.ingest.map(
    ({ peakBytes }, round) => (peakBytes - (measured.bulk[round]?.peakBytes ?? 0)) / 1e6,
  );
  return {
    engine,
    perSecond: spreadOf(speeds('ingest')),
    bulkPerSecond: spreadOf(speeds('bulk')),
    ratio: ratios(speeds('ingest'), speeds('bulk')),
    memoryAboveMegabytes: spreadOf(above),
  };
}

type Server = AsyncDisposable & { emptyDatabase(): Promise<string> };

async function openServer(): Promise<Server | null> {
  const started = await startPostgres({ settings: ['shared_buffers=256MB', 'max_wal_size=4GB'] });
  if ('skip' in started) {
    say(`postgres is left out: ${started.skip}`);
    return null;
  }
  const admin = postgres(started.url, { max: 1, onnotice() {} });
  let databases = 0;
  return {
    async emptyDatabase() {
      databases += 1;
      await admin.unsafe(`create database bench${databases}`);
      const url = new URL(started.url);
      url.pathname = `/bench${databases}`;
      return url.href;
    },
    async [Symbol.asyncDispose]() {
      await admin.end();
      await started.stop();
    },
  };
}

function report(results: readonly Result[]): string {
  const thousands = (spread: Spread): string =>
    spreadText({ median: spread.median / 1e3, min: spread.min / 1e3, max: spread.max / 1e3 }, 0);
  return tableText(
    ['engine', 'ingest, thousand/s', 'bulk insert, thousand/s', 'ratio', 'memory above, MB'],
    results.map(({ engine, perSecond, bulkPerSecond, ratio, memoryAboveMegabytes }) => [
      engine,
      thousands(perSecond),
      thousands(bulkPerSecond),
      spreadText(ratio, 2),
      spreadText(memoryAboveMegabytes, 0),
    ]),
  );
}

/** Real data where it lies beside the checkout, else invented rows of the same shape. */
function defaultInput(folder: string): string {
  const real = join(import.meta.dirname, '../../shared/data/eia_sample.jsonl.gz');
  if (existsSync(real)) return real;
  say('No EIA file is given or at hand: the rows are invented.');
  const periods = Array.from({ length: 480 }, (_, month) =>
    String(198_001 + Math.floor(month / 12) * 100 + (month % 12)),
  );
  const lines = Array.from({ length: 2_000 }, (_, series) =>
    JSON.stringify({
      series_id: `BENCH.S${series}.M`,
      name: `Invented series ${series}`,
      units: 'MWh',
      f: 'M',
      data: periods.map((period, index) => [period, Math.round(Math.sin(series + index) * 1e6) / 1e3]),
    }),
  );
  const path = join(folder, 'invented.jsonl');
  writeFileSync(path, lines.join('\n'));
  return path;
}

await main();
