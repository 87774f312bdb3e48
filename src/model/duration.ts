/** The units a duration can be counted in; a quarter is three months. */
export type DurationUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** A width of time in one unit; `count` is a whole number from 1 to 100,000. */
export type Duration = { readonly unit: DurationUnit; readonly count: number };
