import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection, Driver, QueryResult } from '../../src/backend/backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { AurumError } from '../../src/errors.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { soon } from '../contract/engine.ts';
import { openBudget } from '../support/budget.ts';
import { startPostgres } from '../support/postgres.ts';

const server = await startPostgres();

if ('skip' in server) describe.skip(`a PostgreSQL server: ${server.skip}`, () => test('is there', () => {}));
else describe('a PostgreSQL server that answers more than it may', () => withServer(server));

/** Rows of two numbers, so many times so many. */
const flood = (side: number): string =>
  `select x, y from generate_series(1, ${side}) a (x) cross join generate_series(1, ${side}) b (y)`;
/** How many other sessions run a statement. */
const OTHERS = `select count(*)::int from pg_stat_activity
  where state = 'active' and pid <> pg_backend_pid() and backend_type = 'client backend'`;
const CALM = { signal: new AbortController().signal };
const MAX_BYTES = 4_000_000;
/** What waits to be collected, which is chance, and what else this process does: far below what is asked for. */
const GROWTH_MAX_BYTES = 75 * MAX_BYTES;

function withServer({ url, stop }: { url: string; stop(): Promise<void> }): void {
  let driver: Driver;
  let connection: Connection;
  beforeAll(async () => {
    const settings = { url, dataFolder: '/nowhere', statementGraceMillis: 0, lockTimeoutMillis: 0 };
    driver = createTimescaleDriver({ ...settings, connectTimeoutMillis: 60_000 }, SILENT);
    connection = await driver.connect();
  }, 60_000);
  afterAll(async () => {
    await connection.close();
    await driver.close();
    await stop();
  });

  const run = (text: string, limits: Parameters<typeof openBudget>[0]): Promise<QueryResult> => {
    const { budget } = openBudget(limits);
    return connection.execute({ text, parameters: [], summary: 'SELECT' }, { ...CALM, budget });
  };
  const replaceConnection = async (): Promise<void> => {
    await connection.close();
    connection = await driver.connect();
  };
  const codeOf = (work: Promise<QueryResult>): Promise<string> =>
    work.then(
      ({ rows }) => `${rows.length} rows`,
      (error: AurumError) => error.code,
    );

  test('in rows: a thousand times the limit leave no trace in memory, and no statement after them is hit', async () => {
    await codeOf(run(flood(500), { maxFieldBytes: MAX_BYTES }));
    const before = process.memoryUsage().rss;
    let kept = 0;
    for (let round = 0; round < 40; round += 1) {
      // Those of few rows are over before a cancel could reach them.
      const side = round % 2 === 0 ? 100_000 : 300;
      const limits = round % 4 < 2 ? { maxFieldBytes: MAX_BYTES / 4 } : { maxFieldRows: 10_000 + round };
      expect(await codeOf(run(flood(side), limits))).toBe('RESULT_TOO_LARGE');
      if (connection.healthy) kept += 1;
      else await replaceConnection();
      const { rows } = await run(`select ${round} as n`, { maxFieldRows: 1 });
      expect(rows).toEqual([[round]]);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX_BYTES);
    // A cancel that came too late for its statement costs the connection, so that it cannot meet the next one.
    expect(kept).toBeGreaterThan(20);
  }, 300_000);

  test('and is left while its rows come: the server is idle, and no statement after them is hit', async () => {
    for (let round = 0; round < 30; round += 1) {
      const abort = new AbortController();
      setTimeout(() => abort.abort(new AurumError('CANCELLED', 'Gone.')), round * 3);
      const text = flood(round % 3 === 0 ? 150 : 100_000);
      const left = connection.execute({ text, parameters: [], summary: 'SELECT' }, { signal: abort.signal });
      expect(['CANCELLED', '22500 rows']).toContain(await codeOf(left));
      if (!connection.healthy) await replaceConnection();
      expect((await run(`select ${round} as n`, {})).rows).toEqual([[round]]);
    }
    await soon(async () => (await run(OTHERS, {})).rows[0]?.[0] === 0, 5_000, 'the server is idle');
  }, 300_000);

  test('in one cell: it is cut off on its way, and the pool replaces its connection', async () => {
    const before = process.memoryUsage().rss;
    for (const cell of [
      `repeat('x', ${200 * MAX_BYTES})`,
      '(select json_agg(g) from generate_series(1, 50000000) as g)',
    ]) {
      expect(await codeOf(run(`select ${cell}`, { maxFieldBytes: MAX_BYTES }))).toBe('RESULT_TOO_LARGE');
      expect(connection.healthy).toBe(false);
      await replaceConnection();
      const isIdle = async () => (await run(OTHERS, {})).rows[0]?.[0] === 0;
      await soon(isIdle, 5_000, 'the server is idle');
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX_BYTES);
  }, 300_000);
}
