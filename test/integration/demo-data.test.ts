import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cell } from '../../src/backend/backend.ts';
import { runCli } from '../../src/cli/aurum.ts';
import type { BackendKind } from '../../src/model/backend.ts';
import { cutWrites } from '../support/cut-writes.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { loadLines } from '../support/load-lines.ts';
import { createTextSink } from '../support/outputs.ts';
import { readmeBlock } from '../support/readme.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);

afterAll(() => gateway.close());

/** Runs it beside the gateway that holds the folder, as another process would. */
async function demoData(...flags: string[]) {
  const [stdout, stderr] = [createTextSink(), createTextSink()];
  const invocation = {
    env: { AURUM_DATA_DIR: gateway.dataFolder },
    stdin: new PassThrough(),
    stdout,
    stderr,
    onSignal: () => () => {},
    exitNow() {},
  };
  const exitCode = await runCli(['demo-data', ...flags], invocation);
  return { exitCode, out: stdout.text(), err: stderr.text() };
}

async function rowsOf(
  kind: BackendKind,
  text: string,
  summary = 'SELECT',
): Promise<readonly (readonly Cell[])[]> {
  const signal = AbortSignal.timeout(30_000);
  return (await gateway.backend(kind).execute({ text, parameters: [], summary }, { signal })).rows;
}

async function checksums() {
  const [prices] = await rowsOf(
    'clickhouse',
    'select count(), sum(cityHash64(time, region, product, price, volume)), countIf(price is null), sum(price) from energy_prices final',
  );
  const [trades] = await rowsOf(
    'clickhouse',
    'select count(), sum(cityHash64(*except(version))), min(trade_id), max(toYear(time)) from trades final',
  );
  const [sensors] = await rowsOf(
    'timescale',
    `select count(*), sum(hashtext(sensor_data::text)::int8), count(temperature) from sensor_data`,
  );
  const [hours] = await rowsOf(
    'timescale',
    'select count(*), sum(readings)::int8, sum(temperature_count)::int8 from hourly_summary',
  );
  return { prices, trades, sensors, hours };
}

describe('aurum demo-data', () => {
  test('fills the tables through the running gateway, the same each time', async () => {
    const first = await demoData();
    expect(first).toMatchObject({ exitCode: 0, err: expect.not.stringContaining('aurum:') });
    expect(first.out.split('\n')).toEqual([
      'sensor_data (timescale): 262,080 generated rows stored',
      'energy_prices (clickhouse): 122,976 generated rows stored',
      'trades (clickhouse): 100,000 generated rows stored',
      '',
    ]);
    expect(first.err).toContain('sensor_data (timescale): 0 of 262,080 generated rows\n');
    const sums = await checksums();
    expect(sums).toMatchObject({
      prices: [122_976n, expect.anything(), 369n, expect.stringMatching(/^\d+\.\d{4}$/)],
      trades: [100_000n, expect.anything(), 9_007_199_254_740_993n, 2_024],
      sensors: [262_080n, expect.anything(), expect.anything()],
      hours: [43_680n, 262_080n, sums.sensors?.[2]],
    });
    const second = await demoData('--json');
    const events = second.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ state }) => state)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(await checksums()).toEqual(sums);
    // What is missing comes back as it was.
    await rowsOf('clickhouse', 'truncate table trades', 'TRUNCATE');
    await rowsOf('timescale', `delete from sensor_data where time >= '2024-03-01'`);
    expect((await demoData()).exitCode).toBe(0);
    expect(await checksums()).toEqual(sums);
  }, 120_000);

  test("answers the README's query of a declared table", async () => {
    const { data, errors } = await gateway.query(readmeBlock('graphql', 2));
    expect(errors).toEqual([]);
    const node = (region: string) => ({
      key: { region },
      price: { avg: expect.stringMatching(/^\d+\.\d{4,10}$/), p95: expect.any(String), units: 'USD/MWh' },
      volume: { sum: expect.any(Number) },
    });
    expect(data).toEqual({
      energyPrices: { groups: { totalCount: 7, nodes: ['SPP', 'PJM', 'NYISO'].map(node) } },
    });
  });

  test('makes tables that fit their declarations', async () => {
    const document = `{ datasets { name synthetic title } clickHouseTable(name: "energy_prices") { engine activeParts }
      hypertable(name: "sensor_data") { chunkInterval chunkCount compression { enabled } }
      continuousAggregate(name: "hourly_summary") { bucketWidth watermark rows(first: 1) { nodes { cells } } } }`;
    const { data, errors } = await gateway.query(document);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      datasets: [
        { name: 'energy_prices', synthetic: true, title: expect.stringContaining('generated') },
        { name: 'power_demand', synthetic: false },
        { name: 'sensor_data', synthetic: true, title: expect.stringContaining('generated') },
        { name: 'trades', synthetic: true, title: expect.stringContaining('generated') },
      ],
      clickHouseTable: { engine: 'ReplacingMergeTree' },
      hypertable: { chunkInterval: 'P7D', chunkCount: 14, compression: { enabled: true } },
      continuousAggregate: { bucketWidth: 'PT1H', watermark: '2024-04-01T00:00:00Z' },
    });
  });

  test('compressed chunks and merged parts leave it nothing to do', async () => {
    const mutation = `mutation { compressChunks(input: { hypertable: "sensor_data", olderThan: "P1D", maxChunks: 2 }) { changed remaining }
      optimizeTable(input: { table: "trades", partition: "202401", final: true }) { partsAfter } }`;
    const { data, errors } = await gateway.query(mutation);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      compressChunks: { changed: true, remaining: 12 },
      optimizeTable: { partsAfter: 1 },
    });
    const again = await demoData();
    expect(again.out.match(/there already/g)).toHaveLength(3);
  });

  test('writes nothing into a table that is not its own', async () => {
    await rowsOf('clickhouse', 'drop table trades', 'DROP');
    await rowsOf(
      'clickhouse',
      'create table trades (time DateTime, mine String) engine = MergeTree order by time',
      'CREATE',
    );
    const { exitCode, err } = await demoData('--backend', 'clickhouse');
    expect(exitCode).toBe(1);
    expect(err).toContain('clickhouse has a table trades that was not made by aurum demo-data');
    expect(await rowsOf('clickhouse', 'select count() from trades')).toEqual([[0n]]);
  });
});

describe('power_demand', () => {
  const line = (id: string, name: string, data: unknown[][]) =>
    JSON.stringify({ series_id: id, name, units: 'megawatthours', f: 'H', data });

  test('follows what is loaded, with the first instant of each hour, and is read by its key', async () => {
    await loadLines(gateway.backend('clickhouse'), [
      line('EBA.AVA-ALL.D.H', 'Demand for Avista Corporation (AVA), hourly - UTC time', [
        ['20240101T02Z', null],
        ['20240101T01Z', 1_200],
      ]),
      line('EBA.PJM-ALL.D.H', 'Demand for PJM Interconnection, LLC (PJM), hourly - UTC time', [
        ['20240101T01Z', 90_000],
      ]),
      line('EBA.PJM-ALL.NG.H', 'Net generation for PJM (PJM), hourly - UTC time', [['20240101T01Z', 1]]),
    ]);
    const select = 'select time, authority, authority_name, demand from power_demand';
    expect(await rowsOf('clickhouse', `${select} order by authority, time`)).toEqual([
      ['2024-01-01T00:00:00.000Z', 'AVA', 'Avista Corporation', 1_200],
      ['2024-01-01T01:00:00.000Z', 'AVA', 'Avista Corporation', null],
      ['2024-01-01T00:00:00.000Z', 'PJM', 'PJM Interconnection, LLC', 90_000],
    ]);
    await loadLines(gateway.backend('clickhouse'), [
      line('EBA.AVA-ALL.D.H', 'Demand for Avista Corporation (AVA), hourly - UTC time', [
        ['20240101T01Z', 1_300],
      ]),
    ]);
    expect(
      await rowsOf('clickhouse', `${select} where authority = 'AVA' and time < '2024-01-01 01:00:00'`),
    ).toEqual([['2024-01-01T00:00:00.000Z', 'AVA', 'Avista Corporation', 1_300]]);
    const plan = await rowsOf(
      'clickhouse',
      `explain indexes = 1 ${select} where authority = 'AVA' and time >= toDateTime64('2024-01-01', 3, 'UTC')`,
    );
    const text = plan.map(([row]) => String(row)).join('\n');
    expect(text).toMatch(/eia_power_demand[\s\S]*PrimaryKey[\s\S]*authority in \['AVA', 'AVA'\]/);
    expect(text).toMatch(/time in \['?1704067200/);
  });

  test('has what a load stored that was killed before the view fed it, after the next load', async () => {
    const backend = gateway.backend('clickhouse');
    const lines = [
      line('EBA.CUT-ALL.D.H', 'Demand for Nobody (CUT), hourly - UTC time', [
        ['20240101T02Z', 5],
        ['20240101T01Z', 4],
      ]),
    ];
    const count = "select count() from eia_power_demand final where authority = 'CUT'";
    await rowsOf('clickhouse', 'detach table eia_power_demand_feed', 'DROP');
    await expect(loadLines(cutWrites(backend), lines)).rejects.toThrow('killed between two tables');
    await rowsOf('clickhouse', 'attach table eia_power_demand_feed', 'CREATE');
    expect(await rowsOf('clickhouse', count)).toEqual([[0n]]);
    await loadLines(backend, lines);
    expect(await rowsOf('clickhouse', count)).toEqual([[2n]]);
  });
});
