import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import { loadLines } from '../support/load-lines.ts';

const COUNT = 3_000;
/** Waves with hard numbers, spikes and gaps. */
const VALUES = Array.from({ length: COUNT }, (_, index) => {
  if (index % 501 === 77) return 1e21;
  if (index % 5 === 3 || (index > 1_500 && index < 1_700)) return null;
  return Math.sin(index / 90) * 1e-5 + (index % 7) / 3e6;
});
const hour = (index: number): string =>
  new Date(Date.UTC(2024, 0, 1) + index * 3_600_000).toISOString().slice(0, 13).replaceAll('-', '');

const line = (id: string, code: string, suffix: string): string =>
  JSON.stringify({
    series_id: id,
    name: 'Invented',
    units: 'megawatthours',
    f: code,
    data: VALUES.map((value, index) => [`${hour(index)}${suffix}`, value]).reverse(),
  });

type Columns = {
  id: string;
  length: number;
  totalCount: number;
  sampled: boolean;
  units: string;
  time: string[];
  epochMillis: number[];
  period: string[];
  value: (number | null)[];
};

let gateways: EngineGateways;

beforeAll(async () => {
  gateways = await startEngineGateways(['timescale', 'clickhouse'], 'sampled');
  const lines = [line('TEST.HOURS.H', 'H', 'Z'), line('TEST.LOCAL.HL', 'HL', '-05')];
  await Promise.all(gateways.list.map(({ kind, gateway }) => loadLines(gateway.backend(kind), lines)));
}, 120_000);

afterAll(() => gateways.close());

/** The columns of each alias, which all engines give byte for byte. */
async function columns(selection: string, id = 'TEST.HOURS.H'): Promise<Record<string, Columns>> {
  const query = `{ eiaSeries(id: "${id}") { ${selection} } }`;
  const answers = await Promise.all(gateways.list.map(({ gateway }) => gateway.query(query)));
  expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => []));
  const [first, ...others] = answers.map(({ text }) => text);
  expect(others).toEqual([first]);
  return JSON.parse(first ?? '').data.eiaSeries;
}

const ALL = '{ id length totalCount sampled units time epochMillis period value }';

describe('columns(maxPoints)', () => {
  test.each([
    ['TEST.HOURS.H', 'LTTB', 200, 200],
    ['TEST.HOURS.H', 'MIN_MAX', 200, 200],
    ['TEST.HOURS.H', 'MIN_MAX', 3, 2],
    ['TEST.LOCAL.HL', 'LTTB', 57, 57],
    ['TEST.LOCAL.HL', 'MIN_MAX', 56, 56],
  ])('%s by %s to %d', async (id, way, maxPoints, most) => {
    const { full, sampled } = await columns(
      `full: columns(timeZone: "America/New_York") ${ALL}
       sampled: columns(timeZone: "America/New_York", maxPoints: ${maxPoints}, downsampling: ${way}) ${ALL}`,
      id,
    );
    if (full === undefined || sampled === undefined) throw new Error('An alias is missing.');
    expect(full).toMatchObject({ length: COUNT, totalCount: COUNT, sampled: false });
    expect(sampled).toMatchObject({ totalCount: COUNT, sampled: true, units: 'megawatthours' });
    expect(sampled.id).not.toBe(full.id);
    expect(sampled.length).toBeLessThanOrEqual(most);
    expect(sampled.length).toBeGreaterThan(most * 0.9);
    const places = sampled.epochMillis.map((millis) => full.epochMillis.indexOf(millis));
    expect([places[0], places.at(-1)]).toEqual([0, COUNT - 1]);
    expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
    for (const name of ['time', 'period', 'value'] as const)
      expect(sampled[name]).toEqual(places.map((place) => full[name][place]));
    // The spikes are still there, and the gap of 199 hours, which is longer than two stretches.
    if (maxPoints === 200) {
      expect(sampled.value.filter((value) => value === 1e21).length).toBeGreaterThan(4);
      expect(places.some((place) => place > 1_500 && place < 1_700 && full.value[place] === null)).toBe(true);
    }
  });

  test('chooses the same points whatever is selected, in whatever units; the id tells arguments apart', async () => {
    const answer = await columns(
      `a: columns(maxPoints: 100) { id epochMillis } b: columns(maxPoints: 100, downsampling: LTTB) { id period }
       c: columns(maxPoints: 100, convertTo: "kWh") { id value units epochMillis } d: columns(maxPoints: 100) { length value }
       e: columns(maxPoints: 101) { id } f: columns(maxPoints: 100, downsampling: MIN_MAX) { id } g: columns { id }`,
    );
    expect(answer.a?.id).toBe(answer.b?.id);
    const ids = [answer.a, answer.c, answer.e, answer.f, answer.g].map((each) => each?.id);
    expect(new Set(ids).size).toBe(5);
    expect(answer.c?.epochMillis).toEqual(answer.a?.epochMillis);
    expect(answer.c?.value).toEqual(answer.d?.value.map((value) => (value === null ? null : value * 1_000)));
    expect(answer.d?.length).toBe(100);
  });

  test('leaves everything as it is where the points are few enough', async () => {
    const range = 'range: { between: { start: "2024-01-02", end: "2024-01-03" } }';
    const { full, sampled } = await columns(
      `full: columns(${range}) ${ALL} sampled: columns(${range}, maxPoints: 24) ${ALL}`,
    );
    expect(sampled).toEqual({ ...full, id: sampled?.id });
    expect(sampled).toMatchObject({ length: 24, totalCount: 24, sampled: false });
    const none = await columns(
      `none: columns(range: { between: { start: "2031-01-02" } }, maxPoints: 2) { length totalCount sampled value }`,
    );
    expect(none).toEqual({ none: { length: 0, totalCount: 0, sampled: false, value: [] } });
  });
});
