import { afterEach, expect, test } from '@jest/globals';
import type { AnswerBudget } from '../../src/backend/answer-budget.ts';
import { TrinoConnection } from '../../src/backend/trino/connection.ts';
import { createTrinoDriver } from '../../src/backend/trino/driver.ts';
import type { Statement } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { openBudget } from '../support/budget.ts';
import { millisUntil } from '../support/outcomes.ts';
import { json, startTrinoStub, type TrinoStub } from '../support/trino-stub.ts';

const STATEMENT: Statement = { text: 'select 1', parameters: [], summary: 'SELECT' };
const COLUMNS = [{ name: 'a', type: 'integer' }];

let stub: TrinoStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function run(
  answer: Parameters<typeof startTrinoStub>[0],
  options: { signal?: AbortSignal; deadlineMillis?: number; maxRows?: number; budget?: AnswerBudget } = {},
) {
  stub = await startTrinoStub(answer);
  const connection = new TrinoConnection({ url: `${stub.url}/iceberg/aurum` });
  const outcome = await connection
    .execute(STATEMENT, { signal: new AbortController().signal, ...options })
    .then(
      ({ rows }) => rows,
      ({ code, message }) => ({ code, message }),
    );
  return { outcome, healthy: connection.healthy, calls: stub.calls };
}

test('a server that is busy is asked again, for the first answer and for pages', async () => {
  const { outcome } = await run((request, response, url, call) => {
    if (call === 1 || call === 3) response.writeHead(503).end();
    else if (request.method === 'POST') json(response, { id: 'q', nextUri: `${url}/1` });
    else json(response, { id: 'q', columns: COLUMNS, data: [[7]] });
  });
  expect(outcome).toEqual([[7]]);
});

test.each([
  ['of the last page', { processedRows: 7, processedBytes: 2_100 }, { rows: 7, bytes: 2_100 }],
  ['of the page that had them', {}, { rows: 3, bytes: 900 }],
])('what was read is the figure %s', async (_, stats, read) => {
  stub = await startTrinoStub((request, response) => {
    const first = { processedRows: 3, processedBytes: 900 };
    if (request.method === 'POST')
      json(response, { id: 'q', columns: COLUMNS, data: [[1]], nextUri: `${stub?.url}/1`, stats: first });
    else json(response, { id: 'q', columns: COLUMNS, data: [[2]], stats });
  });
  const connection = new TrinoConnection({ url: `${stub.url}/iceberg/aurum` });
  const result = await connection.execute(STATEMENT, { signal: new AbortController().signal });
  expect(result).toEqual({ columns: COLUMNS, rows: [[1], [2]], read });
});

test('an error on a later page fails the statement, whatever rows came before', async () => {
  const { outcome, healthy } = await run((request, response, url) => {
    if (request.method === 'POST')
      json(response, { id: 'q', columns: COLUMNS, data: [[1]], nextUri: `${url}/1` });
    else {
      const error = { message: 'secret', errorName: 'DIVISION_BY_ZERO', errorType: 'USER_ERROR' };
      json(response, { id: 'q', columns: COLUMNS, data: [[2]], error });
    }
  });
  expect(outcome).toEqual({ code: 'QUERY_FAILED', message: 'Trino refused the statement.' });
  expect(healthy).toBe(true);
});

test.each([
  ['text that is no JSON', (response: import('node:http').ServerResponse) => response.end('<html>')],
  ['JSON that is no page', (response: import('node:http').ServerResponse) => json(response, [1])],
  ['a broken connection', (response: import('node:http').ServerResponse) => response.destroy()],
  ['a refused user', (response: import('node:http').ServerResponse) => response.writeHead(401).end()],
])('%s in the middle of an answer is never a short answer', async (_, breakOff) => {
  const { outcome, healthy } = await run((request, response, url) => {
    if (request.method === 'POST')
      json(response, { id: 'q', columns: COLUMNS, data: [[1]], nextUri: `${url}/1` });
    else if (request.method === 'GET') breakOff(response);
    else response.writeHead(204).end();
  });
  expect(outcome).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  expect(healthy).toBe(false);
});

test.each([
  [
    'whose queue is full',
    (response: import('node:http').ServerResponse) =>
      json(response, { id: 'q', error: { message: 'x', errorName: 'QUERY_QUEUE_FULL', errorType: 'x' } }),
  ],
  [
    'that has too many requests',
    (response: import('node:http').ServerResponse) => response.writeHead(429).end(),
  ],
])('a server %s is well', async (_, refuse) => {
  const { outcome, healthy } = await run((_request, response) => refuse(response));
  const code = 'OVERLOADED';
  expect([outcome, healthy]).toEqual([{ code, message: 'Trino runs as many statements as it may.' }, true]);
});

test('a server that has too many requests answers a ping', async () => {
  stub = await startTrinoStub((_, response) => response.writeHead(429).end());
  const connection = new TrinoConnection({ url: `${stub.url}/iceberg/aurum` });
  await connection.ping({ signal: new AbortController().signal });
  expect(connection.healthy).toBe(true);
});

test('a statement that runs is not one that the server refused, also where it answers no poll for too many requests', async () => {
  stub = await startTrinoStub((request, response) => {
    if (request.method === 'POST') json(response, { id: 'q', nextUri: `${stub?.url}/1` });
    else response.writeHead(request.method === 'DELETE' ? 204 : 429).end();
  });
  const connection = new TrinoConnection({ url: `${stub.url}/iceberg/aurum` });
  const failure = await connection
    .execute(STATEMENT, { signal: new AbortController().signal })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'OVERLOADED', details: { isFull: false } });
  expect(stub.calls.at(-1)).toBe('DELETE /1');
});

test('an abort cancels the statement on the server, also before its first answer has come', async () => {
  const controller = new AbortController();
  const { outcome, calls } = await run(
    (request, response, url) => {
      if (request.method === 'DELETE') response.writeHead(204).end();
      else setTimeout(() => json(response, { id: 'q', nextUri: `${url}/1` }), 100);
      if (request.method === 'POST') controller.abort();
    },
    { signal: controller.signal },
  );
  expect(outcome).toMatchObject({ code: 'BACKEND_TIMEOUT' });
  expect(calls).toEqual(['POST /v1/statement', 'DELETE /1']);
});

test('an abort does not wait for a first answer that is late, and cancels the statement when it comes', async () => {
  const controller = new AbortController();
  let answer = (): void => {};
  const began = performance.now();
  const { outcome, calls } = await run(
    (request, response, url) => {
      if (request.method === 'DELETE') response.writeHead(204).end();
      else answer = () => json(response, { id: 'q', nextUri: `${url}/1` });
      if (request.method === 'POST') controller.abort();
    },
    { signal: controller.signal },
  );
  expect(outcome).toMatchObject({ code: 'BACKEND_TIMEOUT' });
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(calls).toEqual(['POST /v1/statement']);
  answer();
  await millisUntil(() => calls.length > 1, 5_000, 'the statement is cancelled');
  expect(calls).toEqual(['POST /v1/statement', 'DELETE /1']);
});

test('closing a connection fails what runs on it, and it is used no more', async () => {
  stub = await startTrinoStub((request, response, url) => {
    if (request.method === 'DELETE') response.writeHead(204).end();
    if (request.method === 'POST') json(response, { id: 'q', nextUri: `${url}/1` });
  });
  const connection = new TrinoConnection({ url: `${stub.url}/iceberg/aurum` });
  const { signal } = new AbortController();
  const outcome = connection.execute(STATEMENT, { signal }).catch((error: unknown) => error);
  const { calls } = stub;
  await millisUntil(() => calls.length === 2, 5_000, 'the page is asked for');
  await connection.close();
  expect(await outcome).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  expect(calls).toEqual(['POST /v1/statement', 'GET /1', 'DELETE /1']);
  const refused = { code: 'BACKEND_UNAVAILABLE' };
  await expect(connection.execute(STATEMENT, { signal })).rejects.toMatchObject(refused);
  await expect(connection.ping({ signal })).rejects.toMatchObject(refused);
});

test.each([
  ['the rows that were asked for', { maxRows: 1 }, [[1]]],
  [
    'a result that is too large',
    { budget: openBudget({ maxFieldBytes: 10 }).budget },
    expect.objectContaining({ code: 'RESULT_TOO_LARGE' }),
  ],
])('%s is the outcome also where the cancel is lost', async (_, bounds, expected) => {
  const { outcome, calls } = await run((request, response, url) => {
    if (request.method === 'DELETE') response.destroy();
    else json(response, { id: 'q', columns: COLUMNS, data: [[1]], nextUri: `${url}/1` });
  }, bounds);
  expect(outcome).toEqual(expected);
  expect(calls).toEqual(['POST /v1/statement', 'DELETE /1']);
});

test('a statement that waits in a queue is asked after less and less often', async () => {
  const { outcome, calls } = await run(
    (request, response, url) => {
      if (request.method === 'DELETE') response.writeHead(204).end();
      else json(response, { id: 'q', nextUri: `${url}/1`, stats: { state: 'QUEUED' } });
    },
    { deadlineMillis: Date.now() + 1_000 },
  );
  expect(outcome).toMatchObject({ code: 'BACKEND_TIMEOUT' });
  expect(calls.length).toBeLessThan(15);
  expect(calls.at(-1)).toBe('DELETE /1');
});

test('what an answer sets does not reach the next statement', async () => {
  const headers: unknown[] = [];
  stub = await startTrinoStub((request, response) => {
    headers.push([
      request.headers['x-trino-catalog'],
      request.headers['x-trino-session'],
      request.headers['x-trino-prepared-statement'],
    ]);
    response.setHeader('x-trino-set-catalog', 'other');
    response.setHeader('x-trino-set-session', 'query_max_run_time=1s');
    response.setHeader('x-trino-added-prepare', 'p=select+1');
    json(response, { id: 'q', columns: COLUMNS, data: [[1]] });
  });
  const connection = new TrinoConnection({ url: `${stub.url}/iceberg/aurum` });
  const { signal } = new AbortController();
  await connection.execute(STATEMENT, { signal });
  await connection.execute(STATEMENT, { signal });
  expect(headers).toEqual([
    ['iceberg', undefined, undefined],
    ['iceberg', undefined, undefined],
  ]);
});

test('a server that takes calls and never answers is given up within the time for connecting', async () => {
  stub = await startTrinoStub(() => {}, { tellsHowItIs: false });
  const driver = createTrinoDriver({ url: stub.url, connectTimeoutMillis: 200 }, SILENT);
  const startedMillis = performance.now();
  await expect(driver.connect()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  expect(performance.now() - startedMillis).toBeLessThan(2_000);
});

test('a server that tells that it is up, and has more to do than to run a first statement, is connected to', async () => {
  stub = await startTrinoStub(() => {});
  const driver = createTrinoDriver({ url: stub.url, connectTimeoutMillis: 2_000 }, SILENT);
  expect((await driver.connect()).healthy).toBe(true);
});
