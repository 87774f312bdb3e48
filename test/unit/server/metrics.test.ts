import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTelemetry, type Telemetry } from '../../../src/telemetry/sdk.ts';
import { scrapeMetrics } from '../../support/prometheus-text.ts';
import { graphqlRequest, rawClient } from './raw-client.ts';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

let telemetry: Telemetry | null;
let server: TinyServer;
beforeAll(async () => {
  telemetry = await startTelemetry({}, { prometheus: true });
});
afterAll(() => telemetry?.close());
afterEach(() => server.close());

async function start(settings: Parameters<typeof startTinyServer>[0] = {}): Promise<TinyServer> {
  server = await startTinyServer(settings, {}, undefined, telemetry?.scrape ?? null);
  return server;
}

/** What came to one metric while something was done; the provider outlives the servers of this file. */
async function counted(
  name: string,
  labels: Record<string, string>,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = (await scrapeMetrics(server.address)).sum(name, labels);
  await work();
  return (await scrapeMetrics(server.address)).sum(name, labels) - before;
}

/** Asks until a count has moved: a client that left is counted when its socket is seen to be closed. */
async function until(
  name: string,
  labels: Record<string, string>,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = (await scrapeMetrics(server.address)).sum(name, labels);
  await work();
  for (let turn = 0; turn < 200; turn += 1) {
    const moved = (await scrapeMetrics(server.address)).sum(name, labels) - before;
    if (moved > 0) return moved;
    await sleep(10);
  }
  return 0;
}

const OPERATIONS = 'aurum_graphql_operation_duration_seconds_count';

describe('/metrics', () => {
  test('is in the text form of Prometheus, and never kept', async () => {
    await start();
    const response = await fetch(`${server.address}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toMatch(/^# HELP /);
  });

  test('is not there unless it is asked for', async () => {
    server = await startTinyServer();
    expect((await fetch(`${server.address}/metrics`)).status).toBe(404);
  });

  test('tells neither names of hosts nor of processes', async () => {
    await start();
    const { text } = await scrapeMetrics(server.address);
    expect(text).not.toMatch(/target_info|host_name|process_pid|service_instance/);
  });

  test('is answered while the gateway drains, and counts what is refused and cut short then', async () => {
    await start({ 'server.drain_delay_ms': '400', 'server.drain_grace_ms': '700' });
    const [waiting, late] = [await rawClient(server.address), await rawClient(server.address)];
    waiting.write(graphqlRequest('{ wait }'));
    while (server.scopes.length === 0) await sleep(5);
    const before = await scrapeMetrics(server.address);
    const closed = server.close();
    expect((await fetch(`${server.address}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.address}/metrics`)).status).toBe(200);
    while (
      await fetch(`${server.address}/livez`).then(
        () => true,
        () => false,
      )
    )
      await sleep(20);
    late.write(graphqlRequest('{ hello }'));
    expect((await late.answers(1))[0]?.status).toBe(503);
    await closed;
    await start();
    const after = await scrapeMetrics(server.address);
    const come = (name: string, labels: Record<string, string>): number =>
      after.sum(name, labels) - before.sum(name, labels);
    expect(come('aurum_sheds_total', { aurum_shed_reason: 'draining' })).toBe(1);
    expect(come('aurum_cancellations_total', { aurum_cancel_reason: 'shutdown' })).toBe(1);
  });
});

describe('/metrics under pressure', () => {
  test('is answered while requests are refused, and counts them', async () => {
    // A test runner holds more than a hundredth of the limit.
    await start({ 'overload.max_heap_percent': '1' });
    const labels = { aurum_shed_reason: 'heap' };
    const refused = await until('aurum_sheds_total', labels, async () => {
      while ((await server.query('{ hello }')).status !== 503) await sleep(20);
    });
    expect(refused).toBe(1);
    expect((await server.query('{ hello }')).status).toBe(503);
    expect((await fetch(`${server.address}/metrics`)).status).toBe(200);
  });
});

describe('GraphQL operations', () => {
  test.each([
    ['ok', 'query', '{ hello }', {}],
    ['partial', 'query', '{ hello fails(how: "down") }', {}],
    ['error', 'query', '{ fails(how: "down") }', {}],
    ['error', 'query', '{ fails(how: "defect") }', {}],
    ['error', 'query', '{ part { fails(how: "down") } }', {}],
    ['timeout', 'query', '{ part { part { fails(how: "slow") } } }', {}],
    ['cancelled', 'query', '{ part { parts { fails(how: "left") } } }', {}],
    ['error', 'query', '{ __typename part { kind: __typename fails(how: "down") } }', {}],
    ['partial', 'query', '{ part { fails(how: "down") } hello }', {}],
    ['partial', 'query', '{ even part { fails(how: "down") } }', {}],
    ['shed', 'query', '{ a: fails(how: "overloaded") b: fails(how: "pool") }', {}],
    ['invalid', 'unknown', '{ nothing }', {}],
    ['invalid', 'unknown', '{', {}],
    ['timeout', 'query', '{ wait }', { 'aurum-deadline-ms': '20' }],
  ])('%s: %s %s', async (outcome, type, document, headers) => {
    await start();
    const labels = { aurum_outcome: outcome, graphql_operation_type: type };
    expect(await counted(OPERATIONS, labels, () => server.query(document, {}, headers))).toBe(1);
    expect(await counted(OPERATIONS, {}, () => server.query(document, {}, headers))).toBe(1);
  });

  test('whose answer is too long are invalid, and of its errors only that one is counted', async () => {
    await start({ 'limits.max_response_bytes': '1000' });
    const document = '{ large(bytes: 2000) fails(how: "down") }';
    const ask = () => server.query(document);
    const code = { error_type: 'RESULT_TOO_LARGE' };
    expect(await counted(OPERATIONS, { aurum_outcome: 'invalid' }, ask)).toBe(1);
    expect(await counted(OPERATIONS, {}, ask)).toBe(1);
    expect(await counted('aurum_errors_total', code, ask)).toBe(1);
    expect(await counted('aurum_errors_total', {}, ask)).toBe(1);
  });

  test('whose answer cannot be held are shed', async () => {
    await start();
    server.holdNothing();
    const ask = () => server.query('{ hello fails(how: "down") }');
    expect(await counted(OPERATIONS, { aurum_outcome: 'shed' }, ask)).toBe(1);
    expect(await counted(OPERATIONS, {}, ask)).toBe(1);
    expect(await counted('aurum_errors_total', { error_type: 'OVERLOADED' }, ask)).toBe(1);
    expect(await counted('aurum_errors_total', {}, ask)).toBe(1);
  });

  test('whose client left are cancelled', async () => {
    await start();
    const leave = async (): Promise<void> => {
      const leaving = new AbortController();
      const asked = fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ wait }' }),
        signal: leaving.signal,
      });
      while (server.scopes.length === 0) await sleep(5);
      leaving.abort();
      await expect(asked).rejects.toThrow();
    };
    expect(await until(OPERATIONS, { aurum_outcome: 'cancelled' }, leave)).toBe(1);
    const { sum } = await scrapeMetrics(server.address);
    expect(sum('aurum_cancellations_total', { aurum_cancel_reason: 'client_left' })).toBe(1);
    expect(sum('http_server_request_duration_seconds_count', { error_type: 'CANCELLED' })).toBe(1);
    expect(sum('http_server_active_requests', { http_request_method: 'POST' })).toBe(0);
  });

  test('count the reason of their end', async () => {
    await start();
    const short = { 'aurum-deadline-ms': '20' };
    const labels = { aurum_cancel_reason: 'deadline' };
    expect(
      await counted('aurum_cancellations_total', labels, () => server.query('{ wait }', {}, short)),
    ).toBe(1);
  });
});

describe('errors', () => {
  test.each([
    [
      'of a backend',
      { error_type: 'BACKEND_UNAVAILABLE', aurum_backend: 'timescale' },
      '{ fails(how: "x") }',
    ],
    ['of no backend', { error_type: 'GRAPHQL_VALIDATION_FAILED' }, '{ nothing }'],
    ['that Apollo has no document for', { error_type: 'BAD_REQUEST' }, undefined],
  ])('%s are counted by code', async (_, labels, document) => {
    await start();
    const asked = document?.replace('"x"', '"down"');
    expect(await counted('aurum_errors_total', labels, () => server.query(asked))).toBe(1);
    expect(await counted('aurum_errors_total', {}, () => server.query(asked))).toBe(1);
  });
});

describe('HTTP requests', () => {
  test('are counted by route, method and status, with the bytes of their answers', async () => {
    await start();
    const labels = { http_route: '/graphql', http_request_method: 'POST', http_response_status_code: '200' };
    const ask = () => server.query('{ hello }');
    expect(await counted('http_server_request_duration_seconds_count', labels, ask)).toBe(1);
    const bytes = (await (await ask()).text()).length;
    expect(await counted('http_server_response_body_size_bytes_sum', labels, ask)).toBe(bytes);
  });

  test('are counted while they run', async () => {
    await start();
    const active = async (): Promise<number> =>
      (await scrapeMetrics(server.address)).sum('http_server_active_requests', {
        http_request_method: 'POST',
      });
    const idle = await active();
    const asked = server.query('{ wait }', {}, { 'aurum-deadline-ms': '500' });
    while (server.scopes.length === 0) await sleep(5);
    expect(await active()).toBe(idle + 1);
    await asked;
    expect(await active()).toBe(idle);
  });

  test('to 1,000 paths and with 1,000 wrong documents, ids and clients add no series to those of two', async () => {
    await start();
    const ask = async (turn: number): Promise<void> => {
      const headers = { 'x-request-id': `id-${turn}`, 'x-forwarded-for': `10.0.${turn >> 8}.${turn & 255}` };
      await server.query(`{ missing${turn} }`, {}, headers);
      await fetch(`${server.address}/path-${turn}`, { headers });
    };
    await ask(1);
    await ask(2);
    await scrapeMetrics(server.address);
    const { series } = await scrapeMetrics(server.address);
    for (let turn = 3; turn <= 1_000; turn += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, more) => ask(turn + more)));
    }
    const after = await scrapeMetrics(server.address);
    expect(after.series.filter((each) => !each.startsWith('v8js_gc'))).toEqual(
      series.filter((each) => !each.startsWith('v8js_gc')),
    );
  }, 180_000);
});
