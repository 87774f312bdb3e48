import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cutWrites } from '../support/cut-writes.ts';
import { type ComparedEngine, type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import type { TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { bulkLines, knownAt, type Load, restatedLoads, restatements } from '../support/restated-lines.ts';

const ANNUAL = Array.from({ length: 40 }, (_, index) => String(1985 + index));
const HOURS = Array.from({ length: 48 }, (_, index) => {
  const day = String(9 + Math.floor(index / 24)).padStart(2, '0');
  return `202403${day}T${String(index % 24).padStart(2, '0')}Z`;
});
const IDS = new Map([
  ['REV.FIRST.A', ANNUAL],
  ['REV.SECOND.A', ANNUAL],
  ['REV.HOURS.H', HOURS],
]);
const LOADS = restatedLoads(IDS, 4);
const LAST = LOADS.at(-1) as Load;

/** Moments around each load, with the first and the last of what an `asOf` can see of it. */
const MOMENTS = LOADS.flatMap(({ atMillis }) => [atMillis - 1, atMillis, atMillis + 3_600_000]);
const iso = (millis: number): string => new Date(millis).toISOString();
/** EIA's bulk spelling of a period as the gateway writes it. */
const api = (period: string): string =>
  period.length === 4 ? period : period.replace(/^(\d{4})(\d\d)(\d\d)(T\d\d)Z$/, '$1-$2-$3$4');

/** The suite that holds engines to answers as the data stood, against loads replayed in plain JavaScript. */
export function revisions(engines: readonly ComparedEngine[]): void {
  describe(`revisions · ${engines.join(', ')}`, () => suite(engines));
}

type Told = { provenance: { watermark: string | null } };
type Listed = { nodes: Record<string, unknown>[]; totalCount: number };

/** How many values each decade from 1980 has and its last one, or else that of the decade before. */
function decadesOf(known: readonly { readonly period: string; readonly value: number | null }[]) {
  const count: number[] = [];
  const last: (number | null)[] = [];
  for (const decade of ['198', '199', '200', '201', '202']) {
    const within = known.filter(({ period }) => period.startsWith(decade));
    const values = within.flatMap(({ value }) => value ?? []);
    count.push(values.length);
    // Where there are observations nothing is filled, be they all without a value.
    last.push(
      values.at(-1) ?? (within.length > 0 ? null : (last.findLast((value) => value !== null) ?? null)),
    );
  }
  return { count, last };
}

function suite(engines: readonly ComparedEngine[]): void {
  let gateways: EngineGateways;
  const loadAll = async (lines: readonly string[], atMillis: number): Promise<void> => {
    await Promise.all(
      gateways.list.map(({ kind, gateway }) => loadLines(gateway.backend(kind), lines, atMillis)),
    );
  };

  beforeAll(async () => {
    gateways = await startEngineGateways(engines, 'revisions');
    for (const load of LOADS) await loadAll(bulkLines(load), load.atMillis);
  }, 240_000);
  afterAll(() => gateways.close());

  /** The one answer that every engine gives. */
  async function answer(query: string): Promise<Record<string, unknown>> {
    const all = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
    expect(all.map(({ errors }) => errors)).toEqual(all.map(() => []));
    expect(all.length).toBeGreaterThan(0);
    expect(all.map(({ text }) => text)).toEqual(all.map(() => all[0]?.text));
    return all[0]?.data ?? {};
  }

  test.each([...MOMENTS.map(iso), null])('observations and columns as they stood at %s', async (asOf) => {
    const argument = asOf === null ? '' : `asOf: "${asOf}"`;
    const bracketed = argument === '' ? '' : `(${argument})`;
    const { eiaSeriesByIds } = await answer(`{ eiaSeriesByIds(ids: ${JSON.stringify([...IDS.keys()])}) { id
      all: observations(first: 500 ${argument}) { totalCount nodes { period value } }
      newest: observations(first: 3, direction: DESC ${argument}) { nodes { period value end } provenance { watermark } }
      columns${bracketed} { id length period value provenance { watermark } }
      decades: bucketColumns(width: "P10Y", fill: PREVIOUS, range: { between: { start: "1980", end: "2030" } } ${argument}) {
        count last provenance { watermark } } } }`);
    for (const series of eiaSeriesByIds as {
      id: string;
      all: Listed;
      newest: Listed & Told;
      columns: Told;
      decades: { count: number[]; last: (number | null)[] } & Told;
    }[]) {
      const known = knownAt(LOADS, series.id, asOf === null ? Date.now() : Date.parse(asOf));
      const expected = [...known].map(([period, value]) => ({ period: api(period), value }));
      expect(series.all).toEqual({ totalCount: expected.length, nodes: expected });
      const newest = expected.toReversed().slice(0, 3);
      expect(series.newest.nodes).toEqual(newest.map((node) => ({ ...node, end: expect.any(String) })));
      const watermark = series.newest.nodes[0]?.end ?? null;
      for (const { provenance } of [series.newest, series.columns, series.decades])
        expect(provenance).toEqual({ watermark });
      expect(series.columns).toMatchObject({
        length: expected.length,
        period: expected.map(({ period }) => period),
        value: expected.map(({ value }) => value),
      });
      expect(series.decades).toMatchObject(decadesOf(expected));
    }
  });

  test('before the first load there are no buckets, and an open range has those of what was known', async () => {
    const [before = 0, first = 0] = MOMENTS;
    const { eiaSeries } = await answer(`{ eiaSeries(id: "REV.FIRST.A") {
      none: bucketColumns(width: "P1Y", fill: PREVIOUS, asOf: "${iso(before)}") { length }
      some: bucketColumns(width: "P1Y", fill: NULL, asOf: "${iso(first)}") { length state } } }`);
    const known = [...knownAt(LOADS, 'REV.FIRST.A', first).keys()].map(Number);
    const length = Math.max(...known) - Math.min(...known) + 1;
    expect(eiaSeries).toEqual({
      none: { length: 0 },
      some: { length, state: expect.arrayContaining(['OBSERVED']) },
    });
  });

  test('before the first load nothing was known, and columns of two instants have two ids', async () => {
    const [first = 0, then = 0] = MOMENTS;
    const { eiaSeries } = await answer(`{ eiaSeries(id: "REV.FIRST.A") {
      ancient: observations(asOf: "0001-01-01T00:00:00Z") { totalCount nodes { period } provenance { watermark } }
      observations(asOf: "1950-01-01T00:00:00Z") { totalCount nodes { period } pageInfo { hasNextPage } }
      before: columns(asOf: "${iso(first)}") { id length } after: columns(asOf: "${iso(then)}") { id } now: columns { id } } }`);
    const { ancient, observations, before, after, now } = eiaSeries as Record<
      string,
      Record<string, unknown>
    >;
    expect(observations).toEqual({ totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } });
    expect(ancient).toEqual({ totalCount: 0, nodes: [], provenance: { watermark: null } });
    expect(before).toMatchObject({ length: 0 });
    expect(new Set([before?.id, after?.id, now?.id]).size).toBe(3);
  });

  test('every restatement, newest first', async () => {
    const { eiaSeriesByIds } = await answer(`{ eiaSeriesByIds(ids: ${JSON.stringify([...IDS.keys()])}) { id
      revisions(first: 500) { totalCount nodes { period previousValue value seenAt publishedAt } } } }`);
    for (const { id, revisions: listed } of eiaSeriesByIds as { id: string; revisions: Listed }[]) {
      const expected = restatements(LOADS, id).map((one) => ({ ...one, period: api(one.period) }));
      expect(expected.length).toBeGreaterThan(20);
      expect(listed.totalCount).toBe(expected.length);
      expect(listed.nodes.map(({ publishedAt: _, ...node }) => node)).toEqual(
        expected.map((one) => ({ ...one, seenAt: one.seenAt.replace('.000Z', 'Z') })),
      );
      for (const { seenAt, publishedAt } of listed.nodes)
        expect(Date.parse(String(seenAt)) - Date.parse(String(publishedAt))).toBe(3_600_000);
    }
  });

  test('only of a period, also of a longer one than the series has', async () => {
    const all = restatements(LOADS, 'REV.HOURS.H');
    const { eiaSeries } = await answer(`{ eiaSeries(id: "REV.HOURS.H") {
      hour: revisions(period: "2024-03-09T05") { totalCount nodes { period } }
      day: revisions(period: "2024-03-10", first: 500) { totalCount nodes { period } }
      none: revisions(period: "2023") { totalCount nodes { period } pageInfo { hasNextPage } } } }`);
    const { hour, day, none } = eiaSeries as Record<string, Listed>;
    const of = (prefix: string): unknown => {
      const nodes = all.filter(({ period }) => period.startsWith(prefix));
      return { totalCount: nodes.length, nodes: nodes.map(({ period }) => ({ period: api(period) })) };
    };
    expect(hour).toEqual(of('20240309T05'));
    expect(day).toEqual(of('20240310'));
    expect(none).toMatchObject({ totalCount: 0, nodes: [] });
  });

  test.each([13, 50])(
    'pages of %d visit each restatement once, forwards and backwards',
    async (size) => {
      const expected = restatements(LOADS, 'REV.HOURS.H').map(({ period, seenAt }) => api(period) + seenAt);
      for (const { gateway } of gateways.list) {
        expect(await walk(gateway, size, true)).toEqual(expected);
        expect(await walk(gateway, size, false)).toEqual(expected);
      }
    },
    240_000,
  );

  test('a cursor belongs to its instant', async () => {
    const [, first = 0, second = 0] = MOMENTS;
    const page = (args: string): string =>
      `{ eiaSeries(id: "REV.FIRST.A") { observations(first: 2 ${args}) { nodes { period } pageInfo { endCursor } } } }`;
    for (const { gateway } of gateways.list) {
      const { data } = await gateway.query(page(`asOf: "${iso(first)}"`));
      const { observations } = (data as { eiaSeries: { observations: Walked } }).eiaSeries;
      const after = `after: "${observations.pageInfo.endCursor}"`;
      const same = await gateway.query(page(`asOf: "${iso(first)}" ${after}`));
      expect(same.data).toMatchObject({
        eiaSeries: { observations: { nodes: [{ period: '1987' }, { period: '1988' }] } },
      });
      for (const args of [after, `asOf: "${iso(second)}" ${after}`]) {
        const { errors } = await gateway.query(page(args));
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }]);
      }
    }
  });

  test('a load killed behind its revisions changes no answer, and its second run counts nothing twice', async () => {
    const id = 'REV.KILLED.A';
    const of = (day: number, value: number | null): Load => ({
      atMillis: LAST.atMillis + day * 86_400_000,
      series: new Map([
        [
          id,
          new Map([
            ['2001', 1],
            ['2002', value],
          ]),
        ],
      ]),
    });
    const [first, killed, again] = [of(1, 2), of(2, null), of(3, null)] as const;
    const query = (atMillis: number): string => `{ eiaSeries(id: "${id}") {
      stood: columns(asOf: "${iso(atMillis)}") { value } now: columns { value }
      observations(asOf: "${iso(atMillis)}") { totalCount }
      revisions { totalCount nodes { period previousValue value seenAt } } } }`;
    await loadAll(bulkLines(first), first.atMillis);
    await Promise.all(
      gateways.list.map(async ({ kind, gateway }) => {
        const cut = loadLines(cutWrites(gateway.backend(kind)), bulkLines(killed), killed.atMillis);
        await expect(cut).rejects.toThrow('killed between two tables');
      }),
    );
    for (const atMillis of [first.atMillis, killed.atMillis]) {
      expect((await answer(query(atMillis))).eiaSeries).toEqual({
        stood: { value: [1, 2] },
        now: { value: [1, 2] },
        observations: { totalCount: 2 },
        revisions: { totalCount: 0, nodes: [] },
      });
    }
    for (let run = 0; run < 2; run += 1) await loadAll(bulkLines(again), again.atMillis + run);
    const revised = { period: '2002', previousValue: 2, value: null };
    for (const [atMillis, value] of [
      [killed.atMillis, 2],
      [again.atMillis - 1, 2],
      [again.atMillis, null],
    ] as const) {
      expect((await answer(query(atMillis))).eiaSeries).toEqual({
        stood: { value: [1, value] },
        now: { value: [1, null] },
        observations: { totalCount: 2 },
        revisions: { totalCount: 1, nodes: [{ ...revised, seenAt: iso(again.atMillis) }] },
      });
    }
  }, 60_000);
}

async function walk(gateway: TestGateway, size: number, forward: boolean): Promise<string[]> {
  const seen: string[] = [];
  let from = '';
  for (let pages = 0; pages < 500; pages += 1) {
    const { data, errors } = await gateway.query(`{ eiaSeries(id: "REV.HOURS.H") {
      revisions(${forward ? 'first' : 'last'}: ${size} ${from}) { edges { cursor node { period seenAt } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`);
    expect(errors).toEqual([]);
    const { edges, pageInfo } = (data as { eiaSeries: { revisions: Walked } }).eiaSeries.revisions;
    const keys = edges.map(({ node }) => node.period + iso(Date.parse(node.seenAt)));
    if (forward) seen.push(...keys);
    else seen.unshift(...keys);
    if (pageInfo[forward ? 'hasNextPage' : 'hasPreviousPage'] !== true) return seen;
    from = forward ? `after: "${pageInfo.endCursor}"` : `before: "${pageInfo.startCursor}"`;
  }
  throw new Error('The walk does not end.');
}

type Walked = {
  readonly edges: readonly { readonly node: { readonly period: string; readonly seenAt: string } }[];
  readonly pageInfo: Readonly<Record<string, unknown>>;
};
