import { describe, expect, test } from '@jest/globals';
import { decodeAnswer } from '../../../src/backend/clickhouse/decode.ts';
import { parseType } from '../../../src/backend/clickhouse/type-name.ts';
import { AurumError } from '../../../src/errors.ts';

const cellOf = (type: string, raw: unknown): unknown =>
  decodeAnswer(JSON.stringify({ meta: [{ name: 'x', type }], data: [[raw]], rows: 1 })).rows[0]?.[0];

describe('parseType', () => {
  test.each([
    ['String', 'String', []],
    ['Nullable(Int64)', 'Nullable', [['', 'Int64']]],
    [
      'Map(String, Array(UInt8))',
      'Map',
      [
        ['', 'String'],
        ['', 'Array'],
      ],
    ],
    [
      "DateTime64(3, 'UTC')",
      'DateTime64',
      [
        ['', '3'],
        ['', "'UTC'"],
      ],
    ],
    [
      "Tuple(a Int64, `b, (c` DateTime64(3, 'UTC'))",
      'Tuple',
      [
        ['a', 'Int64'],
        ['b, (c', 'DateTime64'],
      ],
    ],
    [
      "Tuple(Int64, Enum8('a,b' = 1, '\\'(' = 2))",
      'Tuple',
      [
        ['', 'Int64'],
        ['', 'Enum8'],
      ],
    ],
    [
      'SimpleAggregateFunction(sum, UInt64)',
      'SimpleAggregateFunction',
      [
        ['', 'sum'],
        ['', 'UInt64'],
      ],
    ],
  ] as const)('%s', (type, name, elements) => {
    const parsed = parseType(type);
    expect(parsed.name).toBe(name);
    expect(parsed.elements.map(({ label, type: inner }) => [label, inner.name])).toEqual(elements);
  });
});

describe('decodeAnswer', () => {
  test.each([
    ['Int64', '-5', -5n],
    ['LowCardinality(Nullable(UInt64))', null, null],
    ['Array(Nullable(UInt128))', ['1', null], [1n, null]],
    ['Map(String, Int64)', { a: '1' }, { a: 1n }],
    ['Tuple(String, Int64)', ['x', '1'], ['x', 1n]],
    ['Tuple(a Tuple(`b c` Int64))', { a: { 'b c': '1' } }, { a: { 'b c': 1n } }],
    ['Nested(n Int64)', [{ n: '1' }], [{ n: 1n }]],
    ['SimpleAggregateFunction(sum, Int64)', '7', 7n],
    ['IntervalDay', '3', 3n],
    ['Float64', 'nan', Number.NaN],
    ['Float32', '-inf', Number.NEGATIVE_INFINITY],
    ['Array(Float64)', [1.5, 'inf'], [1.5, Number.POSITIVE_INFINITY]],
    ['Decimal(18, 4)', '1.5000', '1.5000'],
    ["DateTime64(3, 'Asia/Tokyo')", '2024-01-01T18:04:05.120Z', '2024-01-01T18:04:05.120Z'],
    ['Int32', 5, 5],
    ['JSON', { a: [1] }, { a: [1] }],
  ])('%s', (type, raw, cell) => {
    expect(cellOf(type, raw)).toEqual(cell);
  });

  test('rows without anything to decode are kept as parsed', () => {
    const answer = { meta: [{ name: 'a', type: 'String' }], data: [['x'], ['y']], rows: 2, statistics: {} };
    expect(decodeAnswer(JSON.stringify(answer))).toEqual({
      columns: [{ name: 'a', type: 'String' }],
      rows: [['x'], ['y']],
    });
  });

  test.each([
    ['told', { elapsed: 0.1, rows_read: 8192, bytes_read: 90_112 }, { rows: 8_192, bytes: 90_112 }],
    ['told as text', { rows_read: '8192', bytes_read: '0' }, { rows: 8_192, bytes: 0 }],
    ['not told', { elapsed: 0.1 }, undefined],
    ['switched off', undefined, undefined],
  ])('what was read, where it is %s', (_, statistics, read) => {
    for (const [type, cell] of [
      ['String', 'x'],
      ['Int64', '1'],
    ]) {
      const answer = { meta: [{ name: 'a', type }], data: [[cell]], rows: 1, statistics };
      expect(decodeAnswer(JSON.stringify(answer)).read).toEqual(read);
    }
  });

  const whole = JSON.stringify({ meta: [{ name: 'a', type: 'UInt8' }], data: [[1], [2]], rows: 2 });
  const exception = 'Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';
  test.each([
    ['fewer rows than counted', whole.replace('"rows":2', '"rows":3')],
    ['cut off', whole.slice(0, 40)],
    ['empty', ''],
    ['two answers', whole + whole],
    ['no answer at all', '[]'],
  ])('never a short list: %s', (_, text) => {
    expect(() => decodeAnswer(text)).toThrow(AurumError);
  });

  test.each([
    ['behind a part of the answer', `${whole.slice(0, 40)}\n${exception}`],
    [
      'between the marks of newer servers',
      `${whole.slice(0, 40)}\r\n__exception__\r\nabc\r\n${exception}\n80 abc\r\n__exception__\r\n`,
    ],
    ['inside the answer', JSON.stringify({ meta: [], data: [], rows: 0, exception })],
  ])('an exception of the engine %s is thrown as it is', (_, text) => {
    expect(() => decodeAnswer(text)).toThrow(expect.objectContaining({ code: '241' }));
  });

  test('a text that looks like an exception is no exception', () => {
    expect(cellOf('String', `"exception": ${exception}`)).toBe(`"exception": ${exception}`);
  });
});
