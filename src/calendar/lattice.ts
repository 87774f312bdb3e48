import { badUserInput } from '../errors.ts';
import type { Frequency } from '../model/frequency.ts';
import { type Duration, durationText, monthsOf, SHORTEST_MILLIS } from './duration.ts';

const DAY_MILLIS = 86_400_000;

/** How long the longest period of a frequency is, and in how many calendar months it fits exactly. */
const PERIODS: Readonly<Record<Frequency, { readonly longestMillis: number; readonly width: Duration }>> = {
  HOURLY: { longestMillis: DAY_MILLIS / 24, width: { unit: 'hour', count: 1 } },
  HOURLY_LOCAL: { longestMillis: DAY_MILLIS / 24, width: { unit: 'hour', count: 1 } },
  DAILY: { longestMillis: DAY_MILLIS, width: { unit: 'day', count: 1 } },
  WEEKLY: { longestMillis: 7 * DAY_MILLIS, width: { unit: 'week', count: 1 } },
  // Published every week.
  FOUR_WEEK: { longestMillis: 7 * DAY_MILLIS, width: { unit: 'week', count: 1 } },
  MONTHLY: { longestMillis: 31 * DAY_MILLIS, width: { unit: 'month', count: 1 } },
  QUARTERLY: { longestMillis: 92 * DAY_MILLIS, width: { unit: 'month', count: 3 } },
  ANNUAL: { longestMillis: 366 * DAY_MILLIS, width: { unit: 'year', count: 1 } },
};

/** Throws BAD_USER_INPUT, which names `width`, for a width that is finer than a series of the frequency. */
export function checkWidth(width: Duration, frequency: Frequency): void {
  const { longestMillis, width: own } = PERIODS[frequency];
  const [asked, least] = [monthsOf(width), monthsOf(own)];
  const isFiner =
    asked !== null && least !== null
      ? asked < least
      : SHORTEST_MILLIS[width.unit] * width.count < longestMillis;
  if (!isFiner) return;
  const message = `"${durationText(width)}" is finer than a series whose frequency is ${frequency}.`;
  throw badUserInput('width', message, `${durationText(own)} or wider.`);
}
