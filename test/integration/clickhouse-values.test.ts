import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clickhouseDialect } from '../../src/sql/dialect/clickhouse.ts';
import { float64, sql, text, texts } from '../../src/sql/statement.ts';
import { CALM, CLICKHOUSE_KINDS, rigClickHouse, rowsOf, statementOf } from '../support/clickhouse-rig.ts';

describe.each(CLICKHOUSE_KINDS)('ClickHouse, %s', (kind) => {
  const rig = rigClickHouse(kind);

  test('types come decoded', async () => {
    const [row] = await rowsOf(
      rig.connection,
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
    const { columns, rows } = await rig.connection.execute(
      statementOf(sql`select 1 as one, 'x' as two where 0`),
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
          rig.connection,
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
          rig.connection,
          sql`select ${float64(one)} as one, ${{ type: 'float64[]', value: many }} as many`,
        );
        // The client writes -0 inside an array as 0.
        const asSent = many.map((value) => (kind === 'server' && Object.is(value, -0) ? 0 : value));
        expect(row).toEqual([one, asSent]);
      }),
      { numRuns: 150 },
    );
  });

  test('a list of 20,000 ids passes', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `ELEC.GEN.ALL-${index}-99.M`);
    expect(await rowsOf(rig.connection, sql`select length(${texts(ids)}) as n`)).toEqual([[20_000n]]);
  });

  test('the dialect finds what it says', async () => {
    const { contains, hasWords, isIn, mapValue, startsWith } = clickhouseDialect;
    const nullable = sql`toNullable('x%_y')`;
    const facets = sql`map('a', '1')`;
    const [row] = await rowsOf(
      rig.connection,
      sql`select ${startsWith(nullable, 'x%')} as a, ${contains(nullable, '%_')} as b, ${contains(nullable, '')} as c,
        ${isIn(nullable, ['x%_y'])} as d, ${isIn(nullable, [])} as e, ${hasWords(sql`['a', 'b']`, ['b'])} as f,
        ${mapValue(facets, 'a')} as g, ${mapValue(facets, 'b')} as h, ${isIn(mapValue(facets, 'a'), ['1', '2'])} as i`,
    );
    expect(row).toEqual([1, 1, 1, 1, 0, 1, '1', null, 1]);
  });
});
