import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ComparedEngine, type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import type { TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { QUERY_CORPUS } from '../support/query-corpus.ts';
import { VARIED_LINES } from '../support/varied-lines.ts';

/** The suite that holds engines to equal answers over the same small lines of every kind. */
export function equalAnswers(engines: readonly ComparedEngine[]): void {
  describe(`equal answers · ${engines.join(', ')}`, () => suite(engines));
}

function suite(engines: readonly ComparedEngine[]): void {
  let gateways: EngineGateways;

  beforeAll(async () => {
    gateways = await startEngineGateways(engines, 'equal_answers');
    await Promise.all(
      gateways.list.map(({ kind, gateway }) => loadLines(gateway.backend(kind), VARIED_LINES)),
    );
  }, 120_000);

  afterAll(() => gateways.close());

  /** The answer of every engine to a query; an error is a failure here. */
  async function answers(query: string): Promise<string[]> {
    const all = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
    expect(all.map(({ errors }) => errors)).toEqual(all.map(() => []));
    return all.map(({ text }) => text);
  }

  describe('the engines give the same bytes', () => {
    test.each(QUERY_CORPUS)('%s', async (query) => {
      const [one, ...others] = await answers(query);
      expect(others.length).toBeGreaterThan(0);
      expect(one).toContain('"data"');
      expect(others).toEqual(others.map(() => one));
    });

    test('and the right numbers, as JavaScript writes them', async () => {
      const [text = ''] = await answers('{ eiaSeries(id: "TEST.NUMBERS.Q") { columns { value } } }');
      expect(text).toContain(
        '"value":[0.1,1e+21,1.5e-7,123456789012345680,5e-324,1.7976931348623157e+308,0,100,9007199254740992,' +
          '0.30000000000000004,-2.5,100000000000000000000]',
      );
    });

    test('and the newest periods that have values', async () => {
      const newest = (id: string, duration: string) =>
        `eiaSeries(id: "${id}") { columns(range: { last: { duration: "${duration}" } }) { period } }`;
      const [text = ''] =
        await answers(`{ a: ${newest('TEST.MONTHLY.M', 'P3M')} b: ${newest('TEST.MONTHLY.M', 'P1D')}
        c: ${newest('TEST.ANNUAL.A', 'P2Y')} d: ${newest('TEST.WEEKLY.W', 'P2W')} e: ${newest('TEST.HOURLY.H', 'PT2H')}
        f: ${newest('TEST.NOTHING.M', 'P9Y')} g: ${newest('TEST.EMPTY.M', 'P9Y')} }`);
      const { data } = JSON.parse(text) as { data: Record<string, { columns: { period: string[] } }> };
      expect(Object.values(data).map(({ columns }) => columns.period)).toEqual([
        ['2024-01', '2024-02', '2024-03'],
        ['2024-03'],
        ['2024'],
        ['2024-03-08', '2024-03-15'],
        ['2024-03-11T04', '2024-03-11T05'],
        [],
        [],
      ]);
    });

    test('and periods that no zone moves', async () => {
      const query = `{ eiaSeries(id: "TEST.MONTHLY.M") {
        columns(timeZone: "America/New_York", range: { periods: { from: "2024-02", through: "2024-03" } }) { period time epochMillis } } }`;
      const [text = ''] = await answers(query);
      expect(JSON.parse(text)).toEqual({
        data: {
          eiaSeries: {
            columns: {
              period: ['2024-02', '2024-03'],
              time: ['2024-02-01T00:00:00-05:00', '2024-03-01T00:00:00-05:00'],
              epochMillis: [Date.UTC(2024, 1, 1, 5), Date.UTC(2024, 2, 1, 5)],
            },
          },
        },
      });
    });
  });

  describe('walking a list', () => {
    const FRAME = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
    const orders = ['NAME', 'START_PERIOD', 'LAST_UPDATED'].flatMap((field) =>
      ['FIRST', 'LAST'].map((nulls) => `[{ field: ${field}, direction: DESC, nulls: ${nulls} }]`),
    );

    test.each(orders)('of series by %s visits each once, forwards and backwards', async (order) => {
      for (const { gateway } of gateways.list) {
        const page = (args: string) =>
          `{ eiaSeriesConnection(orderBy: ${order}, ${args}) { edges { node { id } } ${FRAME} } }`;
        const forwards = await walk(gateway, page, true);
        expect([...forwards].sort()).toEqual(VARIED_LINES.map((line) => JSON.parse(line).series_id).sort());
        expect(await walk(gateway, page, false)).toEqual(forwards);
      }
    });

    test.each(['ASC', 'DESC'])(
      'of observations %s visits each once, forwards and backwards',
      async (direction) => {
        for (const { gateway } of gateways.list) {
          const page = (args: string) =>
            `{ eiaSeries(id: "TEST.HOURLY.H") { observations(direction: ${direction}, ${args}) { edges { node { period } } ${FRAME} } } }`;
          const forwards = await walk(gateway, page, true);
          expect(forwards).toHaveLength(30);
          expect([...forwards].sort()).toEqual(direction === 'ASC' ? forwards : [...forwards].reverse());
          expect(await walk(gateway, page, false)).toEqual(forwards);
        }
      },
    );
  });
}

type Walked = { edges: { node: { id?: string; period?: string } }[]; pageInfo: Record<string, unknown> };

async function walk(
  gateway: TestGateway,
  page: (args: string) => string,
  forward: boolean,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: unknown = null;
  for (let pages = 0; pages < 50; pages += 1) {
    const size = forward ? 'first: 3' : 'last: 3';
    const from = cursor === null ? '' : `, ${forward ? 'after' : 'before'}: ${JSON.stringify(cursor)}`;
    const { data, errors } = await gateway.query(page(size + from));
    expect(errors).toEqual([]);
    const list = find(data);
    const keys = list.edges.map(({ node }) => node.id ?? node.period ?? '');
    if (forward) seen.push(...keys);
    else seen.unshift(...keys);
    if (list.pageInfo[forward ? 'hasNextPage' : 'hasPreviousPage'] !== true) return seen;
    cursor = list.pageInfo[forward ? 'endCursor' : 'startCursor'];
  }
  throw new Error('The walk does not end.');
}

function find(value: unknown): Walked {
  if (typeof value === 'object' && value !== null && 'edges' in value) return value as Walked;
  const [inner] = Object.values(value ?? {});
  return find(inner);
}
