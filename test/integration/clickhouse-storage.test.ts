import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cell, StoredColumn } from '../../src/backend/backend.ts';
import { clickhouseDialect } from '../../src/sql/dialect/clickhouse.ts';
import { identifier, sql } from '../../src/sql/statement.ts';
import {
  CALM,
  CLICKHOUSE_KINDS,
  failureOf,
  rigClickHouse,
  rowsOf,
  statementOf,
} from '../support/clickhouse-rig.ts';

describe.each(CLICKHOUSE_KINDS)('ClickHouse, %s', (kind) => {
  const rig = rigClickHouse(kind);

  const empty = (table: string): Promise<unknown> =>
    rig.connection.execute(statementOf(sql`truncate table ${identifier(table)}`, 'TRUNCATE'), CALM);

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
    rig.connection.write(
      [{ table: 'eia_observation', key: ['series_id', 'label'], columns: observations(values, periods) }],
      CALM,
    );
  const stored = (): Promise<readonly (readonly Cell[])[]> =>
    rowsOf(
      rig.connection,
      sql`select ${COLUMNS[4] ?? identifier('value')}, period from ${clickhouseDialect.current('eia_observation')}
        where series_id = 'T' order by label`,
    );

  test('values and texts come back as they were written', async () => {
    const row = fc.tuple(fc.option(fc.double({ noNaN: true })), fc.string({ unit: 'binary', maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await empty('eia_observation');
        const values = rows.map(([value]) => value);
        const periods = rows.map(([, period]) => period);
        await write(values, periods);
        expect(await stored()).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });

  test('writing twice gives the same rows, writing again the newer ones', async () => {
    await empty('eia_observation');
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
      await rowsOf(rig.connection, sql`select label_time from eia_observation where series_id = 'T' limit 0`),
    ).toEqual([]);
  });

  test('rows of many blocks are all there', async () => {
    const values = Array.from({ length: 100_000 }, (_, index) => index);
    await empty('eia_observation');
    await write(values, values.map(String));
    const found = await rowsOf(
      rig.connection,
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
    await rig.connection.write([{ table: 'eia_series', key: ['series_id'], columns }], CALM);
    const rows = await rowsOf(
      rig.connection,
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
    const error = await failureOf(rig.connection.write([{ table: 'eia_series', key: [], columns }], CALM));
    expect(error).toMatchObject({ code: 'QUERY_FAILED' });
    const half: readonly StoredColumn[] = [{ name: 'observation_count', type: 'int64', values: [0.5] }];
    await expect(
      rig.connection.write([{ table: 'eia_series', key: [], columns: half }], CALM),
    ).rejects.toThrow('0.5');
    expect(rig.connection.healthy).toBe(true);
    expect(await rowsOf(rig.connection, sql`select 3 as n`)).toEqual([[3]]);
  });

  test('migrations run twice, and at once over two connections', async () => {
    const other = rig.makeDriver();
    const second = await other.connect();
    await empty('aurum_migration');
    const versions = await Promise.all([
      rig.driver.migrate(rig.connection, CALM),
      other.migrate(second, CALM),
    ]);
    expect(versions).toEqual([expect.stringMatching(/^ClickHouse \d+\.\d+/), versions[0]]);
    const recorded = await rowsOf(
      rig.connection,
      sql`select name from ${clickhouseDialect.current('aurum_migration')} order by name`,
    );
    expect(recorded).toEqual([['001_eia_series'], ['002_power_demand'], ['003_eia_revision']]);
    await second.close();
    if (kind === 'server') await other.close();
  });

  test('a migration that was changed afterwards is named', async () => {
    const changed: readonly StoredColumn[] = [
      { name: 'name', type: 'text', values: ['001_eia_series'] },
      { name: 'checksum', type: 'text', values: ['other'] },
    ];
    await rig.connection.write([{ table: 'aurum_migration', key: ['name'], columns: changed }], CALM);
    await expect(rig.driver.migrate(rig.connection, CALM)).rejects.toThrow('001_eia_series is not the file');
    await empty('aurum_migration');
    await rig.driver.migrate(rig.connection, CALM);
  });

  test('the primary index serves a list of ids', async () => {
    const column = sql`series_id`;
    await rig.connection.execute(
      statementOf(
        sql`insert into eia_observation (series_id, label, period_start, period_end, period, period_original)
          select toString(intDiv(number, 1000)), number, 0, 0, '', '' from numbers(200000)`,
        'INSERT',
      ),
      CALM,
    );
    const plan = await rowsOf(
      rig.connection,
      sql`explain indexes = 1 select value from eia_observation final
        where ${clickhouseDialect.isIn(column, ['7', '11'])}`,
    );
    const granules = plan
      .map(([line]) => /Granules: (\d+)\/(\d+)/.exec(String(line)))
      .find((found) => found !== null);
    expect(Number(granules?.[2])).toBeGreaterThan(50);
    expect(Number(granules?.[1])).toBeLessThan(10);
  });
});
