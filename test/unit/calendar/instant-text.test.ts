import { expect, test } from '@jest/globals';
import { inZoneText } from '../../../src/calendar/instant-text.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';

test.each([
  ['2024-03-10T07:00:00Z', 'America/New_York', '2024-03-10T03:00:00-04:00'],
  ['2024-03-10T06:59:59.999999Z', 'America/New_York', '2024-03-10T01:59:59.999999-05:00'],
  ['2024-01-01T00:00:00.123456789Z', 'Asia/Kolkata', '2024-01-01T05:30:00.123456789+05:30'],
  ['1850-01-01T00:00:00.5Z', 'America/New_York', '1849-12-31T19:04:00.5-04:56'],
  ['9999-12-31T23:00:00.25Z', 'Asia/Tokyo', '9999-12-31T23:00:00.25Z'],
  ['0001-01-01T02:00:00Z', 'America/New_York', '0001-01-01T02:00:00Z'],
  ['9999-12-31T23:00:00Z', 'America/New_York', '9999-12-31T18:00:00-05:00'],
])('%s in %s is %s', (text, zone, expected) => {
  expect(inZoneText(text, zoneOf(zone))).toBe(expected);
});

test('a text in UTC stays as it is', () => {
  expect(inZoneText('2024-01-01T00:00:00.10Z', UTC)).toBe('2024-01-01T00:00:00.10Z');
});
