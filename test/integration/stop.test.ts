import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type ServedProcess, serveProcess } from '../support/served-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'aurum-stop-'));
const processes: ServedProcess[] = [];
async function serve(...parameters: Parameters<typeof serveProcess>): Promise<ServedProcess> {
  const served = await serveProcess(...parameters);
  processes.push(served);
  return served;
}
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

/** An engine that nobody needs: nothing listens there. */
const NO_ENGINE = { AURUM_CLICKHOUSE_URL: 'none', AURUM_TIMESCALE_URL: 'postgres://nobody@127.0.0.1:1/none' };
const DRAIN_GRACE_MILLIS = 10_000;
/** For what comes after the grace: last answers, and the end of the engines. */
const END_MILLIS = 5_000;
const CLIENTS = 32;
const BODY = JSON.stringify({
  query: '{ eiaSeriesConnection(first: 3) { totalCount nodes { id columns { value } } } }',
});

type Outcome = { readonly sentMillis: number; readonly status?: number; readonly body: string };

/** One request; never rejects: without a status its body says why it failed. */
function ask(url: string, agent: Agent): Promise<Outcome> {
  const sentMillis = performance.now();
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      resolve({ sentMillis, body: error.code ?? String(error) });
    const headers = { 'content-type': 'application/json', 'content-length': BODY.length };
    const asked = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('error', failed);
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ sentMillis, status: response.statusCode ?? 0, body }));
    });
    asked.on('error', failed);
    asked.end(BODY);
  });
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

test('a process with an embedded ClickHouse that Node.js gives up ends at once, and its folder is free', async () => {
  const env = {
    AURUM_DATA_DIR: join(folder, 'crashed'),
    AURUM_TIMESCALE_URL: 'none',
    AURUM_DATA_BACKEND_BACKEND_TYPE: 'clickhouse',
  };
  const served = await serve(env);
  while (!(await isReady(served.url))) await sleep(50);
  served.child.kill('SIGABRT');
  const late = new AbortController();
  const ended = served.ended.then(() => served.child.signalCode);
  expect(await Promise.race([ended, sleep(5_000, 'still there', { signal: late.signal })])).toBe('SIGABRT');
  late.abort();
  const next = await serve(env);
  while (!(await isReady(next.url))) await sleep(50);
});

describe('SIGTERM', () => {
  test('under load: what was sent before it is answered, and nothing listens after the end', async () => {
    const served = await serve({
      AURUM_DATA_DIR: join(folder, 'data'),
      AURUM_CLICKHOUSE_URL: 'none',
      // Long beside what a busy machine takes for a round of answers, and nothing is refused for a busy machine.
      AURUM_SERVER_DRAIN_DELAY_MS: '3000',
      AURUM_OVERLOAD_MAX_EVENT_LOOP_DELAY_MS: '60000',
    });
    while (!served.output().includes('first look') || !(await isReady(served.url))) await sleep(50);

    let over = false;
    const outcomes: Outcome[] = [];
    const clients = Array.from({ length: CLIENTS }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (!over) outcomes.push(await ask(served.url, agent));
      agent.destroy();
    });
    while (outcomes.length < 10 * CLIENTS) await sleep(10);

    const signalMillis = performance.now();
    served.child.kill('SIGTERM');
    await sleep(50);
    const draining = await fetch(`${served.url}/readyz`);
    expect([draining.status, ((await draining.json()) as { status: string }).status]).toEqual([
      503,
      'draining',
    ]);
    // For the delay the gateway answers as ever.
    const drainingFrom = outcomes.length;
    while (outcomes.length < drainingFrom + CLIENTS) await sleep(10);
    const during = outcomes.slice(drainingFrom);
    expect(await served.ended).toBe(0);
    const tookMillis = performance.now() - signalMillis;
    over = true;
    await Promise.all(clients);
    expect(tookMillis).toBeLessThan(DRAIN_GRACE_MILLIS + END_MILLIS);
    expect(served.output()).toContain('Stopped.');
    await expect(fetch(`${served.url}/livez`)).rejects.toThrow();

    const before = outcomes.filter(({ sentMillis }) => sentMillis < signalMillis);
    expect(before.length).toBeGreaterThan(10 * CLIENTS);
    expect(new Set(before.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(before[0]).toMatchObject({ status: 200, body: expect.not.stringContaining('errors') });
    expect(during.filter(({ status }) => status !== 200)).toEqual([]);
    // What comes later is refused in order, or finds nobody.
    const later = outcomes.filter(({ status }) => status !== 200);
    for (const { status, body } of later)
      expect(status === undefined ? body : JSON.parse(body).errors[0].extensions.code).toMatch(
        /^OVERLOADED$|ECONNREFUSED|ECONNRESET/,
      );
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('a second %s ends the process at once', async (signal, code) => {
    const served = await serve({ ...NO_ENGINE, AURUM_SERVER_DRAIN_DELAY_MS: '60000' });
    served.child.kill(signal);
    while (!served.output().includes('Stopping')) await sleep(10);
    const startMillis = performance.now();
    served.child.kill(signal);
    expect(await served.ended).toBe(code);
    expect(performance.now() - startMillis).toBeLessThan(5_000);
  });

  test('to npm start reaches the gateway', async () => {
    const served = await serve(NO_ENGINE, ['npm', 'start']);
    served.child.kill('SIGTERM');
    expect(await served.ended).toBe(0);
    expect(served.output()).toContain('Stopped.');
    await expect(fetch(`${served.url}/livez`)).rejects.toThrow();
  });

  test('with connections that never send anything does not hold the process', async () => {
    const served = await serve({ ...NO_ENGINE, HOST: 'localhost' });
    const port = Number(new URL(served.url).port);
    const { connect } = await import('node:net');
    const sockets = ['127.0.0.1', '::1'].map((host) => connect({ host, port }).on('error', () => {}));
    await sleep(300);
    const startMillis = performance.now();
    served.child.kill('SIGTERM');
    expect(await served.ended).toBe(0);
    expect(performance.now() - startMillis).toBeLessThan(DRAIN_GRACE_MILLIS + END_MILLIS);
    for (const socket of sockets) socket.destroy();
  });
});
