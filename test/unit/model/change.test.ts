import { describe, expect, test } from '@jest/globals';
import { changeOf, changePercentOf } from '../../../src/model/change.ts';
import { plainDecimal } from '../../../src/model/exact-number.ts';

describe('a change', () => {
  test('of decimals and 64-bit integers loses no digit', () => {
    expect(changeOf('9007199254740993', '1', true)).toBe('9007199254740992');
    expect(changeOf('0.1000', '0.30', true)).toBe('-0.2000');
    expect(changeOf('-1.5', '-1.5', true)).toBe('0.0');
    expect(changeOf('12345678901234567890.12', '0.01', true)).toBe('12345678901234567890.11');
  });

  test('of doubles is a double, or the decimal a client reads it from', () => {
    expect(changeOf(0.3, 0.1, false)).toBe(0.3 - 0.1);
    expect(changeOf(3e-7, 1e-7, true)).toBe(plainDecimal(3e-7 - 1e-7));
    expect(changeOf(1.7e308, -1.7e308, false)).toBeNull();
  });

  test('needs both values', () => {
    expect([changeOf(null, 1, false), changeOf('1', null, true)]).toEqual([null, null]);
  });

  test('in percent is of the other value as it stands, and null from 0', () => {
    expect(changePercentOf(15, 10)).toBe(50);
    expect(changePercentOf(10, -10)).toBe(-200);
    expect(changePercentOf('0.0', '5')).toBe(-100);
    expect([changePercentOf(1, 0), changePercentOf('1', '0.000'), changePercentOf(1, null)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(changePercentOf(1e308, 1e-308)).toBeNull();
  });
});

test.each([
  [0, '0'],
  [-0.5, '-0.5'],
  [1e21, '1000000000000000000000'],
  [-1.5e22, '-15000000000000000000000'],
  [1.25e-7, '0.000000125'],
  [-5e-324, `-0.${'0'.repeat(323)}5`],
  [123.456, '123.456'],
  [1.2345e23, '123450000000000000000000'],
])('the plain decimal of %s', (value, expected) => {
  expect(plainDecimal(value)).toBe(expected);
  expect(Number(plainDecimal(value))).toBe(value);
});
