import { expect, test } from '@jest/globals';
import { intervalText } from '../../../src/calendar/interval-text.ts';

test.each([
  [0, 0, 0, 'PT0S'],
  [1, 0, 0, 'P1M'],
  [12, 0, 0, 'P1Y'],
  [15, 2, 0, 'P1Y3M2D'],
  [0, 3_600, 0, 'P3600D'],
  [0, 0, 3_600, 'PT1H'],
  [0, 0, 5_400, 'PT1H30M'],
  [0, 1, 0.25, 'P1DT0.25S'],
  [0, 0, 129_600, 'PT36H'],
])('%d months, %d days and %d seconds are %s', (months, days, seconds, text) => {
  expect(intervalText(months, days, seconds)).toBe(text);
});
