import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Driver } from '../../src/backend/backend.ts';
import { createClickHouseDriver } from '../../src/backend/clickhouse/driver.ts';
import { int64, sql } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { openBudget } from '../support/budget.ts';
import { CALM, failureOf, statementOf } from '../support/clickhouse-rig.ts';
import { embeddedDriver } from '../support/embedded-backend.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { seriesLine } from '../support/series-lines.ts';

const SERIES = 40;
const YEARS = 60;
const VALUES = Array.from({ length: YEARS }, (_, at) => at + 0.125);
const LINES = Array.from({ length: SERIES }, (_, at) =>
  seriesLine(`T.S${String(at).padStart(2, '0')}.A`, VALUES),
);

const observations = (first: number, years = YEARS): string =>
  `eiaSeriesConnection(first: ${first}) { nodes { observations(first: ${years}) { nodes { value } } } }`;

describe('a gateway with small limits', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        'timescale.url': 'none',
        'data_backend.backend_type': 'clickhouse',
        'request.deadline_ms': '60000',
        'limits.max_field_rows': '1000',
        'limits.max_field_bytes': '60000',
        'limits.max_response_bytes': '150000',
        'limits.max_held_bytes': '150000',
        'limits.max_buckets': '500',
      },
    });
    await loadLines(gateway.backend('clickhouse'), LINES);
  }, 60_000);
  afterAll(() => gateway.close());

  const buckets = (first: number, more = ''): string =>
    `eiaSeriesConnection(first: ${first}) { nodes { buckets(width: "P1Y" ${more}) { avg } } }`;
  const codes = ({ errors }: { errors: readonly { extensions: Record<string, unknown> }[] }) => [
    ...new Set(errors.map(({ extensions }) => extensions.code)),
  ];

  test('fails the field that has too many rows, and answers its neighbours', async () => {
    const answer = await gateway.query(
      `{ small: eiaSeries(id: "T.S00.A") { observations(first: 2) { nodes { value } } }
         large: ${observations(SERIES)} gateway { limits { maxFieldRows maxResponseRows maxFieldBytes maxResponseBytes } } }`,
    );
    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({
      small: { observations: { nodes: [{ value: 0.125 }, { value: 1.125 }] } },
      gateway: {
        limits: {
          maxFieldRows: 1_000,
          maxResponseRows: 10_000_000,
          maxFieldBytes: 60_000,
          maxResponseBytes: 150_000,
        },
      },
    });
    expect(answer.errors[0]).toMatchObject({
      extensions: {
        code: 'RESULT_TOO_LARGE',
        argument: 'limits.max_field_rows',
        allowed: expect.stringContaining('At most 1000 rows'),
        backend: 'clickhouse',
        retryable: false,
      },
    });
    expect(answer.errors.every(({ path }) => path?.[0] === 'large')).toBe(true);
  });

  test('holds nothing once its answers are out: in the end there is room for all that one may hold', async () => {
    const asked = [
      `{ ${observations(10)} }`,
      `{ ${observations(SERIES)} }`,
      '{ eiaSeries(id: "none") { name } }',
      `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: ${observations(10, 50 + (at % 2))}`).join(' ')} }`,
    ];
    for (let round = 0; round < 10; round += 1) {
      for (const document of asked) {
        const left = gateway.query(document, {}, { 'aurum-deadline-ms': String(5 + round * 10) });
        expect(codes(await left)).not.toContain('INTERNAL_SERVER_ERROR');
        await gateway.query(document);
      }
    }
    const last = await gateway.query(
      `{ a: ${observations(10)} b: ${observations(12, 55)} c: ${observations(14)} }`,
    );
    expect(last.errors).toEqual([]);
  });

  test('makes no more buckets in one request than it may, over series and aliases, with and without fill', async () => {
    const fits = await gateway.query(`{ ${buckets(8)} }`);
    expect(fits.errors).toEqual([]);
    const long = 'range: { between: { start: "1900", end: "2300" } } fill: NULL';
    const one = await gateway.query(`{ ${buckets(1, long)} }`);
    expect(one.errors).toEqual([]);
    for (const many of [
      `{ ${buckets(9)} }`,
      `{ ${buckets(2, long)} }`,
      `{ ${Array.from({ length: 9 }, (_, at) => `a${at}: ${buckets(1)}`).join(' ')} }`,
    ]) {
      const { errors } = await gateway.query(many);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors[0]).toMatchObject({
        extensions: {
          code: 'RESULT_TOO_LARGE',
          argument: 'width',
          allowed: expect.stringContaining('at most 500 buckets'),
        },
      });
      expect(codes({ errors })).toEqual(['RESULT_TOO_LARGE']);
    }
  });

  test('refuses an answer that aliases make too long, and lists that they repeat', async () => {
    const name = Array.from(
      { length: 3_000 },
      (_, at) => `a${at}: eiaSeries(id: "T.S00.A") { id name units }`,
    );
    const long = await gateway.query(`{ ${name.join(' ')} }`);
    expect(long).toMatchObject({
      status: 200,
      data: null,
      errors: [{ extensions: { code: 'RESULT_TOO_LARGE', argument: 'limits.max_response_bytes' } }],
    });
    const lists = Array.from(
      { length: 60 },
      (_, at) => `a${at}: eiaSeries(id: "T.S00.A") { observations { nodes { value } } }`,
    );
    const { data, errors } = await gateway.query(`{ ${lists.join(' ')} }`);
    expect(codes({ errors })).toEqual(['RESULT_TOO_LARGE']);
    expect(data).not.toBeNull();
  });
});

describe('a gateway with few rows for one request', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        'timescale.url': 'none',
        'data_backend.backend_type': 'clickhouse',
        'limits.max_response_rows': '2000',
      },
    });
    await loadLines(gateway.backend('clickhouse'), LINES);
  }, 60_000);
  afterAll(() => gateway.close());

  test('fails the field that is beyond them, and answers the others', async () => {
    const fields = ['a', 'b', 'c'];
    const { data, errors } = await gateway.query(
      `{ ${fields.map((field, at) => `${field}: ${observations(14, YEARS - at)}`).join(' ')} }`,
    );
    expect(errors[0]).toMatchObject({
      extensions: {
        code: 'RESULT_TOO_LARGE',
        argument: 'limits.max_response_rows',
        allowed: expect.stringContaining('At most 2000 rows in one request'),
        backend: 'clickhouse',
      },
    });
    const failed = new Set(errors.map(({ path }) => path?.[0]));
    const answered = fields.filter((field) => !failed.has(field));
    expect(answered).toHaveLength(2);
    for (const field of answered)
      expect(data).toHaveProperty([field, 'nodes', '13', 'observations', 'nodes', '57']);
  });

  test('gives each request rows of its own', async () => {
    for (let round = 0; round < 3; round += 1)
      expect((await gateway.query(`{ ${observations(30)} }`)).errors).toEqual([]);
  });
});

describe('ClickHouse in process', () => {
  test('asked for fifty times what may be answered, stops, and keeps little of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aurum-bounds-'));
    const driver = embeddedDriver('clickhouse', folder);
    const connection = await driver.connect();
    const maxFieldBytes = 4_000_000;
    const ask = async (rows: number) => {
      const { budget } = openBudget({ maxFieldBytes });
      const numbers = sql`select number, toString(number) as t from numbers(${int64(rows)})`;
      return failureOf(connection.execute(statementOf(numbers), { ...CALM, budget }));
    };
    await ask(50_000);
    // Without a bound one round takes far more than all may.
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 5; round += 1) {
      expect(await ask(40_000_000)).toMatchObject({ code: 'RESULT_TOO_LARGE' });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(125 * maxFieldBytes);
    expect(connection.healthy).toBe(true);
    await connection.close();
    await driver.close();
    await rm(folder, { recursive: true, force: true });
  });
});

describe('a ClickHouse server that writes on and on', () => {
  const floods = new Set<ServerResponse>();
  let written = 0;
  const kills: string[] = [];
  const server = createServer(async (request, response) => {
    let query = '';
    for await (const chunk of request) query += String(chunk);
    if (query.startsWith('kill query')) {
      kills.push(query);
      for (const flood of floods)
        flood.end('\nCode: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)\n');
      floods.clear();
      response.end();
      return;
    }
    if (!query.includes('flood')) {
      response.end('{"meta":[{"name":"n","type":"UInt8"}],"data":[[7]],"rows":1}');
      return;
    }
    floods.add(response);
    response.write('{"meta":[{"name":"n","type":"String"}],"data":[');
    const more = (): void => {
      while (floods.has(response) && !response.destroyed) {
        written += 65_536;
        if (response.write('x'.repeat(65_536))) continue;
        response.once('drain', more);
        return;
      }
    };
    more();
  });
  let driver: Driver;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const settings = {
      url: `http://127.0.0.1:${port}`,
      dataFolder: '/nowhere',
      connectTimeoutMillis: 5_000,
      threads: 32,
    };
    driver = createClickHouseDriver(settings, SILENT);
  });
  afterAll(async () => {
    await driver.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('is told to end the statement, is not read to its end, and its connection works on', async () => {
    const connection = await driver.connect();
    const { budget, held } = openBudget({ maxFieldBytes: 1_000_000 });
    const flood = connection.execute(statementOf(sql`select flood`), { ...CALM, budget });
    expect(await failureOf(flood)).toMatchObject({
      code: 'RESULT_TOO_LARGE',
      details: { argument: 'limits.max_field_bytes' },
    });
    expect(kills.length).toBeGreaterThan(0);
    expect(floods.size).toBe(0);
    expect(written).toBeGreaterThan(1_000_000);
    expect(held.bytes).toBe(0);
    expect(connection.healthy).toBe(true);
    expect((await connection.execute(statementOf(sql`select 7 as n`), CALM)).rows).toEqual([[7]]);
    await connection.close();
  });
});
