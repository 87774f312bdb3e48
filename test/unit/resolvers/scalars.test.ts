import { describe, expect, test } from '@jest/globals';
import { GraphQLError, parseConstValue } from 'graphql';
import { BigIntText, Decimal } from '../../../resolvers/scalars.ts';

const literal = (scalar: typeof Decimal, source: string): unknown =>
  scalar.parseLiteral(parseConstValue(source));

describe('Decimal', () => {
  test.each([
    ['"12.50"', '12.5'],
    ['12.50', '12.5'],
    ['-0.0', '0'],
    ['"-007"', '-7'],
    ['"+1"', '1'],
    ['1.5e3', '1500'],
    ['"15e-4"', '0.0015'],
    ['123456789012345678.12345678901234567890', '123456789012345678.1234567890123456789'],
    ['"99999999999999999999999999999999999999"', '9'.repeat(38)],
    ['"0.00000000000000000001"', '0.00000000000000000001'],
  ])('%s in a document is %s', (source, text) => {
    expect(literal(Decimal, source)).toBe(text);
  });

  test.each([
    '""',
    '"x"',
    '"1,5"',
    '"1e"',
    '"1e400"',
    '"NaN"',
    '" 1"',
    '"1."',
    '"999999999999999999999999999999999999999"',
    '"0.000000000000000000001"',
    '1e60',
  ])('%s is refused', (source) => {
    expect(() => literal(Decimal, source)).toThrow('is not a decimal.');
  });

  test('a number of JSON is taken while no digit can be lost', () => {
    expect([Decimal.parseValue(0.1), Decimal.parseValue(-1e14), Decimal.parseValue(1e-7)]).toEqual([
      '0.1',
      '-100000000000000',
      '0.0000001',
    ]);
    expect(() => Decimal.parseValue(0.1 + 0.2)).toThrow('must be a string: a JSON number loses digits');
    expect(() => Decimal.parseValue(true)).toThrow(GraphQLError);
    expect(() => Decimal.parseValue(Number.NaN)).toThrow('is not a decimal.');
  });
});

describe('BigInt', () => {
  test.each([
    ['"9223372036854775807"', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['"007"', '7'],
  ])('%s in a document is %s', (source, text) => {
    expect(literal(BigIntText, source)).toBe(text);
  });

  test.each(['"9223372036854775808"', '-9223372036854775809', '1.5', '"1e3"', '""', '"0x10"', '"1 "'])(
    '%s is refused',
    (source) => {
      expect(() => literal(BigIntText, source)).toThrow('is not a 64-bit integer.');
    },
  );

  test('a number of JSON is taken while no digit can be lost', () => {
    expect(BigIntText.parseValue(42)).toBe('42');
    expect(() => BigIntText.parseValue(2 ** 53)).toThrow('must be a string');
    expect(() => BigIntText.parseValue(1.5)).toThrow('is not a 64-bit integer.');
  });
});
