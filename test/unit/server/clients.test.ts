import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { TIMEOUTS } from '../../../src/server/timeouts.ts';
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

/** Waits for what must come; jest's own limit bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

describe('a client that goes', () => {
  test.each([
    ['closes its connection', (client: { leave(): void }) => client.leave()],
    ['ends its half of it', (client: { halfClose(): void }) => client.halfClose()],
  ])('cancels its work when it %s', async (_how, go) => {
    const server = await start();
    const client = await rawClient(server.address);
    client.write(graphqlRequest('{ wait }'));
    await until(() => server.scopes.length === 1);
    go(client);
    await until(() => server.disposed() === 1);
    expect(server.scopes[0]?.signal.reason).toMatchObject({ code: 'CANCELLED' });
    await client.ended;
  });

  test('cancels all requests it had sent one behind the other', async () => {
    const server = await start();
    const client = await rawClient(server.address);
    client.write(graphqlRequest('{ wait }').repeat(20));
    await until(() => server.scopes.length === 20);
    client.leave();
    await until(() => server.disposed() === 20);
    expect(server.scopes.map(({ signal }) => signal.reason.code)).toEqual(Array(20).fill('CANCELLED'));
  });

  test('while it sends leaves nothing behind', async () => {
    const server = await start({ 'server.drain_grace_ms': '60000' });
    const client = await rawClient(server.address);
    client.write(graphqlRequest('{ hello }').slice(0, -5));
    await sleep(50);
    client.leave();
    await until(() => server.logs().some(({ clientLeft }) => clientLeft === true));
    expect(server.scopes).toHaveLength(0);
    expect(server.logs().some(({ status }) => status !== undefined)).toBe(false);
    const startMillis = performance.now();
    await server.close();
    expect(performance.now() - startMillis).toBeLessThan(10_000);
  });
});

describe('a client that takes its time', () => {
  const quick = { ...TIMEOUTS, headMillis: 200, requestMillis: 400, checkMillis: 50 };

  test.each([
    ['head', 30],
    ['body', -5],
  ])('is given up while it sends its %s', async (_part, end) => {
    const server = await start({}, {}, quick);
    const client = await rawClient(server.address);
    client.write(graphqlRequest('{ hello }').slice(0, end));
    expect((await client.answers(1))[0]?.status).toBe(408);
    await client.ended;
  });

  test('is given up when it takes nothing of its answer', async () => {
    const server = await start({ 'request.deadline_ms': '100' }, {}, { ...TIMEOUTS, stalledMillis: 200 });
    const client = await rawClient(server.address);
    client.pause();
    client.write(graphqlRequest('{ large(bytes: 50000000) }'));
    await until(() => server.logs().some(({ clientLeft }) => clientLeft === true));
    client.leave();
  });

  test('may wait for its answer longer than it may stall', async () => {
    const server = await start({ 'request.deadline_ms': '2000' }, {}, { ...TIMEOUTS, stalledMillis: 100 });
    const asked = server.query('{ held }');
    await sleep(800);
    server.release();
    expect(await (await asked).json()).toEqual({ data: { held: 'released' } });
  });
});

test('a resolver that heeds no signal does not keep its client waiting', async () => {
  const server = await start();
  const response = await server.query('{ held hello }', {}, { 'aurum-deadline-ms': '50' });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    data: null,
    errors: [{ message: 'The deadline of 50 ms ran out.', extensions: { code: 'BACKEND_TIMEOUT' } }],
  });
  await until(() => server.disposed() === 1);
});
