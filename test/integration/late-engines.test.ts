import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../scripts/free-port.ts';
import { placeEmptyDatabase } from '../support/empty-database.ts';
import { startPostgres } from '../support/postgres.ts';
import { type ServedProcess, serveProcess } from '../support/served-process.ts';

const port = await freePort();
const probe = await startPostgres();

if ('skip' in probe) describe.skip(`a PostgreSQL server: ${probe.skip}`, () => test('is there', () => {}));
else {
  await probe.stop();
  describe('a gateway whose engines are all down at its start', withEngines);
}

/** The most it may be. */
const READY_MILLIS = 5_000;
const SOON_MILLIS = 30_000;

function withEngines(): void {
  let served: ServedProcess;
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    const [clickhouse, trino] = [await freePort(), await freePort()];
    served = await serveProcess({
      AURUM_TIMESCALE_URL: `postgres://aurum@127.0.0.1:${port}/postgres`,
      AURUM_CLICKHOUSE_URL: `http://aurum@127.0.0.1:${clickhouse}/default`,
      AURUM_TRINO_URL: `http://aurum@127.0.0.1:${trino}/iceberg/aurum`,
    });
  });
  afterAll(async () => {
    served.child.kill('SIGTERM');
    await served.ended;
    await stop();
  });

  type Ready = { status: string; backends: { name: string; status: string; reason: string | null }[] };
  const ready = async (): Promise<{ code: number; body: Ready }> => {
    const response = await fetch(`${served.url}/readyz`);
    return { code: response.status, body: (await response.json()) as Ready };
  };
  const ask = async () => {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{
          eiaSeriesConnection(first: 1) { totalCount }
          clickHouseTable(name: "trades") { rowCount }
          validateQuery(sql: "select 1") { valid }
        }`,
      }),
    });
    const body = (await response.json()) as {
      data: Record<string, unknown>;
      errors?: { path: string[]; extensions: { code: string; retryable: boolean; backend: string } }[];
    };
    return { status: response.status, ...body };
  };

  test('says so in every field, at once, and is not ready', async () => {
    const startMillis = performance.now();
    const { status, data, errors = [] } = await ask();
    // Long before the deadline of 10 s.
    expect(performance.now() - startMillis).toBeLessThan(5_000);
    expect([status, data]).toEqual([
      200,
      { eiaSeriesConnection: null, clickHouseTable: null, validateQuery: null },
    ]);
    const told = errors.map(({ path, extensions }) => [path[0], extensions.code, extensions.backend]);
    expect(told.sort()).toEqual([
      ['clickHouseTable', 'BACKEND_UNAVAILABLE', 'clickhouse'],
      ['eiaSeriesConnection', 'BACKEND_UNAVAILABLE', 'timescale'],
      ['validateQuery', 'BACKEND_UNAVAILABLE', 'trino'],
    ]);
    const { code, body } = await ready();
    expect([code, body.status]).toEqual([503, 'not ready']);
    expect(body.backends.map(({ name, status: state }) => [name, state])).toEqual([
      ['timescale', 'DOWN'],
      ['clickhouse', 'DOWN'],
      ['trino', 'DOWN'],
    ]);
    for (const { reason } of body.backends) expect(reason).not.toMatch(/127\.0\.0\.1/);
  });

  test('is ready by itself within 5 s of the first engine, and answers', async () => {
    const started = await startPostgres({ port });
    if ('skip' in started) throw new Error(started.skip);
    stop = started.stop;
    const startMillis = performance.now();
    while ((await ready()).code !== 200) await sleep(50);
    expect(performance.now() - startMillis).toBeLessThan(READY_MILLIS);
    const { body } = await ready();
    expect(body.backends.map(({ name, status }) => [name, status])).toEqual([
      ['timescale', 'UP'],
      ['clickhouse', 'DOWN'],
      ['trino', 'DOWN'],
    ]);
    const { data, errors = [] } = await ask();
    expect(data.eiaSeriesConnection).toEqual({ totalCount: 0 });
    expect(errors.map(({ extensions }) => extensions.backend).sort()).toEqual(['clickhouse', 'trino']);
  });

  test('what waited for its start is done: declared tables are compared with those of the engine', async () => {
    await expectSoon(() => served.output(), 'A declared dataset is not as its table');
  });
}

test('an embedded engine that cannot start at first has its first look when it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-late-'));
  const aside = mkdtempSync(join(tmpdir(), 'aurum-late-'));
  const inTheWay = join(folder, 'timescale');
  writeFileSync(inTheWay, '');
  const served = await serveProcess({
    AURUM_DATA_DIR: folder,
    AURUM_TIMESCALE_URL: 'embedded:',
    AURUM_CLICKHOUSE_URL: 'none',
  });
  try {
    await expectSoon(() => served.output(), 'Backend is down.');
    await placeEmptyDatabase(aside);
    rmSync(inTheWay);
    // At once: the gateway tries again all the time.
    renameSync(join(aside, 'timescale'), inTheWay);
    await expectSoon(() => served.output(), 'for a first look');
  } finally {
    served.child.kill('SIGTERM');
    await served.ended;
    for (const each of [folder, aside]) rmSync(each, { recursive: true, force: true });
  }
});

async function expectSoon(text: () => string, part: string): Promise<void> {
  const endMillis = Date.now() + SOON_MILLIS;
  while (!text().includes(part) && Date.now() < endMillis) await sleep(50);
  expect(text()).toContain(part);
}
