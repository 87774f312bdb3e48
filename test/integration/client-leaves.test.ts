import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startPostgres } from '../support/postgres.ts';

const server = await startPostgres();

if (!('skip' in server))
  describe('a statement that waits for a lock on a PostgreSQL server', () => withServer(server));
else describe.skip(`a PostgreSQL server: ${server.skip}`, () => test('is there', () => {}));

function withServer({ url, stop }: { url: string; stop(): Promise<void> }): void {
  let gateway: TestGateway;
  const admin = postgres(url, { max: 2, onnotice() {} });

  beforeAll(async () => {
    gateway = await startGateway({ settings: { 'timescale.url': url, 'clickhouse.url': 'none' } });
  }, 60_000);

  afterAll(async () => {
    await gateway.close();
    await admin.end();
    await stop();
  });

  const QUERY = '{ eiaSeriesConnection { totalCount nodes { id } } }';

  /** Statements of the gateway that the server runs now. */
  async function running(): Promise<number> {
    const [row] = await admin`select count(*)::int as count from pg_stat_activity
      where state = 'active' and query like '%eia_series%' and pid <> pg_backend_pid()`;
    return row?.count;
  }

  async function until(count: number): Promise<number> {
    const startMillis = Date.now();
    while ((await running()) !== count) {
      if (Date.now() - startMillis > 5_000) throw new Error(`The server never ran ${count} statements.`);
      await sleep(20);
    }
    return Date.now() - startMillis;
  }

  /** Runs `work` while nobody else can read the catalogue. */
  async function whileLocked(work: () => Promise<void>): Promise<void> {
    await admin.begin(async (transaction) => {
      await transaction`lock table eia_series in access exclusive mode`;
      await work();
    });
  }

  async function poolUsed(): Promise<number> {
    return gateway.backend('timescale').pool().used;
  }

  test('is cancelled there when the client leaves, and its connections are free again', async () => {
    await whileLocked(async () => {
      const client = new AbortController();
      const answer = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
        signal: client.signal,
      });
      await until(1);
      client.abort();
      await expect(answer).rejects.toThrow();
      expect(await until(0)).toBeLessThan(5_000);
      await sleep(50);
      expect(await poolUsed()).toBe(0);
    });
    expect((await gateway.query(QUERY)).errors).toEqual([]);
  });

  test('of a client that stays is answered, though one that asked the same at the same time left', async () => {
    let staying: ReturnType<TestGateway['query']> | undefined;
    await whileLocked(async () => {
      const client = new AbortController();
      const leaving = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
        signal: client.signal,
      });
      staying = gateway.query(QUERY);
      await until(2);
      client.abort();
      await expect(leaving).rejects.toThrow();
      await until(1);
    });
    expect(await staying).toMatchObject({ errors: [], data: { eiaSeriesConnection: { totalCount: 0 } } });
  });

  test('is cancelled there at the deadline, which the client may shorten', async () => {
    await whileLocked(async () => {
      const startMillis = Date.now();
      const { data, errors } = await gateway.query(QUERY, {}, { 'aurum-deadline-ms': '300' });
      expect(Date.now() - startMillis).toBeLessThan(5_000);
      expect(data).toEqual({ eiaSeriesConnection: null });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BACKEND_TIMEOUT', retryable: true });
      expect(await until(0)).toBeLessThan(5_000);
    });
    expect((await gateway.query(QUERY)).errors).toEqual([]);
  });
}
