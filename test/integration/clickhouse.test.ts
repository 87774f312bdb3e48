import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cell, Connection, Driver, StoredColumn } from '../../src/backend/backend.ts';
import { createClickHouseDriver } from '../../src/backend/clickhouse/driver.ts';
import { AurumError } from '../../src/errors.ts';
import { clickhouseDialect } from '../../src/sql/dialect/clickhouse.ts';
import {
  boolean,
  type Fragment,
  float64,
  identifier,
  instants,
  int64,
  render,
  sql,
  text,
  texts,
} from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type ClickHouseHttp, startClickHouseHttp } from '../support/clickhouse-http.ts';

const CALM = { signal: new AbortController().signal };
const ENDLESS = sql`select count() from numbers(1000000000000) where sipHash64(number) = 1`;
const CONNECT = { connectTimeoutMillis: 10_000 };

const statement = (fragment: Fragment) => render(fragment, clickhouseDialect, 'SELECT');
const rowsOf = async (connection: Connection, fragment: Fragment): Promise<readonly (readonly Cell[])[]> =>
  (await connection.execute(statement(fragment), CALM)).rows;
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each(['embedded', 'server'] as const)('ClickHouse, %s', (kind) => {
  let folder = '';
  let server: ClickHouseHttp | undefined;
  let driver: Driver;
  let connection: Connection;

  const makeDriver = (): Driver =>
    createClickHouseDriver(
      server === undefined
        ? { url: 'embedded:', dataFolder: folder, ...CONNECT }
        : { url: server.url, password: server.password, dataFolder: folder, ...CONNECT },
      SILENT,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    if (kind === 'server') server = await startClickHouseHttp(folder);
    driver = makeDriver();
    connection = await driver.connect();
    await driver.migrate(connection, CALM);
  });
  afterAll(async () => {
    await connection.close();
    await driver.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('types come decoded', async () => {
    const [row] = await rowsOf(
      connection,
      sql`select toInt64(-9223372036854775808), toUInt64(18446744073709551615), toDecimal64('1.50', 4), nan,
        [inf, -inf, null], toDateTime64('2024-01-02 03:04:05.120', 3, 'Asia/Tokyo'), toDateTime(0, 'America/New_York'),
        toDateTime64('1900-01-01 00:00:00.123456789', 9, 'UTC'), toDate('2024-01-02'), map('a', toUInt64(1)),
        tuple(1, toInt64(2)), cast((1, 2), 'Tuple(a Int64, \`b c\` DateTime)'), true,
        toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0'), cast('a', 'Enum8(''a,b'' = 1, ''a'' = 2)'),
        toLowCardinality(toNullable('x/y')), toInt256(5), [map('k', [toInt64(1)])], 5e-324, toInt8(-1), null,
        array(tuple(toNullable(toUInt64(1)), 'x'))`,
    );
    expect(row).toEqual([
      -9223372036854775808n,
      18446744073709551615n,
      '1.5000',
      Number.NaN,
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
      '2024-01-01T18:04:05.120Z',
      '1970-01-01T00:00:00Z',
      '1900-01-01T00:00:00.123456789Z',
      '2024-01-02',
      { a: 1n },
      [1, 2n],
      { a: 1n, 'b c': '1970-01-01T00:00:02Z' },
      true,
      '61f0c404-5cb3-11e7-907b-a6006ad3dba0',
      'a',
      'x/y',
      5n,
      [{ k: [1n] }],
      5e-324,
      -1,
      null,
      [[1n, 'x']],
    ]);
  });

  test('names and types of columns are given, also with no rows', async () => {
    const { columns, rows } = await connection.execute(
      statement(sql`select 1 as one, 'x' as two where 0`),
      CALM,
    );
    expect(columns).toEqual([
      { name: 'one', type: 'UInt8' },
      { name: 'two', type: 'String' },
    ]);
    expect(rows).toEqual([]);
  });

  test('texts survive as parameters, alone and in arrays', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          '\\',
          "'",
          '\t',
          '\n',
          '\r',
          '\0',
          '\b',
          'N',
          '{',
          '}',
          ';',
          '`',
          '-',
          'é',
          '💥',
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyText, fc.array(anyText, { maxLength: 4 }), async (one, many) => {
        const [row] = await rowsOf(
          connection,
          sql`select ${text(one)} as one, ${texts(many)} as many, ${text(one)} in ${texts([...many, one])} as found`,
        );
        expect(row).toEqual([one, many, 1]);
      }),
      { numRuns: 150 },
    );
  });

  test('doubles survive as parameters and in answers, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double(), fc.array(fc.option(fc.double()), { maxLength: 4 }), async (one, many) => {
        const [row] = await rowsOf(
          connection,
          sql`select ${float64(one)} as one, ${{ type: 'float64[]', value: many }} as many`,
        );
        // The client writes -0 inside an array as 0.
        const asSent = many.map((value) => (server !== undefined && Object.is(value, -0) ? 0 : value));
        expect(row).toEqual([one, asSent]);
      }),
      { numRuns: 150 },
    );
  });

  test('nulls, integers, booleans and instants survive as parameters', async () => {
    const [row] = await rowsOf(
      connection,
      sql`select ${text(null)} as a, ${int64(-(2n ** 63n))} as b, ${boolean(false)} as c, ${int64(null)} as d,
        ${instants([-3_502_828_800_000, null])} as e, ${texts([])} as f, ${boolean(null)} as g`,
    );
    expect(row).toEqual([null, -(2n ** 63n), false, null, [-3502828800000n, null], [], null]);
  });

  test('a list of 20,000 ids passes', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `ELEC.GEN.ALL-${index}-99.M`);
    expect(await rowsOf(connection, sql`select length(${texts(ids)}) as n`)).toEqual([[20_000n]]);
  });

  test('an instant that is no whole millisecond is refused', async () => {
    await expect(rowsOf(connection, sql`select ${instants([0.5])}`)).rejects.toThrow(
      'whole number of milliseconds',
    );
  });

  test('the dialect finds what it says', async () => {
    const { contains, hasWords, isIn, mapValue, startsWith } = clickhouseDialect;
    const nullable = sql`toNullable('x%_y')`;
    const facets = sql`map('a', '1')`;
    const [row] = await rowsOf(
      connection,
      sql`select ${startsWith(nullable, 'x%')} as a, ${contains(nullable, '%_')} as b, ${contains(nullable, '')} as c,
        ${isIn(nullable, ['x%_y'])} as d, ${isIn(nullable, [])} as e, ${hasWords(sql`['a', 'b']`, ['b'])} as f,
        ${mapValue(facets, 'a')} as g, ${mapValue(facets, 'b')} as h, ${isIn(mapValue(facets, 'a'), ['1', '2'])} as i`,
    );
    expect(row).toEqual([1, 1, 1, 1, 0, 1, '1', null, 1]);
  });

  const COLUMNS = ['series_id', 'label', 'period', 'period_original', 'value'].map(identifier);
  const observations = (
    values: readonly (number | null)[],
    periods: readonly string[],
  ): readonly StoredColumn[] => [
    { name: 'series_id', type: 'text', values: values.map(() => 'T') },
    { name: 'label', type: 'instant', values: values.map((_, index) => -3_502_828_800_000 + index) },
    { name: 'period_start', type: 'instant', values: values.map((_, index) => index) },
    { name: 'period_end', type: 'instant', values: values.map((_, index) => index + 1) },
    { name: 'period', type: 'text', values: periods },
    { name: 'period_original', type: 'text', values: periods },
    { name: 'value', type: 'float64', values },
  ];
  const write = (values: readonly (number | null)[], periods: readonly string[]): Promise<void> =>
    connection.write(
      [{ table: 'eia_observation', key: ['series_id', 'label'], columns: observations(values, periods) }],
      CALM,
    );
  const stored = (): Promise<readonly (readonly Cell[])[]> =>
    rowsOf(
      connection,
      sql`select ${COLUMNS[4] ?? identifier('value')}, period from ${clickhouseDialect.current('eia_observation')}
        where series_id = 'T' order by label`,
    );

  test('values and texts come back as they were written', async () => {
    const row = fc.tuple(fc.option(fc.double({ noNaN: true })), fc.string({ unit: 'binary', maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await connection.execute(statement(sql`truncate table eia_observation`), CALM).catch(() => {});
        const values = rows.map(([value]) => value);
        const periods = rows.map(([, period]) => period);
        await write(values, periods);
        expect(await stored()).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });

  test('writing twice gives the same rows, writing again the newer ones', async () => {
    await connection.execute(statement(sql`truncate table eia_observation`), CALM).catch(() => {});
    await write([1, null, 3], ['a', 'b', 'c']);
    await write([1, null, 3], ['a', 'b', 'c']);
    expect(await stored()).toEqual([
      [1, 'a'],
      [null, 'b'],
      [3, 'c'],
    ]);
    await write([1, 2], ['a', 'b']);
    expect(await stored()).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(
      await rowsOf(connection, sql`select label_time from eia_observation where series_id = 'T' limit 0`),
    ).toEqual([]);
  });

  test('rows of many blocks are all there', async () => {
    const values = Array.from({ length: 100_000 }, (_, index) => index);
    await connection.execute(statement(sql`truncate table eia_observation`), CALM).catch(() => {});
    await write(values, values.map(String));
    const found = await rowsOf(
      connection,
      sql`select count(), sum(value) from ${clickhouseDialect.current('eia_observation')}`,
    );
    expect(found).toEqual([[100_000n, (99_999 * 100_000) / 2]]);
  });

  test('a row of the catalogue with lists, maps, nulls and 64-bit counts', async () => {
    const facets = { sector: "a'b\\c\t", '': 'ü' };
    const columns: readonly StoredColumn[] = [
      { name: 'series_id', type: 'text', values: ['S1', 'S2'] },
      { name: 'name', type: 'text', values: ['Coal', 'Öl'] },
      { name: 'units', type: 'text', values: [null, 'MWh'] },
      { name: 'frequency', type: 'text', values: ['M', 'M'] },
      { name: 'dataset', type: 'text', values: ['ELEC', 'ELEC'] },
      { name: 'first_label', type: 'instant', values: [null, -3_502_828_800_000] },
      { name: 'facets', type: 'map', values: [facets, {}] },
      { name: 'search_words', type: 'text[]', values: [['coal', ''], []] },
      { name: 'observation_count', type: 'int64', values: [2n ** 62n, 5] },
    ];
    await connection.write([{ table: 'eia_series', key: ['series_id'], columns }], CALM);
    const rows = await rowsOf(
      connection,
      sql`select series_id, name, description, units, first_label, facets, search_words, observation_count, source_hash
        from ${clickhouseDialect.current('eia_series')} order by series_id`,
    );
    expect(rows).toEqual([
      ['S1', 'Coal', null, null, null, facets, ['coal', ''], 2n ** 62n, ''],
      ['S2', 'Öl', null, 'MWh', -3502828800000n, {}, [], 5n, ''],
    ]);
  });

  test('a write that cannot be made is an error', async () => {
    const columns: readonly StoredColumn[] = [{ name: 'nosuch', type: 'text', values: ['x'] }];
    const error = await failure(connection.write([{ table: 'eia_series', key: [], columns }], CALM));
    expect(error).toMatchObject({ code: 'QUERY_FAILED' });
    const half: readonly StoredColumn[] = [{ name: 'observation_count', type: 'int64', values: [0.5] }];
    await expect(connection.write([{ table: 'eia_series', key: [], columns: half }], CALM)).rejects.toThrow(
      '0.5',
    );
    expect(connection.healthy).toBe(kind === 'embedded' ? true : connection.healthy);
  });

  test('migrations run twice, and at once over two connections', async () => {
    const other = makeDriver();
    const second = await other.connect();
    await connection.execute(statement(sql`truncate table aurum_migration`), CALM).catch(() => {});
    const versions = await Promise.all([driver.migrate(connection, CALM), other.migrate(second, CALM)]);
    expect(versions).toEqual([expect.stringMatching(/^ClickHouse \d+\.\d+/), versions[0]]);
    const recorded = await rowsOf(
      connection,
      sql`select name from ${clickhouseDialect.current('aurum_migration')}`,
    );
    expect(recorded).toEqual([['001_eia_series']]);
    await second.close();
    if (kind === 'server') await other.close();
  });

  test('a migration that was changed afterwards is named', async () => {
    const changed: readonly StoredColumn[] = [
      { name: 'name', type: 'text', values: ['001_eia_series'] },
      { name: 'checksum', type: 'text', values: ['other'] },
    ];
    await connection.write([{ table: 'aurum_migration', key: ['name'], columns: changed }], CALM);
    await expect(driver.migrate(connection, CALM)).rejects.toThrow('001_eia_series is not the file');
    await connection.execute(statement(sql`truncate table aurum_migration`), CALM).catch(() => {});
    await driver.migrate(connection, CALM);
  });

  test('the primary index serves a list of ids', async () => {
    const column = sql`series_id`;
    await connection
      .execute(
        statement(sql`insert into eia_observation (series_id, label, period_start, period_end, period, period_original)
          select toString(intDiv(number, 1000)), number, 0, 0, '', '' from numbers(200000)`),
        CALM,
      )
      .catch(() => {});
    const plan = await rowsOf(
      connection,
      sql`explain indexes = 1 select value from eia_observation final
        where ${clickhouseDialect.isIn(column, ['7', '11'])}`,
    );
    const granules = plan
      .map(([line]) => /Granules: (\d+)\/(\d+)/.exec(String(line)))
      .find((found) => found !== null);
    expect(Number(granules?.[2])).toBeGreaterThan(50);
    expect(Number(granules?.[1])).toBeLessThan(10);
  });

  test('an error of the engine is one of ours and leaves nothing behind', async () => {
    const error = await failure(
      rowsOf(connection, sql`select number, throwIf(number = 90000) from numbers(100000)`),
    );
    expect(error).toBeInstanceOf(AurumError);
    expect(error).toMatchObject({
      code: 'QUERY_FAILED',
      details: { engineCode: '395', backend: 'clickhouse' },
    });
    expect(String(error)).not.toMatch(/select|throwIf/i);
    expect(await rowsOf(connection, sql`select 7 as n`)).toEqual([[7]]);
    expect(connection.healthy).toBe(true);
  });

  test('aborting ends the statement in the engine within a second', async () => {
    const other = await driver.connect();
    const abort = new AbortController();
    const running = failure(connection.execute(statement(ENDLESS), { signal: abort.signal }));
    const seen = sql`select count() from system.processes where query like '%sipHash64%' and query not like '%system.%'`;
    while (String(await rowsOf(other, seen)) !== '1') await new Promise((resolve) => setTimeout(resolve, 20));
    const started = Date.now();
    abort.abort(new AurumError('CANCELLED', 'The client went away.'));
    expect(await running).toMatchObject({ code: 'CANCELLED' });
    expect(Date.now() - started).toBeLessThan(1_000);
    expect(await rowsOf(other, seen)).toEqual([[0n]]);
    expect(connection.healthy).toBe(true);
    expect(await rowsOf(connection, sql`select 8 as n`)).toEqual([[8]]);
    await other.close();
  });

  test('the deadline is the engine limit too; a passed one starts nothing', async () => {
    const late = await failure(
      connection.execute(statement(ENDLESS), { ...CALM, deadlineMillis: Date.now() + 500 }),
    );
    expect(late).toMatchObject({ code: 'BACKEND_TIMEOUT', details: { engineCode: '159' } });
    const passed = await failure(
      connection.execute(statement(ENDLESS), { ...CALM, deadlineMillis: Date.now() }),
    );
    expect(passed).toMatchObject({ code: 'BACKEND_TIMEOUT' });
    const aborted = await failure(connection.execute(statement(ENDLESS), { signal: AbortSignal.abort() }));
    expect(aborted).toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(await rowsOf(connection, sql`select 9 as n`)).toEqual([[9]]);
  });

  test('connections run side by side with their own parameters, and the event loop turns meanwhile', async () => {
    const others = await Promise.all([driver.connect(), driver.connect()]);
    let longestMillis = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestMillis = Math.max(longestMillis, performance.now() - last);
      last = performance.now();
    }, 5);
    const started = Date.now();
    const answers = await Promise.all(
      [connection, ...others].map((one, index) =>
        rowsOf(one, sql`select sleep(1.5), ${text(`c${index}`)} as name`),
      ),
    );
    clearInterval(timer);
    expect(answers).toEqual([[[0, 'c0']], [[0, 'c1']], [[0, 'c2']]]);
    expect(Date.now() - started).toBeLessThan(2_900);
    expect(longestMillis).toBeLessThan(250);
    await Promise.all(others.map((one) => one.close()));
  });

  test('many small statements on several connections keep their answers apart', async () => {
    const others = await Promise.all([driver.connect(), driver.connect()]);
    await Promise.all(
      others.map(async (one, index) => {
        for (let count = 0; count < 100; count += 1) {
          const value = `${index}-${count}`;
          expect(await rowsOf(one, sql`select ${text(value)} as v, ${texts([value])} as w`)).toEqual([
            [value, [value]],
          ]);
        }
      }),
    );
    await Promise.all(others.map((one) => one.close()));
  });
});

describe('A server', () => {
  let folder = '';
  let server: ClickHouseHttp;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    server = await startClickHouseHttp(folder);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const driverOf = (url: string, password: string, connectTimeoutMillis = 5_000): Driver =>
    createClickHouseDriver({ url, password, dataFolder: folder, connectTimeoutMillis }, SILENT);

  test('that breaks off its answer is an error, never a short list', async () => {
    const driver = driverOf(server.url, server.password);
    const connection = await driver.connect();
    const numbers = sql`select number from numbers(1000)`;
    server.failNext('exception in the answer');
    expect(await failure(rowsOf(connection, numbers))).toMatchObject({
      code: 'QUERY_FAILED',
      details: { engineCode: '395' },
    });
    server.failNext('answer cut off');
    expect(await failure(rowsOf(connection, numbers))).toMatchObject({ code: 'QUERY_FAILED' });
    expect(await rowsOf(connection, numbers)).toHaveLength(1_000);
    await connection.close();
    await driver.close();
  });

  test('that closed an idle socket is asked again', async () => {
    const driver = driverOf(server.url, server.password);
    const connection = await driver.connect();
    server.failNext('connection reset');
    expect(await rowsOf(connection, sql`select 5 as n`)).toEqual([[5]]);
    await connection.close();
    await driver.close();
  });

  test('that refuses the password, has no such database, or is not there is unavailable, without its address', async () => {
    const wrong = await failure(driverOf(server.url, 'wrong').connect());
    expect(wrong).toMatchObject({ code: 'BACKEND_UNAVAILABLE', details: { engineCode: '516' } });
    const missing = await failure(
      driverOf(server.url.replace('/energy', '/nosuch'), server.password).connect(),
    );
    expect(missing).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(String(missing)).toContain('no database');
    const absent = await failure(driverOf('http://127.0.0.1:9', '').connect());
    expect(absent).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(String(absent)).not.toContain('127.0.0.1');
  });

  test('that says nothing is given up after the connect timeout', async () => {
    server.failNext('silence');
    const started = Date.now();
    const error = await failure(driverOf(server.url, server.password, 300).connect());
    expect(error).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  test('that falls silent later is cut off after an abort, and its connection not lent again', async () => {
    const driver = driverOf(server.url, server.password);
    const connection = await driver.connect();
    server.failNext('silence');
    const error = await failure(
      connection.execute(statement(sql`select 1`), { signal: AbortSignal.timeout(100) }),
    );
    expect(error).toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(connection.healthy).toBe(false);
    await connection.close();
    await driver.close();
  }, 15_000);
});
