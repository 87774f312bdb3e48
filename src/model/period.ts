import type { Frequency } from './frequency.ts';

/**
 * A reporting period, parsed. Instants are milliseconds since 1970-01-01T00:00Z; those of annual to daily
 * periods are civil dates written as if UTC, and no time zone moves them.
 */
export type Period = {
  readonly frequency: Frequency;
  /** The text as EIA wrote it, e.g. `202401`. */
  readonly original: string;
  /** EIA API v2 spelling, e.g. `2024-01`. */
  readonly text: string;
  /** The instant of EIA's own label: the week-ending date, the hour as labelled, the first day of a month. */
  readonly labelMillis: number;
  /** First instant of the interval the value covers. */
  readonly startMillis: number;
  /** First instant after that interval. */
  readonly endMillis: number;
};
