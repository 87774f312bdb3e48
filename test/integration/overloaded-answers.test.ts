import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type Asker, createAsker, millisUntil, type Outcome } from '../support/outcomes.ts';
import { PACED_CLICKHOUSE, paced, pacedDeclarations } from '../support/paced-datasets.ts';
import { scrapeMetrics } from '../support/prometheus-text.ts';

const POOL = 2;
const QUEUE = 5;
const SERIES = '{ eiaSeriesConnection(first: 1) { totalCount } }';

const endings = createEndings();
let gateway: TestGateway;
let asker: Asker;

beforeAll(async () => {
  const folder = pacedDeclarations('clickhouse');
  endings.add(() => folder.remove());
  gateway = await startGateway({
    settings: {
      'timescale.url': 'none',
      'data_backend.backend_type': 'clickhouse',
      datasets_dir: folder.path,
      'metrics.prometheus': 'true',
      'data_backend.connection_pool_min_size': String(POOL),
      'data_backend.connection_pool_max_size': String(POOL),
      'data_backend.queue_max_length': String(QUEUE),
      'data_backend.acquire_timeout_ms': '60000',
      'request.deadline_ms': '60000',
      'health.timeout_ms': '10000',
    },
  });
  endings.add(() => gateway.close());
  asker = createAsker(gateway.url);
  endings.add(() => asker.close());
  const signal = AbortSignal.timeout(30_000);
  for (const text of PACED_CLICKHOUSE)
    await gateway.backend('clickhouse').execute({ text, parameters: [], summary: 'CREATE' }, { signal });
});

afterAll(() => endings.run());

/** Runs `work` while clients hold all connections and all places in the queue. */
async function whileFull<T>(work: () => Promise<T>): Promise<T> {
  const clients = new AbortController();
  const asked: Promise<Outcome>[] = Array.from({ length: POOL + QUEUE }, () =>
    asker.ask(paced(1), { signal: clients.signal }),
  );
  try {
    await millisUntil(isFull, 10_000, 'pool and queue are full');
    return await work();
  } finally {
    clients.abort();
    await Promise.all(asked);
    await millisUntil(isFree, 10_000, 'pool and queue are free');
  }
}

const isFull = (): boolean => {
  const { used, queued } = gateway.backend('clickhouse').pool();
  return used === POOL && queued === QUEUE;
};

const isFree = (): boolean => {
  const { used, queued } = gateway.backend('clickhouse').pool();
  return used + queued === 0;
};

const rows = `rows(where: { pace: { eq: "wait 1" } }) { nodes { value } }`;

test.each([
  ['a field of EIA', SERIES],
  ['rows of a dataset', `{ pacedRows { ${rows} } }`],
  ['an aggregate of a dataset', '{ pacedRows { aggregate { value { sum } } } }'],
  ['groups of a dataset', '{ pacedRows { groups(groupBy: [PACE]) { nodes { value { sum } } } } }'],
  ['buckets of a dataset', '{ pacedRows { buckets(width: "P1D") { nodes { buckets { value { sum } } } } } }'],
  [
    'several with the names of their types',
    `{ __typename ${SERIES.slice(1, -1)} pacedRows { kind: __typename ${rows} more: ${rows} } }`,
  ],
])('%s is 503 with Retry-After where the queue is full', async (_what, document) => {
  const { answer, full } = await whileFull(async () => ({
    answer: await gateway.query(document),
    // Nobody has gone from the queue meanwhile: the answer did not wait for it.
    full: isFull(),
  }));
  expect(full).toBe(true);
  const codes = new Set(answer.errors.map(({ extensions }) => extensions.code));
  expect([answer.status, ...codes]).toEqual([503, 'OVERLOADED']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(JSON.parse(answer.text)).not.toHaveProperty('data');
});

test('what is answered beside it is 200 without Retry-After', async () => {
  const { status, headers, data } = await whileFull(() =>
    gateway.query(`{ pacedRows { ${rows} } gateway { limits { maxBatch } } }`),
  );
  expect([status, headers.get('retry-after')]).toEqual([200, null]);
  expect(data).toEqual({ pacedRows: { rows: null }, gateway: { limits: { maxBatch: 100 } } });
});

test('an object around rows that failed is no answer to the metrics either: it counts by what became of the rows', async () => {
  const counted = async (outcome: string): Promise<number> =>
    (await scrapeMetrics(gateway.url)).sum('aurum_graphql_operation_duration_seconds_count', {
      aurum_outcome: outcome,
    });
  const [partial, timeout] = [await counted('partial'), await counted('timeout')];
  const { data, errors } = await gateway.query(
    `{ pacedRows { ${rows} } }`,
    {},
    { 'aurum-deadline-ms': '300' },
  );
  expect([data, errors[0]?.extensions.code]).toEqual([{ pacedRows: { rows: null } }, 'BACKEND_TIMEOUT']);
  expect(await counted('timeout')).toBe(timeout + 1);
  expect(await counted('partial')).toBe(partial);
});
