import { expect, test } from '@jest/globals';
import { parseDuration } from '../../../src/calendar/duration.ts';
import { earlier } from '../../../src/calendar/earlier.ts';
import { zoneOf } from '../../../src/calendar/zone.ts';

test.each([
  ['2024-03-31T12:00:00Z', '1 month', '2024-02-29T12:00:00.000Z'],
  ['2024-03-31T12:00:00Z', 'PT36H', '2024-03-30T00:00:00.000Z'],
  ['2024-02-29T00:00:00Z', 'P1Y', '2023-02-28T00:00:00.000Z'],
  ['2024-01-01T00:00:00Z', '1 week', '2023-12-25T00:00:00.000Z'],
  ['0029-03-31T12:34:56Z', 'P1M', '0029-02-28T12:34:56.000Z'],
  ['2024-01-01T00:00:00Z', 'P100000Y', '-097976-01-01T00:00:00.000Z'],
])('%s less %s is %s', (instant, duration, before) => {
  const millis = earlier(Date.parse(instant), parseDuration(duration, 'olderThan'));
  expect(new Date(millis).toISOString()).toBe(before);
});

test.each([
  ['2024-03-11T04:00:00Z', 'P1D', '2024-03-10T05:00:00.000Z'],
  ['2024-03-11T04:00:00Z', 'PT24H', '2024-03-10T04:00:00.000Z'],
  ['2024-03-11T06:30:00Z', 'P1D', '2024-03-10T07:00:00.000Z'],
  ['2024-12-03T06:30:00Z', 'P1M', '2024-11-03T05:30:00.000Z'],
])('%s less %s in New York is %s', (instant, duration, before) => {
  const millis = earlier(
    Date.parse(instant),
    parseDuration(duration, 'olderThan'),
    zoneOf('America/New_York'),
  );
  expect(new Date(millis).toISOString()).toBe(before);
});
