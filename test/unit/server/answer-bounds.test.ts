import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AurumError } from '../../../src/errors.ts';
import { mostListItems } from '../../../src/server/answer-bounds.ts';
import { createExecutor } from '../../../src/server/executor.ts';
import { buildSchemas } from '../../../src/server/schemas.ts';
import { VISIT, type Visit } from '../../../src/server/visit.ts';
import { runDocument } from '../../support/run-document.ts';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

const running: TinyServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const aliases = (count: number, field: string): string =>
  `{ ${Array.from({ length: count }, (_, at) => `a${at}: ${field}`).join(' ')} }`;

describe('the text of an answer', () => {
  test('that is too long is an error with its request id, in the log too, and the next one is answered', async () => {
    const server = await startTinyServer({ 'limits.max_response_bytes': '1000' });
    running.push(server);
    const field = `hello(name: "${'ä'.repeat(90)}")`;
    const fits = await server.query(aliases(4, field));
    expect(await fits.json()).toMatchObject({ data: { a3: expect.stringContaining('ä') } });
    const response = await server.query(aliases(6, field), {}, { 'x-request-id': 'long-1' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      data: null,
      errors: [
        {
          message: 'The answer would be too long.',
          extensions: {
            code: 'RESULT_TOO_LARGE',
            argument: 'limits.max_response_bytes',
            allowed: expect.stringContaining('At most 1000 bytes'),
            retryable: false,
            requestId: 'long-1',
          },
        },
      ],
    });
    while (server.disposed() < 2) await sleep(5);
    expect(server.logs()).toContainEqual(
      expect.objectContaining({ requestId: 'long-1', status: 200, errorCodes: ['RESULT_TOO_LARGE'] }),
    );
  });
});

test('what a request holds is let go of once its answer has been read, not before', async () => {
  const server = await startTinyServer();
  running.push(server);
  // More than the sockets in between take in.
  const variables = { name: 'x'.repeat(900_000) };
  const fields = Array.from({ length: 40 }, (_, at) => `a${at}: hello(name: $name)`).join(' ');
  const body = JSON.stringify({ query: `query ($name: String) { ${fields} }`, variables });
  const ask = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      request(`${server.address}/graphql`, { method: 'POST', headers }, resolve)
        .once('error', reject)
        .end(body);
    });
  const read = await ask();
  await sleep(200);
  expect(server.disposed()).toBe(0);
  let length = 0;
  for await (const chunk of read) length += (chunk as Buffer).length;
  expect(length).toBeGreaterThan(36_000_000);
  while (server.disposed() < 1) await sleep(5);
  const left = await ask();
  await sleep(200);
  expect(server.disposed()).toBe(1);
  left.destroy();
  while (server.disposed() < 2) await sleep(5);
});

describe('the lists and fields of an answer', () => {
  let made = 0;
  let tried = 0;
  const schemas = buildSchemas({
    typeDefs: `
      type Item { n: Int! inner: [Int!]! }
      type Page { nodes: [Item!] late: [Item!] none: [Int] bad: Int }
      type Query { page: Page! }`,
    resolvers: {
      Query: { page: () => ({ nodes: [{ inner: [1, 2] }, { inner: [] }], none: null }) },
      Page: {
        late: async () => [{ inner: [3] }],
        bad: async () => {
          tried += 1;
          throw new AurumError('QUERY_FAILED', 'The engine refused it.');
        },
      },
      Item: {
        n: () => {
          made += 1;
          return made;
        },
      },
    },
  });
  const executor = createExecutor<{ [VISIT]?: Pick<Visit, 'listItemsLeft' | 'waitingFieldsLeft'> }>({
    schemas,
    hideSuggestions: false,
    onDefect: () => {},
  });
  const run = (document: string, listItemsLeft?: number) =>
    runDocument(executor, document, listItemsLeft === undefined ? {} : { [VISIT]: { listItemsLeft } });

  test('have as many items as there may be, of fields with and without resolvers, promised or not', async () => {
    const document = '{ page { nodes { inner } late { inner } none } }';
    const whole = { page: { nodes: [{ inner: [1, 2] }, { inner: [] }], late: [{ inner: [3] }], none: null } };
    expect(await run(document, 6)).toEqual({ data: whole });
    expect(await run(document)).toEqual({ data: whole });
    const { data, errors } = await run(document, 5);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RESULT_TOO_LARGE', retryable: false });
    expect(data).not.toEqual(whole);
  });

  test('are counted before anything is made of them, alias by alias', async () => {
    made = 0;
    const { data, errors } = await run(aliases(10, 'page { nodes { n } }'), 8);
    expect(errors).toHaveLength(6);
    expect(made).toBe(8);
    expect(
      Object.values(data ?? {}).filter((page) => (page as { nodes: unknown }).nodes !== null),
    ).toHaveLength(4);
  });

  test('have as many fields that wait as they may, and no more is begun', async () => {
    // That a field waits is known from its first time.
    await runDocument(executor, '{ page { bad } }', {});
    tried = 0;
    const context = { [VISIT]: { waitingFieldsLeft: 4 } };
    const { errors = [] } = await runDocument(executor, aliases(10, 'page { bad }'), context);
    expect(errors.map(({ extensions }) => extensions.code).sort()).toEqual([
      ...Array.from({ length: 4 }, () => 'QUERY_FAILED'),
      ...Array.from({ length: 6 }, () => 'RESULT_TOO_LARGE'),
    ]);
    expect(tried).toBe(4);
  });

  test('have more items the longer an answer may be', () => {
    expect(mostListItems(134_217_728)).toBe(2_097_152);
    expect(mostListItems(1_000)).toBe(15);
  });
});
