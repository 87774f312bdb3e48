import { expect, test } from '@jest/globals';
import { frequencyApiName, parseFrequency } from '../../../src/calendar/frequency.ts';
import { FREQUENCIES, frequencyCode, frequencyOfCode } from '../../../src/model/frequency.ts';

test.each([
  ['A', 'ANNUAL'],
  ['yearly', 'ANNUAL'],
  ['Monthly', 'MONTHLY'],
  ['4', 'FOUR_WEEK'],
  ['four-week-average', 'FOUR_WEEK'],
  ['FOUR_WEEK', 'FOUR_WEEK'],
  ['hl', 'HOURLY_LOCAL'],
  ['LH', 'HOURLY_LOCAL'],
  ['local-hourly', 'HOURLY_LOCAL'],
  ['HOURLY_LOCAL', 'HOURLY_LOCAL'],
])('%s is %s', (text, frequency) => {
  expect(parseFrequency(text)).toBe(frequency);
});

test('every frequency comes back from its own spellings', () => {
  for (const frequency of FREQUENCIES) {
    expect(frequencyOfCode(frequencyCode(frequency))).toBe(frequency);
    expect(parseFrequency(frequencyApiName(frequency))).toBe(frequency);
  }
});

test('an unknown frequency is refused with the list of what fits', () => {
  expect(() => parseFrequency('fortnightly')).toThrow(
    /"fortnightly" is not a frequency; allowed: A \(annual\)/,
  );
  expect(frequencyOfCode('m')).toBeUndefined();
});
