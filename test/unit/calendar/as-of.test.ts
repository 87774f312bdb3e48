import { expect, test } from '@jest/globals';
import { asOfMillis } from '../../../src/calendar/as-of.ts';

const NOW = Date.UTC(2024, 2, 10, 12);

test.each([
  ['2024-03-10T12:00:00Z', NOW],
  ['2024-03-10T07:00:00-05:00', NOW],
  ['2024-03-10T11:59:59.9999Z', NOW - 1],
  ['1950-01-01T00:00:00Z', Date.UTC(1950, 0)],
  ['0001-01-01T00:00:00Z', Date.parse('0001-01-01T00:00:00Z')],
  ['0099-12-31T23:00:00-05:00', Date.parse('0100-01-01T04:00:00Z')],
])('%s is an instant', (text, millis) => {
  expect(asOfMillis(text, NOW)).toBe(millis);
});

test.each([null, undefined])('%s is now', (absent) => {
  expect(asOfMillis(absent, NOW)).toBeNull();
});

test.each([
  '2024-03-10T12:00:00.001Z',
  '2500-01-01T00:00:00Z',
  '2024-03-10T12:00:00',
  '2024',
  '2024-02-30T00:00:00Z',
  '0000-12-31T00:00:00Z',
  '0001-01-01T00:00:00+05:00',
  '',
])('"%s" is refused by the name of the argument', (text) => {
  let thrown: unknown;
  try {
    asOfMillis(text, NOW);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'asOf' } });
});
