import type { Frequency } from './frequency.ts';

/** A dataset of EIA that holds series here. */
export type EiaDataset = {
  /** EIA's code, e.g. `ELEC`, or the route of API v2. */
  readonly code: string;
  readonly name: string;
  readonly seriesCount: number;
  readonly frequencies: readonly Frequency[];
  /** EIA API v2 spelling; null where no series has observations. */
  readonly startPeriod: string | null;
  readonly endPeriod: string | null;
};

/** What the series of a dataset can be told apart by. */
export type Dimension = { readonly dataset: string; readonly name: string; readonly label: string | null };

/** One value of a dimension. */
export type DimensionValue = {
  readonly value: string;
  readonly label: string | null;
  readonly seriesCount: number;
};
