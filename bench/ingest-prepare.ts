import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Backend, TableWrite } from '../src/backend/backend.ts';
import { nativeBlocks } from '../src/backend/clickhouse/native.ts';
import { upsertParts } from '../src/backend/timescale/upsert.ts';
import { load } from '../src/ingest/load.ts';
import { openBulkFiles } from '../src/ingest/read-bulk.ts';
import { clickhouseDialect } from '../src/sql/dialect/clickhouse.ts';
import { SILENT } from '../src/telemetry/log.ts';
import { preparedFiles } from './ingest-engines.ts';

/** Writes the observations of a bulk file as each engine's own bulk insert takes them: `INPUT FOLDER`. */
const [input = '', folder = ''] = process.argv.slice(2);
const files = preparedFiles(folder);
const tabs = createWriteStream(files.clickhouse);
const native = createWriteStream(files['clickhouse-native']);
const literals = createWriteStream(files.timescale);
const copy = createWriteStream(files.postgres);

async function put(stream: WriteStream, chunk: Buffer | string): Promise<void> {
  if (!stream.write(chunk)) await once(stream, 'drain');
}

/** A line of tab-separated text, as PostgreSQL's COPY and ClickHouse's TabSeparated have it. */
function textLine(table: TableWrite, row: number, instantText: (millis: number) => string): string {
  const cells = table.columns.map(({ type, values }) => {
    const value = values[row];
    if (value === null) return '\\N';
    return type === 'instant' ? instantText(Number(value)) : String(value);
  });
  return `${cells.join('\t')}\n`;
}

async function keep(table: TableWrite): Promise<void> {
  for await (const block of nativeBlocks(table.columns, 1)) await put(native, block);
  for (const { values } of upsertParts(table)) await put(literals, `${JSON.stringify(values)}\n`);
  const rows = table.columns[0]?.values.length ?? 0;
  for (let start = 0; start < rows; start += 10_000) {
    const size = Math.min(10_000, rows - start);
    const lines = (instantText: (millis: number) => string): string =>
      Array.from({ length: size }, (_, index) => textLine(table, start + index, instantText)).join('');
    await put(
      copy,
      lines((millis) => new Date(millis).toISOString()),
    );
    await put(tabs, lines(String));
  }
}

/** Stands in for an engine that holds nothing yet, and keeps what it is given. */
const recorder: Backend = {
  kind: 'clickhouse',
  embedded: true,
  dialect: clickhouseDialect,
  limitations: [],
  execute: async () => ({ columns: [], rows: [] }),
  async write(tables) {
    for (const table of tables) if (table.table === 'eia_observation') await keep(table);
  },
  health: () => ({
    status: 'UP',
    reason: null,
    checkedAtMillis: null,
    version: null,
    breaker: 'CLOSED' as const,
  }),
  pool: () => ({ min: 0, max: 1, used: 0, free: 1, pending: 0, queued: 0, creating: 0 }),
  start() {},
  ready: async () => {},
  up: async () => {},
  close: async () => {},
};

const { error, summary } = await load(await openBulkFiles([input], process.stdin), {
  backends: [recorder],
  skipBad: false,
  signal: new AbortController().signal,
  logger: SILENT,
  onEvent() {},
});
if (error !== null) throw error;
for (const stream of [tabs, native, literals, copy]) {
  stream.end();
  await once(stream, 'close');
}
process.stdout.write(JSON.stringify({ observations: summary.observations }));
