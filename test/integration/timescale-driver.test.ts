import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Connection, Driver, TableWrite } from '../../src/backend/backend.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import {
  boolean,
  type Fragment,
  float64,
  instant,
  instants,
  int64,
  render,
  sql,
  text,
  texts,
} from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { startPostgres } from '../support/postgres.ts';

const signal = new AbortController().signal;
const server = await startPostgres();
const folder = mkdtempSync(join(tmpdir(), 'aurum-timescale-'));

afterAll(async () => {
  if ('stop' in server) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('embedded TimescaleDB', () => suite('embedded:', /^PostgreSQL 17\.5 with TimescaleDB 2\.23\.0/));
if ('url' in server) describe('a PostgreSQL server', () => suite(server.url, /^PostgreSQL 1\d+\.\d+$/));
else describe.skip(`a PostgreSQL server: ${server.skip}`, () => test('is there', () => {}));

function suite(url: string, version: RegExp): void {
  const driver = createTimescaleDriver(
    {
      url,
      dataFolder: folder,
      statementGraceMillis: 5_000,
      connectTimeoutMillis: 10_000,
      lockTimeoutMillis: 2_000,
    },
    SILENT,
  );
  const opened: Connection[] = [];
  const connect = async (): Promise<Connection> => {
    const connection = await driver.connect();
    opened.push(connection);
    return connection;
  };
  afterAll(async () => {
    await Promise.all(opened.map((connection) => connection.close()));
    await driver.close();
  });

  test('migrates, twice and from several connections at once', async () => {
    const connections = await Promise.all([connect(), connect(), connect()]);
    const versions = await Promise.all(connections.map((each) => driver.migrate(each, { signal })));
    for (const each of versions) expect(each).toMatch(version);
    const [connection] = connections;
    if (connection === undefined) throw new Error('no connection');
    expect(await driver.migrate(connection, { signal })).toMatch(version);
    const rows = await query(driver, connection, sql`select name from aurum_migration order by name`);
    expect(rows.flat()).toEqual(
      url === 'embedded:'
        ? ['001_eia_series', '002_eia_hypertable', '003_eia_revision']
        : ['001_eia_series', '003_eia_revision'],
    );
  });

  test('values come back as they went', async () => {
    const connection = await connect();
    const awkward = 'ä"\\{},\t\n\'😀 NULL';
    const { columns, rows } = await connection.execute(
      render(
        sql`select ${text(awkward)} as t, ${text(null)} as missing, ${int64(9007199254740993n)} as i,
          ${float64(Number.NaN)} as n, ${float64(3e-5)} as f, ${boolean(false)} as b,
          ${instant(Date.UTC(1859, 7, 27))} as at, ${texts([awkward, '', 'NULL'])} as ts, ${instants([0, null])} as ats,
          '{"a":[1]}'::jsonb as j, 1.10::numeric as d, date '2024-02-29' as day`,
        driver.dialect,
        'SELECT',
      ),
      { signal },
    );
    expect(columns.map(({ type }) => type).join(' ')).toBe(
      'text text int8 float8 float8 bool timestamptz text[] timestamptz[] jsonb numeric date',
    );
    expect(rows).toEqual([
      [
        awkward,
        null,
        9007199254740993n,
        Number.NaN,
        3e-5,
        false,
        '1859-08-27T00:00:00Z',
        [awkward, '', 'NULL'],
        ['1970-01-01T00:00:00Z', null],
        { a: [1] },
        '1.10',
        '2024-02-29',
      ],
    ]);
  });

  test('storing the same rows twice changes nothing, storing others replaces them', async () => {
    const connection = await connect();
    await driver.migrate(connection, { signal });
    const all = sql`select xmin::text, o.* from eia_observation o order by series_id, label`;
    await connection.write([observations(12_345, 1), seriesRow('Net generation')], { signal });
    const first = await query(driver, connection, all);
    expect(first).toHaveLength(12_345);
    expect(first[0]?.slice(1)).toEqual([
      'S.0',
      '1859-01-01T00:00:00Z',
      '1859-01-01T00:00:00Z',
      '1859-02-01T00:00:00Z',
      '1859-01',
      '185901',
      null,
      '1970-01-01T00:00:00Z',
    ]);
    await connection.write([observations(12_345, 1), seriesRow('Net generation')], { signal });
    expect(await query(driver, connection, all)).toEqual(first);
    await connection.write([observations(12_345, 2), seriesRow('Renamed')], { signal });
    const revised = await query(driver, connection, all);
    expect(revised).toHaveLength(12_345);
    expect(revised[1]?.at(-2)).toBe(2);
    const series = sql`select name, facets, search_words, observation_count from eia_series`;
    expect(await query(driver, connection, series)).toEqual([
      ['Renamed', { 'a"b': 'c,{}' }, ['net', 'x"y'], 12_345n],
    ]);
  });

  test('a write that fails leaves nothing of itself, and the connection works on', async () => {
    const connection = await connect();
    await driver.migrate(connection, { signal });
    const count = sql`select count(*) from eia_observation`;
    const before = await query(driver, connection, count);
    const wrong: TableWrite = { ...seriesRow('x'), table: 'no_such_table' };
    const failed = connection.write([{ ...observations(10, 3), key: ['series_id', 'label'] }, wrong], {
      signal,
    });
    await expect(failed).rejects.toMatchObject({ code: 'QUERY_FAILED', details: { engineCode: '42P01' } });
    expect(connection.healthy).toBe(true);
    expect(await query(driver, connection, count)).toEqual(before);
  });

  test('a refused statement says so without its text, and the next one runs', async () => {
    const connection = await connect();
    const refused = query(driver, connection, sql`select secret from nowhere where x = ${text('y')}`);
    await expect(refused).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      message: 'TimescaleDB refused the statement.',
      details: { engineCode: '42P01' },
    });
    await expect(query(driver, connection, sql`select 1/${int64(0)}`)).rejects.toMatchObject({
      details: { engineCode: '22012' },
    });
    expect(await query(driver, connection, sql`select ${int64(1)}`)).toEqual([[1n]]);
    expect(connection.healthy).toBe(true);
  });

  test('two statements in one text are refused', async () => {
    const connection = await connect();
    const stacked = connection.execute(
      { text: 'select 1; select 2', parameters: [], summary: 'x' },
      { signal },
    );
    await expect(stacked).rejects.toMatchObject({ details: { engineCode: '42601' } });
  });

  test('a statement of 300 KB and an answer of 5 MB pass', async () => {
    const connection = await connect();
    const long = 'é'.repeat(150_000);
    expect(await query(driver, connection, sql`select length(${text(long)})`)).toEqual([[150_000]]);
    const statement = { text: `select '${long}' as t`, parameters: [], summary: 'SELECT' };
    expect((await connection.execute(statement, { signal })).rows).toEqual([[long]]);
    const [[answer] = []] = await query(driver, connection, sql`select repeat(${text('x')}, 5000000)`);
    expect(String(answer)).toHaveLength(5_000_000);
  });

  test('more texts than are kept prepared still run', async () => {
    const connection = await connect();
    for (let each = 0; each < 140; each += 1) {
      const statement = { text: `select $1::int8 + ${each}`, parameters: [int64(1)], summary: 'SELECT' };
      expect((await connection.execute(statement, { signal })).rows).toEqual([[BigInt(each + 1)]]);
    }
  });

  test('eight connections at once, each with its own statements, errors and transactions', async () => {
    const connections = await Promise.all(Array.from({ length: 8 }, connect));
    const [first] = connections;
    if (first === undefined) throw new Error('no connection');
    await query(driver, first, sql`create table counter (name text primary key, value float8)`);
    const work = connections.map(async (connection, index) => {
      for (let round = 0; round < 20; round += 1) {
        expect(await query(driver, connection, sql`select ${int64(index)} * 1000 + ${int64(round)}`)).toEqual(
          [[BigInt(index * 1_000 + round)]],
        );
        const row = { name: `c${index}`, value: round };
        await connection.write([counter(row)], { signal });
        await expect(query(driver, connection, sql`select 1/${int64(0)}`)).rejects.toThrow();
      }
    });
    await Promise.all(work);
    const stored = await query(driver, first, sql`select name, value from counter order by name`);
    expect(stored).toEqual(connections.map((_, index) => [`c${index}`, 19]));
  });
}

async function query(driver: Driver, connection: Connection, fragment: Fragment) {
  return (await connection.execute(render(fragment, driver.dialect, 'SELECT'), { signal })).rows;
}

function observations(count: number, factor: number): TableWrite {
  const rows = Array.from({ length: count }, (_, index) => {
    const month = index % 2_000;
    const label = Date.UTC(1859, month, 1);
    const period = new Date(label).toISOString().slice(0, 7);
    const value = index % 2_000 === 0 ? null : month * factor;
    return { id: `S.${Math.floor(index / 2_000)}`, label, end: Date.UTC(1859, month + 1, 1), period, value };
  });
  return {
    table: 'eia_observation',
    key: ['series_id', 'label'],
    columns: [
      { name: 'series_id', type: 'text', values: rows.map(({ id }) => id) },
      { name: 'label', type: 'instant', values: rows.map(({ label }) => label) },
      { name: 'period_start', type: 'instant', values: rows.map(({ label }) => label) },
      { name: 'period_end', type: 'instant', values: rows.map(({ end }) => end) },
      { name: 'period', type: 'text', values: rows.map(({ period }) => period) },
      { name: 'period_original', type: 'text', values: rows.map(({ period }) => period.replace('-', '')) },
      { name: 'value', type: 'float64', values: rows.map(({ value }) => value) },
    ],
  };
}

function seriesRow(name: string): TableWrite {
  return {
    table: 'eia_series',
    key: ['series_id'],
    columns: [
      { name: 'series_id', type: 'text', values: ['S.0'] },
      { name: 'name', type: 'text', values: [name] },
      { name: 'frequency', type: 'text', values: ['M'] },
      { name: 'dataset', type: 'text', values: ['ELEC'] },
      { name: 'facets', type: 'map', values: [{ 'a"b': 'c,{}' }] },
      { name: 'search_words', type: 'text[]', values: [['net', 'x"y']] },
      { name: 'observation_count', type: 'int64', values: [12_345] },
    ],
  };
}

function counter(row: { name: string; value: number }): TableWrite {
  return {
    table: 'counter',
    key: ['name'],
    columns: [
      { name: 'name', type: 'text', values: [row.name] },
      { name: 'value', type: 'float64', values: [row.value] },
    ],
  };
}
