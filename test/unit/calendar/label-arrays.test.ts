import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pickElements } from '../../../src/calendar/label-arrays.ts';

test('pickElements gives the elements as they are written', () => {
  expect(pickElements('["2024-01","2024-02","2024-03"]', [0, 2])).toBe('["2024-01","2024-03"]');
  expect(pickElements('[1e+21,null,0.5]', [1])).toBe('[null]');
  expect(pickElements('[1]', [0])).toBe('[1]');
  expect(pickElements('[1,2]', [])).toBe('[]');
});

test('pickElements is a filter', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.func(fc.boolean()), (list, keep) => {
      const indices = list.map((_, index) => index).filter(keep);
      const picked = JSON.parse(pickElements(JSON.stringify(list), indices));
      expect(picked).toEqual(indices.map((index) => list[index]));
    }),
  );
});
