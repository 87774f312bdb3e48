import type { PageArguments } from '../model/page.ts';
import type { Series } from '../model/series.ts';
import type { SeriesFilter, SeriesOrder } from '../model/series-filter.ts';
import type { TimeRange } from '../model/time-range.ts';

/** What one request may ask for. */
export type EiaLimits = {
  readonly maxPageSize: number;
  readonly maxBatch: number;
  readonly maxPoints: number;
  /** Most buckets of one series. */
  readonly maxBuckets: number;
};

/** Observations of one series, a page of them. */
export type ObservationRequest = {
  readonly series: Series;
  readonly range?: TimeRange | null;
  readonly timeZone?: string;
  readonly direction?: 'ASC' | 'DESC';
  readonly page?: PageArguments;
};

/** Series, a page of them. */
export type SeriesRequest = {
  readonly filter?: SeriesFilter;
  readonly order?: readonly SeriesOrder[];
  readonly page?: PageArguments;
};
