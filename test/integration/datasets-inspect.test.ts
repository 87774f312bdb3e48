import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { runCli } from '../../src/cli/aurum.ts';
import { checkDataset } from '../../src/datasets/check-dataset.ts';
import { inspectTable } from '../../src/datasets/inspect.ts';
import { introspect } from '../../src/datasets/introspect.ts';
import { CORE_TYPE_DEFS, declarationFolder, declare } from '../support/declarations.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { fakeProcess } from '../support/fake-process.ts';

const OPTIONS = { signal: AbortSignal.timeout(120_000) };

let folder = '';
const backends: Partial<Record<string, Backend>> = {};

function backendOf(engine: string): Backend {
  const backend = backends[engine];
  if (backend === undefined) throw new Error(`${engine} is not open.`);
  return backend;
}

async function run(engine: string, ...statements: string[]): Promise<void> {
  for (const text of statements) {
    const summary = text.slice(0, 6).toUpperCase();
    await backendOf(engine).execute({ text, parameters: [], summary }, OPTIONS);
  }
}

async function introspected(engine: 'timescale' | 'clickhouse', table: string): Promise<string> {
  const parts = table.split('.');
  const facts = await inspectTable(backendOf(engine), parts, OPTIONS);
  if (facts === null) throw new Error(`There is no ${table}.`);
  return introspect({ backend: engine, table: parts, facts, coreTypeDefs: CORE_TYPE_DEFS });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aurum-inspect-'));
  for (const engine of ['timescale', 'clickhouse'] as const) {
    backends[engine] = await openEmbedded(engine, folder);
  }
  await run(
    'timescale',
    'create schema plant',
    `create table plant.readings (
      "Sensor Id" text not null, at timestamptz not null, ok boolean, temperature double precision,
      energy numeric(18,4), pulses bigint, count integer, payload jsonb, primary key (at, "Sensor Id"))`,
    `select create_hypertable('plant.readings', 'at')`,
    `create materialized view plant.hourly with (timescaledb.continuous, timescaledb.materialized_only = true) as
      select time_bucket('1 hour', at) as bucket, "Sensor Id" as sensor, sum(temperature) as t_sum, min(ok::text) as ok
      from plant.readings group by 1, 2 with no data`,
    'create table eia_series_like (day date, area varchar(9), value real)',
    'create table unmeasured (day date, area text)',
    'create table copied (day date not null, at bigint not null, value double precision)',
    `insert into copied values ('2024-01-01', 0, 1), ('2024-01-02', -1, 2)`,
  );
  await run(
    'clickhouse',
    `create table trades (id UInt32, ts DateTime64(9, 'UTC'), hub LowCardinality(String), side Nullable(String),
      price Decimal(18, 4), quantity Float64, lots Nullable(Int64), tags Array(String))
      engine = ReplacingMergeTree order by (hub, ts, id)`,
    'create table plain (time Int64, value Float64) engine = MergeTree order by time',
    'create table copy (day Date32, at Int64, value Float64) engine = ReplacingMergeTree order by at',
    `insert into copy values ('2024-01-01', 0, 1), ('2024-01-03', 5, 2)`,
    `insert into copy values ('2024-01-03', 5, 2), ('2024-01-02', -1, 3)`,
    'create table narrow (day String, at Int64, valu Float64) engine = MergeTree order by at',
  );
}, 120_000);

afterAll(async () => {
  for (const backend of Object.values(backends)) await backend?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a first declaration', () => {
  test('of a hypertable', async () => {
    const yaml = await introspected('timescale', 'plant.readings');
    expect(yaml.split('\n')).toEqual([
      '# yaml-language-server: $schema=./dataset.schema.json',
      '# A first declaration, written from the live table: read it through, and change what is not meant.',
      'name: readings',
      'title: "Readings"',
      '# description: one sentence on what it holds.',
      'backend: timescale',
      'table: "plant.readings"',
      'time: { column: "at", type: instant }',
      'key: [time, sensor_id]',
      'dimensions:',
      '  sensor_id: { column: "Sensor Id" }',
      '  ok: { type: boolean, nullable: true }',
      '# Decide what adds up: flow over time and groups (energy), stock over groups only (a level), rate over neither (a price).',
      'measures:',
      '  temperature: { additivity: rate }',
      '  energy: { type: decimal, scale: 4, additivity: rate }',
      '  pulses: { type: int64, additivity: rate }',
      '  count_value: { column: "count", type: int64, additivity: rate }',
      '# Left out: payload (jsonb).',
      '',
    ]);
  });

  test('of a ClickHouse table that merges rows later, whose engine names no key', async () => {
    const yaml = await introspected('clickhouse', 'trades');
    expect(yaml.split('\n').slice(2)).toEqual([
      'name: trades',
      'title: "Trades"',
      '# description: one sentence on what it holds.',
      'backend: clickhouse',
      'table: "trades"',
      '# ReplacingMergeTree merges rows of one key later.',
      'final: true',
      'time: { column: "ts", type: instant }',
      '# Is a row unique by these? They are what the table is sorted by: the engine does not say.',
      'key: [hub, time, id]',
      'dimensions:',
      '  id: { type: int64 }',
      '  hub: {}',
      '  side: { nullable: true }',
      '# Decide what adds up: flow over time and groups (energy), stock over groups only (a level), rate over neither (a price).',
      'measures:',
      '  price: { type: decimal, scale: 4, additivity: rate }',
      '  quantity: { additivity: rate }',
      '  lots: { type: int64, additivity: rate }',
      '# Left out: tags (Array(String)).',
      '',
    ]);
  });

  test.each([
    ['timescale', 'plant.readings'],
    ['timescale', 'plant.hourly'],
    ['timescale', 'eia_series_like'],
    ['clickhouse', 'trades'],
    ['clickhouse', 'default.trades'],
    ['clickhouse', 'plain'],
  ] as const)('of %s %s loads, and differs in nothing from its table', async (engine, table) => {
    const [dataset] = declare({ 'd.yaml': await introspected(engine, table) });
    if (dataset === undefined) throw new Error('Nothing was declared.');
    expect(await checkDataset(dataset, backendOf(engine), OPTIONS)).toEqual([]);
  });

  test('of a table whose name is taken gets another one', async () => {
    await run('timescale', 'create table datasets (day date not null, value real)');
    expect(await introspected('timescale', 'datasets')).toContain('name: datasets_table\n');
  });

  test('needs a time and a number', async () => {
    await expect(introspected('timescale', 'unmeasured')).rejects.toThrow(
      'has no column of numbers to measure',
    );
    await run('clickhouse', 'create table timeless (x Float64) engine = Memory');
    await expect(introspected('clickhouse', 'timeless')).rejects.toThrow('no column of instants or dates');
  });
});

describe('differences between a declaration and its table', () => {
  const readings = (changes: (yaml: string) => string): Promise<string[]> =>
    differences('timescale', 'plant.readings', changes);

  async function differences(
    engine: 'timescale' | 'clickhouse',
    table: string,
    change: (yaml: string) => string,
  ): Promise<string[]> {
    const yaml = await introspected(engine, table);
    const changed = change(yaml);
    expect(changed).not.toBe(yaml);
    const [dataset] = declare({ 'd.yaml': changed });
    if (dataset === undefined) throw new Error('Nothing was declared.');
    const found = await checkDataset(dataset, backendOf(engine), OPTIONS);
    return found.map(({ place, message }) => `${place}: ${message}`);
  }

  test('a table that is missing, by schema too', async () => {
    expect(await readings((yaml) => yaml.replace('plant.readings', 'readings'))).toEqual([
      'table: timescale has no table readings.',
    ]);
    expect(
      await differences(
        'clickhouse',
        'trades',
        (yaml) => `${yaml.replace('"trades"', 'trads')}synthetic: true\n`,
      ),
    ).toEqual(['table: clickhouse has no table trads. `aurum demo-data` makes and fills it.']);
  });

  test('columns that are missing or of another type', async () => {
    const found = await readings((yaml) =>
      yaml
        .replace('column: "at", type: instant', 'column: payload')
        .replace('  temperature: {', '  temperatur: {')
        .replace('scale: 4', 'scale: 2')
        .replace('pulses: { type: int64,', 'pulses: {')
        .replace('type: boolean, nullable: true', 'type: boolean'),
    );
    expect(found).toEqual([
      'time: payload is jsonb in the table, which is not declared as instant.',
      'dimensions.ok: ok may be null in the table. Declare nullable: true.',
      'measures.temperatur: the table has no column temperatur. It has: Sensor Id, at, ok, temperature, energy, pulses, count, payload. Did you mean temperature?',
      'measures.energy: energy is numeric(18,4) in the table, which is not declared as decimal with scale 2. It would be: decimal with scale 4.',
      'measures.pulses: pulses is bigint in the table, which is not declared as float. It would be: int64.',
    ]);
  });

  test('rollups', async () => {
    const rollup = `rollups:
  hourly: { table: plant.hourly, width: PT1H, time: buckt, dimensions: [sensor_id], row_count: n, measures: { temperature: { sum: t_sum, min: ok } } }
  daily: { table: plant.daily, width: P1D, time: bucket, measures: {} }
`;
    const found = await readings((yaml) => `${yaml}${rollup}`);
    expect(found.map((text) => text.replace(/ It has: .*/, ''))).toEqual([
      'rollups.hourly.time: the table has no column buckt.',
      'rollups.hourly.dimensions.sensor_id: the table has no column Sensor Id.',
      'rollups.hourly.row_count: the table has no column n.',
      'rollups.hourly.measures.temperature.min: ok is text in the table, which is no number.',
      'rollups.daily.table: timescale has no table plant.daily.',
    ]);
  });

  test('FINAL', async () => {
    expect(await differences('clickhouse', 'trades', (yaml) => yaml.replace('final: true', ''))).toEqual([
      "final: the table's engine is ReplacingMergeTree, which merges rows of one key later. Declare final: true.",
    ]);
    expect(await differences('clickhouse', 'plain', (yaml) => `${yaml}final: true\n`)).toEqual([
      "final: the table's engine is MergeTree, which refuses FINAL. Leave it out.",
    ]);
  });
});

/** A declaration whose fallback is a table in ClickHouse. */
const copied = (table: string, time = '{ column: day, type: date }'): string => `name: copied
title: Copied
synthetic: true
backend: timescale
table: copied
fallback: { backend: clickhouse, table: ${table} }
time: ${time}
key: [time]
measures:
  value: { additivity: flow }
`;

describe('differences between a declaration and the table of its fallback', () => {
  async function differences(engine: 'timescale' | 'clickhouse', yaml: string): Promise<string[]> {
    const [dataset] = declare({ 'd.yaml': yaml });
    if (dataset === undefined) throw new Error('Nothing was declared.');
    const found = await checkDataset(dataset, backendOf(engine), OPTIONS);
    return found.map(({ place, message }) => `${place}: ${message}`);
  }

  test('are looked for on its engine, and those of the first on that', async () => {
    expect(await differences('timescale', copied('narrow'))).toEqual([]);
    expect(await differences('clickhouse', copied('narrow'))).toEqual([
      'fallback.time: day is String in the table, which is not declared as date. It would be: text.',
      'fallback.measures.value: the table has no column value. It has: day, at, valu. Did you mean valu?',
    ]);
    expect(await differences('clickhouse', copied('nothing'))).toEqual([
      'fallback.table: clickhouse has no table nothing.',
    ]);
    expect(await differences('clickhouse', copied('copy'))).toEqual([
      "fallback.final: the table's engine is ReplacingMergeTree, which merges rows of one key later. Declare final: true.",
    ]);
    expect(await differences('clickhouse', copied('copy, final: true'))).toEqual([]);
  });
});

describe('the command line', () => {
  beforeAll(async () => {
    for (const backend of Object.values(backends)) await backend?.close();
  });

  test('introspects a table, and checks what was declared of it', async () => {
    const first = fakeProcess();
    const data = ['--data-dir', folder];
    expect(await runCli(['datasets', 'introspect', 'clickhouse', 'plain', ...data], first.invocation)).toBe(
      0,
    );
    expect(first.texts.out).toContain('time: { column: "time", type: epoch_millis }\n');
    const declared = declarationFolder({ 'a.yaml': first.texts.out });
    const check = ['datasets', 'check', ...data, '--datasets-dir', declared.path];
    const fits = fakeProcess();
    expect([await runCli(check, fits.invocation), fits.texts.out]).toEqual([
      0,
      'Declared datasets that fit their tables: 1.\n',
    ]);
    writeFileSync(join(declared.path, 'a.yaml'), first.texts.out.replace('  value:', '  valu:'));
    const differs = fakeProcess();
    expect([await runCli(check, differs.invocation), differs.texts.out]).toEqual([
      1,
      'plain: measures.valu: the table has no column valu. It has: time, value. Did you mean value?\n' +
        'Differences: 1. Declared datasets: 1.\n',
    ]);
    declared.remove();
  });

  test('warns of a fallback that has other rows, and says where its engine cannot be asked', async () => {
    const declared = declarationFolder({ 'a.yaml': copied('copy, final: true') });
    const check = ['datasets', 'check', '--data-dir', folder, '--datasets-dir', declared.path];
    const differs = fakeProcess();
    expect([await runCli(check, differs.invocation), differs.texts.out.split('\n')]).toEqual([
      0,
      [
        'copied: fallback.rows: warning: timescale has 2 rows, clickhouse 3.',
        'copied: fallback.time: warning: the newest row is of 2024-01-02T00:00:00.000Z in timescale, of 2024-01-03T00:00:00.000Z in clickhouse.',
        'Declared datasets that fit their tables: 1.',
        '',
      ],
    ]);
    const time = '{ column: at, type: epoch_millis }';
    writeFileSync(join(declared.path, 'a.yaml'), copied('copy, final: true', time));
    const json = fakeProcess();
    expect(await runCli([...check, '--json'], json.invocation)).toBe(0);
    const lines = json.texts.out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ dataset: 'copied', place: 'fallback.rows', warning: true },
        message: 'timescale has 2 rows, clickhouse 3.',
      },
      {
        ...{ dataset: 'copied', place: 'fallback.time', warning: true },
        message:
          'the newest row is of 1970-01-01T00:00:00.000Z in timescale, of 1970-01-01T00:00:00.005Z in clickhouse.',
      },
    ]);
    const without = fakeProcess({ AURUM_CLICKHOUSE_URL: 'none' });
    expect([await runCli(check, without.invocation), without.texts.out]).toEqual([
      1,
      'copied: fallback.backend: The settings name no clickhouse engine. Set clickhouse.url.\n' +
        'Differences: 1. Declared datasets: 1.\n',
    ]);
    declared.remove();
  }, 60_000);

  test('says that there is no such table', async () => {
    const { invocation, texts } = fakeProcess();
    expect(
      await runCli(['datasets', 'introspect', 'clickhouse', 'no', '--data-dir', folder], invocation),
    ).toBe(1);
    expect(texts.err).toBe('aurum: clickhouse has no table no.\n');
  });
});
