import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import type { Connection } from '../src/backend/backend.ts';
import { createBackend } from '../src/backend/pooled-backend.ts';
import { upsertText } from '../src/backend/timescale/upsert.ts';
import { load } from '../src/ingest/load.ts';
import { openBulkFiles } from '../src/ingest/read-bulk.ts';
import { SILENT } from '../src/telemetry/log.ts';
import { driverOf, ENGINES, type Engine, preparedFiles } from './ingest-engines.ts';

/** One measurement in a process of its own: `ingest|bulk ENGINE PLACE INPUT FOLDER`; prints what it took as JSON. */
const [kind, engineName, place = '', input = '', folder = ''] = process.argv.slice(2);
const engine = ENGINES.find((name) => name === engineName) ?? 'clickhouse';
const signal = new AbortController().signal;

const COLUMNS = [
  'series_id',
  'label',
  'period_start',
  'period_end',
  'period',
  'period_original',
  'value',
  'seen_at',
];
const TYPES = ['text', 'instant', 'instant', 'instant', 'text', 'text', 'float64', 'instant'] as const;

async function timed(work: () => Promise<void>): Promise<void> {
  const startMillis = performance.now();
  await work();
  const seconds = (performance.now() - startMillis) / 1_000;
  const peakBytes = process.resourceUsage().maxRSS * 1_024;
  process.stdout.write(JSON.stringify({ seconds, peakBytes }));
}

async function ingest(): Promise<void> {
  const pool = {
    min: 0,
    max: 4,
    acquireTimeoutMillis: 60_000,
    createTimeoutMillis: 60_000,
    idleTimeoutMillis: 60_000,
    validateAfterIdleMillis: 60_000,
    maxAgeMillis: 3_600_000,
    queueMaxLength: 1_000,
  };
  const settings = {
    pool,
    health: { intervalMillis: 60_000, timeoutMillis: 10_000 },
    closeGraceMillis: 5_000,
  };
  const backend = createBackend(driverOf(engine, place), settings, SILENT);
  await backend.ready(signal);
  await timed(async () => {
    const source = await openBulkFiles([input], process.stdin);
    const options = { backends: [backend], skipBad: false, signal, logger: SILENT, onEvent() {} };
    const { error } = await load(source, options);
    if (error !== null) throw error;
  });
  await backend.close();
}

/** The engine's own way to take many rows, fed from a file through the same client. */
const BULK: Record<Engine, (connection: Connection, file: string) => Promise<void>> = {
  clickhouse: (connection, file) => fromFile(connection, file, COLUMNS, 'TabSeparated'),
  'clickhouse-native': (connection, file) => fromFile(connection, file, [...COLUMNS, 'version'], 'Native'),
  // There is no COPY in it: many rows a statement, without looking for rows that are there already.
  async timescale(connection, file) {
    const columns = COLUMNS.map((name, index) => ({ name, type: TYPES[index] ?? 'text', values: [] }));
    const [text = ''] = upsertText({ table: 'eia_observation', key: ['series_id', 'label'], columns }).split(
      ' on conflict',
    );
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const literals: string[] = JSON.parse(line);
      const parameters = literals.map((value) => ({ type: 'text' as const, value }));
      await connection.execute({ text, parameters, summary: 'INSERT eia_observation' }, { signal });
    }
  },
  async postgres(_, file) {
    const sql = postgres(place, { max: 1, fetch_types: false, onnotice() {} });
    const target = await sql.unsafe(`copy eia_observation (${COLUMNS.join(', ')}) from stdin`).writable();
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), target);
    await sql.end();
  },
};

async function fromFile(
  connection: Connection,
  file: string,
  columns: readonly string[],
  format: string,
): Promise<void> {
  const text = `insert into eia_observation (${columns.join(', ')}) from infile '${file}' format ${format}`;
  await connection.execute({ text, parameters: [], summary: 'INSERT eia_observation' }, { signal });
}

async function bulk(): Promise<void> {
  const driver = driverOf(engine, place);
  const connection = await driver.connect();
  await driver.migrate(connection, { signal });
  await timed(() => BULK[engine](connection, preparedFiles(folder)[engine]));
  await connection.close();
  await driver.close();
}

await (kind === 'bulk' ? bulk() : ingest());
