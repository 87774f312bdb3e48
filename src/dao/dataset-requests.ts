import type { Duration } from '../calendar/duration.ts';
import type { FillMode, PartialMode } from '../model/bucket.ts';
import type { GroupFilter, GroupOrder, Metric, RowFilter, RowOrder } from '../model/dataset-query.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import type { PageArguments } from '../model/page.ts';
import type { TimeBound, TimeRange } from '../model/time-range.ts';

/** Which rows of a declared table. */
export type DatasetScope = {
  readonly table: DeclaredDataset;
  /** Null is all of time. */
  readonly range: TimeRange | null;
  /** IANA name; wall-clock bounds of the range are read in it. */
  readonly timeZone: string;
  readonly where: RowFilter;
};

/** A page of rows. */
export type RowsRequest = DatasetScope & {
  /** Empty for the declared order. */
  readonly order: readonly RowOrder[];
  readonly page: PageArguments;
};

/** One group of all rows. */
export type AggregateRequest = DatasetScope & {
  readonly metrics: readonly Metric[];
  /** How much earlier the rows are that these are compared with; absent or null for no comparison. */
  readonly compareWith?: Duration | null;
};

/** A page of groups. */
export type GroupsRequest = AggregateRequest & {
  /** Names; rows that share the values of all of them are one group. */
  readonly dimensions: readonly string[];
  readonly having: GroupFilter;
  /** Empty for the dimensions, ascending. */
  readonly order: readonly GroupOrder[];
  readonly page: PageArguments;
};

/** How time is divided, and what becomes of the parts. */
export type Bucketing = {
  readonly groupByInterval: Duration;
  /** Where counting starts; null for 1 January, Monday, midnight. */
  readonly origin: TimeBound | null;
  readonly fill: FillMode;
  /** Of each run of buckets without rows only the first so many are filled; null for all. */
  readonly maxGap: number | null;
  readonly partial: PartialMode;
};

/** A page of groups, each with its rows bucketed by time. */
export type BucketsRequest = GroupsRequest & Bucketing;
