import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { CLICKHOUSE_TABLES } from '../support/admin-datasets.ts';
import { type EiaServer, startEiaServer } from '../support/eia-server.ts';
import { openEmbedded } from '../support/embedded-backend.ts';
import { type WatchedBackend, watchBackend } from '../support/watched-backend.ts';

const INSERT = (from: number) =>
  `insert into prices select toDateTime64('2024-01-20', 3, 'UTC') + number * 3600, 'a', number, ${from} from numbers(600)`;

const folder = mkdtempSync(join(tmpdir(), 'aurum-operations-'));
let backend: Backend;
let watched: WatchedBackend;
let served: EiaServer;

const run = (text: string, summary: string) =>
  backend.execute({ text, parameters: [], summary }, { signal: AbortSignal.timeout(30_000) });

beforeAll(async () => {
  backend = await openEmbedded('clickhouse', folder);
  await run(
    `create table prices (time DateTime64(3, 'UTC'), sensor String, temperature Float64, version UInt64)
     engine = ReplacingMergeTree(version) partition by toYYYYMM(time) order by (time, sensor)`,
    'CREATE',
  );
  await run('system stop merges prices', 'SYSTEM');
  for (const version of [1, 2, 3]) await run(INSERT(version), 'INSERT');
  await run('system start merges prices', 'SYSTEM');
  await run('create view prices_view as select * from prices', 'CREATE');
  watched = watchBackend(backend);
  served = await startEiaServer(watched, { datasets: CLICKHOUSE_TABLES });
}, 60_000);

afterAll(async () => {
  await served.server.close();
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const dataOf = (document: string) => served.dataOf(document);

async function optimize(input: string) {
  const { optimizeTable } = await dataOf(`mutation { optimizeTable(input: { table: "prices", ${input} }) {
    partsBefore partsAfter changed dryRun table { activeParts rowCount } } }`);
  return optimizeTable;
}

describe('a ClickHouse table', () => {
  test('tells its engine, rows and parts', async () => {
    const { clickHouseTable } = await dataOf(
      '{ clickHouseTable(name: "prices") { id name engine rowCount totalBytes activeParts } }',
    );
    expect(clickHouseTable).toEqual({
      id: 'ClickHouseTable:prices',
      name: 'prices',
      engine: 'ReplacingMergeTree',
      rowCount: 1_800,
      totalBytes: expect.any(Number),
      activeParts: 6,
    });
  });

  test('has no parts where it is a view', async () => {
    expect(
      await dataOf(
        '{ node(id: "ClickHouseTable:prices_view") { id ... on ClickHouseTable { engine activeParts } } }',
      ),
    ).toEqual({
      node: { id: 'ClickHouseTable:prices_view', engine: 'View', activeParts: null },
    });
  });

  test.each(['missing', 'eia_observation', 'system.parts', '`prices`'])('is null for %s', async (name) => {
    expect(await dataOf(`{ clickHouseTable(name: "${name}") { id } }`)).toEqual({ clickHouseTable: null });
  });
});

describe('optimizeTable', () => {
  test('says in a dry run what it would do, does it, and then has nothing to do', async () => {
    const before = { activeParts: 6, rowCount: 1_800 };
    expect(await optimize('dryRun: true')).toEqual({
      partsBefore: 6,
      partsAfter: 2,
      changed: true,
      dryRun: true,
      table: before,
    });
    expect(await optimize('partition: "202402"')).toEqual({
      partsBefore: 3,
      partsAfter: 1,
      changed: true,
      dryRun: false,
      table: { activeParts: 4, rowCount: 1_800 - 2 * 312 },
    });
    expect(await optimize('final: true')).toMatchObject({ partsBefore: 4, partsAfter: 2, changed: true });
    const table = { activeParts: 2, rowCount: 600 };
    const nothing = { partsBefore: 2, partsAfter: 2, changed: false, dryRun: false, table };
    expect(await optimize('final: true')).toEqual(nothing);
    expect(await optimize('')).toEqual(nothing);
  });

  test('rewrites a part that was never merged only where that is asked for', async () => {
    await run(
      `insert into prices select toDateTime64('2024-03-01', 3, 'UTC'), 'a', number, number from numbers(5)
       settings optimize_on_insert = 0`,
      'INSERT',
    );
    expect(await optimize('partition: "202403"')).toMatchObject({ partsBefore: 1, changed: false });
    expect(await optimize('partition: "202403", final: true')).toMatchObject({
      partsAfter: 1,
      changed: true,
    });
    expect(await optimize('partition: "202403", final: true')).toMatchObject({
      partsAfter: 1,
      changed: false,
    });
    const { rows } = await run(`select count() from prices where time = '2024-03-01 00:00:00'`, 'SELECT');
    expect(rows).toEqual([[1n]]);
  });

  test.each([
    ['table: "eia_observation"', 'input.table', /not declared/, ['prices', 'prices_view', 'missing']],
    ['table: "missing"', 'input.table', /is not in ClickHouse/, expect.anything()],
    ['table: "prices_view"', 'input.table', /being a View/, expect.anything()],
    [
      `table: "prices", partition: "202402' final; drop table prices"`,
      'input.partition',
      /has no partition/,
      expect.arrayContaining(['202401', '202402']),
    ],
  ])('refuses %s', async (input, argument, message, allowed) => {
    watched.statements.length = 0;
    const { errors } = await served.query(`mutation { optimizeTable(input: { ${input} }) { changed } }`);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument, allowed });
    for (const { text } of watched.statements) expect(text).not.toMatch(/optimize|drop/);
  });
});
