import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bucketSpans } from '../../../src/calendar/buckets.ts';
import { comparisonOf, earlierRange } from '../../../src/calendar/comparison.ts';
import { type Duration, SHORTEST_MILLIS } from '../../../src/calendar/duration.ts';
import { bucketEnd, createGrid } from '../../../src/calendar/grid.ts';
import { instantText } from '../../../src/calendar/instant-text.ts';
import { bucketsBetween, bucketsHolding } from '../../../src/calendar/look-back.ts';
import { parseTimeBound } from '../../../src/calendar/time-range.ts';
import { UTC, type Zone, zoneOf } from '../../../src/calendar/zone.ts';
import { ORIGINS, ZONES } from '../../support/reference/grid-questions.ts';

const at = (text: string): number => Date.parse(text);
const text = (millis: number | null): string | null =>
  millis === null ? null : new Date(millis).toISOString();
const NEW_YORK = zoneOf('America/New_York');
const YEAR = { unit: 'year', count: 1 } as const;
const DAY = { unit: 'day', count: 1 } as const;

const instants = (bounds: { lowerMillis: number | null; upperMillis: number | null }) => [
  text(bounds.lowerMillis),
  text(bounds.upperMillis),
];
const MONTH = { unit: 'month', count: 1 } as const;

const WEEK = { unit: 'week', count: 1 } as const;
const HOUR = { unit: 'hour', count: 1 } as const;
const UNTIL_NOW = { partial: 'INCLUDE', nowMillis: at('2025-01-01'), maxBuckets: 1_000 } as const;
const NO_EXTENT = { startMillis: 0, endMillis: 0 };

type Range = readonly [start: string, end: string];
type Place = { readonly zone?: Zone; readonly origin?: string };

/** The buckets of a width that touch a range, and what they are compared with. */
function compared(
  width: Duration,
  [start, end]: Range,
  duration: Duration,
  { zone = UTC, origin }: Place = {},
) {
  const grid = createGrid(width, zone, origin === undefined ? null : parseTimeBound(origin));
  const bounds = { lowerMillis: at(start), upperMillis: at(end) };
  const spans = bucketSpans({ ...UNTIL_NOW, grid, bounds, extent: NO_EXTENT });
  const comparison = comparisonOf({ ...UNTIL_NOW, grid, bounds, spans, duration });
  const versions = comparison.versions<string>([]).map((version) => version.spans);
  const pairs = spans.map((span) => ({ span, pair: comparison.pairOf(span.startMillis, versions) }));
  return { ...comparison, pairs };
}

/** Where each of them begins, and where the one it is compared with does. */
function starts(...asked: Parameters<typeof compared>): [string, string][] {
  const [, , , { zone = UTC } = {}] = asked;
  const local = (millis: number): string => instantText(millis, zone).slice(0, 16);
  return compared(...asked).pairs.map(({ span, pair }) => [local(span.startMillis), local(pair.startMillis)]);
}

describe('a bucket is paired with the one', () => {
  test('that begins nearest to its own start moved back', () => {
    expect(starts(WEEK, ['2023-01-02', '2023-01-09'], YEAR)).toEqual([
      ['2023-01-02T00:00', '2022-01-03T00:00'],
    ]);
    expect(starts(WEEK, ['2024-01-08', '2024-01-22'], YEAR)).toEqual([
      ['2024-01-08T00:00', '2023-01-09T00:00'],
      ['2024-01-15T00:00', '2023-01-16T00:00'],
    ]);
    // A day of 23 hours: as many hours before it are an hour before the day before.
    const dayOfHours = { unit: 'hour', count: 24 } as const;
    expect(starts(DAY, ['2024-03-11T04:00Z', '2024-03-12T04:00Z'], dayOfHours, { zone: NEW_YORK })).toEqual([
      ['2024-03-11T00:00', '2024-03-10T00:00'],
    ]);
  });

  test('that many months before, also where they are counted from the last days of a month', () => {
    expect(starts(MONTH, ['2024-02-29', '2024-07-31'], MONTH, { origin: '2024-01-31' })).toEqual([
      ['2024-02-29T00:00', '2024-01-31T00:00'],
      ['2024-03-31T00:00', '2024-02-29T00:00'],
      ['2024-04-30T00:00', '2024-03-31T00:00'],
      ['2024-05-31T00:00', '2024-04-30T00:00'],
      ['2024-06-30T00:00', '2024-05-31T00:00'],
    ]);
  });

  test('of two that begin as near the earlier one', () => {
    const twelve = { unit: 'hour', count: 12 } as const;
    expect(starts(DAY, ['2024-01-08', '2024-01-09'], { unit: 'hour', count: 36 })).toEqual([
      ['2024-01-08T00:00', '2024-01-06T00:00'],
    ]);
    expect(starts(DAY, ['2024-01-08', '2024-01-09'], twelve)).toEqual([
      ['2024-01-08T00:00', '2024-01-07T00:00'],
    ]);
  });

  test('before it, however little earlier is asked for', () => {
    expect(starts(MONTH, ['2024-03-01', '2024-04-01'], HOUR)).toEqual([
      ['2024-03-01T00:00', '2024-02-01T00:00'],
    ]);
    // There was no December 30: it is the moment at which the 31st began.
    expect(
      starts(DAY, ['2011-12-30T10:00Z', '2011-12-31T10:00Z'], DAY, { zone: zoneOf('Pacific/Apia') }),
    ).toEqual([['2011-12-31T00:00', '2011-12-29T00:00']]);
  });

  test('of the same hour, both times where the clock shows it twice', () => {
    expect(
      starts(HOUR, ['2024-11-03T04:00Z', '2024-11-03T08:00Z'], DAY, { zone: NEW_YORK }).map(
        ([, pair]) => pair,
      ),
    ).toEqual(['00', '01', '01', '02'].map((hour) => `2024-11-02T${hour}:00`));
    // From the day on which it is, the first showing is meant; and elapsed hours meet each showing once.
    expect(
      starts(HOUR, ['2024-11-04T05:00Z', '2024-11-04T08:00Z'], DAY, { zone: NEW_YORK }).map(
        ([, pair]) => pair,
      ),
    ).toEqual(['00', '01', '02'].map((hour) => `2024-11-03T${hour}:00`));
  });

  test.each([
    // Where half an hour is skipped, 3:00 comes an hour and a half after 1:00, and as long after it as the edge between them.
    [
      'Australia/Lord_Howe',
      '2024-10-05T13:30Z',
      '00:00 01:00 02:30 03:00 04:00 05:00',
      '23:00 00:00 01:00 01:00 03:00 04:00',
    ],
    [
      'Australia/Lord_Howe',
      '2024-04-06T13:00Z',
      '00:00 01:00 02:00 03:00 04:00',
      '23:00 00:00 01:00 02:00 03:00',
    ],
    [
      'Antarctica/Troll',
      '2024-03-30T23:00Z',
      '23:00 00:00 03:00 04:00 05:00',
      '22:00 23:00 00:00 03:00 04:00',
    ],
    [
      'Antarctica/Troll',
      '2024-10-26T22:00Z',
      '00:00 01:00 02:00 01:00 02:00',
      '23:00 00:00 01:00 02:00 01:00',
    ],
  ] as const)(
    'an hour before it through both changes of the clock: %s from %s',
    (name, start, own, before) => {
      const end = new Date(at(start) + 5 * SHORTEST_MILLIS.hour).toISOString();
      const hours = starts(HOUR, [start, end], HOUR, { zone: zoneOf(name) });
      expect(hours.map(([one]) => one.slice(11)).join(' ')).toBe(own);
      expect(hours.map(([, pair]) => pair.slice(11)).join(' ')).toBe(before);
    },
  );

  test('so many buckets before, where so many are asked for: in any zone, from any origin', () => {
    const families = [
      [DAY, WEEK],
      [MONTH, { unit: 'month', count: 3 }, YEAR],
      [
        { unit: 'second', count: 7 },
        { unit: 'minute', count: 13 },
        { unit: 'hour', count: 5 },
      ],
    ] as const;
    const widths = fc
      .constantFrom(...families.flat())
      .chain(({ unit, count }) =>
        fc.integer({ min: 1, max: 5 }).map((times): Duration => ({ unit, count: count * times })),
      );
    const zones = ZONES.filter((name) => !SKIPPED_DAYS.has(name));
    fc.assert(
      fc.property(
        widths,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...zones),
        fc.option(fc.constantFrom(...ORIGINS), { nil: undefined }),
        fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2038, 0) }),
        (width, steps, name, origin, millis) => {
          // Hours by the clock are more and fewer than elapse.
          const isElapsed = SHORTEST_MILLIS[width.unit] < SHORTEST_MILLIS.day;
          fc.pre(!isElapsed || SHORTEST_MILLIS.day % (SHORTEST_MILLIS[width.unit] * width.count) !== 0);
          const zone = zoneOf(name);
          const grid = createGrid(width, zone, origin === undefined ? null : parseTimeBound(origin));
          const start = grid.floor(millis);
          const duration = { ...width, count: width.count * steps };
          const spans = [{ startMillis: start, endMillis: bucketEnd(grid, start), isPartial: false }];
          const bounds = { lowerMillis: null, upperMillis: null };
          const { pairOf, lists } = comparisonOf({ ...UNTIL_NOW, grid, spans, bounds, duration });
          const { startMillis } = pairOf(start, [lists[0].spans]);
          expect(grid.edges(startMillis, start)).toHaveLength(steps + 1);
        },
      ),
      { seed: 20_240_229, numRuns: 500 },
    );
  });
});

/** Whose calendars lack a day, or have lacked one since 1950: as many days before are not as many buckets. */
const SKIPPED_DAYS: ReadonlySet<string> = new Set([
  ...['Pacific/Apia', 'Pacific/Fakaofo', 'Pacific/Kiritimati', 'Pacific/Kwajalein'],
]);

describe('buckets to compare with', () => {
  const boundsOf = (...asked: Parameters<typeof compared>) =>
    compared(...asked).lists.map(({ bounds }) => instants(bounds));

  test('are whole where those that are compared are whole', () => {
    expect(boundsOf(WEEK, ['2024-01-08', '2024-01-22'], YEAR)).toEqual([
      ['2023-01-09T00:00:00.000Z', '2023-01-23T00:00:00.000Z'],
    ]);
  });

  test('are cut alike', () => {
    expect(boundsOf(WEEK, ['2024-01-10', '2024-01-17'], YEAR)).toEqual([
      ['2023-01-11T00:00:00.000Z', '2023-01-18T00:00:00.000Z'],
    ]);
    // By the calendar where they begin alike: also beside a leap year.
    expect(boundsOf(YEAR, ['2023-03-01', '2024-04-01'], YEAR)).toEqual([
      ['2022-03-01T00:00:00.000Z', '2023-04-01T00:00:00.000Z'],
    ]);
    // 2002 and 2003, cut after a year, are compared with 2000 and 2001, and 2008 and 2009 with 2006 and 2007.
    expect(boundsOf({ unit: 'year', count: 2 }, ['2003-01-01', '2010-01-01'], YEAR)).toEqual([
      ['2000-12-31T00:00:00.000Z', '2008-01-01T00:00:00.000Z'],
    ]);
  });

  test('are as long as those that are compared where a shorter month leaves nothing', () => {
    expect(boundsOf(MONTH, ['2023-03-29', '2023-03-31'], MONTH)).toEqual([
      ['2023-02-28T00:00:00.000Z', '2023-03-01T00:00:00.000Z'],
    ]);
  });

  const SIX_HOURS = { unit: 'hour', count: 6 } as const;
  const HALF_HOUR = { unit: 'minute', count: 30 } as const;
  test.each<[string, ...Parameters<typeof starts>]>([
    ['the end of a month', SIX_HOURS, ['2024-03-29', '2024-03-31T12:00Z'], MONTH],
    ['the beginning of a range', SIX_HOURS, ['2024-03-30T12:00Z', '2024-04-01'], MONTH],
    ['a leap day', SIX_HOURS, ['2024-02-28', '2024-02-29T12:00Z'], YEAR],
    [
      'an hour shown twice at midnight',
      ...([HALF_HOUR, ['2024-03-24T01:00Z', '2024-03-24T03:30Z'], DAY] as const),
      { zone: zoneOf('America/Asuncion') },
    ],
    [
      'two hours shown twice',
      ...([HOUR, ['2024-10-26T22:00Z', '2024-10-27T02:00Z'], DAY] as const),
      { zone: zoneOf('Antarctica/Troll') },
    ],
  ])('are there for each, in one list, though earlier ones are met again: %s', (_, ...asked) => {
    const { lists, pairs } = compared(...asked);
    expect(lists).toHaveLength(1);
    const begins = pairs.map(({ pair }) => pair.startMillis);
    expect(begins.some((start, index) => start <= (begins[index - 1] ?? Number.NEGATIVE_INFINITY))).toBe(
      true,
    );
    for (const { span, pair } of pairs) {
      expect(pair.startMillis).toBeLessThan(span.startMillis);
      expect(pair.isPartial).toBe(false);
    }
  });

  test('are whole for whole ones and cut for a cut one where both need the same', () => {
    const { lists, pairs, versions, pairOf } = compared(DAY, ['2024-03-28', '2024-03-31T06:00Z'], MONTH);
    expect(lists.map(({ bounds }) => instants(bounds))).toEqual([
      ['2024-02-28T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
      ['2024-02-29T00:00:00.000Z', '2024-02-29T06:00:00.000Z'],
    ]);
    expect(pairs.map(({ pair }) => [text(pair.startMillis)?.slice(5, 10), pair.isPartial])).toEqual([
      ['02-28', false],
      ['02-29', false],
      ['02-29', false],
      ['02-29', true],
    ]);
    const found = versions([
      new Map([
        [0, 'the 28th'],
        [1, 'the 29th'],
      ]),
      new Map([[0, 'its first hours']]),
    ]);
    const shown = found.map((version) => version.spans.map((_, index) => version.found.get(index)));
    expect(['28', '29', '30', '31'].map((day) => pairOf(at(`2024-03-${day}`), shown))).toEqual([
      ...['the 28th', 'the 29th', 'the 29th', 'its first hours'],
    ]);
  });

  test('are cut twice where the first and the last are cut and need the same', () => {
    const { lists, pairs } = compared(DAY, ['2024-03-29T06:00Z', '2024-03-31T12:00Z'], MONTH);
    expect(lists.map(({ bounds }) => instants(bounds))).toEqual([
      ['2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
      ['2024-02-29T06:00:00.000Z', '2024-03-01T00:00:00.000Z'],
      ['2024-02-29T00:00:00.000Z', '2024-02-29T12:00:00.000Z'],
    ]);
    expect(pairs.map(({ pair }) => pair.isPartial)).toEqual([true, false, true]);
  });

  test('say whether they are still running', () => {
    const { pairs } = compared(MONTH, ['2025-01-01', '2025-03-01'], MONTH);
    expect(pairs.map(({ pair }) => pair.isPartial)).toEqual([false, true]);
  });

  test('are refused beyond the year 1, and where they are too many', () => {
    const ages = { unit: 'year', count: 3_000 } as const;
    expect(() => compared(MONTH, ['2023-03-01', '2023-04-01'], ages)).toThrow(/beyond the year 1/);
    const weeks = { unit: 'year', count: 2_022 } as const;
    expect(() => compared(WEEK, ['2023-01-02', '2023-01-09'], weeks)).not.toThrow();
    expect(() => compared(WEEK, ['2022-12-26', '2023-01-09'], weeks)).toThrow(/beyond the year 1/);
    expect(() =>
      compared({ unit: 'minute', count: 1 }, ['2023-02-28T12:00Z', '2023-03-01T00:30Z'], MONTH),
    ).toThrow(/more than 1000 buckets/);
  });
});

describe('a range to compare with', () => {
  const range = (start: string, end: string) => ({ lowerMillis: at(start), upperMillis: at(end) });

  test('is moved back by the calendar', () => {
    expect(instants(earlierRange(UTC, range('2024-03-01', '2024-04-01'), MONTH))).toEqual([
      '2024-02-01T00:00:00.000Z',
      '2024-03-01T00:00:00.000Z',
    ]);
  });

  test('is as long as it was where a shorter month leaves nothing of it', () => {
    expect(instants(earlierRange(UTC, range('2023-03-30', '2023-03-31'), MONTH))).toEqual([
      '2023-02-28T00:00:00.000Z',
      '2023-03-01T00:00:00.000Z',
    ]);
  });

  test('has an end, and lies in history', () => {
    const open = { lowerMillis: at('2024-01-01'), upperMillis: null };
    expect(() => earlierRange(UTC, open, YEAR)).toThrow(/no end/);
    const ages = { unit: 'year', count: 3_000 } as const;
    expect(() => earlierRange(UTC, range('2023-03-30', '2023-03-31'), ages)).toThrow(/beyond the year 1/);
  });
});

describe('looking back', () => {
  const days = createGrid(DAY, NEW_YORK, null);

  test('the buckets that hold some instants, and the time between', () => {
    const held = bucketsHolding(days, [
      at('2024-03-10T12:00Z'),
      at('2024-03-08T12:00Z'),
      at('2024-03-10T13:00Z'),
    ]);
    expect(held.map(({ startMillis, endMillis }) => [text(startMillis), text(endMillis)])).toEqual([
      ['2024-03-08T05:00:00.000Z', '2024-03-09T05:00:00.000Z'],
      ['2024-03-09T05:00:00.000Z', '2024-03-10T05:00:00.000Z'],
      ['2024-03-10T05:00:00.000Z', '2024-03-11T04:00:00.000Z'],
    ]);
  });

  test('counts buckets as far as asked, and costs nothing beyond', () => {
    expect(bucketsBetween(days, at('2024-03-09T05:00Z'), at('2024-03-12T04:00Z'), 10)).toBe(3);
    expect(bucketsBetween(days, at('2024-03-09T05:00Z'), at('2024-03-09T05:00Z'), 10)).toBe(0);
    const seconds = createGrid({ unit: 'second', count: 1 }, UTC, null);
    expect(bucketsBetween(seconds, at('0001-01-01'), at('9999-01-01'), 5)).toBeGreaterThan(5);
  });
});
