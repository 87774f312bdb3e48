import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { graphqlRequest, rawClient } from './raw-client.ts';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

let running: TinyServer | undefined;
async function start(...parameters: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  running = await startTinyServer(...parameters);
  return running;
}
afterEach(() => {
  running?.release();
  return running?.close();
});

const DELAY = { 'server.drain_delay_ms': '600' };
const untilAsked = async (server: TinyServer, count = 1): Promise<void> => {
  while (server.scopes.length < count) await sleep(5);
};
/** Until the server listens no more. */
const untilClosed = async (server: TinyServer): Promise<void> => {
  for (;;) {
    try {
      await (await fetch(`${server.address}/livez`)).text();
    } catch {
      return;
    }
    await sleep(20);
  }
};
const codeIn = (body: string): unknown => JSON.parse(body).errors?.[0]?.extensions.code;

describe('the drain', () => {
  test('is not ready at once, answers as ever for its delay, then refuses, and lets what runs finish', async () => {
    const server = await start(DELAY);
    const [busy, idle] = [await rawClient(server.address), await rawClient(server.address)];
    idle.write(graphqlRequest('{ hello }'));
    expect((await idle.answers(1))[0]?.headers.connection).toBe('keep-alive');
    busy.write(graphqlRequest('{ held }'));
    await untilAsked(server, 2);

    const closed = server.close();
    const ready = await fetch(`${server.address}/readyz`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([503, 'draining']);
    const answered = await server.query('{ hello }');
    expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
    expect((await fetch(`${server.address}/livez`)).status).toBe(200);

    await untilClosed(server);
    idle.write(graphqlRequest('{ hello }'));
    const refused = (await idle.answers(2))[1];
    expect(refused).toMatchObject({ status: 503, headers: { connection: 'close', 'retry-after': '1' } });
    expect(JSON.parse(refused?.body ?? '').errors[0].extensions).toMatchObject({
      code: 'OVERLOADED',
      retryable: true,
    });

    server.release();
    expect((await busy.answers(1))[0]).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
      body: '{"data":{"held":"released"}}',
    });
    await closed;
  });

  test('aborts and answers what outlasts the grace', async () => {
    const server = await start({ 'server.drain_grace_ms': '200' });
    const asked = server.query('{ wait }');
    await untilAsked(server);
    const closed = server.close();
    const answer = await asked;
    expect(codeIn(await answer.text())).toBe('CANCELLED');
    await closed;
    await expect(fetch(`${server.address}/livez`)).rejects.toThrow();
  });

  test('without a delay still answers what clients had sent', async () => {
    const server = await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => rawClient(server.address)));
    for (const client of clients) client.write(graphqlRequest('{ hello }'));
    const closed = server.close();
    for (const client of clients) expect((await client.answers(1))[0]?.status).toBe(200);
    await closed;
  });

  test('answers all requests that were sent one behind the other on one connection', async () => {
    const server = await start();
    const client = await rawClient(server.address);
    client.write(graphqlRequest('{ hello }') + graphqlRequest('{ held }') + graphqlRequest('{ held }'));
    await untilAsked(server, 3);
    const closed = server.close();
    await untilClosed(server);
    server.release();
    const answers = await client.answers(3);
    expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual([
      [200, 'keep-alive'],
      [200, 'keep-alive'],
      [200, 'close'],
    ]);
    await closed;
  });

  test('answers a request whose body was still being sent, and refuses one whose head was', async () => {
    const server = await start();
    const [body, head] = [await rawClient(server.address), await rawClient(server.address)];
    const request = graphqlRequest('{ hello }');
    body.write(request.slice(0, -5));
    head.write(request.slice(0, 30));
    await sleep(50);
    const closed = server.close();
    await untilClosed(server);
    head.write(request.slice(30));
    expect((await head.answers(1))[0]).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    body.write(request.slice(-5));
    expect((await body.answers(1))[0]).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await closed;
  });

  test('refuses in order what comes when nothing else is left to wait for', async () => {
    const server = await start();
    const client = await rawClient(server.address);
    const request = graphqlRequest('{ hello }');
    client.write(request.slice(0, 30));
    await sleep(50);
    const closed = server.close();
    await untilClosed(server);
    client.write(request.slice(30));
    const [answer] = await client.answers(1);
    expect([answer?.status, answer?.headers.connection, codeIn(answer?.body ?? '')]).toEqual([
      503,
      'close',
      'OVERLOADED',
    ]);
    await closed;
  });

  test('sends an answer to its end that its client takes slowly', async () => {
    const server = await start();
    const client = await rawClient(server.address);
    client.pause();
    client.write(graphqlRequest('{ large(bytes: 30000000) }'));
    await untilAsked(server);
    const closed = server.close();
    await untilClosed(server);
    await sleep(200);
    client.resume();
    const [answer] = await client.answers(1);
    expect(JSON.parse(answer?.body ?? '').data.large).toHaveLength(30_000_000);
    await closed;
  });

  test('is not held up by connections without a request', async () => {
    const server = await start();
    const [fresh, idle] = [await rawClient(server.address), await rawClient(server.address)];
    idle.write(graphqlRequest('{ hello }'));
    await idle.answers(1);
    const startMillis = performance.now();
    await server.close();
    await Promise.all([fresh.ended, idle.ended]);
    expect(performance.now() - startMillis).toBeLessThan(5_000);
  });
});
