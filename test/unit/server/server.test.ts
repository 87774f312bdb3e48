import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { allowedMillis } from '../../../src/server/visit.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

const running: TinyServer[] = [];
async function start(...parameters: Parameters<typeof startTinyServer>): Promise<TinyServer> {
  const server = await startTinyServer(...parameters);
  running.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

type Answer = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
};
const read = async (response: Response): Promise<Answer> => (await response.json()) as Answer;

describe('GraphQL over HTTP', () => {
  test('answers by POST and GET, with spliced text unparsed and the request id in header and log', async () => {
    const server = await start();
    const response = await server.query(
      'query Hi($n: String) { hello(name: $n) columns { value } }',
      { variables: { n: 'Ann' } },
      { 'x-request-id': 'abc-1' },
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toBe('abc-1');
    expect(await response.text()).toBe('{"data":{"hello":"Hello Ann","columns":{"value":[1.0,2e0]}}}');
    expect(server.scopes[0]).toMatchObject({ requestId: 'abc-1' });
    while (server.disposed() < 1) await sleep(5);
    const got = await fetch(`${server.address}/graphql?query={hello}`, {
      headers: { 'apollo-require-preflight': '1', 'x-request-id': 'not sane' },
    });
    expect(await got.json()).toEqual({ data: { hello: 'Hello you' } });
    expect(got.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const line = server.logs().find((log) => log.requestId === 'abc-1');
    expect(line).toMatchObject({
      method: 'POST',
      path: '/graphql',
      status: 200,
      operationName: 'Hi',
      level: 'info',
    });
  });

  test.each([
    ['{', {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['{ even(value: 3) }', {}, 400, 'BAD_USER_INPUT'],
    ['query ($v: Even) { even(value: $v) }', { variables: { v: 3 } }, 400, 'BAD_USER_INPUT'],
    ['query A { hello }', { operationName: 'B' }, 400, 'OPERATION_RESOLUTION_FAILURE'],
    ['mutation { hello }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { hello }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['', {}, 400, 'BAD_REQUEST'],
    ['{ fails(how: "down") hello }', {}, 200, 'BACKEND_UNAVAILABLE'],
    ['{ fails(how: "?") hello }', {}, 200, 'INTERNAL_SERVER_ERROR'],
    ['{ hidden: wait hello }', {}, 200, 'BACKEND_TIMEOUT'],
    [
      undefined,
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      200,
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    ['{ hello }', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }, 400, 'BAD_REQUEST'],
  ])('%s %j: %i %s with retryable and requestId', async (document, more, status, code) => {
    const server = await start({ 'request.deadline_ms': '60' });
    const response = await server.query(document, more);
    const { errors, data } = await read(response);
    expect(response.status).toBe(status);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code,
      retryable: expect.any(Boolean),
      requestId: response.headers.get('x-request-id'),
    });
    expect(JSON.stringify(errors)).not.toMatch(/hunter2|stacktrace/);
    if (data !== undefined && data !== null) expect(data.hello).toBe('Hello you');
    expect(server.logs().at(-1)).toMatchObject({ errorCodes: [code] });
  });

  test('however many errors and however long a name, the line of the log is short', async () => {
    const server = await start();
    const failing = (how: string): string =>
      Array.from({ length: 300 }, (_, at) => `${how}${at}: fails(how: "${how}")`).join(' ');
    const name = 'Long'.repeat(10_000);
    const { errors } = await read(
      await server.query(`query ${name} { ${failing('down')} ${failing('slow')} hello }`),
    );
    expect(errors).toHaveLength(600);
    await server.query('{ hello }', { variables: 1 });
    const [many, one] = server.logs().filter(({ msg }) => msg === 'Request answered.');
    expect(many).toMatchObject({
      operationName: name.slice(0, 128),
      errorCodes: ['BACKEND_UNAVAILABLE', 'BACKEND_TIMEOUT'],
    });
    expect(one).toMatchObject({ errorCodes: ['BAD_REQUEST'] });
  });

  test('a scalar of ours says what is allowed, in a literal as in a variable', async () => {
    const server = await start();
    const literal = await read(await server.query('{ even(value: 3) }'));
    expect(literal.errors?.[0]).toMatchObject({
      message: 'That is not even.',
      extensions: { argument: 'value', allowed: 'an even number' },
    });
    const variable = await read(
      await server.query('query ($v: Even) { even(value: $v) }', { variables: { v: 3 } }),
    );
    expect(variable.errors?.[0]).toMatchObject({
      message: expect.stringContaining('That is not even.'),
      extensions: { argument: 'value', allowed: 'an even number' },
    });
  });

  test('an unexpected error is in the log with its stack and request id, and nowhere else', async () => {
    const server = await start();
    const response = await server.query('{ fails(how: "?") }');
    const line = server.logs().find((log) => log.level === 'error');
    expect(line).toMatchObject({ requestId: response.headers.get('x-request-id') });
    expect(JSON.stringify(line)).toContain('hunter2');
  });

  test.each([
    ['{"query"', 400],
    ['[]', 400],
    ['{"query":"{ hello }","variables":[1]}', 400],
    [`{"query":"${'x'.repeat(1_100_000)}"}`, 413],
  ])('a body that cannot be read', async (body, status) => {
    const server = await start();
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
    expect((await read(response)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_REQUEST',
      requestId: response.headers.get('x-request-id'),
    });
  });

  test('a body in an encoding that is not read here is refused, not misread', async () => {
    const server = await start();
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{"query":"{ hello }"}',
    });
    expect(response.status).toBe(415);
    expect((await read(response)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('without introspection nothing of the schema leaks', async () => {
    const server = await start({}, { NODE_ENV: 'production' });
    const misspelled = JSON.stringify(await read(await server.query('{ hell }')));
    expect(misspelled).toContain('Cannot query field');
    expect(misspelled).not.toContain('Did you mean');
    const introspection = await read(await server.query('{ __schema { types { name } } }'));
    expect(introspection.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('the end of a request', () => {
  test('its deadline, which a client may shorten', async () => {
    const server = await start();
    const { errors } = await read(await server.query('{ wait }', {}, { 'aurum-deadline-ms': '40' }));
    expect(errors?.[0]).toMatchObject({
      message: 'The deadline of 40 ms ran out.',
      extensions: { code: 'BACKEND_TIMEOUT', retryable: true },
    });
  });

  test.each([
    ['1', 1],
    ['0040', 40],
    ['10000', 10_000],
    ['20000', 10_000],
    ['5000000000', 10_000],
    ['9'.repeat(30), 10_000],
    [undefined, 10_000],
  ])('a deadline of %s ms is one of %i where the setting is 10000', (header, millis) => {
    expect(allowedMillis(header, 10_000)).toBe(millis);
  });

  test.each(['soon', '0', '000', '-5', '1.5', '1e3', '', ' 5 ', '٣'])(
    'a deadline of %j ms is none',
    (header) => {
      expect(() => allowedMillis(header, 10_000)).toThrow(
        expect.objectContaining({
          code: 'BAD_USER_INPUT',
          message: 'The header aurum-deadline-ms is no number of milliseconds.',
          details: { argument: 'aurum-deadline-ms', allowed: 'a whole number of at least 1' },
        }),
      );
    },
  );

  test('a deadline that is none is refused', async () => {
    const server = await start();
    const wrong = await server.query('{ hello }', {}, { 'aurum-deadline-ms': 'soon' });
    expect(wrong.status).toBe(400);
    expect((await read(wrong)).errors?.[0]?.extensions).toMatchObject({ argument: 'aurum-deadline-ms' });
  });

  test('a client that leaves', async () => {
    const server = await start();
    const controller = new AbortController();
    const asked = fetch(`${server.address}/graphql?query={wait}`, {
      headers: { 'apollo-require-preflight': '1' },
      signal: controller.signal,
    });
    while (server.scopes.length === 0) await sleep(5);
    controller.abort();
    await expect(asked).rejects.toThrow();
    while (server.scopes[0]?.signal.aborted !== true) await sleep(5);
    expect(server.scopes[0]?.signal.reason).toMatchObject({ code: 'CANCELLED' });
    while (server.disposed() === 0) await sleep(5);
  });
});

describe('beside GraphQL', () => {
  test('/livez and /readyz', async () => {
    const server = await start();
    expect((await fetch(`${server.address}/livez`)).status).toBe(200);
    const ready = await fetch(`${server.address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: 'ready',
        backends: [
          { name: 'timescale', status: 'UP', reason: null },
          { name: 'clickhouse', status: 'NOT_CONFIGURED', reason: null },
        ],
      },
    ]);
    server.health.status = 'DOWN';
    expect((await fetch(`${server.address}/readyz`)).status).toBe(503);
    server.health.status = 'BUSY';
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
  });

  test('Sandbox, the IDE with its files, and a page that says so; each has its setting', async () => {
    const server = await start();
    const html = { headers: { accept: 'text/html' } };
    expect(await (await fetch(`${server.address}/graphql`, html)).text()).toContain('embeddable-sandbox');
    const ide = await (await fetch(`${server.address}/ide`, html)).text();
    expect(ide).toContain('<base href="/ide/">');
    const script = /<script[^>]* src="([^"]+\.js)"/.exec(ide)?.[1];
    expect((await fetch(`${server.address}/ide/${script}`)).headers.get('content-type')).toContain(
      'javascript',
    );
    expect(await (await fetch(server.address, html)).text()).toContain('href="/ide/"');

    const bare = await start({ 'graphql.ide': 'false', 'graphql.landing_page': 'false' });
    expect((await fetch(`${bare.address}/ide/`)).status).toBe(404);
    expect((await fetch(`${bare.address}/graphql`, html)).headers.get('content-type')).not.toContain('html');
    expect(Object.keys((await (await fetch(bare.address)).json()) as object)).toEqual([
      '/graphql',
      '/livez',
      '/readyz',
    ]);
  });

  test('a port in use', async () => {
    const server = await start();
    const { port } = new URL(server.address);
    await expect(startTinyServer({ 'server.port': port })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: `Port ${port} on 127.0.0.1 is in use. Stop what listens there, or set PORT to another one (0 takes any free one).`,
    });
    expect(loadSettings({ env: {} }).server.port).toBe(4000);
  });
});
