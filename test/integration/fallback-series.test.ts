import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { startPostgres } from '../support/postgres.ts';
import { seriesLine } from '../support/series-lines.ts';

const LINES = [
  seriesLine('ELEC.A.A', [1, null, 3, 4.5]),
  seriesLine('ELEC.B.A', [4, 5]),
  seriesLine('ELEC.C.A', []),
];
const DOCUMENT = `{
  one: eiaSeries(id: "ELEC.A.A") { id latest { value } observations(first: 2) { nodes { start value } pageInfo { endCursor } }
    columns { id value provenance { backend { name } fallback } } buckets(width: "P2Y") { sum } revisions { totalCount } }
  eiaSeriesByIds(ids: ["ELEC.B.A", "no"]) { id name }
  eiaSeriesConnection(first: 2) { totalCount nodes { id } pageInfo { endCursor } }
  eiaDatasets { code seriesCount }
  unknown: eiaSeries(id: "no") { id }
  node(id: "ELEC.C.A") { id }
  other: node(id: "Backend:clickhouse") { id }
  datasets { name }
}`;
const PATHS = [
  ...['eiaDatasets', 'eiaSeriesByIds', 'eiaSeriesConnection', 'node'],
  ...['one', 'one.buckets', 'one.columns', 'one.observations', 'unknown'],
];

const server = await startPostgres();
if ('url' in server) describe('EIA series that are on two engines', () => suite(server));
else describe.skip(`EIA series that are on two engines: ${server.skip}`, () => test('is there', () => {}));

function suite(postgres: Exclude<typeof server, { readonly skip: string }>): void {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        'timescale.url': postgres.url,
        'data_backend.fallback_backend_type': 'clickhouse',
        'health.interval_ms': '100',
        // How fast a busy machine answers is not what this is about: an engine that has ended refuses at once.
        'health.timeout_ms': '20000',
        'request.deadline_ms': '60000',
        'data_backend.acquire_timeout_ms': '60000',
      },
    });
    const nowMillis = Date.now();
    for (const kind of ['timescale', 'clickhouse'] as const) {
      await loadLines(gateway.backend(kind), LINES, nowMillis);
    }
  }, 120_000);
  afterAll(async () => {
    await gateway?.close();
    await postgres.stop();
  });

  async function becomes(status: string): Promise<void> {
    const began = Date.now();
    while (gateway.backend('timescale').health().status !== status) {
      if (Date.now() - began > 30_000) throw new Error(`The first engine did not become ${status}.`);
      await sleep(20);
    }
  }
  async function ask(document: string) {
    const { data, errors, text } = await gateway.query(document);
    expect(errors).toEqual([]);
    const { extensions } = JSON.parse(text) as { extensions?: { fallback: Record<string, unknown>[] } };
    return { data: data ?? {}, fallback: extensions?.fallback };
  }
  const origin = (name: string, fallback: boolean) => ({ backend: { name }, fallback });

  test('are read from the other one while the first is down, alike but for what says so', async () => {
    const before = await ask(DOCUMENT);
    expect(before).toMatchObject({ data: { one: { columns: { provenance: origin('timescale', false) } } } });
    expect(before.fallback).toBeUndefined();
    await postgres.halt();
    await becomes('DOWN');
    const during = await ask(DOCUMENT);
    expect(during.fallback?.map(({ path }) => path)).toEqual(PATHS);
    expect(during.fallback?.[0]).toEqual({
      path: 'eiaDatasets',
      dataset: 'eia',
      backend: 'clickhouse',
      reason: gateway.backend('timescale').health().reason,
    });
    expect(JSON.stringify(during.data)).toBe(
      JSON.stringify(before.data).replace(
        JSON.stringify(origin('timescale', false)),
        JSON.stringify(origin('clickhouse', true)),
      ),
    );
    const lines = gateway.logs().filter(({ msg }) => msg === 'A dataset is read from its fallback.');
    expect(lines).toMatchObject([
      { level: 'info', dataset: 'eia', first: 'timescale', backend: 'clickhouse' },
    ]);
    expect((await ask('{ gateway { version } backends { name } }')).fallback).toBeUndefined();
    await postgres.resume();
    await becomes('UP');
    expect(await ask(DOCUMENT)).toEqual(before);
  }, 60_000);

  test('go on by the same cursors', async () => {
    const page = async (after: string) => {
      const { data, fallback } = await ask(
        `{ eiaSeriesConnection(first: 1${after}) { nodes { id } pageInfo { endCursor } } }`,
      );
      const { nodes, pageInfo } = data.eiaSeriesConnection as List;
      return {
        id: nodes[0]?.id,
        after: `, after: "${pageInfo.endCursor}"`,
        isFallback: fallback !== undefined,
      };
    };
    const one = await page('');
    await postgres.halt();
    await becomes('DOWN');
    const two = await page(one.after);
    await postgres.resume();
    await becomes('UP');
    const three = await page(two.after);
    expect([one, two, three].map(({ id, isFallback }) => [id, isFallback])).toEqual([
      ['ELEC.A.A', false],
      ['ELEC.B.A', true],
      ['ELEC.C.A', false],
    ]);
  }, 60_000);
}

type List = {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly endCursor: string };
};
