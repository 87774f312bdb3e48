import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { graphqlRequest, rawClient } from './raw-client.ts';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

let running: TinyServer | undefined;
async function start(...parameters: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  running = await startTinyServer(...parameters);
  return running;
}
afterEach(() => running?.close());

type Answer = { data?: unknown; errors?: { path?: unknown; extensions: Record<string, unknown> }[] };
const read = async (response: Response): Promise<Answer> => (await response.json()) as Answer;

describe('an answer that is nothing but OVERLOADED', () => {
  test.each(['application/json', 'application/graphql-response+json'])('is 503 as %s', async (accept) => {
    const server = await start();
    const response = await server.query(
      '{ a: fails(how: "overloaded") b: fails(how: "pool") }',
      {},
      { accept },
    );
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.get('content-type')).toContain(accept);
    const { errors, ...more } = await read(response);
    expect(more).toEqual({});
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['a'], 'OVERLOADED'],
      [['b'], 'POOL_TIMEOUT'],
    ]);
    expect(errors?.[0]?.extensions).toMatchObject({ retryable: true, retryAfterMs: 1_001 });
    expect(errors?.[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'));
  });

  test.each([
    '{ a: fails(how: "overloaded") hello }',
    '{ a: fails(how: "overloaded") b: fails(how: "refused") }',
    '{ a: fails(how: "pool") b: fails(how: "down") }',
  ])('%s is 200 with its data', async (document) => {
    const server = await start();
    const response = await server.query(document);
    expect([response.status, response.headers.get('retry-after')]).toEqual([200, null]);
    expect((await read(response)).data).toMatchObject({ a: null });
  });
});

describe('under pressure', () => {
  /** Until requests are answered with `status`; fails after some seconds. */
  async function until(server: TinyServer, status: number): Promise<Response> {
    const endMillis = performance.now() + 10_000;
    for (;;) {
      const response = await server.query('{ hello }');
      if (response.status === status) return response;
      if (performance.now() > endMillis) throw new Error(`Never ${status}.`);
      await sleep(20);
    }
  }

  test('of a blocked event loop, /graphql alone is refused, and answers again once it is free', async () => {
    const server = await start({ 'overload.max_event_loop_delay_ms': '100' });
    const busy = server.query('{ busy(millis: 300, times: 10) }');
    const refused = await until(server, 503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await read(refused)).errors?.[0]?.extensions).toMatchObject({
      code: 'OVERLOADED',
      retryable: true,
      requestId: refused.headers.get('x-request-id'),
    });
    await busy;
    await until(server, 200);
    const told = server.logs().filter(({ msg }) => msg === 'Requests are refused: too much load.');
    expect(told[0]).toMatchObject({ level: 'warn', reason: 'event_loop', refused: 1 });
    const answered = server.logs().find(({ status }) => status === 503);
    expect(answered).toMatchObject({ level: 'debug', errorCodes: ['OVERLOADED'] });
  });

  test('of one long stretch of work nothing is refused: it is over', async () => {
    const server = await start({ 'overload.max_event_loop_delay_ms': '1000' });
    await server.query('{ busy(millis: 2500) }');
    // For longer than what was measured is kept.
    for (let count = 0; count < 30; count += 1) {
      expect((await server.query('{ hello }')).status).toBe(200);
      await sleep(20);
    }
  });

  test('of a full heap, before the body is read, within 50 ms, on a connection that stays; probes answer', async () => {
    // A test runner holds more than a hundredth of the limit.
    const server = await start({ 'overload.max_heap_percent': '1' });
    await until(server, 503);
    const request = graphqlRequest('{ hello }');
    const headEnd = request.indexOf('\r\n\r\n') + 4;
    const client = await rawClient(server.address);
    const tookMillis: number[] = [];
    for (let count = 1; count <= 20; count += 1) {
      const startMillis = performance.now();
      client.write(request.slice(0, headEnd));
      expect((await client.answers(count))[count - 1]).toMatchObject({
        status: 503,
        headers: { 'retry-after': '1', connection: 'keep-alive' },
      });
      tookMillis.push(performance.now() - startMillis);
      client.write(request.slice(headEnd));
    }
    expect(Math.min(...tookMillis)).toBeLessThan(50);
    client.leave();
    for (const path of ['/livez', '/readyz', '/', '/ide/'])
      expect([path, (await fetch(`${server.address}${path}`)).status]).toEqual([path, 200]);
    expect(server.scopes).toHaveLength(server.disposed());
    expect(server.logs().some(({ reason }) => reason === 'heap')).toBe(true);
    // However many there are, the log tells of them once a second.
    const told = server.logs().filter(({ msg }) => msg === 'Requests are refused: too much load.');
    expect(told.length).toBeLessThan(10);
  });
});
