import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from '../../src/ingest/load.ts';
import { openBulkFiles } from '../../src/ingest/read-bulk.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import { sharedData } from '../support/shared-data.ts';

const SAMPLE = sharedData('eia_sample.jsonl.gz');
/** Of one engine; Trino shares the machine with whatever else is tested. */
const LOAD_MILLIS = 900_000;
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
      signal: AbortSignal.timeout(LOAD_MILLIS),
      logger: SILENT,
      onEvent() {},
    });
    if (error !== null) throw error;
  }
}, 1_500_000);

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

type Columns = { readonly period: string[]; readonly value: (number | null)[] };
type Sums = { readonly start: string[]; readonly count: number[]; readonly sum: (number | null)[] };

/** Holds annual values to the sums of twelve months that all have a value; says how many there were. */
function compareYears({ period, value }: Columns, months: Sums): number {
  const annual = new Map(period.map((year, at) => [year, value[at] ?? null]));
  let compared = 0;
  months.start.forEach((start, at) => {
    // A bucket begins with its year wherever its start is written.
    const published = annual.get(start.slice(0, 4)) ?? null;
    const sum = months.sum[at] ?? null;
    if (months.count[at] !== 12 || published === null || sum === null) return;
    // EIA's annual values of 2024 are of another release than the months beside them.
    if (start >= '2024') return;
    compared++;
    expect(start.slice(4, 10)).toBe('-01-01');
    // Both are published in whole thousand megawatthours: thirteen values, each rounded by itself.
    expect(Math.abs(sum - published)).toBeLessThanOrEqual(6.5);
  });
  return compared;
}

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

  test('every annual value of ELEC.GEN is the sum of its twelve months, in buckets of a year in any zone', async () => {
    if (SAMPLE === undefined) return;
    const years: { id: string; columns: Columns }[] = [];
    let after: string | null = null;
    do {
      const data: Record<string, unknown> = await agreed(
        `query ($after: String) { eiaSeriesConnection(first: 500, after: $after,
          where: { id: { startsWith: "ELEC.GEN." }, frequency: [ANNUAL] }) {
          nodes { id columns { period value } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      const page = data.eiaSeriesConnection as Omit<SeriesPage, 'nodes'> & { nodes: typeof years };
      years.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    const ids = years.map(({ id }) => id.replace(/A$/, 'M'));
    for (const zone of ['UTC', 'America/New_York', 'Pacific/Kiritimati']) {
      const query = `query ($ids: [ID!]!) { eiaSeriesByIds(ids: $ids) { bucketColumns(width: "P1Y", timeZone: "${zone}") {
        start count sum } } }`;
      for (const { gateway } of gateways?.list ?? []) {
        let compared = 0;
        for (let at = 0; at < ids.length; at += 100) {
          const { data, errors } = await gateway.query(query, { ids: ids.slice(at, at + 100) });
          expect(errors).toEqual([]);
          (data as { eiaSeriesByIds: ({ bucketColumns: Sums } | null)[] }).eiaSeriesByIds.forEach(
            (months, place) => {
              const year = years[at + place];
              if (months !== null && year !== undefined)
                compared += compareYears(year.columns, months.bucketColumns);
            },
          );
        }
        expect(compared).toBe(18_193);
      }
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
