import { describe, expect, test } from '@jest/globals';
import { encodeParameters } from '../../../src/backend/clickhouse/encode.ts';
import { readMigrations } from '../../../src/backend/clickhouse/migrate.ts';
import { nativeBlocks } from '../../../src/backend/clickhouse/native.ts';
import { createServerLink } from '../../../src/backend/clickhouse/server-link.ts';
import { createVersionClock } from '../../../src/backend/clickhouse/version-clock.ts';
import { readingFrom } from '../../../src/backend/embedded/clickhouse-connection.ts';
import { literal, parameterText } from '../../../src/backend/embedded/clickhouse-literal.ts';
import { splitStatements } from '../../../src/backend/migration-file.ts';
import { clickhouseDialect } from '../../../src/sql/dialect/clickhouse.ts';
import { float64, instants, render, sql, text, texts } from '../../../src/sql/statement.ts';

describe('placeholders', () => {
  test('are nullable only for a null', () => {
    const fragment = sql`${text('a')} ${text(null)} ${texts(['a'])} ${instants([1])} ${instants([1, null])}`;
    expect(render(fragment, clickhouseDialect, 'SELECT').text).toBe(
      '{p0:String} {p1:Nullable(String)} {p2:Array(String)} {p3:Array(Int64)} {p4:Array(Nullable(Int64))}',
    );
  });

  test('get their values by name', () => {
    expect(encodeParameters([text('a'), float64(-0), instants([1, null])])).toEqual({
      p0: 'a',
      p1: '-0',
      p2: [1, null],
    });
    expect(() => encodeParameters([instants([1, 0.5])])).toThrow(RangeError);
  });
});

describe('literals of the embedded engine', () => {
  test.each([
    [null, '\\N'],
    ["a'b\\c\td\ne\0", "a'b\\\\c\\td\\ne\\0"],
    [["a'b\\c", null], "['a\\'b\\\\c',NULL]"],
    [[1, null, -0, Number.NaN, Number.NEGATIVE_INFINITY], '[1,NULL,-0,nan,-inf]'],
    [2n ** 63n - 1n, '9223372036854775807'],
    [true, 'true'],
  ])('%p', (value, expected) => {
    expect(parameterText(value)).toBe(expected);
  });

  test('quote what would end them', () => {
    expect(literal("it's \\")).toBe("'it\\'s \\\\'");
  });

  test('an insert reads its rows from a file', () => {
    expect(readingFrom("/a'b", 'insert into `t` (`format`) FORMAT Native')).toBe(
      "insert into `t` (`format`)  from infile '/a\\'b' format Native",
    );
    expect(() => readingFrom('/f', 'select 1')).toThrow(TypeError);
  });
});

describe('nativeBlocks', () => {
  const blocksOf = async (...parameters: Parameters<typeof nativeBlocks>): Promise<Buffer[]> => {
    const blocks: Buffer[] = [];
    for await (const block of nativeBlocks(...parameters)) blocks.push(block);
    return blocks;
  };

  test('writes columns one after the other, with the version last', async () => {
    const [block] = await blocksOf(
      [
        { name: 'a', type: 'text', values: ['é', null] },
        { name: 'b', type: 'instant', values: [-1, 2] },
      ],
      3,
    );
    const int64 = (value: bigint): Buffer => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return bytes;
    };
    const named = (...names: string[]): Buffer =>
      Buffer.concat(names.map((name) => Buffer.from([name.length, ...Buffer.from(name)])));
    expect(block).toEqual(
      Buffer.concat([
        Buffer.from([3, 2]),
        named('a', 'Nullable(String)'),
        Buffer.from([0, 1, 2, ...Buffer.from('é'), 0]),
        named('b', 'Int64'),
        int64(-1n),
        int64(2n),
        named('version', 'UInt64'),
        int64(3n),
        int64(3n),
      ]),
    );
  });

  test('cuts rows into blocks and writes none for no rows', async () => {
    expect(await blocksOf([{ name: 'a', type: 'text', values: [] }], 1)).toEqual([]);
    const values = Array.from({ length: 20_000 }, () => 0.5);
    expect(await blocksOf([{ name: 'a', type: 'float64', values }], 1)).toHaveLength(2);
  });

  test('a long text keeps its bytes', async () => {
    const long = 'ü'.repeat(5_000);
    const [block] = await blocksOf([{ name: 'a', type: 'text', values: [long] }], 1);
    expect(block?.includes(Buffer.from(long))).toBe(true);
  });
});

describe('migrations', () => {
  test('each statement can run again', async () => {
    const migrations = await readMigrations();
    expect(migrations.map(({ name }) => name)).toEqual([
      '001_eia_series',
      '002_power_demand',
      '003_eia_revision',
    ]);
    for (const { script } of migrations) {
      // Rows put in twice carry the version they had, and count once.
      const harmless = /if (not )?exists|create or replace|^insert into \w+ \([^)]*version\)/m;
      for (const statement of splitStatements(script)) expect(statement).toMatch(harmless);
    }
  });
});

test('versions never come twice and follow the clock', () => {
  const times = [1_000, 1_000, 999, 2_000];
  const next = createVersionClock(() => times.shift() ?? 0);
  expect([next(), next(), next(), next()]).toEqual([1_000_000, 1_000_001, 1_000_002, 2_000_000]);
});

test.each(['clickhouse://host', 'nonsense', 'postgres://host/x'])('a server cannot be at %s', (url) => {
  expect(() => createServerLink({ url })).toThrow('The URL of ClickHouse cannot be used.');
});
