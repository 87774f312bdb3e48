import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

const exporter = new InMemorySpanExporter();
const sdk = new NodeSDK({
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
  metricReaders: [],
  logRecordProcessors: [],
  autoDetectResources: false,
});
let server: TinyServer;

beforeAll(async () => {
  sdk.start();
  server = await startTinyServer({ 'request.deadline_ms': '50' });
});
afterEach(() => exporter.reset());
afterAll(async () => {
  await server.close();
  await sdk.shutdown();
});

async function spansOf(document: string, headers: Record<string, string> = {}) {
  await (await server.query(document, {}, headers)).text();
  // The server span ends with the response, which the client may see first.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const spans = exporter.getFinishedSpans();
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map((span) => ({
    name: span.name,
    parent: names.get(span.parentSpanContext?.spanId ?? '') ?? span.parentSpanContext?.spanId ?? null,
    attributes: span.attributes,
    traceId: span.spanContext().traceId,
  }));
}

describe('the trace of a request', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  test('HTTP, parse, validate, the operation and what its resolvers open, under the caller', async () => {
    const spans = await spansOf('query Tiny { traced }', { traceparent, 'x-request-id': 'r-1' });
    expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
      ['graphql.parse', 'query'],
      ['graphql.validate', 'query'],
      ['EiaDao.test', 'graphql.execute'],
      ['graphql.execute', 'query'],
      ['query', 'POST /graphql'],
      ['POST /graphql', 'b7ad6b7169203331'],
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
      new Set(['0af7651916cd43dd8448eb211c80319c']),
    );
    expect(spans.at(-1)?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'url.path': '/graphql',
      'http.response.status_code': 200,
      'aurum.request.id': 'r-1',
    });
    expect(spans.at(-2)?.attributes).toMatchObject({
      'graphql.operation.name': 'Tiny',
      'graphql.operation.type': 'query',
      'graphql.document.hash': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const line = server.logs().find((log) => log.requestId === 'r-1');
    expect(line?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  test('has no more than the beginning of a long name', async () => {
    const name = 'Long'.repeat(1_000);
    const spans = await spansOf(`query ${name} { traced }`);
    expect(spans.find((span) => span.name === 'query')?.attributes).toMatchObject({
      'graphql.operation.name': name.slice(0, 128),
    });
  });

  test('errors: of the document, of a field', async () => {
    const refused = await spansOf('{ nothing }');
    expect(refused.find(({ name }) => name === 'graphql.validate')?.attributes).toHaveProperty([
      'error.type',
    ]);
    exporter.reset();
    const failed = await spansOf('query Failing { fails(how: "down") }');
    expect(failed.find(({ name }) => name === 'query')?.attributes).toMatchObject({
      'error.type': 'BACKEND_UNAVAILABLE',
    });
  });
});
