import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantText } from '../../../src/calendar/instant-text.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';

const utc = Date.UTC;
const HOUR_MILLIS = 3_600_000;

describe('zoneOf', () => {
  test.each(['+02:00', 'Mars/Olympus', '', 'Europe/Paris; drop', '../etc'])('refuses %j', (name) => {
    expect(() => zoneOf(name)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  test('takes the first instant after a gap and the first showing of a fold', () => {
    const zone = zoneOf('America/New_York');
    expect(zone.toInstant(utc(2024, 2, 10, 2, 30))).toBe(utc(2024, 2, 10, 7));
    expect(zone.toInstant(utc(2024, 10, 3, 1, 30))).toBe(utc(2024, 10, 3, 5, 30));
    expect(zone.toInstant(utc(2024, 0, 15))).toBe(utc(2024, 0, 15, 5));
  });

  test('knows half hours, and days that do not exist', () => {
    const howe = zoneOf('Australia/Lord_Howe');
    expect(howe.toLocal(utc(2024, 6, 1)) - utc(2024, 6, 1)).toBe(10.5 * HOUR_MILLIS);
    expect(howe.toLocal(utc(2024, 0, 1)) - utc(2024, 0, 1)).toBe(11 * HOUR_MILLIS);
    const apia = zoneOf('Pacific/Apia');
    expect(apia.toInstant(utc(2011, 11, 30))).toBe(apia.toInstant(utc(2011, 11, 31)));
  });

  test('agrees with Intl on the local time of any instant', () => {
    const names = [
      'America/New_York',
      'Europe/London',
      'Africa/Casablanca',
      'Asia/Kolkata',
      'America/St_Johns',
    ];
    const anyMillis = fc.integer({ min: utc(1950, 0, 1) / 1000, max: utc(2060, 0, 1) / 1000 });
    fc.assert(
      fc.property(fc.constantFrom(...names), anyMillis, (name, seconds) => {
        const format = new Intl.DateTimeFormat('sv-SE', {
          timeZone: name,
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        const local = new Date(zoneOf(name).toLocal(seconds * 1000)).toISOString();
        expect(local.slice(0, 19).replace('T', ' ')).toBe(format.format(seconds * 1000));
      }),
      { numRuns: 300 },
    );
  });
});

describe('instantText', () => {
  test('writes Z in UTC and the offset elsewhere', () => {
    expect(instantText(utc(2024, 2, 10), UTC)).toBe('2024-03-10T00:00:00Z');
    expect(instantText(utc(2024, 2, 10, 5) + 7, zoneOf('America/New_York'))).toBe(
      '2024-03-10T00:00:00.007-05:00',
    );
    expect(instantText(utc(2024, 6, 1), zoneOf('Asia/Kolkata'))).toBe('2024-07-01T05:30:00+05:30');
  });

  test('names the same instant, whatever the zone and the year', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Africa/Monrovia',
      'Pacific/Apia',
      'UTC',
      'Europe/Dublin',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: utc(1850, 0, 1), max: utc(2100, 0, 1) }), (name, millis) => {
        expect(Date.parse(instantText(millis, zoneOf(name)))).toBe(millis);
      }),
    );
  });
});
