import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from '../../src/ingest/load.ts';
import { openBulkFiles } from '../../src/ingest/read-bulk.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import { sharedData } from '../support/shared-data.ts';

const SAMPLE = sharedData('eia_sample.jsonl.gz');
const ENGINES = ['timescale', 'clickhouse', 'trino', 'postgres'] as const;
let gateways: EngineGateways | undefined;

beforeAll(async () => {
  if (SAMPLE === undefined) return;
  gateways = await startEngineGateways(ENGINES, 'equal_sample');
  for (const { kind, gateway } of gateways.list) {
    const source = await openBulkFiles([SAMPLE], process.stdin);
    const { error } = await load(source, {
      backends: [gateway.backend(kind)],
      skipBad: false,
      signal: AbortSignal.timeout(300_000),
      logger: SILENT,
      onEvent() {},
    });
    if (error !== null) throw error;
  }
}, 400_000);

afterAll(() => gateways?.close());

/** The answer all engines agree on. */
async function agreed(query: string, variables: Record<string, unknown>): Promise<Record<string, unknown>> {
  const list = gateways?.list ?? [];
  const [one, ...others] = await Promise.all(list.map(({ gateway }) => gateway.query(query, variables)));
  expect(one?.errors).toEqual([]);
  for (const { text } of others) expect(text).toBe(one?.text);
  return one?.data ?? {};
}

type SeriesPage = {
  totalCount: number;
  nodes: { id: string; columns: { length: number; value: (number | null)[] } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
};

describe(`equal answers, whole sample · ${ENGINES.join(', ')}`, () => {
  test('every series of the sample, walked page by page, is the same on all engines to the byte', async () => {
    if (SAMPLE === undefined) return;
    const query = `query ($after: String) { eiaSeriesConnection(first: 500, after: $after) { totalCount
    nodes { id name description units frequency source startPeriod endPeriod lastUpdated region { code }
      dataset { code } latest { period value } columns { id length epochMillis period value } }
    pageInfo { hasNextPage endCursor } } }`;
    const counts = { series: 0, observations: 0, nulls: 0 };
    let after: string | null = null;
    do {
      const data: Record<string, unknown> = await agreed(query, { after });
      const page = data.eiaSeriesConnection as SeriesPage;
      expect(page.totalCount).toBe(7_863);
      counts.series += page.nodes.length;
      for (const { columns } of page.nodes) {
        counts.observations += columns.length;
        counts.nulls += columns.value.filter((value) => value === null).length;
      }
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    // What the data's own description says it holds.
    expect(counts).toEqual({ series: 7_863, observations: 946_379, nulls: 101_000 });
  }, 400_000);

  test('an annual value of ELEC.GEN is the sum of its twelve months', async () => {
    if (SAMPLE === undefined) return;
    const query = `{ year: eiaSeries(id: "ELEC.GEN.ALL-US-99.A") { columns { period value } }
    months: eiaSeries(id: "ELEC.GEN.ALL-US-99.M") { columns { period value } } }`;
    type Columns = { columns: { period: string[]; value: number[] } };
    const { year, months } = (await agreed(query, {})) as { year: Columns; months: Columns };
    const sums = new Map<string, { sum: number; count: number }>();
    months.columns.period.forEach((period, index) => {
      const { sum, count } = sums.get(period.slice(0, 4)) ?? { sum: 0, count: 0 };
      sums.set(period.slice(0, 4), { sum: sum + (months.columns.value[index] ?? 0), count: count + 1 });
    });
    const whole = year.columns.period.filter((period) => sums.get(period)?.count === 12);
    expect(whole.length).toBeGreaterThan(20);
    for (const period of whole) {
      const annual = year.columns.value[year.columns.period.indexOf(period)] ?? 0;
      // EIA publishes both in whole thousand megawatthours, each rounded by itself.
      expect(Math.abs((sums.get(period)?.sum ?? 0) - annual)).toBeLessThanOrEqual(12);
    }
  });

  test('searches, facets and orders over the whole catalogue agree', async () => {
    if (SAMPLE === undefined) return;
    const list = (args: string): string =>
      `{ eiaSeriesConnection(first: 300, ${args}) { totalCount edges { cursor node { id } } } }`;
    for (const args of [
      'where: { search: "net generation coal" }, orderBy: [{ field: NAME, direction: DESC }]',
      'where: { search: "crude OIL" }, orderBy: [{ field: END_PERIOD }, { field: NAME }]',
      'where: { dataset: { in: ["petroleum", "natural-gas"] }, frequency: [WEEKLY] }',
      'where: { region: { startsWith: "USA-" }, units: { contains: "Btu" } }, orderBy: [{ field: START_PERIOD, direction: DESC }]',
      'where: { not: { region: { isNull: false } } }, orderBy: [{ field: LAST_UPDATED, nulls: FIRST }]',
      'where: { facets: [{ name: "part_1", in: ["GEN", "CONS_TOT"] }, { name: "frequency", in: ["annual"] }] }',
    ]) {
      const data = await agreed(list(args), {});
      expect((data.eiaSeriesConnection as SeriesPage).totalCount).toBeGreaterThan(0);
    }
    await agreed(
      `{ eiaDatasets { code seriesCount frequencies startPeriod endPeriod
      dimensions { name values(first: 200) { totalCount nodes { value label seriesCount } } } } }`,
      {},
    );
  });
});
