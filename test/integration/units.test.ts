import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import { loadLines } from '../support/load-lines.ts';
import { seriesLine } from '../support/series-lines.ts';

const LINES = [
  seriesLine('TEST.ENERGY.A', [1.2345, null, -2, 0, 1e21, 0.1], { units: 'thousand megawatthours' }),
  seriesLine('TEST.OIL.A', [1, 2.5], { units: 'Thousand Barrels' }),
  seriesLine('TEST.PRICE.A', [12.34, null], { units: 'cents per kilowatthour' }),
  seriesLine('TEST.SHARE.A', [50], { units: 'Percent' }),
  seriesLine('TEST.BARE.A', [1], { units: undefined }),
  seriesLine('TEST.HUGE.A', [1.7976931348623157e308, 5e-324], { units: 'Billion Btu' }),
];

let gateways: EngineGateways;

beforeAll(async () => {
  gateways = await startEngineGateways(['timescale', 'clickhouse'], 'units');
  await Promise.all(gateways.list.map(({ kind, gateway }) => loadLines(gateway.backend(kind), LINES)));
}, 120_000);

afterAll(() => gateways.close());

/** The answer, which all engines give byte for byte. */
async function answer(query: string) {
  const answers = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
  const [first, ...others] = answers;
  if (first === undefined) throw new Error('There is no engine.');
  expect(others.map(({ data }) => data)).toEqual(others.map(() => first.data));
  expect(others.length).toBe(1);
  return first;
}

describe('convertTo', () => {
  test('multiplies the values of observations and columns, and nothing else', async () => {
    const fields = (args: string): string => `
      observations${args} { units totalCount nodes { period value } edges { cursor } pageInfo { startCursor hasNextPage } }
      columns${args} { units length epochMillis period value }`;
    const { data, errors } = await answer(`{
      stored: eiaSeries(id: "TEST.ENERGY.A") { units ${fields('')} }
      converted: eiaSeries(id: "TEST.ENERGY.A") { units ${fields('(convertTo: "MWh")')} } }`);
    expect(errors).toEqual([]);
    const { stored, converted } = data as Record<string, ReturnType<typeof JSON.parse>>;
    const values = [1234.5, null, -2000, 0, 1e24, 100];
    expect(stored.columns).toMatchObject({
      units: 'thousand megawatthours',
      value: [1.2345, null, -2, 0, 1e21, 0.1],
    });
    expect(converted).toEqual({
      units: 'thousand megawatthours',
      observations: {
        ...stored.observations,
        units: 'MWh',
        nodes: stored.observations.nodes.map(({ period }: { period: string }, index: number) => ({
          period,
          value: values[index],
        })),
      },
      columns: { ...stored.columns, units: 'MWh', value: values },
    });
  });

  test('is part of the identity of columns, and leaves the one of plain columns alone', async () => {
    const { data } = await answer(`{ eiaSeries(id: "TEST.OIL.A") {
      a: columns { id } b: columns(convertTo: null) { id } c: columns(convertTo: "bbl") { id }
      d: columns(convertTo: "bbl") { id value } e: columns(convertTo: "gal") { id value } } }`);
    const { a, b, c, d, e } = (data as { eiaSeries: Record<string, { id: string; value: number[] }> })
      .eiaSeries;
    expect(b?.id).toBe(a?.id);
    expect(d?.id).toBe(c?.id);
    expect(new Set([a?.id, c?.id, e?.id]).size).toBe(3);
    expect([d?.value, e?.value]).toEqual([
      [1_000, 2_500],
      [42_000, 105_000],
    ]);
  });

  test('a page continues in other units: its cursor holds the label alone', async () => {
    const page = (args: string): string =>
      `{ eiaSeries(id: "TEST.OIL.A") { observations(first: 1, ${args}) { units nodes { period value } pageInfo { endCursor } } } }`;
    const first = await gateways.list[0]?.gateway.query(page('convertTo: "gal"'));
    const cursor = /"endCursor":"([^"]+)"/.exec(first?.text ?? '')?.[1];
    const { data } = await answer(page(`after: "${cursor}"`));
    expect(data).toMatchObject({
      eiaSeries: { observations: { units: 'Thousand Barrels', nodes: [{ period: '2002', value: 2.5 }] } },
    });
  });

  test('works for many series at once, each with the factor of its own units', async () => {
    const { data, errors } = await answer(`{ eiaSeriesByIds(ids: ["TEST.ENERGY.A", "TEST.HUGE.A"]) {
      columns(convertTo: "MMBtu") { value } } }`);
    expect(errors).toEqual([]);
    const btu = 3.6e9 / 1055.05585262;
    const [energy, huge] = (data as { eiaSeriesByIds: { columns: { value: (number | null)[] } }[] })
      .eiaSeriesByIds;
    expect(energy?.columns.value[0]).toBeCloseTo(1234.5 * btu * 1e-6 * 1, 6);
    // Out of the range of doubles is no number.
    expect(huge?.columns.value).toEqual([null, 4.94e-321]);
  });

  test('prices', async () => {
    const { data } = await answer(
      '{ eiaSeries(id: "TEST.PRICE.A") { columns(convertTo: "USD/MWh") { units value } } }',
    );
    expect(data).toEqual({ eiaSeries: { columns: { units: 'USD/MWh', value: [123.4, null] } } });
  });

  test.each([
    ['TEST.ENERGY.A', 'bbl', '"thousand megawatthours" is energy, "bbl" is volume.'],
    ['TEST.ENERGY.A', 'furlong', '"furlong" is no unit known here.'],
    ['TEST.ENERGY.A', '', '"" is no unit known here.'],
    ['TEST.SHARE.A', 'MWh', '"Percent" is a percentage, without a dimension.'],
    ['TEST.BARE.A', 'MWh', 'The series has no units.'],
  ])('%s to "%s" is refused', async (id, to, message) => {
    for (const field of ['observations', 'columns']) {
      const { data, errors } = await answer(
        `{ eiaSeries(id: "${id}") { id ${field}(convertTo: "${to}") { units } } }`,
      );
      expect(data).toEqual({ eiaSeries: { id, [field]: null } });
      expect(errors).toMatchObject([
        { message, extensions: { code: 'BAD_USER_INPUT', argument: 'convertTo', retryable: false } },
      ]);
      expect(errors[0]?.extensions).toHaveProperty('allowed');
    }
  });
});
