/** How often EIA publishes a series. */
export const FREQUENCIES = [
  'ANNUAL',
  'QUARTERLY',
  'MONTHLY',
  'WEEKLY',
  'FOUR_WEEK',
  'DAILY',
  'HOURLY',
  'HOURLY_LOCAL',
] as const;

export type Frequency = (typeof FREQUENCIES)[number];

const CODES: Record<Frequency, string> = {
  ANNUAL: 'A',
  QUARTERLY: 'Q',
  MONTHLY: 'M',
  WEEKLY: 'W',
  FOUR_WEEK: '4',
  DAILY: 'D',
  HOURLY: 'H',
  HOURLY_LOCAL: 'HL',
};

/** EIA's bulk code of a frequency, e.g. `M`; what is stored. */
export function frequencyCode(frequency: Frequency): string {
  return CODES[frequency];
}

/** The frequency of a stored code; undefined for any other text. */
export function frequencyOfCode(code: string): Frequency | undefined {
  return FREQUENCIES.find((frequency) => CODES[frequency] === code);
}
