import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { BackendKind } from '../../src/model/backend.ts';
import { declarationFolder } from '../support/declarations.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startPostgres } from '../support/postgres.ts';

const COLUMNS = `time: at
key: [time, hub]
order: [{ by: price, direction: desc }, { by: time }]
dimensions:
  hub: { nullable: true }
measures:
  price: { type: decimal, scale: 4, units: USD/MWh, additivity: rate }
  volume: { units: MWh, additivity: flow }
  trades: { type: int64, additivity: flow }
`;
/** A dataset whose first engine is PostgreSQL, and others with that table on one or both engines. */
const declaration = (name: string, first: string, fallback: string): string =>
  `name: ${name}\ntitle: ${name}\nbackend: ${first}\n${fallback}\n${COLUMNS}`;
const IN_TIMESCALE = 'backend: timescale, table: power.prices';
const IN_CLICKHOUSE = 'backend: clickhouse, table: default.prices_copy, final: true';
const ROLLUPS = `rollups:
  daily: { table: power.daily, width: P1D, time: day, row_count: n, measures: { price: { sum: price_sum, count: price_count } } }
`;
const FOLDER = declarationFolder({
  'prices.yaml': declaration(
    'prices',
    'timescale\ntable: power.prices',
    `fallback: { ${IN_CLICKHOUSE} }\n${ROLLUPS.trimEnd()}`,
  ),
  'reverse.yaml': declaration(
    'reverse_prices',
    'clickhouse\ntable: prices_copy\nfinal: true',
    `fallback: { ${IN_TIMESCALE} }`,
  ),
  'lonely.yaml': declaration('lonely_prices', 'timescale\ntable: power.prices', ''),
  'missing.yaml': declaration(
    'missing_prices',
    'timescale\ntable: power.prices',
    'fallback: { backend: clickhouse, table: nothing }',
  ),
  'nowhere.yaml': declaration(
    'nowhere_prices',
    'timescale\ntable: power.prices',
    'fallback: { backend: trino, table: iceberg.power.prices }',
  ),
});

const CREATE = {
  timescale: [
    'create schema power',
    `create table power.prices (at timestamptz not null, hub text, price numeric(18,4), volume double precision, trades bigint)`,
  ],
  clickhouse: [
    `create table prices_copy (at DateTime64(6, 'UTC'), hub Nullable(String), price Nullable(Decimal(18, 4)),
      volume Nullable(Float64), trades Nullable(Int64)) engine = ReplacingMergeTree order by (at, hub) settings allow_nullable_key = 1`,
  ],
} as const;
const ROWS = `('2024-07-01 00:15:00.123456', 'WEST', 12.5, 1.5, 9007199254740993),
  ('2024-07-01 00:45:00', 'WEST', 12.5, null, 1), ('2024-07-01 01:00:00', 'EAST', null, 4, null),
  ('2024-07-02 23:59:59', 'EAST', -1.0001, 0.25, 5), ('2024-07-03 00:00:00', null, 7, 8, 9),
  ('2024-07-03 06:00:00', 'NORTH', 7, 1e300, 9), ('2024-07-03 07:00:00', 'SOUTH', 0, 3, 9)`;

/** Everything a dataset answers. */
const ANSWERS = `
  rows(first: 3, timeZone: "America/New_York") { totalCount nodes { time hub price volume trades }
    edges { cursor } pageInfo { endCursor hasNextPage } }
  aggregate(range: { last: { duration: "P30D" } }) { id count price { avg min max median } trades { sum } }
  groups(groupBy: [HUB], orderBy: [{ by: { price: AVG }, direction: DESC }], first: 2) {
    totalCount nodes { id key { hub } count price { avg } volume { max } } pageInfo { endCursor } }
  buckets(width: "P1D", range: { between: { start: "2024-07-01", end: "2024-07-05" } }, fill: NULL) {
    totalCount nodes { buckets { start state count price { avg max } } } pageInfo { endCursor } }`;

const spans = new InMemorySpanExporter();
const figures = new PrometheusExporter({ preventServerStart: true });
const sdk = new NodeSDK({
  spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  metricReaders: [figures],
  logRecordProcessors: [],
  autoDetectResources: false,
});

const server = await startPostgres();
if ('url' in server) describe('a dataset that is on two engines', () => suite(server));
else describe.skip(`a dataset that is on two engines: ${server.skip}`, () => test('is there', () => {}));

function suite(postgres: Exclude<typeof server, { readonly skip: string }>): void {
  let gateway: TestGateway;

  beforeAll(async () => {
    sdk.start();
    gateway = await startGateway({
      settings: {
        datasets_dir: FOLDER.path,
        'timescale.url': postgres.url,
        'health.interval_ms': '100',
        // How fast a busy machine answers is not what this is about: an engine that has ended refuses at once.
        'health.timeout_ms': '20000',
        'request.deadline_ms': '60000',
        'data_backend.acquire_timeout_ms': '60000',
        'data_backend.connection_pool_min_size': '1',
      },
    });
    for (const [engine, table] of [
      ['timescale', 'power.prices'],
      ['clickhouse', 'prices_copy'],
    ] as const) {
      const insert = `insert into ${table} (at, hub, price, volume, trades) values ${ROWS}`;
      for (const text of [...CREATE[engine], insert]) {
        const signal = AbortSignal.timeout(60_000);
        const summary = text.slice(0, 6).toUpperCase();
        await gateway.backend(engine).execute({ text, parameters: [], summary }, { signal });
      }
    }
  }, 120_000);
  beforeEach(() => {
    spans.reset();
  });
  afterAll(async () => {
    await gateway?.close();
    await postgres.stop();
    await sdk.shutdown();
    FOLDER.remove();
  });

  async function becomes(kind: BackendKind, ...statuses: readonly string[]): Promise<void> {
    const began = Date.now();
    while (!statuses.includes(gateway.backend(kind).health().status)) {
      if (Date.now() - began > 30_000) throw new Error(`${kind} did not become ${statuses}.`);
      await sleep(20);
    }
  }
  async function down(): Promise<void> {
    await postgres.halt();
    await becomes('timescale', 'DOWN');
  }
  async function up(): Promise<void> {
    await postgres.resume();
    await becomes('timescale', 'UP');
  }

  async function ask(field: string, selection: string, headers: Record<string, string> = {}) {
    const answer = await gateway.query(`{ ${field} { ${selection} } }`, {}, headers);
    expect(answer.errors).toEqual([]);
    const { extensions } = JSON.parse(answer.text) as { extensions?: Record<string, Told[]> };
    return { found: answer.data?.[field] as Found, extensions };
  }

  const toldLines = () =>
    gateway.logs().filter(({ msg }) => msg === 'A dataset is read from its fallback.').length;

  test('has the same answers, ids and cursors while the first engine is down, and says so', async () => {
    const first = await ask('prices', ANSWERS);
    expect(first.extensions).toBeUndefined();
    expect(first.found.rows.nodes).toHaveLength(3);
    await down();
    const before = toldLines();
    const second = await ask('prices', ANSWERS);
    expect(second.found).toEqual(first.found);
    expect(second.extensions).toEqual({
      fallback: ['aggregate', 'buckets', 'groups', 'rows'].map((field) => ({
        path: `prices.${field}`,
        dataset: 'prices',
        backend: 'clickhouse',
        reason: gateway.backend('timescale').health().reason,
      })),
    });
    // Once a request, however many of its fields ask.
    expect(toldLines()).toBe(before + 1);
    expect(gateway.logs().findLast(({ msg }) => String(msg).includes('fallback'))).toMatchObject({
      level: 'info',
      dataset: 'prices',
      backend: 'clickhouse',
      first: 'timescale',
    });
    await up();
    const third = await ask('prices', ANSWERS);
    expect(third).toEqual(first);
  }, 60_000);

  test('says so in spans, metrics and its provenance', async () => {
    await down();
    const fields = `provenance { backend { name } source rollup fallback watermark }`;
    const { found, extensions } = await ask('prices', `rows(first: 1) { ${fields} }`, {
      'aurum-provenance': '1',
    });
    const told = { source: 'prices', rollup: false, fallback: true, watermark: '2024-07-03T07:00:00Z' };
    expect(found).toEqual({ rows: { provenance: { backend: { name: 'clickhouse' }, ...told } } });
    expect(extensions).toMatchObject({
      fallback: [{ path: 'prices.rows', dataset: 'prices', backend: 'clickhouse' }],
      provenance: [{ path: 'prices.rows', backend: 'clickhouse', ...told }],
    });
    await sleep(50);
    expect(spans.getFinishedSpans().find(({ name }) => name === 'graphql.execute')?.attributes).toMatchObject(
      { 'aurum.fallback.datasets': ['prices'] },
    );
    const { resourceMetrics } = await figures.collect();
    const counted = resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name.includes('fallback'));
    const point = counted?.dataPoints.find(({ attributes }) => attributes['aurum.backend'] === 'timescale');
    expect(point?.attributes).toEqual({
      'aurum.backend': 'timescale',
      'aurum.fallback.backend': 'clickhouse',
    });
    expect(point?.value).toBeGreaterThan(0);
    expect(await ask('prices', 'backend { name } fallback { name }')).toEqual({
      found: { backend: { name: 'timescale' }, fallback: { name: 'clickhouse' } },
    });
    await up();
  }, 60_000);

  test('is read from the fallback as soon as the end of the first is noticed; until then the error may be retried', async () => {
    const document = '{ prices { rows(first: 1) { nodes { time hub } } } }';
    const whole = await gateway.query(document);
    await postgres.halt();
    const began = Date.now();
    let isFallback = false;
    while (!isFallback) {
      const { data, errors, text } = await gateway.query(document);
      for (const { extensions } of errors) {
        expect(extensions).toMatchObject({
          code: 'BACKEND_UNAVAILABLE',
          backend: 'timescale',
          retryable: true,
        });
      }
      if (errors.length === 0) expect(data).toEqual(whole.data);
      isFallback = JSON.parse(text).extensions?.fallback !== undefined;
      expect(Date.now() - began).toBeLessThan(20_000);
    }
    await up();
  }, 60_000);

  const WALKS = {
    'rows in an order with ties and nulls': ['rows', '', 'nodes { time hub price }'],
    'rows of a relative range': ['rows', 'range: { last: { duration: "P3D" } }', 'nodes { time hub }'],
    groups: [
      'groups',
      'groupBy: [HUB], orderBy: [{ by: { volume: SUM } }]',
      'nodes { key { hub } volume { sum } }',
    ],
    lines: ['buckets', 'groupBy: [HUB], width: "P1D"', 'nodes { key { hub } buckets { start count } }'],
  } as const;

  test.each(Object.entries(WALKS))(
    'pages of %s go on over the switch, there and back',
    async (_, walk) => {
      const [field, args, nodes] = walk;
      const page = async (more: string) => {
        const { found, extensions } = await ask(
          'prices',
          `${field}(first: 2, ${args} ${more}) { ${nodes} pageInfo { endCursor hasNextPage } }`,
        );
        return { ...found[field], isFallback: extensions?.fallback !== undefined };
      };
      const whole: unknown[] = [];
      let after = '';
      do {
        const { nodes, pageInfo } = await page(after);
        whole.push(...nodes);
        after = pageInfo.hasNextPage ? `after: "${pageInfo.endCursor}"` : '';
      } while (after !== '');
      const one = await page('');
      await down();
      const two = await page(`after: "${one.pageInfo.endCursor}"`);
      await up();
      const three = await page(`after: "${two.pageInfo.endCursor}"`);
      expect([one, two, three].map(({ isFallback }) => isFallback)).toEqual([false, true, false]);
      expect([...one.nodes, ...two.nodes, ...three.nodes]).toEqual(whole.slice(0, 6));
      expect(whole.length).toBeGreaterThan(4);
    },
    60_000,
  );

  test('leaves others alone: a dataset without a fallback, and what operators ask, fail as before', async () => {
    await down();
    const { data, errors, text } = await gateway.query(`{
      prices { rows { nodes { hub } } } lonelyPrices { rows { nodes { hub } } } nowherePrices { rows { nodes { hub } } }
      hypertable(name: "power.prices") { id } continuousAggregate(name: "power.daily") { id } }`);
    expect(data).toMatchObject({ prices: { rows: { nodes: expect.anything() } } });
    const reason = gateway.backend('timescale').health().reason;
    for (const field of ['lonelyPrices', 'nowherePrices', 'hypertable', 'continuousAggregate']) {
      const error = errors.find(({ path }) => path?.[0] === field);
      expect(error).toMatchObject({
        message: reason,
        extensions: { code: 'BACKEND_UNAVAILABLE', backend: 'timescale' },
      });
    }
    expect(JSON.parse(text).extensions.fallback).toHaveLength(1);
    const mutation = `mutation { refreshContinuousAggregate(input: { name: "power.daily",
      range: { between: { start: "2024-07-01", end: "2024-07-02" } } }) { __typename } }`;
    const refused = await gateway.query(mutation);
    expect(refused.errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'BACKEND_UNAVAILABLE', backend: 'timescale' },
    ]);
    await up();
  }, 60_000);

  test('is no answer where the fallback fails too: nothing is said to come from it', async () => {
    await down();
    const { errors, text } = await gateway.query('{ missingPrices { rows { nodes { hub } } } }');
    expect(errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'QUERY_FAILED', backend: 'clickhouse' },
    ]);
    expect(JSON.parse(text)).not.toHaveProperty('extensions');
    await up();
  }, 60_000);

  // Ends the embedded engine for good: the last test.
  test('goes the other way too; with both down the error is that of the first', async () => {
    const first = await ask('reversePrices', ANSWERS);
    await gateway.backend('clickhouse').close();
    const second = await ask('reversePrices', ANSWERS);
    expect(second.found).toEqual(first.found);
    expect(second.extensions?.fallback).toHaveLength(4);
    expect(second.extensions?.fallback?.[0]).toMatchObject({
      dataset: 'reverse_prices',
      backend: 'timescale',
    });
    await down();
    const { errors, text } = await gateway.query(
      '{ prices { rows { nodes { hub } } } reversePrices { rows { nodes { hub } } } }',
    );
    const codes = errors.map(({ path, message, extensions: { code, backend } }) => ({
      field: path?.[0],
      code,
      backend,
      message,
    }));
    expect(codes.sort((one, other) => (String(one.field) < String(other.field) ? -1 : 1))).toEqual(
      (['timescale', 'clickhouse'] as const).map((backend) => ({
        field: backend === 'timescale' ? 'prices' : 'reversePrices',
        code: 'BACKEND_UNAVAILABLE',
        backend,
        message: gateway.backend(backend).health().reason,
      })),
    );
    expect(JSON.parse(text)).not.toHaveProperty('extensions');
  }, 60_000);
}

type Told = Readonly<Record<string, unknown>>;
type List = {
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
};
type Found = Readonly<Record<'rows' | 'groups' | 'buckets', List>>;
