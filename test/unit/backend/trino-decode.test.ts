import { describe, expect, test } from '@jest/globals';
import { decoderOf, parsePage } from '../../../src/backend/trino/decode.ts';
import { parseType } from '../../../src/backend/trino/type-name.ts';

describe('parsePage', () => {
  test.each([
    ['{"data":[[9223372036854775807,1]]}', { data: [['9223372036854775807', 1]] }],
    ['{"data":[[-9223372036854775808]]}', { data: [['-9223372036854775808']] }],
    ['{"data":[[ [1234567890123456789, 2] ]]}', { data: [[['1234567890123456789', 2]]] }],
    ['{"data":[{"k":1234567890123456789}]}', { data: [{ k: '1234567890123456789' }] }],
    // Digits in text and fractions stay what they are, also beside a long integer.
    [
      '{"data":[["1234567890123456789",0.1234567890123456,1234567890123456789]]}',
      { data: [['1234567890123456789', 0.1234567890123456, '1234567890123456789']] },
    ],
    [
      '{"data":[["a \\"[1234567890123456789]\\" \\\\",1234567890123456789]]}',
      { data: [['a "[1234567890123456789]" \\', '1234567890123456789']] },
    ],
    [
      '{"data":[[1.2345678901234567E19,-1234567890123456789]]}',
      { data: [[1.2345678901234567e19, '-1234567890123456789']] },
    ],
  ])('%s', (text, expected) => {
    expect(parsePage(text)).toEqual(expected);
  });
});

describe('decoderOf', () => {
  test.each([
    ['bigint', '9223372036854775807', 9223372036854775807n],
    ['bigint', 5, 5n],
    ['bigint', null, null],
    ['integer', 5, 5],
    ['decimal(38, 4)', '1.5000', '1.5000'],
    ['double', 'NaN', Number.NaN],
    ['double', '-Infinity', Number.NEGATIVE_INFINITY],
    ['real', 1.5, 1.5],
    ['varchar(5)', 'NaN', 'NaN'],
    ['timestamp(6)', '2024-01-31 05:00:00.250000', '2024-01-31T05:00:00.25Z'],
    ['timestamp(0)', '2024-01-31 05:00:00', '2024-01-31T05:00:00Z'],
    ['timestamp(9) with time zone', '1859-12-31 23:59:59.123456789 UTC', '1859-12-31T23:59:59.123456789Z'],
    ['timestamp(3) with time zone', '2024-01-01 00:00:00.100 +05:30', '2023-12-31T18:30:00.1Z'],
    ['timestamp(3) with time zone', '2024-01-01 00:00:00.000 -08:00', '2024-01-01T08:00:00Z'],
    [
      'timestamp(6) with time zone',
      '2024-07-01 00:00:00.000001 America/New_York',
      '2024-07-01T04:00:00.000001Z',
    ],
    ['timestamp(3) with time zone', '+10000-01-01 00:00:00.000 UTC', '+010000-01-01T00:00:00Z'],
    ['date', '2024-01-31', '2024-01-31'],
    ['json', '{"a":[1,null]}', { a: [1, null] }],
    ['array(bigint)', ['1', null, 2], [1n, null, 2n]],
    ['array(varchar)', ['a', null], ['a', null]],
    ['map(varchar(1), double)', { a: 'NaN', b: null }, { a: Number.NaN, b: null }],
    [
      'row(a bigint, "B b" timestamp(3))',
      ['1', '2024-01-01 00:00:00.000'],
      { a: 1n, 'B b': '2024-01-01T00:00:00Z' },
    ],
    ['row(bigint, array(bigint))', [1, [2]], [1n, [2n]]],
  ])('%s of %j', (type, raw, expected) => {
    expect(decoderOf(type)(raw)).toEqual(expected);
  });
});

test.each([
  ['timestamp(3) with time zone', { name: 'timestamp with time zone', elements: [] }],
  ['INTERVAL DAY TO SECOND', { name: 'interval day to second', elements: [] }],
  [
    'array(decimal(38, 4))',
    { name: 'array', elements: [{ label: '', type: { name: 'decimal', elements: [] } }] },
  ],
  [
    'row("a ""b""" varchar, interval day to second)',
    {
      name: 'row',
      elements: [
        { label: 'a "b"', type: { name: 'varchar', elements: [] } },
        { label: '', type: { name: 'interval day to second', elements: [] } },
      ],
    },
  ],
])('parseType %s', (text, expected) => {
  expect(parseType(text)).toEqual(expected);
});
