import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type AttributeValue, SpanStatusCode } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { createCursorCodec } from '../../src/dao/cursor.ts';
import { EiaDao } from '../../src/dao/eia-dao.ts';
import { buildSchemas } from '../../src/server/schemas.ts';
import { createServer, type GatewayServer } from '../../src/server/server.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { keyword } from '../../src/sql/statement.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { declarationFolder, SMALL } from '../support/declarations.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { seriesLine } from '../support/series-lines.ts';

const exporter = new InMemorySpanExporter();
const sdk = new NodeSDK({
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
  metricReaders: [],
  logRecordProcessors: [],
  autoDetectResources: false,
});
/** Invented series whose names the README's search finds. */
const LINES = [
  seriesLine('IOWA.A.A', [1, 2], { name: 'Invented net generation in Iowa' }),
  seriesLine('IOWA.B.A', [3], { name: 'Invented net generation in Iowa too' }),
];
/** Of an engine that the gateway leaves out: comparing declared tables in the background would make spans beside requests. */
const DECLARED = declarationFolder({
  'prices.yaml': SMALL.replace('backend: clickhouse', 'backend: trino').replace(
    'table: energy',
    'table: iceberg.energy',
  ),
});
let gateway: TestGateway;

beforeAll(async () => {
  sdk.start();
  const settings = {
    'data_backend.backend_type': 'clickhouse',
    'data_backend.connection_pool_min_size': '0',
    'data_backend.connection_pool_max_size': '1',
    'trino.url': 'none',
    datasets_dir: DECLARED.path,
  };
  gateway = await startGateway({ settings });
  for (const kind of ['clickhouse', 'timescale'] as const) {
    await loadLines(gateway.backend(kind), LINES);
  }
}, 90_000);
afterEach(() => exporter.reset());
afterAll(async () => {
  await gateway.close();
  await sdk.shutdown();
  DECLARED.remove();
});

type Tree = { readonly [name: string]: Tree };

/** The spans since the last reset of the trace that has a server span, as a tree of names; equal names are one. */
function treeOf(spans: readonly ReadableSpan[]): Tree {
  const root = spans.find(({ name }) => name === 'POST /graphql');
  const below = (id: string | undefined): Tree => {
    const tree: Record<string, Tree> = {};
    for (const span of spans.filter((one) => one.parentSpanContext?.spanId === id)) {
      tree[span.name] = { ...tree[span.name], ...below(span.spanContext().spanId) };
    }
    return tree;
  };
  return root === undefined ? {} : { [root.name]: below(root.spanContext().spanId) };
}

/** Names of spans that are in another trace than the server span. */
function strays(spans: readonly ReadableSpan[]): string[] {
  const root = spans.find(({ name }) => name === 'POST /graphql');
  const { traceId } = root?.spanContext() ?? {};
  return spans.filter((span) => span.spanContext().traceId !== traceId).map(({ name }) => name);
}

async function settled(): Promise<readonly ReadableSpan[]> {
  // The server span ends with the response, which the client may see first.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return exporter.getFinishedSpans();
}

function attributesOf(
  spans: readonly ReadableSpan[],
  name: string,
): Record<string, AttributeValue | undefined> {
  const span = spans.find((one) => one.name === name);
  if (span === undefined) throw new Error(`There is no span ${name}.`);
  return span.attributes;
}

describe('a trace', () => {
  test('of a query with series and their columns: from HTTP down to each statement', async () => {
    exporter.reset();
    const query = 'query Look { eiaSeriesConnection(first: 2) { nodes { name columns { period value } } } }';
    expect((await gateway.query(query)).errors).toEqual([]);
    const spans = await settled();
    const statement = (name: string): Tree => ({ 'pool.acquire': {}, [name]: {} });
    expect(treeOf(spans)).toEqual({
      'POST /graphql': {
        query: {
          'graphql.parse': {},
          'graphql.validate': {},
          'graphql.execute': {
            'EiaDao.queryEiaSeries': statement('SELECT eia_series'),
            'EiaDao.queryObservationColumns': {
              'batch eia.observationArrays': statement('SELECT arrays eia_observation'),
            },
          },
        },
      },
    });
    expect(attributesOf(spans, 'query')).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Look',
    });
    expect(attributesOf(spans, 'batch eia.observationArrays')).toMatchObject({ 'aurum.batch.size': 2 });
    expect(attributesOf(spans, 'pool.acquire')).toEqual({ 'db.client.connection.pool.name': 'clickhouse' });
    expect(attributesOf(spans, 'SELECT eia_series')).toMatchObject({
      'db.system.name': 'clickhouse',
      'db.operation.name': 'SELECT',
      'db.query.summary': 'SELECT eia_series',
      'db.query.text': expect.stringContaining('eia_series'),
      'db.response.returned_rows': 2,
    });
    expect(strays(spans)).toEqual([]);
  });

  test("of the README's query", async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const query = /```graphql\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    exporter.reset();
    expect((await gateway.query(query)).errors).toEqual([]);
    const statement = (name: string): Tree => ({ 'pool.acquire': {}, [name]: {} });
    expect(treeOf(await settled())).toEqual({
      'POST /graphql': {
        query: {
          'graphql.parse': {},
          'graphql.validate': {},
          'graphql.execute': {
            'EiaDao.queryEiaSeries': statement('SELECT eia_series'),
            'EiaDao.getEiaSeriesCount': statement('SELECT count eia_series'),
            'EiaDao.findLatestObservation': {
              'batch eia.observations': statement('SELECT eia_observation'),
            },
            'EiaDao.queryObservationColumns': {
              'batch eia.observationArrays': statement('SELECT arrays eia_observation'),
            },
          },
        },
      },
    });
  });

  test('of a failing statement: its status and class, not its message', async () => {
    const dao = daoOf('timescale');
    await expect(dao.executeQuery(keyword('select no_such_column'), 'SELECT nothing')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
    });
    const span = exporter.getFinishedSpans().find(({ name }) => name === 'SELECT nothing');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'QUERY_FAILED' });
    expect(span?.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'error.type': 'QUERY_FAILED',
      'db.response.status_code': '42703',
    });
  });

  test('of a wait for a connection: the second of two statements on a pool of one waits', async () => {
    const daos = [daoOf('clickhouse'), daoOf('clickhouse')];
    exporter.reset();
    await Promise.all(daos.map((dao) => dao.executeQuery(keyword('select sleep(0.3)'), 'SELECT sleep')));
    const waits = exporter.getFinishedSpans().filter(({ name }) => name === 'pool.acquire');
    const millis = waits
      .map(({ duration: [seconds, nanos] }) => seconds * 1_000 + nanos / 1e6)
      .sort((a, b) => a - b);
    expect(millis).toHaveLength(2);
    const [first = 0, second = 0] = millis;
    expect(second - first).toBeGreaterThan(200);
  });
});

describe('two DAOs under one request', () => {
  let server: GatewayServer;

  beforeAll(async () => {
    const settings = loadSettings({
      env: {},
      overrides: { 'server.port': { value: '0', source: 'the test' } },
    });
    type Daos = { readonly one: EiaDao; readonly other: EiaDao };
    const resolvers = {
      Query: {
        one: (_: unknown, _args: unknown, { one }: Daos) => one.getEiaSeriesCount(),
        other: (_: unknown, _args: unknown, { other }: Daos) => other.getEiaSeriesCount(),
      },
    };
    server = await createServer({
      settings,
      schemas: buildSchemas({ typeDefs: 'type Query { one: Int other: Int }', resolvers }),
      backends: new Map(),
      createContext: (scope) => {
        const daos = { one: daoOf('timescale'), other: daoOf('clickhouse') };
        return { ...scope, ...daos, [Symbol.asyncDispose]: async () => {} };
      },
      logger: createLogger({ level: 'silent', format: 'json', destination: { write() {} } }),
    });
  });
  afterAll(() => server.close());

  test('stand side by side in one trace', async () => {
    exporter.reset();
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ one other }' }),
    });
    expect(await response.json()).toEqual({ data: { one: 2, other: 2 } });
    const spans = await settled();
    const counts = spans.filter(({ name }) => name === 'EiaDao.getEiaSeriesCount');
    expect(counts.map(({ attributes }) => attributes['aurum.backend']).sort()).toEqual([
      'clickhouse',
      'timescale',
    ]);
    expect(new Set(counts.map((span) => span.parentSpanContext?.spanId)).size).toBe(1);
    expect(strays(spans)).toEqual([]);
  });
});

function daoOf(kind: 'timescale' | 'clickhouse'): EiaDao {
  const scope = {
    backend: gateway.backend(kind),
    signal: AbortSignal.timeout(10_000),
    deadlineMillis: Date.now() + 10_000,
    nowMillis: Date.now(),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  };
  return new EiaDao(
    scope,
    { maxPageSize: 10, maxBatch: 10, maxPoints: 10, maxSampledPoints: 10, maxBuckets: 10 },
    createCursorCodec('test'),
  );
}
