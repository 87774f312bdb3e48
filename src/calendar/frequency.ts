import { badUserInput } from '../errors.ts';
import { FREQUENCIES, type Frequency, frequencyCode } from '../model/frequency.ts';

/** The ids that EIA's API v2 lists under `frequency` of a route. */
const API_NAMES: Record<Frequency, string> = {
  ANNUAL: 'annual',
  QUARTERLY: 'quarterly',
  MONTHLY: 'monthly',
  WEEKLY: 'weekly',
  FOUR_WEEK: 'four-week-average',
  DAILY: 'daily',
  HOURLY: 'hourly',
  HOURLY_LOCAL: 'local-hourly',
};

const OTHER_SPELLINGS: readonly (readonly [string, Frequency])[] = [
  ['yearly', 'ANNUAL'],
  ['four-week-avg', 'FOUR_WEEK'],
  ['4-week', 'FOUR_WEEK'],
  ['4-week-avg', 'FOUR_WEEK'],
  ['4-week-average', 'FOUR_WEEK'],
  ['lh', 'HOURLY_LOCAL'],
];

const BY_SPELLING = new Map<string, Frequency>([
  ...FREQUENCIES.flatMap((frequency): [string, Frequency][] => [
    [frequencyCode(frequency).toLowerCase(), frequency],
    [API_NAMES[frequency], frequency],
    [frequency.toLowerCase().replace('_', '-'), frequency],
  ]),
  ...OTHER_SPELLINGS,
]);

const ALLOWED = FREQUENCIES.map((frequency) => `${frequencyCode(frequency)} (${API_NAMES[frequency]})`);

/** Reads a frequency in bulk, API v2 or this gateway's own spelling, any case. Throws BAD_USER_INPUT. */
export function parseFrequency(text: string): Frequency {
  const spelling = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const frequency = BY_SPELLING.get(spelling);
  if (frequency !== undefined) return frequency;
  throw badUserInput(
    'frequency',
    `"${text.slice(0, 64)}" is not a frequency; allowed: ${ALLOWED.join(', ')}.`,
    ALLOWED,
  );
}

/** The API v2 spelling, e.g. `monthly`. */
export function frequencyApiName(frequency: Frequency): string {
  return API_NAMES[frequency];
}
