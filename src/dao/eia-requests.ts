import type { PageArguments } from '../model/page.ts';
import type { SeriesFilter, SeriesOrder } from '../model/series-filter.ts';

/** What one request may ask for. */
export type EiaLimits = {
  readonly maxPageSize: number;
  readonly maxBatch: number;
  readonly maxPoints: number;
  /** Most observations read where `maxPoints` is given, to choose points from. */
  readonly maxSampledPoints: number;
  /** Most buckets over all series of one request. */
  readonly maxBuckets: number;
};

/** Series, a page of them. */
export type SeriesRequest = {
  readonly filter?: SeriesFilter;
  readonly order?: readonly SeriesOrder[];
  readonly page?: PageArguments;
};
