import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Connection, Driver } from '../../src/backend/backend.ts';
import { EmbeddedTimescale } from '../../src/backend/embedded/timescale-engine.ts';
import { createBackend } from '../../src/backend/pooled-backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { createEmbeddedLink } from '../../src/backend/timescale/embedded-link.ts';
import { AurumError } from '../../src/errors.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { TEST_BACKEND } from '../support/embedded-backend.ts';
import { placeEmptyDatabase } from '../support/empty-database.ts';

const GRACE_MILLIS = 300;
/** Runs for the better part of a minute. */
const ENDLESS = 'select count(*) from generate_series(1, 300000000)';
const signal = new AbortController().signal;

const folders: string[] = [];
const drivers: Driver[] = [];

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A driver on `folder`, else on a new one that had its first start before. */
async function start(folder?: string, statementGraceMillis = GRACE_MILLIS): Promise<Driver> {
  const dataFolder = folder ?? newFolder();
  if (folder === undefined) await placeEmptyDatabase(dataFolder);
  const driver = createTimescaleDriver(
    {
      url: 'embedded:',
      dataFolder,
      statementGraceMillis,
      connectTimeoutMillis: 5_000,
      lockTimeoutMillis: 2_000,
    },
    SILENT,
  );
  drivers.push(driver);
  return driver;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-embedded-'));
  folders.push(folder);
  return folder;
}

const run = (connection: Connection, text: string, by: AbortSignal = signal) =>
  connection.execute({ text, parameters: [], summary: 'x' }, { signal: by });

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

test('a statement whose messages end with the input buffer of the engine, of 8 KiB, is answered', async () => {
  const connection = await (await start(undefined, 60_000)).connect();
  // All else of a message is shorter than the first length is below the buffer.
  for (let length = 7_680; length < 8_192; length += 1) {
    const { rows } = await connection.execute(
      {
        text: 'select length($1::text)::float8',
        parameters: [{ type: 'text', value: 'x'.repeat(length) }],
        summary: 'x',
      },
      { signal: AbortSignal.timeout(30_000) },
    );
    expect(rows).toEqual([[length]]);
  }
});

test('a statement that outlives its abort ends the engine, which is there again with what was stored', async () => {
  const driver = await start();
  const [runaway, bystander] = await Promise.all([driver.connect(), driver.connect()]);
  await run(bystander, 'create table kept (n int)');
  await run(bystander, 'insert into kept values (7)');
  const abort = new AbortController();
  const began = Date.now();
  const endless = run(runaway, ENDLESS, abort.signal);
  await wait(300);
  const behind = run(bystander, 'select 1');
  const outcomes = Promise.allSettled([endless, behind]);
  await wait(100);
  expect(driver.busy).toBe(true);
  abort.abort(new AurumError('CANCELLED', 'The client went away.'));
  const [first, second] = await outcomes;
  expect(first).toMatchObject({ reason: { code: 'CANCELLED' } });
  expect(second).toMatchObject({ reason: { code: 'BACKEND_UNAVAILABLE' } });
  expect(Date.now() - began).toBeLessThan(5_000);
  expect([runaway.healthy, bystander.healthy, driver.busy]).toEqual([false, false, false]);
  const next = await driver.connect();
  expect((await run(next, 'select n from kept')).rows).toEqual([[7]]);
});

test('the deadline ends a statement as an abort does', async () => {
  const driver = await start();
  const connection = await driver.connect();
  const endless = connection.execute(
    { text: ENDLESS, parameters: [], summary: 'x' },
    { signal, deadlineMillis: Date.now() + 100 },
  );
  await expect(endless).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
});

test('a statement that waits for the session leaves at once, and the running one goes on', async () => {
  const driver = await start();
  const [running, waiting] = await Promise.all([driver.connect(), driver.connect()]);
  const long = run(running, 'select count(*) from generate_series(1, 5000000)');
  await wait(50);
  const abort = new AbortController();
  const queued = run(waiting, 'select 1', abort.signal);
  setTimeout(() => abort.abort(), 50);
  const left = expect(queued).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
  expect(await Promise.race([left.then(() => 'left'), long.then(() => 'ran on')])).toBe('left');
  expect(waiting.healthy).toBe(false);
  expect((await long).rows).toEqual([[5_000_000n]]);
  await wait(GRACE_MILLIS + 50);
  expect(running.healthy).toBe(true);
});

test('a statement that ends within the grace leaves the engine as it is', async () => {
  const driver = await start(undefined, 20_000);
  const [slow, other] = await Promise.all([driver.connect(), driver.connect()]);
  const abort = new AbortController();
  const statement = run(slow, 'select count(*) from generate_series(1, 2000000)', abort.signal);
  await wait(30);
  abort.abort();
  await statement.catch(() => {});
  expect((await run(other, 'select 1')).rows).toEqual([[1]]);
  expect(other.healthy).toBe(true);
});

test('a connection cut off inside a transaction is rolled back', async () => {
  const driver = await start();
  const [one, two] = await Promise.all([driver.connect(), driver.connect()]);
  await run(one, 'create table t (n int)');
  await run(one, 'begin');
  await run(one, 'insert into t values (1)');
  await one.close();
  expect((await run(two, 'select count(*) from t')).rows).toEqual([[0n]]);
});

test('a session that is cut off while it is being opened is none', async () => {
  const folder = newFolder();
  await placeEmptyDatabase(folder);
  const engine = new EmbeddedTimescale(join(folder, 'timescale'), SILENT);
  try {
    const link = createEmbeddedLink(engine, GRACE_MILLIS);
    const opening = link.open({ host: [], port: [], path: false });
    link.sever();
    await expect(opening).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  } finally {
    await engine.close();
  }
});

test('the main thread answers while the engine works', async () => {
  const driver = await start();
  const connection = await driver.connect();
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 5);
  const began = Date.now();
  await run(connection, 'select count(*) from generate_series(1, 5000000)');
  clearInterval(timer);
  expect(turns).toBeGreaterThan((Date.now() - began) / 5 / 4);
});

test('an engine that dies takes its connections with it and starts again', async () => {
  const driver = await start();
  const [one, two] = await Promise.all([driver.connect(), driver.connect()]);
  await run(one, 'create table t (n int)');
  await expect(run(one, 'copy t from stdin')).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  expect([one.healthy, two.healthy]).toEqual([false, false]);
  const next = await driver.connect();
  expect((await run(next, 'select count(*) from t')).rows).toEqual([[0n]]);
});

test('a first start that was cut short is made anew', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'timescale', 'base'), { recursive: true });
  writeFileSync(join(folder, 'timescale', 'PG_VERSION'), '17\n');
  writeFileSync(join(folder, 'timescale.starting'), '');
  const connection = await (await start(folder)).connect();
  expect((await run(connection, 'select 1')).rows).toEqual([[1]]);
});

test('the folder opens again after close, observations are a hypertable with chunks of ten years', async () => {
  const folder = newFolder();
  const driver = await start(folder);
  await driver.migrate(await driver.connect(), { signal });
  await driver.close();
  await expect(driver.connect()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  const connection = await (await start(folder)).connect();
  const { rows } = await run(
    connection,
    'select hypertable_name::text, time_interval::text from timescaledb_information.dimensions',
  );
  // TimescaleDB counts 30 days a month.
  expect(rows).toEqual([['eia_observation', '3600 days']]);
});

test('an engine that cannot start says so', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'timescale'), 'a file where the folder should be');
  await expect((await start(folder)).connect()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
});

test('a health check that stands behind a long statement does not take the engine for dead', async () => {
  const backend = createBackend(
    await start(),
    { ...TEST_BACKEND, health: { intervalMillis: 5, timeoutMillis: 10_000 } },
    SILENT,
  );
  try {
    await backend.ready(AbortSignal.timeout(30_000));
    const statement = (text: string) =>
      backend.execute({ text, parameters: [], summary: 'SELECT' }, { signal: AbortSignal.timeout(30_000) });
    const long = statement('select count(*) from generate_series(1, 12000000)');
    const statuses = new Set<string>();
    const watch = setInterval(() => statuses.add(backend.health().status), 50);
    await long.finally(() => clearInterval(watch));
    expect([...statuses]).not.toContain('DOWN');
    expect((await statement('select 1')).rows).toEqual([[1]]);
  } finally {
    await backend.close();
  }
});

test('an engine that answers statement after statement is not down because its ping stands behind them', async () => {
  const settings = {
    ...TEST_BACKEND,
    pool: { ...TEST_BACKEND.pool, max: 16 },
    health: { intervalMillis: 20, timeoutMillis: 10_000 },
  };
  const backend = createBackend(await start(), settings, SILENT);
  await backend.ready(signal);
  const until = Date.now() + 3_000;
  const seen = new Set<string>();
  // Each is too short to count as one that holds the session, and all together keep a ping waiting for seconds.
  const ask = async (): Promise<void> => {
    while (Date.now() < until) {
      const text = 'select count(*) from generate_series(1, 200000)';
      await backend.execute({ text, parameters: [], summary: 'x' }, { signal });
      seen.add(backend.health().status);
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  await backend.close();
  expect([...seen]).not.toContain('DOWN');
  expect([...seen]).toContain('UP');
});
