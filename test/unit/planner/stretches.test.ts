import { expect, test } from '@jest/globals';
import { together, without } from '../../../src/planner/stretches.ts';

const of = (...ends: readonly (readonly [number, number])[]) =>
  ends.map(([lowerMillis, upperMillis]) => ({ lowerMillis, upperMillis }));

test('stretches without others', () => {
  expect(without(of([0, 10]), of([2, 3], [9, 12]))).toEqual(of([0, 2], [3, 9]));
  expect(without(of([20, 30], [0, 10]), of([5, 25]))).toEqual(of([0, 5], [25, 30]));
  expect(without(of([0, 10]), of([-1, 10]))).toEqual([]);
  expect(without(of([0, 10]), of([10, 20]))).toEqual(of([0, 10]));
});

test('stretches that touch are one', () => {
  expect(together(of([5, 7], [0, 3], [3, 4], [6, 6.5]))).toEqual(of([0, 4], [5, 7]));
});
