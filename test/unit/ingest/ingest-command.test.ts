import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addIngestCommand, type IngestDeps, runIngest } from '../../../src/cli/ingest.ts';
import { AurumError } from '../../../src/errors.ts';
import { startControlServer } from '../../../src/ingest/control-server.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { createTextSink, type TextSink } from '../../support/outputs.ts';
import { createRecordingBackend, type RecordingBackend } from '../../support/recording-backend.ts';
import { seriesLine } from '../../support/series-lines.ts';

const LINES = [seriesLine('A.X.A', [1, null, 3]), 'nonsense', seriesLine('A.Y.A', [4])];

let folder = '';
let file = '';
let backend: RecordingBackend;
let stdout: TextSink;
let stderr: TextSink;
let stop: AbortController;
let opened = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurum-cli-'));
  file = join(folder, 'bulk.txt');
  await writeFile(file, LINES.join('\n'));
  backend = createRecordingBackend();
  stdout = createTextSink();
  stderr = createTextSink();
  stop = new AbortController();
  opened = 0;
});
afterEach(() => rm(folder, { recursive: true }));

function deps(more: Partial<IngestDeps> = {}): IngestDeps {
  return {
    dataFolder: folder,
    defaultBackend: 'timescale',
    isEmbedded: () => true,
    async openBackends(kinds) {
      opened += 1;
      expect(kinds).toEqual(['timescale']);
      return { backends: [backend], close: () => Promise.resolve() };
    },
    eia: { apiUrl: 'http://127.0.0.1:9/v2', apiKey: null },
    standardInput: Readable.from([]),
    stdout,
    stderr,
    signal: stop.signal,
    logger: SILENT,
    ...more,
  };
}

/** Parses a command line as `aurum` does, and runs it. */
async function ingest(argv: readonly string[], given: IngestDeps): Promise<number> {
  let exitCode = -1;
  const program = new Command('aurum')
    .exitOverride()
    .configureOutput({ writeErr: (text) => void stderr.write(text) });
  addIngestCommand(program, async (files, flags) => {
    exitCode = await runIngest(files, flags, given);
  });
  await program.parseAsync(['ingest', ...argv], { from: 'user' });
  return exitCode;
}

test('a clean load: summary on standard output, exit code 0', async () => {
  expect(await ingest([file, '--skip-bad'], deps())).toBe(0);
  expect(stdout.text()).toMatch(
    /^Read 2 series with 4 observations \(1 without a value\) in \d+\.\d s\.\nCategory lines: 0\. Rejected lines: 1\.\ntimescale: series: 2 new, 0 changed, 0 unchanged; observations: 4 added, 0 revised, 0 unchanged\.\n$/,
  );
  expect(stderr.text()).toContain(`Left out ${file}, line 2: this is not JSON`);
});

test('a bad line: file, line and reason on standard error, exit code 1', async () => {
  expect(await ingest([file], deps())).toBe(1);
  expect(stderr.text()).toMatch(
    /^Stopped: .*bulk\.txt, line 2: this is not JSON .* --skip-bad leaves bad lines out\.\n$/,
  );
  expect(backend.writes).toHaveLength(0);
});

test('--json: one object a line, the outcome last', async () => {
  expect(await ingest(['--json', '--skip-bad', file], deps())).toBe(0);
  const messages = stdout
    .text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(messages.map(({ type }) => type)).toEqual(['rejected', 'progress', 'outcome']);
  expect(messages.at(-1)).toMatchObject({
    status: 'completed',
    error: null,
    summary: { series: 2, rejected: 1 },
  });
  expect(stderr.text()).toBe('');
});

test('standard input', async () => {
  const standardInput = Readable.from([Buffer.from(seriesLine('A.Z.A', [1]))]);
  expect(await ingest(['-'], deps({ standardInput }))).toBe(0);
  expect(backend.row('eia_series', 'A.Z.A')).toBeDefined();
});

test('a missing file: exit code 1, and nothing is opened half', async () => {
  expect(await ingest([file, join(folder, 'none.txt'), '--skip-bad'], deps())).toBe(1);
  expect(stderr.text()).toContain('none.txt: there is no such file.');
  expect(backend.writes).toHaveLength(0);
});

test.each([
  [[], 'Name at least one file'],
  [['x', '--api', 'seds'], 'not both'],
  [['-', '-'], 'standard input is read once'],
  [['x', '--facet', 'a=b'], 'go with --api ROUTE'],
  [['--api', 'seds'], '--api needs EIA_API_KEY'],
  [['--api', 'seds', '--facet', 'a'], '"a" is no facet; write --facet NAME=VALUE'],
])('usage %j: exit code 2', async (argv, message) => {
  expect(await ingest(argv, deps())).toBe(2);
  expect(stderr.text()).toContain(message);
  expect(stderr.text()).toContain('Run "aurum ingest --help" for the flags.');
  expect(opened).toBe(0);
});

test.each([
  [['--skip-bda', 'x'], "unknown option '--skip-bda'"],
  [['--backend', 'oracle', 'x'], 'Allowed: timescale, clickhouse'],
])('flags commander refuses: %j', async (argv, message) => {
  await expect(ingest(argv, deps())).rejects.toMatchObject({ name: 'CommanderError' });
  expect(stderr.text()).toContain(message);
  expect(stderr.text()).toContain('Run "aurum ingest --help" for the flags.');
});

test('an interrupt: exit code 130', async () => {
  const standardInput = new Readable({ read() {} });
  setTimeout(() => stop.abort(new AurumError('CANCELLED', 'stop')), 20);
  expect(await ingest(['-'], deps({ standardInput }))).toBe(130);
  expect(stderr.text()).toContain('Interrupted. Whole batches are stored');
});

describe('where a gateway holds the data folder', () => {
  const start = (eia = { apiUrl: 'http://127.0.0.1:9/v2', apiKey: null }) =>
    startControlServer({
      dataFolder: folder,
      backends: [backend],
      eia,
      logger: SILENT,
      fillDemoData: async () => {},
    });

  test('it does the work, and tells the same', async () => {
    const server = await start();
    try {
      expect(await ingest([file, '--skip-bad'], deps())).toBe(0);
      expect(opened).toBe(0);
      expect(backend.rows('eia_series')).toHaveLength(2);
      expect(stdout.text()).toContain('2 new, 0 changed, 0 unchanged; observations: 4 added');
      expect(stderr.text()).toContain('line 2: this is not JSON');
      expect(await ingest([file], deps())).toBe(1);
      expect(stderr.text()).toContain('Stopped: ');
    } finally {
      await server.close();
    }
  });

  test('standard input goes through', async () => {
    const server = await start();
    try {
      const lines = Array.from({ length: 2_000 }, (_, index) => seriesLine(`A.${index}.A`, [1, 2, 3]));
      const standardInput = Readable.from(lines.map((line) => Buffer.from(`${line}\n`)));
      expect(await ingest(['-'], deps({ standardInput }))).toBe(0);
      expect(backend.rows('eia_series')).toHaveLength(2_000);
    } finally {
      await server.close();
    }
  });

  test('whoever hangs up ends the load there', async () => {
    const server = await start();
    try {
      let aborted: Promise<void> | undefined;
      backend.beforeWrite = (_tables, { signal }) => {
        aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
        stop.abort(new AurumError('CANCELLED', 'stop'));
        return aborted.then(() => Promise.reject(new AurumError('CANCELLED', 'stop')));
      };
      expect(await ingest([file, '--skip-bad'], deps())).toBe(130);
      await aborted;
      expect(backend.rows('eia_series')).toHaveLength(0);
    } finally {
      await server.close();
    }
  });

  test('a gateway that ends tells it', async () => {
    const server = await start();
    const standardInput = new Readable({ read() {} });
    standardInput.push(`${seriesLine('A.X.A', [1])}\n`);
    const running = ingest(['-'], deps({ standardInput }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    expect(await running).not.toBe(0);
  });

  test('a backend it does not have', async () => {
    const server = await start();
    try {
      expect(await ingest([file, '--backend', 'clickhouse'], deps())).toBe(1);
      expect(stderr.text()).toContain('The gateway of this data folder runs without clickhouse');
    } finally {
      await server.close();
    }
  });

  test('a socket that a dead gateway left is replaced, and means nobody to a client', async () => {
    const server = await start();
    await writeFile(join(folder, 'note'), '');
    await server.close();
    await writeFile(server.path, '');
    expect(await ingest([file, '--skip-bad'], deps())).toBe(0);
    expect(opened).toBe(1);
    const again = await start();
    expect(await ingest([file, '--skip-bad'], deps())).toBe(0);
    expect(opened).toBe(1);
    await again.close();
  });

  test('a path too long for a socket is told', async () => {
    const dataFolder = join(folder, 'x'.repeat(100));
    await expect(
      startControlServer({
        dataFolder,
        backends: [],
        eia: { apiUrl: '', apiKey: null },
        logger: SILENT,
        fillDemoData: async () => {},
      }),
    ).rejects.toThrow(/too long for a socket .* AURUM_DATA_DIR/);
  });
});
