import { expect, test } from '@jest/globals';
import { durationText, parseDuration } from '../../../src/calendar/duration.ts';

test.each([
  ['PT15M', '15 minutes'],
  ['PT1H', '1 HOUR'],
  ['PT30S', '30 seconds'],
  ['P1D', '1 DAY'],
  ['P1W', ' 1 week '],
  ['P3M', '3 months'],
  ['P1Y', '1 year'],
  ['P100000Y', '100000 Years'],
])('%s and "%s" mean the same', (iso, spelled) => {
  expect(parseDuration(iso, 'width')).toEqual(parseDuration(spelled, 'width'));
  expect(durationText(parseDuration(spelled, 'width'))).toBe(iso);
});

test.each([
  '',
  'P0D',
  '0 days',
  'P1DT2H',
  'PT1D',
  'P1H',
  'P1S',
  'P1.5D',
  'P-1D',
  '-1 hour',
  '1 ns',
  '1 fortnight',
  '1hour',
  'hour',
  '1 hours 2 minutes',
  "1 hour'; drop table x --",
  'P100001D',
  'P99999999999999999999D',
  '99999999999999999999 years',
  `P${'0'.repeat(100)}1D`,
  'constructor',
  'P1constructor',
])('"%s" is refused', (text) => {
  expect(() => parseDuration(text, 'groupByInterval')).toThrow(
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      details: { argument: 'groupByInterval', allowed: expect.stringContaining('PT15M') },
    }),
  );
});
