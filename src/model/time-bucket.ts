import type { BucketState } from './bucket.ts';
import type { AggregateFunction } from './dataset-query.ts';

/** One aggregate of the values of a series; `p` is from 0 to 1 for PERCENTILE and null for all others. */
export type SeriesMetric = { readonly function: AggregateFunction; readonly p: number | null };

/** The argument by which a sum is asked for that is not forced: of `sum`, or of a change of it. */
export type UnforcedSum = 'force' | 'of';

/** A short name of a metric, the same for equal metrics. */
export function seriesMetricKey({ function: name, p }: SeriesMetric): string {
  return p === null ? name : `${name}(${p})`;
}

/** One bucket of one series. */
export type TimeBucket = {
  /** Instants: of civil dates their first instant in the zone asked for. */
  readonly startMillis: number;
  readonly endMillis: number;
  /** The zone its instants are written in. */
  readonly timeZone: string;
  /** EIA API v2 spelling; null where the width is no calendar period. */
  readonly period: string | null;
  readonly state: BucketState;
  /** Observations with a value. */
  readonly count: number;
  /** By {@link seriesMetricKey}; null without values. */
  readonly values: Readonly<Record<string, number | null>>;
  /** The bucket it is compared with; null where nothing is compared. */
  readonly comparison: TimeBucket | null;
};

/** The buckets of one series, oldest first. */
export type TimeBucketColumns = {
  /** Same id, same arguments over the same data. */
  readonly id: string;
  readonly buckets: readonly TimeBucket[];
  readonly units: string | null;
  /** Whether each bucket has one it is compared with; otherwise none has. */
  readonly isCompared: boolean;
};
