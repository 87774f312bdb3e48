import { describe, expect, test } from '@jest/globals';
import { normalizeNumbers } from '../../../src/sql/json-numbers.ts';

describe('normalizeNumbers', () => {
  test.each([
    ['[]', '[]'],
    ['[null]', '[null]'],
    ['[1,2.5,null,-3]', '[1,2.5,null,-3]'],
    ['[3e-05,1e+15]', '[0.00003,1000000000000000]'],
    ['[1e21,1e-7]', '[1e+21,1e-7]'],
    ['[NaN,Infinity,-Infinity]', '[null,null,null]'],
    ['["nan","inf",-0,1]', '[null,null,0,1]'],
    ['[1,-0]', '[1,0]'],
    ['[-0.5]', '[-0.5]'],
  ])('%s becomes %s', (engine, expected) => {
    expect(normalizeNumbers(engine)).toBe(expected);
  });
});
