import type { BackendKind } from '../model/backend.ts';

/** What a load did to one backend; series and observations count what the source brought. */
export type BackendSummary = {
  readonly backend: BackendKind;
  readonly series: number;
  readonly newSeries: number;
  /** Series of which at least one observation or the description was written again. */
  readonly changedSeries: number;
  readonly unchangedSeries: number;
  readonly observations: number;
  /** Observations without a value; they are stored too. */
  readonly nulls: number;
  /** Observations that were not there before. */
  readonly added: number;
  /** Observations whose value EIA has restated. */
  readonly revised: number;
  readonly unchanged: number;
};

/** What a load read, and what it did to each backend. */
export type LoadSummary = {
  readonly series: number;
  readonly observations: number;
  readonly nulls: number;
  /** Category lines: counted, not stored. */
  readonly categories: number;
  /** Bad lines left out. */
  readonly rejected: number;
  readonly elapsedMillis: number;
  readonly backends: readonly BackendSummary[];
};

/** Counts of one batch on one backend. */
export type BatchCounts = Omit<BackendSummary, 'backend'>;

export const NO_COUNTS: BatchCounts = {
  series: 0,
  newSeries: 0,
  changedSeries: 0,
  unchangedSeries: 0,
  observations: 0,
  nulls: 0,
  added: 0,
  revised: 0,
  unchanged: 0,
};

/** The sum of two counts. */
export function addCounts(one: BatchCounts, other: BatchCounts): BatchCounts {
  return {
    series: one.series + other.series,
    newSeries: one.newSeries + other.newSeries,
    changedSeries: one.changedSeries + other.changedSeries,
    unchangedSeries: one.unchangedSeries + other.unchangedSeries,
    observations: one.observations + other.observations,
    nulls: one.nulls + other.nulls,
    added: one.added + other.added,
    revised: one.revised + other.revised,
    unchanged: one.unchanged + other.unchanged,
  };
}
