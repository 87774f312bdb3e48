import type { ContinuousAggregate, ContinuousAggregateRow } from '../src/model/continuous-aggregate.ts';
import type { Dimension, DimensionValue } from '../src/model/dataset.ts';
import type { Frequency } from '../src/model/frequency.ts';
import type { Hypertable, HypertableChunk } from '../src/model/hypertable.ts';
import type { IcebergSnapshot, IcebergTable } from '../src/model/iceberg.ts';
import type { Observation } from '../src/model/observation.ts';
import type { ObservationColumns } from '../src/model/observation-columns.ts';
import type { Page, RangePage } from '../src/model/page.ts';
import type { Sourced } from '../src/model/provenance.ts';
import type { Revision, RevisionSelection } from '../src/model/revision.ts';
import type { Series } from '../src/model/series.ts';
import type { SeriesFilter } from '../src/model/series-filter.ts';
import type { TimeBucketColumns } from '../src/model/time-bucket.ts';
import type { PageInfo } from './generated/types.ts';

/** A row with its cursor. */
export type Edge<Node> = { readonly cursor: string; readonly node: Node };

/** A page of series, and what it is a page of. */
export type SeriesList = { readonly page: Page<Series>; readonly filter: SeriesFilter };

/** How a series is read: in which zone, and as it stood when (milliseconds since 1970; null is now). */
export type SeriesReading = {
  readonly series: Series;
  readonly timeZone: string;
  readonly asOfMillis: number | null;
};

/** A page of one series' observations, and what it is a page of. */
export type ObservationList = SeriesReading & {
  readonly page: Sourced<RangePage<Observation>>;
  /** Units of the values. */
  readonly units: string | null;
};

/** The observations of a series as arrays, and how it was read. */
export type ObservationColumnsInZone = Sourced<ObservationColumns> & SeriesReading;

/** The buckets of a series as arrays, and how it was read. */
export type TimeBucketColumnsInZone = Sourced<TimeBucketColumns> & SeriesReading;

/** A page of what was restated of one series, and what it is a page of. */
export type RevisionList = { readonly page: Page<Revision>; readonly selection: RevisionSelection };

/** A page of a dimension's values, and what it is a page of. */
export type DimensionValueList = {
  readonly page: Page<DimensionValue>;
  readonly dimension: Dimension;
  readonly search: string | null;
};

/** A page of Iceberg tables, and the schema it is a page of, as the client named it. */
export type IcebergTableList = {
  readonly page: Page<IcebergTable>;
  readonly catalog: string;
  readonly schema: string;
};

/** A page of the snapshots of a table. */
export type IcebergSnapshotList = { readonly page: Page<IcebergSnapshot>; readonly table: IcebergTable };

/** A page of a hypertable's chunks. */
export type ChunkList = { readonly page: Page<HypertableChunk>; readonly hypertable: Hypertable };

/** A page of a continuous aggregate's rows, and what it is a page of. */
export type ContinuousAggregateRowList = {
  readonly page: Sourced<RangePage<ContinuousAggregateRow>>;
  readonly aggregate: ContinuousAggregate;
};

/** An observation, and the zone its instants are written in. */
export type ObservationInZone = Observation & { readonly frequency: Frequency; readonly timeZone: string };

/** Puts an observation into a zone. Its own fields are copied: one read off its parent costs less than one resolved. */
export function inZone(
  { period, value, labelMillis, startMillis, endMillis }: Observation,
  frequency: Frequency,
  timeZone: string,
): ObservationInZone {
  return { period, value, labelMillis, startMillis, endMillis, frequency, timeZone };
}

export type IcebergTableEdge = Edge<IcebergTable>;
export type ChunkEdge = Edge<HypertableChunk>;
export type ContinuousAggregateRowEdge = Edge<ContinuousAggregateRow>;
export type RevisionEdge = Edge<Revision>;
export type SeriesEdge = Edge<Series>;
export type ObservationEdge = Edge<ObservationInZone>;

/** Relay's account of a page. */
export function pageInfo<Row>(page: Page<Row>): PageInfo {
  const first = page.rows.at(0);
  const last = page.rows.at(-1);
  return {
    hasNextPage: page.hasNextPage,
    hasPreviousPage: page.hasPreviousPage,
    startCursor: first === undefined ? null : page.cursorOf(first),
    endCursor: last === undefined ? null : page.cursorOf(last),
  };
}

/** The rows of a page with their cursors. */
export function edges<Row>(page: Page<Row>): Edge<Row>[] {
  return page.rows.map((row) => ({ cursor: page.cursorOf(row), node: row }));
}
