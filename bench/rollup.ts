import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend } from '../src/backend/backend.ts';
import { parseDuration } from '../src/calendar/duration.ts';
import { createComparedRollups } from '../src/dao/compared-rollups.ts';
import type { BucketsRequest } from '../src/dao/dataset-requests.ts';
import type { Metric } from '../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import { datasetDao } from '../test/support/awkward-storage.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../test/support/embedded-backend.ts';
import { metered, meteredRollup } from '../test/support/metered.ts';
import { addLateRows, METERS, makeTables, START } from './rollup-engines.ts';
import { ratios, type Spread, spreadOf, spreadText } from './spread.ts';
import { tableText } from './table.ts';

const USAGE = `Compares buckets read from the table with the same ones read through its rollups, on the embedded engines.
  npm run bench:rollup
  --rounds N      measurements of each (default 9)
  --rows N        rows of the table in thousands (default 500 in TimescaleDB, 10000 in ClickHouse)
  --engine NAME   ${EMBEDDED_ENGINES.join(', ')}; repeatable (default all)
  --json          one JSON object instead of a table
`;

type Engine = (typeof EMBEDDED_ENGINES)[number];
type Asked = {
  readonly name: string;
  readonly width: string;
  readonly zone: string;
  readonly dimensions: readonly string[];
};
type Result = {
  readonly engine: Engine;
  readonly asked: string;
  readonly source: string;
  readonly tableMillis: Spread;
  readonly rollupMillis: Spread;
  /** The first time by way of the rollup: ClickHouse compares it with its table then. */
  readonly firstMillis: number;
  /** Time by way of the table over that by way of the rollup, round by round. */
  readonly ratio: Spread;
};

const THOUSANDS: Readonly<Record<Engine, number>> = { timescale: 500, clickhouse: 10_000 };
const QUESTIONS: readonly Asked[] = [
  { name: 'days', width: 'P1D', zone: 'UTC', dimensions: [] },
  { name: 'days by meter', width: 'P1D', zone: 'UTC', dimensions: ['meter'] },
  { name: 'days of New York by site', width: 'P1D', zone: 'America/New_York', dimensions: ['site'] },
  { name: 'six hours', width: 'PT6H', zone: 'UTC', dimensions: [] },
];
const METRICS: readonly Metric[] = (['SUM', 'AVG', 'MIN', 'MAX'] as const).map((name) => ({
  measure: 'load',
  function: name,
  p: null,
}));

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '9' },
      rows: { type: 'string' },
      engine: { type: 'string', multiple: true, default: [...EMBEDDED_ENGINES] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const results: Result[] = [];
  for (const engine of EMBEDDED_ENGINES.filter((name) => values.engine.includes(name))) {
    const thousands = Number(values.rows ?? THOUSANDS[engine]);
    results.push(
      ...(await measureEngine(engine, Math.ceil((thousands * 1_000) / METERS), Number(values.rounds))),
    );
  }
  process.stdout.write(`${values.json ? JSON.stringify(results) : report(results)}\n`);
}

async function measureEngine(engine: Engine, minutes: number, rounds: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-bench-'));
  const backend = await openEmbedded(engine, folder);
  try {
    say(`${engine}: ${(minutes * METERS).toLocaleString('en')} rows.`);
    await makeTables(backend, engine, minutes);
    const results: Result[] = [];
    for (const asked of QUESTIONS) results.push(await compare(backend, engine, asked, minutes, rounds));
    await addLateRows(backend, minutes);
    for (const asked of QUESTIONS.slice(0, 1)) {
      const late = { ...asked, name: `${asked.name}, late rows on three` };
      results.push(await compare(backend, engine, late, minutes, rounds));
    }
    return results;
  } finally {
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both ways in turn, each by a new DAO, as every request has one: what is asked about rollups counts. */
async function compare(
  backend: Backend,
  engine: Engine,
  asked: Asked,
  minutes: number,
  rounds: number,
): Promise<Result> {
  const plain = metered(engine);
  const rollups = [meteredRollup('hourly', 'PT1H'), meteredRollup('daily', 'P1D')];
  const measured: Record<'table' | 'rollup', number[]> = { table: [], rollup: [] };
  // What all requests of a gateway share.
  const compared = createComparedRollups();
  let source = '';
  const ask = async (kind: 'table' | 'rollup'): Promise<string> => {
    const table: DeclaredDataset = kind === 'table' ? plain : { ...plain, rollups };
    const started = performance.now();
    const page = await datasetDao(backend, {}, undefined, compared).queryBuckets(
      request(table, asked, minutes),
    );
    measured[kind].push(performance.now() - started);
    if (kind === 'rollup') source = page.provenance().source;
    return JSON.stringify(page.rows, (_, value) =>
      typeof value === 'number' ? Number(value.toPrecision(9)) : value,
    );
  };
  // The first answers warm up, and must be the same.
  if ((await ask('table')) !== (await ask('rollup')))
    throw new Error(`${engine} answers "${asked.name}" in two ways.`);
  const [firstMillis = 0] = measured.rollup;
  measured.table.length = 0;
  measured.rollup.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    await ask('table');
    await ask('rollup');
  }
  say(`${engine}: ${asked.name}`);
  return {
    engine,
    asked: asked.name,
    source,
    tableMillis: spreadOf(measured.table),
    rollupMillis: spreadOf(measured.rollup),
    firstMillis,
    ratio: ratios(measured.table, measured.rollup),
  };
}

function request(
  table: DeclaredDataset,
  { width, zone, dimensions }: Asked,
  minutes: number,
): BucketsRequest {
  const startMillis = Date.parse(START);
  const at = (millis: number) => ({ kind: 'instant', millis }) as const;
  return {
    table,
    range: { between: { start: at(startMillis), end: at(startMillis + minutes * 60_000) } },
    timeZone: zone,
    where: {},
    metrics: METRICS,
    dimensions,
    having: {},
    order: [],
    page: { first: 100 },
    groupByInterval: parseDuration(width, 'width'),
    origin: null,
    fill: 'NONE',
    maxGap: null,
    partial: 'INCLUDE',
  };
}

function report(results: readonly Result[]): string {
  return tableText(
    ['engine', 'asked', 'read from', 'table, ms', 'rollup, ms', 'first, ms', 'table / rollup'],
    results.map(({ engine, asked, source, tableMillis, rollupMillis, firstMillis, ratio }) => [
      engine,
      asked,
      source,
      spreadText(tableMillis, 0),
      spreadText(rollupMillis, 0),
      firstMillis.toFixed(0),
      spreadText(ratio, 1),
    ]),
  );
}

await main();
