import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArrayLiteral, textArrayLiteral } from '../../../src/backend/timescale/array-literal.ts';
import { decodeDate, decodeInstant, typeName, WIRE_TYPES } from '../../../src/backend/timescale/decode.ts';

describe('instants', () => {
  test.each([
    ['2024-01-01 00:00:00+00', '2024-01-01T00:00:00Z'],
    ['2024-01-01 05:06:07.123456+00', '2024-01-01T05:06:07.123456Z'],
    ['1859-08-27 00:00:00', '1859-08-27T00:00:00Z'],
    ['2024-01-01 05:00:00+05:30', '2024-01-01T05:00:00+05:30'],
    ['2024-01-01 05:00:00-05', '2024-01-01T05:00:00-05:00'],
    ['12024-01-01 00:00:00+00', '+012024-01-01T00:00:00Z'],
    ['0001-12-31 00:00:00+00 BC', '0000-12-31T00:00:00Z'],
    ['0044-03-15 00:00:00+00 BC', '-000043-03-15T00:00:00Z'],
    ['infinity', 'infinity'],
  ])('%s is %s', (text, expected) => {
    expect(decodeInstant(text)).toBe(expected);
  });

  test('what is written outside the years 0 to 9999 is what Date reads', () => {
    expect(Number.isNaN(Date.parse(decodeInstant('0044-03-15 00:00:00+00 BC')))).toBe(false);
    expect(Number.isNaN(Date.parse(decodeInstant('12024-01-01 00:00:00+00')))).toBe(false);
  });

  test.each([
    ['2024-02-29', '2024-02-29'],
    ['0044-03-15 BC', '-000043-03-15'],
  ])('the date %s is %s', (text, expected) => {
    expect(decodeDate(text)).toBe(expected);
  });
});

describe('types', () => {
  const decode = (oid: number, text: string): unknown => WIRE_TYPES[`oid${oid}`]?.parse(text);

  test.each([
    ['int8 keeps every digit', 20, '9007199254740993', 9007199254740993n],
    ['numeric stays text', 1700, '1.10', '1.10'],
    ['float8 has NaN', 701, 'NaN', Number.NaN],
    ['float8 has infinities', 701, '-Infinity', Number.NEGATIVE_INFINITY],
    ['bool', 16, 't', true],
    ['jsonb', 3802, '{"a":[1,null]}', { a: [1, null] }],
    ['bytea stays text', 17, '\\x00ff', '\\x00ff'],
    [
      'int8[] of two dimensions',
      1016,
      '{{1,2},{3,NULL}}',
      [
        [1n, 2n],
        [3n, null],
      ],
    ],
    ['timestamptz[]', 1185, '{"2024-01-01 00:00:00+00",NULL}', ['2024-01-01T00:00:00Z', null]],
    ['jsonb[]', 3807, '{"{\\"a\\": \\"x,}\\"}"}', [{ a: 'x,}' }]],
    ['bounds before the braces', 1007, '[0:2]={1,2,3}', [1, 2, 3]],
    ['an empty array', 1009, '{}', []],
  ])('%s', (_, oid, text, expected) => {
    expect(decode(oid, text)).toEqual(expected);
  });

  test('a type is named as the engine names it, and one of an extension by its number', () => {
    expect([typeName(20), typeName(1185), typeName(99_999)]).toEqual(['int8', 'timestamptz[]', 'oid 99999']);
  });
});

test('any texts survive an array literal and back', () => {
  const texts = fc.array(
    fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('NULL', '', '{,}"\\ ')), { nil: null }),
  );
  fc.assert(
    fc.property(texts, (values) => {
      expect(parseArrayLiteral(textArrayLiteral(values), (text) => text)).toEqual(values);
    }),
  );
});

test.each(['{1,2', '{"a', '{{1}'])('%s is refused as cut short', (text) => {
  expect(() => parseArrayLiteral(text, (each) => each)).toThrow(SyntaxError);
});
