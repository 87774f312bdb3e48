import fc from 'fast-check';
import { type GridQuestion, transitionsOf } from './edges.ts';

/** Zones whose clocks have done everything clocks do: odd offsets, lost days, suspended summers, folds over midnight. */
export const ZONES = [
  ...[
    'UTC',
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Phoenix',
    'America/Los_Angeles',
  ],
  ...['America/St_Johns', 'America/Sao_Paulo', 'America/Caracas', 'America/Havana', 'America/Asuncion'],
  ...['America/Argentina/San_Luis', 'America/Anchorage', 'America/Juneau', 'America/Scoresbysund'],
  ...['America/Godthab', 'America/Santiago', 'America/Guyana', 'America/Toronto', 'America/Metlakatla'],
  ...[
    'Europe/Dublin',
    'Europe/Amsterdam',
    'Europe/London',
    'Europe/Berlin',
    'Europe/Moscow',
    'Europe/Lisbon',
  ],
  ...['Europe/Istanbul', 'Europe/Warsaw', 'Europe/Volgograd', 'Africa/Casablanca', 'Africa/El_Aaiun'],
  ...['Africa/Monrovia', 'Africa/Cairo', 'Africa/Juba', 'Africa/Windhoek', 'Asia/Kathmandu', 'Asia/Tehran'],
  ...[
    'Asia/Gaza',
    'Asia/Kolkata',
    'Asia/Pyongyang',
    'Asia/Manila',
    'Asia/Shanghai',
    'Asia/Amman',
    'Asia/Dhaka',
  ],
  ...['Antarctica/Troll', 'Antarctica/Casey', 'Atlantic/Azores', 'Australia/Lord_Howe', 'Australia/Sydney'],
  ...['Australia/Eucla', 'Pacific/Apia', 'Pacific/Kiritimati', 'Pacific/Kwajalein', 'Pacific/Fakaofo'],
  ...['Pacific/Chatham', 'Pacific/Norfolk', 'Pacific/Guam', 'Pacific/Easter', 'Pacific/Honolulu'],
] as const;

/** Widths that divide a day, in ISO 8601. */
export const CLOCK_WIDTHS = [
  ...['PT10S', 'PT45S', 'PT1M', 'PT15M', 'PT20M', 'PT30M', 'PT45M', 'PT1H', 'PT90M', 'PT2H', 'PT6H', 'PT8H'],
  ...['PT12H', 'PT24H'],
] as const;
/** Widths of time that do not. */
export const ELAPSED_WIDTHS = ['PT7S', 'PT13M', 'PT5H', 'PT7H', 'PT36H', 'PT100H'] as const;
/** Widths of dates. */
export const DATE_WIDTHS = [
  ...['P1D', 'P3D', 'P10D', 'P1W', 'P2W', 'P1M', 'P3M', 'P5M', 'P12M', 'P1Y', 'P4Y', 'P10Y', 'P120D'],
] as const;
export const WIDTHS = [...CLOCK_WIDTHS, ...ELAPSED_WIDTHS, ...DATE_WIDTHS] as const;

/** Where counting may start: fiscal years, weeks from Sunday, gas days, leap days, far ahead, long ago, between hours. */
export const ORIGINS = [
  ...['2024-10-01', '2024-01-07', '2024-01-01T09:00', '2024-02-29', '2023-01-31', '2050-07-01T00:30'],
  ...['1904-05-31T06:00', '2024-03-10T02:30', '2024-01-01T05:07:03Z', '2012-01-01T00:00-10:00'],
] as const;

const FIRST = Date.UTC(1900, 0);
const LAST = Date.UTC(2038, 0);

/** A grid, an instant that is often near a change of the clock, and how many widths to look at from there. */
export type GridCase = GridQuestion & { readonly atMillis: number; readonly widths: number };

/** Any grid anywhere from 1900 through 2037. */
export const gridCases: fc.Arbitrary<GridCase> = fc
  .record({
    width: fc.constantFrom(...WIDTHS),
    timeZone: fc.constantFrom(...ZONES),
    origin: fc.option(fc.constantFrom(...ORIGINS), { nil: null, freq: 2 }),
    // Thousandths: fractions drawn as doubles would be next to none, mostly.
    widths: fc.integer({ min: 0, max: 5_000 }).map((thousandths) => thousandths / 1_000),
    instant: fc.integer({ min: FIRST, max: LAST - 1 }),
    offMillis: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -100_000_000, max: 100_000_000 })),
  })
  .map(({ instant, offMillis, ...question }) => {
    const near = allTransitions(question.timeZone).findLast((one) => one <= instant) ?? instant;
    return { ...question, atMillis: near + offMillis };
  });

const known = new Map<string, readonly number[]>();

/** All transitions of a zone from 1900 through 2037. */
export function allTransitions(timeZone: string): readonly number[] {
  const transitions = known.get(timeZone) ?? transitionsOf(timeZone, FIRST, LAST);
  known.set(timeZone, transitions);
  return transitions;
}
