// Generated from schema/ by `npm run codegen`: do not edit.
import type { JsonValue } from '../../src/model/json-value.ts';
import type { Period } from '../../src/model/period.ts';
import type { TimeBound } from '../../src/model/time-range.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AnyNode } from '../node.ts';
import type { DeclaredDataset, DeclaredDimension, DeclaredMeasure } from '../../src/model/declared-dataset.ts';
import type { Series } from '../../src/model/series.ts';
import type { SeriesList, SeriesEdge, ObservationList, ObservationEdge as ObservationEdgeModel, ObservationInZone, ObservationColumnsInZone, TimeBucketColumnsInZone, RevisionList, RevisionEdge as RevisionEdgeModel, DimensionValueList, IcebergTableList, IcebergTableEdge as IcebergTableEdgeModel, IcebergSnapshotList, ChunkList, ChunkEdge, ContinuousAggregateRowList, ContinuousAggregateRowEdge as ContinuousAggregateRowEdgeModel } from '../connection.ts';
import type { TimeBucket as TimeBucketModel } from '../../src/model/time-bucket.ts';
import type { Revision as RevisionModel } from '../../src/model/revision.ts';
import type { DatasetRef, RegionRef } from '../eia-dataset.ts';
import type { Dimension } from '../../src/model/dataset.ts';
import type { FederatedAnswer } from '../trino.ts';
import type { QueryValidation as QueryValidationModel, SqlError as SqlErrorModel } from '../../src/model/federated.ts';
import type { IcebergTable as IcebergTableModel } from '../../src/model/iceberg.ts';
import type { BackendDescription } from '../../src/model/backend.ts';
import type { GatewayDescription } from '../../src/model/gateway.ts';
import type { Hypertable as HypertableModel, HypertableChunk as HypertableChunkModel, ChunkCompression } from '../../src/model/hypertable.ts';
import type { ContinuousAggregate as ContinuousAggregateModel, ContinuousAggregateRow as ContinuousAggregateRowModel, AggregateRefresh } from '../../src/model/continuous-aggregate.ts';
import type { AnswerOrigin } from '../provenance.ts';
import type { ClickHouseTable as ClickHouseTableModel, TableOptimization } from '../../src/model/clickhouse-table.ts';
import type { RequestContext } from '../../src/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A 64-bit integer, always a JSON string, because JavaScript loses digits above 2^53; input also takes an integer. */
  BigInt: { input: string; output: string; }
  /**
   * An instant as RFC 3339 text with up to 9 fraction digits, e.g. `2024-03-10T00:00:00-05:00`. Written with the offset of
   * the field's `timeZone` argument, `Z` without one. No digit is cut.
   */
  DateTime: { input: string; output: string; }
  /** An exact decimal number, always a JSON string; input also takes a number. At most 38 digits, 20 of them after the point. */
  Decimal: { input: string; output: string; }
  /** A width of time in one unit: ISO 8601 (`P1D`, `PT15M`, `P3M`) or spelled (`1 day`, `15 minutes`), which mean the same. */
  Duration: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: JsonValue; output: JsonValue; }
  /**
   * A reporting period in EIA API v2 spelling: `2024`, `2024-Q1`, `2024-03`, `2024-03-10`, `2024-03-10T05`,
   * `2024-03-10T05-06:00`. Bulk spelling (`202403`) is accepted on input.
   */
  Period: { input: Period; output: string; }
  /** A whole number up to 2^53, always a JSON number: counts, byte sizes, milliseconds. */
  SafeInt: { input: number; output: number; }
  /** One end of a range: an RFC 3339 instant, a date or local date-time (read in `timeZone`), or an EIA period (its label: the first day of a month, the hour as labelled). */
  TimeBound: { input: TimeBound; output: never; }
  /** An IANA time zone name such as `America/New_York`, or `UTC`. Not an offset. */
  TimeZone: { input: string; output: string; }
  /** A selection of fields, as federation keys name them. */
  federation__FieldSet: { input: unknown; output: unknown; }
  /** What a federation link imports. */
  link__Import: { input: unknown; output: unknown; }
};

/** Whether a quantity adds up. */
export type Additivity =
  /** It adds up over time and groups: energy, volume. */
  | 'FLOW'
  /** It does not add up: a price, a percentage. */
  | 'RATE'
  /** It adds up over groups only, each with its newest value (`closing`): a storage level. */
  | 'STOCK';

/** An engine as this gateway sees it. */
export type Backend = Node & {
  /** Whether connections to it are made. */
  breaker: BreakerState;
  /** When that was seen. */
  checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** True when it runs inside this gateway. */
  embedded: Scalars['Boolean']['output'];
  /** `Backend:` and the name. */
  id: Scalars['ID']['output'];
  /** Which engine it is. */
  kind: BackendKind;
  /** What it cannot do here that the same engine as a server can. */
  limitations: Array<Scalars['String']['output']>;
  /** Its name in the settings. */
  name: Scalars['String']['output'];
  /** Null for a backend that is not configured. */
  pool?: Maybe<Pool>;
  /** How it is, as last seen. */
  status: BackendStatus;
  /** One sentence without host names. */
  statusReason?: Maybe<Scalars['String']['output']>;
  /** What it says it is. */
  version?: Maybe<Scalars['String']['output']>;
};

/** The engines this gateway speaks to. */
export type BackendKind =
  /** ClickHouse. */
  | 'CLICKHOUSE'
  /** PostgreSQL with TimescaleDB. */
  | 'TIMESCALE'
  /** Trino. */
  | 'TRINO';

/** How an engine is. */
export type BackendStatus =
  /** It answers, but is held by a statement of ours (an embedded engine has one session). */
  | 'BUSY'
  /** It answers, with trouble that `statusReason` names. */
  | 'DEGRADED'
  /** It does not answer; it is tried again until it does. */
  | 'DOWN'
  /** The settings name none. */
  | 'NOT_CONFIGURED'
  /** It is being started for the first time. */
  | 'STARTING'
  /** It answers. */
  | 'UP';

/** Conditions on a 64-bit integer; as in `StringFilter`. */
export type BigIntFilter = {
  /** Equal. */
  eq?: InputMaybe<Scalars['BigInt']['input']>;
  /** Greater. */
  gt?: InputMaybe<Scalars['BigInt']['input']>;
  /** Greater or equal. */
  gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['BigInt']['input']>>;
  /** Has no value (true), has one (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less. */
  lt?: InputMaybe<Scalars['BigInt']['input']>;
  /** Less or equal. */
  lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Has a value, and another one. */
  ne?: InputMaybe<Scalars['BigInt']['input']>;
  /** Has a value that is none of these. */
  notIn?: InputMaybe<Array<Scalars['BigInt']['input']>>;
};

/** Conditions on a truth value; as in `StringFilter`. */
export type BooleanFilter = {
  /** Equal. */
  eq?: InputMaybe<Scalars['Boolean']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['Boolean']['input']>>;
  /** Has no value (true), has one (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Has a value, and the other one. */
  ne?: InputMaybe<Scalars['Boolean']['input']>;
  /** Has a value that is none of these. */
  notIn?: InputMaybe<Array<Scalars['Boolean']['input']>>;
};

/** Whether connections to an engine are made. */
export type BreakerState =
  /** They are. */
  | 'CLOSED'
  /** One is tried; it decides for those that wait for it. */
  | 'HALF_OPEN'
  /** They failed again and again: for a moment none is tried, and what needs one fails at once. */
  | 'OPEN';

/** Exactly one holds for a bucket. */
export type BucketState =
  /** No rows; values come from `fill`, and `count` is 0. */
  | 'FILLED'
  /** Rows, and the whole bucket lies in the range and the past. */
  | 'OBSERVED'
  /** Rows, but the bucket is cut by the range or still running. */
  | 'PARTIAL';

/** A table of ClickHouse. */
export type ClickHouseTable = Node & {
  /** Parts its rows are in now; null where it has none, as a view. */
  activeParts?: Maybe<Scalars['SafeInt']['output']>;
  /** Its engine, e.g. `ReplacingMergeTree`. */
  engine?: Maybe<Scalars['String']['output']>;
  /** Unique over all types. */
  id: Scalars['ID']['output'];
  /** As declared, e.g. `energy_prices`. */
  name: Scalars['String']['output'];
  /** Rows as stored, before those of one key are merged; null where the engine does not count them. */
  rowCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Bytes on disk; null where the engine does not count them. */
  totalBytes?: Maybe<Scalars['SafeInt']['output']>;
};

/** Which chunks to compress. */
export type CompressChunksInput = {
  /** Say what would happen, change nothing. */
  dryRun?: Scalars['Boolean']['input'];
  /** A hypertable of a declared dataset, with compression enabled. */
  hypertable: Scalars['String']['input'];
  /** At most so many chunks in this call, from 1 to 1000; the rest is left for the next. */
  maxChunks?: Scalars['Int']['input'];
  /** Chunks that end before now minus this. */
  olderThan: Scalars['Duration']['input'];
};

/** What a compression of chunks did. */
export type CompressChunksPayload = {
  /** Chunks old enough that were compressed before. */
  alreadyCompressed: Scalars['SafeInt']['output'];
  /** Bytes of these chunks afterwards; null in a dry run. */
  bytesAfter?: Maybe<Scalars['SafeInt']['output']>;
  /** Bytes of these chunks before. */
  bytesBefore?: Maybe<Scalars['SafeInt']['output']>;
  /** True where chunks were compressed; in a dry run where they would be. */
  changed: Scalars['Boolean']['output'];
  /** The chunks it compressed, oldest first; in a dry run those it would. */
  compressedChunks: Array<HypertableChunk>;
  /** True where nothing was done. */
  dryRun: Scalars['Boolean']['output'];
  /** How long it took. */
  elapsedMillis: Scalars['SafeInt']['output'];
  /** The hypertable afterwards. */
  hypertable?: Maybe<Hypertable>;
  /** Chunks old enough that are left: beyond `maxChunks`, out of time, or locked by another session. */
  remaining: Scalars['SafeInt']['output'];
};

/** What compression made of a hypertable's compressed chunks. */
export type CompressionStats = {
  /** Bytes of the same chunks now; null while there are none. */
  afterBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** Bytes of the compressed chunks before; null while there are none. */
  beforeBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** True where chunks can be compressed. */
  enabled: Scalars['Boolean']['output'];
};

/** A TimescaleDB view whose buckets are kept materialised. */
export type ContinuousAggregate = Node & {
  /** Width of its buckets. */
  bucketWidth?: Maybe<Scalars['Duration']['output']>;
  /** Its declared columns: time, dimensions, count of rows, aggregates. */
  columns?: Maybe<Array<FederatedColumn>>;
  /** The hypertable it aggregates. */
  hypertable?: Maybe<Hypertable>;
  /** Unique over all types. */
  id: Scalars['ID']['output'];
  /** As declared, e.g. `hourly_summary`. */
  name: Scalars['String']['output'];
  /** Its rows by time and dimensions. Without `first` or `last`: the first 100. */
  rows?: Maybe<ContinuousAggregateRowConnection>;
  /** Materialised up to here; newer rows come from the raw table. Null while nothing is materialised. */
  watermark?: Maybe<Scalars['DateTime']['output']>;
};


/** A TimescaleDB view whose buckets are kept materialised. */
export type ContinuousAggregateRowsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<TimeRange>;
};

/** A row of a continuous aggregate; a declared dataset gives the same rows typed. */
export type ContinuousAggregateRow = {
  /** Cells in the order of `columns`: 64-bit integers and decimals as strings, times as DateTime text. */
  cells: Array<Maybe<Scalars['JSON']['output']>>;
  /** Start of the bucket. */
  start: Scalars['DateTime']['output'];
};

/** A page of a continuous aggregate's rows. */
export type ContinuousAggregateRowConnection = {
  /** The rows with a cursor each. */
  edges: Array<ContinuousAggregateRowEdge>;
  /** The rows alone. */
  nodes: Array<ContinuousAggregateRow>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** Where this answer came from. */
  provenance?: Maybe<Provenance>;
  /** Counted only when selected, whatever the page; null if the count alone failed. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A row in a page. */
export type ContinuousAggregateRowEdge = {
  /** Its place in the list. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: ContinuousAggregateRow;
};

/** A declared table. Its typed fields hang off the implementing type. */
export type Dataset = {
  /** The engine that holds it. */
  backend: Backend;
  /** What it holds. */
  description?: Maybe<Scalars['String']['output']>;
  /** What rows are told apart and grouped by. */
  dimensions: Array<DatasetDimension>;
  /** The engine that is read while that one is down: it holds the same rows. Null where none is declared. */
  fallback?: Maybe<Backend>;
  /** Unique over all types. */
  id: Scalars['ID']['output'];
  /** What is counted up. */
  measures: Array<DatasetMeasure>;
  /** Its declared name. */
  name: Scalars['String']['output'];
  /** True for generated demonstration data. */
  synthetic: Scalars['Boolean']['output'];
  /** The column that says when a row is. */
  timeColumn: Scalars['String']['output'];
  /** Its name for people. */
  title: Scalars['String']['output'];
};

/** A dimension as user interfaces need it: the names are those of the enums and filters. */
export type DatasetDimension = {
  /** What it is. */
  description?: Maybe<Scalars['String']['output']>;
  /** Its value in `groupBy` and `orderBy`. */
  enumName: Scalars['String']['output'];
  /** Its name for people. */
  label: Scalars['String']['output'];
  /** Its field in rows, keys and filters. */
  name: Scalars['String']['output'];
  /** The declared type: `text`, `int64` or `boolean`. */
  type: Scalars['String']['output'];
};

/** A measure as user interfaces need it: the names are those of the enums and filters. */
export type DatasetMeasure = {
  /** Whether it adds up. */
  additivity: Additivity;
  /** What it is. */
  description?: Maybe<Scalars['String']['output']>;
  /** Its name for people. */
  label: Scalars['String']['output'];
  /** Its field in rows, aggregates and filters. */
  name: Scalars['String']['output'];
  /** The declared type: `float`, `decimal` or `int64`. */
  type: Scalars['String']['output'];
  /** Its units, e.g. `USD/MWh`. */
  units?: Maybe<Scalars['String']['output']>;
};

/** Conditions on an exact number; as in `StringFilter`. */
export type DecimalFilter = {
  /** Equal. */
  eq?: InputMaybe<Scalars['Decimal']['input']>;
  /** Greater. */
  gt?: InputMaybe<Scalars['Decimal']['input']>;
  /** Greater or equal. */
  gte?: InputMaybe<Scalars['Decimal']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['Decimal']['input']>>;
  /** Has no value (true), has one (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less. */
  lt?: InputMaybe<Scalars['Decimal']['input']>;
  /** Less or equal. */
  lte?: InputMaybe<Scalars['Decimal']['input']>;
  /** Has a value, and another one. */
  ne?: InputMaybe<Scalars['Decimal']['input']>;
  /** Has a value that is none of these. */
  notIn?: InputMaybe<Array<Scalars['Decimal']['input']>>;
};

/** How `maxPoints` chooses the points of a chart. */
export type Downsampling =
  /** Largest triangle three buckets: keeps the look of a line. */
  | 'LTTB'
  /** Smallest and largest of each stretch: keeps spikes. */
  | 'MIN_MAX';

/** A dataset of EIA that holds series here: a bulk dataset or a route of API v2. */
export type EiaDataset = Node & {
  /** EIA's code, e.g. `ELEC`, or the route of API v2, e.g. `electricity/retail-sales`. */
  code: Scalars['String']['output'];
  /** What its series can be told apart by: names for `where: { facets }`. */
  dimensions?: Maybe<Array<EiaDimension>>;
  /** Period of the newest observation. */
  endPeriod?: Maybe<Scalars['Period']['output']>;
  /** The frequencies its series have, from annual to hourly. */
  frequencies?: Maybe<Array<Frequency>>;
  /** `EiaDataset:` and the code. */
  id: Scalars['ID']['output'];
  /** EIA's name of it; the code where it is not known. */
  name: Scalars['String']['output'];
  /** How many series it holds here. */
  seriesCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Period of the oldest observation. */
  startPeriod?: Maybe<Scalars['Period']['output']>;
};

/** A facet of the series of one dataset. */
export type EiaDimension = {
  /** Its name for people, where known. */
  label?: Maybe<Scalars['String']['output']>;
  /** Its name in `where: { facets }`. */
  name: Scalars['String']['output'];
  /** Its values, by code points. Without `first` or `last`: the first 50. */
  values?: Maybe<EiaDimensionValueConnection>;
};


/** A facet of the series of one dataset. */
export type EiaDimensionValuesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** One value of a dimension. */
export type EiaDimensionValue = {
  /** The value for people, where EIA says it. */
  label?: Maybe<Scalars['String']['output']>;
  /** How many series of the dataset have it. */
  seriesCount: Scalars['SafeInt']['output'];
  /** The value as filters take it. */
  value: Scalars['String']['output'];
};

/** A page of values. */
export type EiaDimensionValueConnection = {
  /** The values with a cursor each. */
  edges: Array<EiaDimensionValueEdge>;
  /** The values alone. */
  nodes: Array<EiaDimensionValue>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** Counted only when selected, whatever the page; null if the count alone failed. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A value in a page. */
export type EiaDimensionValueEdge = {
  /** Its place in the list. */
  cursor: Scalars['String']['output'];
  /** The value. */
  node: EiaDimensionValue;
};

/** A facet that has one of the values. */
export type EiaFacetFilter = {
  /** The values that fit; `[]` matches nothing. */
  in: Array<Scalars['String']['input']>;
  /** The dimension's name. */
  name: Scalars['String']['input'];
};

/** A place EIA reports on; other subgraphs join here. */
export type EiaRegion = Node & {
  /** e.g. `USA-TX`. */
  code: Scalars['String']['output'];
  /** `EiaRegion:` and the code. */
  id: Scalars['ID']['output'];
  /** The place's name, where known. */
  name?: Maybe<Scalars['String']['output']>;
};

/** A time series as EIA publishes it. */
export type EiaSeries = Node & {
  /** The same buckets as arrays: for charts and many series. */
  bucketColumns?: Maybe<TimeBucketColumns>;
  /** Calendar buckets, oldest first, at most `limits.maxBuckets`; a width finer than the series is BAD_USER_INPUT. */
  buckets?: Maybe<Array<TimeBucket>>;
  /** The same observations as arrays of equal length, oldest first: for charts. At most `limits.maxPoints` of them. */
  columns?: Maybe<ObservationColumns>;
  /** The dataset it belongs to. */
  dataset?: Maybe<EiaDataset>;
  /** What it measures, in EIA's words. */
  description?: Maybe<Scalars['String']['output']>;
  /** Last period with an observation (included, unlike a range's `end`). */
  endPeriod?: Maybe<Scalars['Period']['output']>;
  /** How often it is published. */
  frequency: Frequency;
  /** EIA's own id, e.g. `ELEC.GEN.ALL-US-99.M`. */
  id: Scalars['ID']['output'];
  /** When EIA last changed it, where EIA says so. */
  lastUpdated?: Maybe<Scalars['DateTime']['output']>;
  /** Newest observation that has a value. */
  latest?: Maybe<Observation>;
  /** EIA's name of it. */
  name: Scalars['String']['output'];
  /** Observations one by one, oldest first unless `direction` is DESC. Without `first` or `last`: the first 100. */
  observations?: Maybe<ObservationConnection>;
  /** The place it reports on. */
  region?: Maybe<EiaRegion>;
  /** What EIA restated, newest first. Without `first` or `last`: the newest 50. */
  revisions?: Maybe<RevisionConnection>;
  /** Who publishes it. */
  source?: Maybe<Scalars['String']['output']>;
  /** First period with an observation. */
  startPeriod?: Maybe<Scalars['Period']['output']>;
  /** EIA's spelling, e.g. `thousand megawatthours`. */
  units?: Maybe<Scalars['String']['output']>;
};


/** A time series as EIA publishes it. */
export type EiaSeriesBucketColumnsArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  compareWith?: InputMaybe<Scalars['Duration']['input']>;
  convertTo?: InputMaybe<Scalars['String']['input']>;
  fill?: FillMode;
  maxGap?: InputMaybe<Scalars['Int']['input']>;
  origin?: InputMaybe<Scalars['TimeBound']['input']>;
  partial?: PartialMode;
  range?: InputMaybe<TimeRange>;
  timeZone?: Scalars['TimeZone']['input'];
  width: Scalars['Duration']['input'];
};


/** A time series as EIA publishes it. */
export type EiaSeriesBucketsArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  compareWith?: InputMaybe<Scalars['Duration']['input']>;
  convertTo?: InputMaybe<Scalars['String']['input']>;
  fill?: FillMode;
  maxGap?: InputMaybe<Scalars['Int']['input']>;
  origin?: InputMaybe<Scalars['TimeBound']['input']>;
  partial?: PartialMode;
  range?: InputMaybe<TimeRange>;
  timeZone?: Scalars['TimeZone']['input'];
  width: Scalars['Duration']['input'];
};


/** A time series as EIA publishes it. */
export type EiaSeriesColumnsArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  convertTo?: InputMaybe<Scalars['String']['input']>;
  downsampling?: Downsampling;
  maxPoints?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<TimeRange>;
  timeZone?: Scalars['TimeZone']['input'];
};


/** A time series as EIA publishes it. */
export type EiaSeriesObservationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  convertTo?: InputMaybe<Scalars['String']['input']>;
  direction?: OrderDirection;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<TimeRange>;
  timeZone?: Scalars['TimeZone']['input'];
};


/** A time series as EIA publishes it. */
export type EiaSeriesRevisionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  period?: InputMaybe<Scalars['Period']['input']>;
};

/** A page of series. */
export type EiaSeriesConnection = {
  /** The series with a cursor each. */
  edges: Array<EiaSeriesEdge>;
  /** The series alone. */
  nodes: Array<EiaSeries>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** Counted only when selected, whatever the page; null if the count alone failed. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A series in a page. */
export type EiaSeriesEdge = {
  /** Its place in the list. */
  cursor: Scalars['String']['output'];
  /** The series. */
  node: EiaSeries;
};

/** Which series; all given conditions must hold. */
export type EiaSeriesFilter = {
  /** All of these. */
  and?: InputMaybe<Array<EiaSeriesFilter>>;
  /** EIA's code (`ELEC`) or API v2's name (`electricity`). */
  dataset?: InputMaybe<StringFilter>;
  /** Facets as `EiaDataset.dimensions` lists them; all must hold. */
  facets?: InputMaybe<Array<EiaFacetFilter>>;
  /** One of these frequencies. */
  frequency?: InputMaybe<Array<Frequency>>;
  /** EIA's own id. */
  id?: InputMaybe<IdFilter>;
  /** Not this. */
  not?: InputMaybe<EiaSeriesFilter>;
  /** At least one of these. */
  or?: InputMaybe<Array<EiaSeriesFilter>>;
  /** Region code, e.g. `USA-TX`. */
  region?: InputMaybe<StringFilter>;
  /** Words in the name, all of them, in any order, whatever their case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** EIA's spelling of the units. */
  units?: InputMaybe<StringFilter>;
};

/** One step of an order. */
export type EiaSeriesOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** What to compare. */
  field: EiaSeriesOrderField;
  /** Where series without that value stand. */
  nulls?: NullsOrder;
};

/** What series are ordered by. */
export type EiaSeriesOrderField =
  /** Label of the last observation. */
  | 'END_PERIOD'
  /** EIA's own id. */
  | 'ID'
  /** When EIA last changed it. */
  | 'LAST_UPDATED'
  /** The name, by code points. */
  | 'NAME'
  /** Label of the first observation. */
  | 'START_PERIOD';

/** `errors[].extensions.code`: a closed list, and may grow in a minor version. */
export type ErrorCode =
  /** The field needs an engine that the settings do not name. */
  | 'BACKEND_NOT_CONFIGURED'
  /** The deadline of the request ran out. */
  | 'BACKEND_TIMEOUT'
  /** The engine cannot be reached. */
  | 'BACKEND_UNAVAILABLE'
  /** The HTTP request is no GraphQL request. */
  | 'BAD_REQUEST'
  /** An argument is impossible; `argument` and `allowed` say which and what fits. */
  | 'BAD_USER_INPUT'
  /** The client went away. */
  | 'CANCELLED'
  /** The identity may not do this. */
  | 'FORBIDDEN'
  /** The SQL does more than reading what it may read. */
  | 'FORBIDDEN_SQL'
  /** The document is not GraphQL. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not fit the schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** A defect of the gateway; the log has it under the request id. */
  | 'INTERNAL_SERVER_ERROR'
  /** The document has no operation of that name, or several and no name says which. */
  | 'OPERATION_RESOLUTION_FAILURE'
  /** The gateway or the engine has as much to do as it may; try again later. */
  | 'OVERLOADED'
  /** Send the query text together with its hash. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** Send the query text itself. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** No connection became free in time. */
  | 'POOL_TIMEOUT'
  /** The engine refused the statement. */
  | 'QUERY_FAILED'
  /** The document costs more than the gateway allows. */
  | 'QUERY_TOO_EXPENSIVE'
  /** Too many requests from this client. */
  | 'RATE_LIMITED'
  /** The answer would be larger than the gateway allows. */
  | 'RESULT_TOO_LARGE'
  /** The request carries no valid identity. */
  | 'UNAUTHENTICATED';

/** What an error code means. */
export type ErrorCodeInfo = {
  /** The code. */
  code: ErrorCode;
  /** One sentence. */
  description: Scalars['String']['output'];
  /** True when the same request may succeed later. */
  retryable: Scalars['Boolean']['output'];
};

/** A column as its engine describes it. */
export type FederatedColumn = {
  /** Its name; not unique in a result. */
  name: Scalars['String']['output'];
  /** The engine's own name of its type, e.g. `decimal(18,4)` in Trino, `float8` in PostgreSQL. */
  type: Scalars['String']['output'];
};

/** The rows of a statement over Trino's catalogs. */
export type FederatedResult = {
  /** The columns in the order of each row. */
  columns: Array<FederatedColumn>;
  /** Where this answer came from. */
  provenance?: Maybe<Provenance>;
  /** How many rows are here. */
  rowCount: Scalars['Int']['output'];
  /** Row by row; 64-bit integers and decimals as strings, times as DateTime text, NaN and infinities null. */
  rows: Array<Array<Maybe<Scalars['JSON']['output']>>>;
  /** True when `limit` cut the result. */
  truncated: Scalars['Boolean']['output'];
};

/** What buckets without rows become. */
export type FillMode =
  /** They lie on the line between the nearest buckets with values, by elapsed time; nothing outside of those. */
  | 'LINEAR'
  /** They are left out. */
  | 'NONE'
  /** They are there with null values. */
  | 'NULL'
  /** They repeat the bucket before; the first ones the newest bucket with a value before the range. */
  | 'PREVIOUS'
  /** They are there with zeros; for what adds up only. */
  | 'ZERO';

/** Conditions on a number; as in `StringFilter`. */
export type FloatFilter = {
  /** Equal. */
  eq?: InputMaybe<Scalars['Float']['input']>;
  /** Greater. */
  gt?: InputMaybe<Scalars['Float']['input']>;
  /** Greater or equal. */
  gte?: InputMaybe<Scalars['Float']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['Float']['input']>>;
  /** Has no value (true), has one (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less. */
  lt?: InputMaybe<Scalars['Float']['input']>;
  /** Less or equal. */
  lte?: InputMaybe<Scalars['Float']['input']>;
  /** Has a value, and another one. */
  ne?: InputMaybe<Scalars['Float']['input']>;
  /** Has a value that is none of these. */
  notIn?: InputMaybe<Array<Scalars['Float']['input']>>;
};

/** What may be asked of a quantity that adds up over time and groups (energy, volume). */
export type FlowAggregation =
  /** The mean. */
  | 'AVG'
  /** The oldest. */
  | 'FIRST'
  /** The newest. */
  | 'LAST'
  /** The largest. */
  | 'MAX'
  /** The median. */
  | 'MEDIAN'
  /** The smallest. */
  | 'MIN'
  /** The standard deviation of the sample. */
  | 'STDDEV'
  /** The sum. */
  | 'SUM';

/** How often EIA publishes a series. */
export type Frequency =
  /** Once a year (`A`). */
  | 'ANNUAL'
  /** Once a day (`D`). */
  | 'DAILY'
  /** Averages of four weeks, labelled with the date the last one ends (`4`). */
  | 'FOUR_WEEK'
  /** Hours in UTC, labelled with the instant the hour ends (`H`). */
  | 'HOURLY'
  /** Hours with the offset of a local clock (`HL`). */
  | 'HOURLY_LOCAL'
  /** Once a month (`M`). */
  | 'MONTHLY'
  /** Once a quarter (`Q`). */
  | 'QUARTERLY'
  /** Once a week, labelled with the date the week ends (`W`). */
  | 'WEEKLY';

/** This gateway. */
export type Gateway = {
  /** The shape of every error: extensions { code, argument?, allowed?, backend?, retryable, requestId, retryAfterMs?, leftOut? }. */
  errorCodes: Array<ErrorCodeInfo>;
  /** Always the same. */
  id: Scalars['ID']['output'];
  /** What one request may ask for. */
  limits: Limits;
  /** Changes whenever the schema does. */
  schemaHash: Scalars['String']['output'];
  /** Its version. */
  version: Scalars['String']['output'];
};

/** A TimescaleDB table that is stored in chunks of time. */
export type Hypertable = Node & {
  /** Chunks there are. */
  chunkCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Width of a new chunk. */
  chunkInterval?: Maybe<Scalars['Duration']['output']>;
  /** Its chunks, oldest first. Without `first` or `last`: the first 50. */
  chunks?: Maybe<HypertableChunkConnection>;
  /** Chunks that are compressed. */
  compressedChunkCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Whether chunks can be compressed, and what that made of those that are. */
  compression?: Maybe<CompressionStats>;
  /** What it is parted by, time first. */
  dimensions: Array<HypertableDimension>;
  /** Unique over all types. */
  id: Scalars['ID']['output'];
  /** As declared, e.g. `sensor_data`. */
  name: Scalars['String']['output'];
  /** Bytes on disk over all chunks. */
  size?: Maybe<StorageSize>;
  /** The column its chunks are cut by. */
  timeColumn: Scalars['String']['output'];
};


/** A TimescaleDB table that is stored in chunks of time. */
export type HypertableChunksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A part of a hypertable; its times are half-open. */
export type HypertableChunk = {
  /** True where it is compressed. */
  compressed: Scalars['Boolean']['output'];
  /** First instant after it. */
  end: Scalars['DateTime']['output'];
  /** The engine's name of it. */
  name: Scalars['String']['output'];
  /** First instant it can hold. */
  start: Scalars['DateTime']['output'];
  /** Bytes on disk, indexes included. */
  totalBytes?: Maybe<Scalars['SafeInt']['output']>;
};

/** A page of chunks. */
export type HypertableChunkConnection = {
  /** The chunks with a cursor each. */
  edges: Array<HypertableChunkEdge>;
  /** The chunks alone. */
  nodes: Array<HypertableChunk>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** Counted only when selected, whatever the page; null if the count alone failed. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A chunk in a page. */
export type HypertableChunkEdge = {
  /** Its place in the list. */
  cursor: Scalars['String']['output'];
  /** The chunk. */
  node: HypertableChunk;
};

/** What a hypertable is parted by. */
export type HypertableDimension = {
  /** The column. */
  column: Scalars['String']['output'];
  /** Width of a slice; null where it is parted by hash. */
  interval?: Maybe<Scalars['Duration']['output']>;
  /** Number of parts; null where it is parted by time. */
  partitions?: Maybe<Scalars['SafeInt']['output']>;
  /** PostgreSQL's name of its type. */
  type: Scalars['String']['output'];
};

/** Conditions on an id; as in `StringFilter`. */
export type IdFilter = {
  /** Equal. */
  eq?: InputMaybe<Scalars['ID']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** None of these. */
  notIn?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Begins with this text. */
  startsWith?: InputMaybe<Scalars['String']['input']>;
};

/** A committed state of an Iceberg table. */
export type IcebergSnapshot = {
  /** When it was committed. */
  committedAt: Scalars['DateTime']['output'];
  /** What the commit did: `append`, `replace`, `overwrite` or `delete`. */
  operation: Scalars['String']['output'];
  /** The state it was made from; null for the first. */
  parentId?: Maybe<Scalars['BigInt']['output']>;
  /** Its id. */
  snapshotId: Scalars['BigInt']['output'];
};

/** A page of snapshots. */
export type IcebergSnapshotConnection = {
  /** The snapshots with their cursors. */
  edges: Array<IcebergSnapshotEdge>;
  /** The snapshots. */
  nodes: Array<IcebergSnapshot>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** Snapshots the table has, whatever page is read. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A snapshot with its cursor. */
export type IcebergSnapshotEdge = {
  /** For `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The snapshot. */
  node: IcebergSnapshot;
};

/** A table of an Iceberg catalog. */
export type IcebergTable = Node & {
  /** Catalog in Trino. */
  catalog: Scalars['String']['output'];
  /** Its columns in their order. */
  columns?: Maybe<Array<FederatedColumn>>;
  /** The state that readers see; null before the first commit. */
  currentSnapshot?: Maybe<IcebergSnapshot>;
  /** Data files now. */
  fileCount?: Maybe<Scalars['SafeInt']['output']>;
  /** `IcebergTable:` and its name, opaque. */
  id: Scalars['ID']['output'];
  /** Name in the schema. */
  name: Scalars['String']['output'];
  /** What it is partitioned by, e.g. `month(ts)`; empty for an unpartitioned table. */
  partitioning?: Maybe<Array<Scalars['String']['output']>>;
  /** Rows now, as the current snapshot counts them; null where rows deleted by value would have to be read first. */
  rowCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Schema in the catalog. */
  schema: Scalars['String']['output'];
  /** Committed states, newest first, of any branch. Without `first` or `last`: the first 20. */
  snapshots?: Maybe<IcebergSnapshotConnection>;
  /** Size of all files now. */
  totalBytes?: Maybe<Scalars['SafeInt']['output']>;
};


/** A table of an Iceberg catalog. */
export type IcebergTableSnapshotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of tables. */
export type IcebergTableConnection = {
  /** The tables with their cursors. */
  edges: Array<IcebergTableEdge>;
  /** The tables. */
  nodes: Array<IcebergTable>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** Tables in the schema, whatever page is read. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A table with its cursor. */
export type IcebergTableEdge = {
  /** For `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The table. */
  node: IcebergTable;
};

/** What one request may ask for. */
export type Limits = {
  /** Longest time for one request; a client may ask for less with the header `aurum-deadline-ms`. */
  deadlineMillis: Scalars['Int']['output'];
  /** Most ids in one list argument. */
  maxBatch: Scalars['Int']['output'];
  /** Most buckets over all lines, or series, of one request. */
  maxBuckets: Scalars['Int']['output'];
  /** Most bytes that an engine may answer one statement with. */
  maxFieldBytes: Scalars['Int']['output'];
  /** Most rows that an engine may answer one statement with; fields of one list share theirs. */
  maxFieldRows: Scalars['Int']['output'];
  /** Largest `first` or `last`. */
  maxPageSize: Scalars['Int']['output'];
  /** Most observations in one `columns`. */
  maxPoints: Scalars['Int']['output'];
  /** Most bytes of one response, and of all that the engines answer one request with. */
  maxResponseBytes: Scalars['Int']['output'];
  /** Most rows that the engines may answer one request with. */
  maxResponseRows: Scalars['Int']['output'];
};

/** What operators can have done. Nothing here changes a value, only how it is stored. */
export type Mutation = {
  /** Compresses a hypertable's chunks that end before `olderThan` ago, oldest first; compressed ones are skipped. */
  compressChunks?: Maybe<CompressChunksPayload>;
  /** Merges a ClickHouse table's parts, one partition after the other. Running it twice changes nothing more. */
  optimizeTable?: Maybe<OptimizeTablePayload>;
  /** Materialises a range of a continuous aggregate. Running it twice changes nothing more. */
  refreshContinuousAggregate?: Maybe<RefreshContinuousAggregatePayload>;
};


/** What operators can have done. Nothing here changes a value, only how it is stored. */
export type MutationCompressChunksArgs = {
  input: CompressChunksInput;
};


/** What operators can have done. Nothing here changes a value, only how it is stored. */
export type MutationOptimizeTableArgs = {
  input: OptimizeTableInput;
};


/** What operators can have done. Nothing here changes a value, only how it is stored. */
export type MutationRefreshContinuousAggregateArgs = {
  input: RefreshContinuousAggregateInput;
};

/** An object with an id that is unique over all types. */
export type Node = {
  /** Unique over all types; EIA's own id for a series. */
  id: Scalars['ID']['output'];
};

/** Where rows without a value stand in an ordered list. */
export type NullsOrder =
  /** Before all others. */
  | 'FIRST'
  /** After all others. */
  | 'LAST';

/** One published value. `start` and `end` bound its period, half-open. */
export type Observation = {
  /** First instant after the period. */
  end: Scalars['DateTime']['output'];
  /** EIA's label of it. */
  period: Scalars['Period']['output'];
  /** First instant of the period. */
  start: Scalars['DateTime']['output'];
  /** Null where EIA published none. */
  value?: Maybe<Scalars['Float']['output']>;
};

/** Equal-length arrays, index by index one observation. */
export type ObservationColumns = {
  /** Milliseconds since 1970 of the same instants: half the bytes, ready for a chart. */
  epochMillis: Array<Scalars['SafeInt']['output']>;
  /** Same id, same arguments over the same data: clients may merge. Not refetchable by `node`. */
  id: Scalars['ID']['output'];
  /** How many observations there are in each array. */
  length: Scalars['Int']['output'];
  /** EIA's label of each. */
  period: Array<Scalars['Period']['output']>;
  /** Where this answer came from. */
  provenance?: Maybe<Provenance>;
  /** True when `maxPoints` left points out. */
  sampled: Scalars['Boolean']['output'];
  /** EIA's own label as an instant: first day of a month, week-ending date, hour as labelled. */
  time: Array<Scalars['DateTime']['output']>;
  /** Points before sampling. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Units of the values: EIA's spelling, or what `convertTo` asked for. */
  units?: Maybe<Scalars['String']['output']>;
  /** Null where EIA published none. */
  value: Array<Maybe<Scalars['Float']['output']>>;
};

/** A page of observations. */
export type ObservationConnection = {
  /** The observations with a cursor each. */
  edges: Array<ObservationEdge>;
  /** For numbered pages; endless scrolling in Apollo Client needs `edges`. */
  nodes: Array<Observation>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** Where this answer came from. */
  provenance?: Maybe<Provenance>;
  /** Counted only when selected, whatever the page; null if the count alone failed. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
  /** Units of the values: EIA's spelling, or what `convertTo` asked for. */
  units?: Maybe<Scalars['String']['output']>;
};

/** An observation in a page. */
export type ObservationEdge = {
  /** Its place in the list. */
  cursor: Scalars['String']['output'];
  /** The observation. */
  node: Observation;
};

/** Which ClickHouse table to merge, and how. */
export type OptimizeTableInput = {
  /** Say what would happen, change nothing. */
  dryRun?: Scalars['Boolean']['input'];
  /** Rewrites also a partition of one part that was never merged, so that rows of one key become one. */
  final?: Scalars['Boolean']['input'];
  /** One partition only, by its id or as ClickHouse writes it. */
  partition?: InputMaybe<Scalars['String']['input']>;
  /** A declared ClickHouse table. */
  table: Scalars['String']['input'];
};

/** What a merge of parts did. */
export type OptimizeTablePayload = {
  /** True where parts were merged; in a dry run where they would be. */
  changed: Scalars['Boolean']['output'];
  /** True where nothing was done. */
  dryRun: Scalars['Boolean']['output'];
  /** How long it took. */
  elapsedMillis: Scalars['SafeInt']['output'];
  /** The same afterwards; in a dry run as they would be. */
  partsAfter: Scalars['SafeInt']['output'];
  /** Parts of the table, or of the partition asked for, before. */
  partsBefore: Scalars['SafeInt']['output'];
  /** The table afterwards. */
  table?: Maybe<ClickHouseTable>;
};

/** Which way a list runs. */
export type OrderDirection =
  /** Smallest, oldest or first by code point comes first. */
  | 'ASC'
  /** Largest, newest or last by code point comes first. */
  | 'DESC';

/** Where a page stands in its list (Relay). */
export type PageInfo = {
  /** Cursor of the last row of this page; null for an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True when there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True when there is more before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row of this page; null for an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Whether buckets are shown that the range cuts or that are still running. */
export type PartialMode =
  /** They are left out. */
  | 'EXCLUDE'
  /** They are shown as PARTIAL. */
  | 'INCLUDE';

/** Whole periods from the first through the last, both included; `through` defaults to `from`. */
export type PeriodSpan = {
  /** The first period. */
  from: Scalars['Period']['input'];
  /** The last period, included. */
  through?: InputMaybe<Scalars['Period']['input']>;
};

/** Connections of one backend now. */
export type Pool = {
  /** Open and idle. */
  free: Scalars['Int']['output'];
  /** Most there may be. */
  max: Scalars['Int']['output'];
  /** Kept open. */
  min: Scalars['Int']['output'];
  /** Statements whose connection is being opened or checked. */
  pending: Scalars['Int']['output'];
  /** Statements waiting for their turn. */
  queued: Scalars['Int']['output'];
  /** Lent to requests. */
  used: Scalars['Int']['output'];
};

/**
 * Where an answer came from. The same shape per field path in `extensions.provenance` when the header `aurum-provenance: 1`
 * asks for it, with the name of the backend in place of the object.
 */
export type Provenance = {
  /** The engine that was asked. */
  backend: Backend;
  /** Bytes the engine read for it; null where the engine does not tell. */
  bytesRead?: Maybe<Scalars['SafeInt']['output']>;
  /** When the answer was computed, where it came from a cache: the age of the cache. */
  cachedAt?: Maybe<Scalars['DateTime']['output']>;
  /** From the ask to the decoded rows, the wait for a connection included. */
  elapsedMillis: Scalars['SafeInt']['output'];
  /**
   * True where another engine answered in place of the one that should have, which is down: `extensions.fallback` of the answer
   * says why, for each field.
   */
  fallback: Scalars['Boolean']['output'];
  /** What could have served it and did not. */
  rejected: Array<RejectedSource>;
  /** True where aggregates made ahead of time served it. */
  rollup: Scalars['Boolean']['output'];
  /** Rows the engine read for it; null where the engine does not tell. A statement that fields share is told by each. */
  rowsRead?: Maybe<Scalars['SafeInt']['output']>;
  /**
   * Declared name of the table or rollup that served it; `eia_observation` for EIA series, the tables by name for
   * `federatedQuery`.
   */
  source: Scalars['String']['output'];
  /** Names the statement in the log; of several the last. Null where none was needed. */
  statementHash?: Maybe<Scalars['String']['output']>;
  /**
   * Newest data time the answer could see: the age of the data. Of an EIA series the end of its newest period (with `asOf`, of those there
   * were then), of a table
   * the time of its newest row. Read only when selected; null of no data and for `federatedQuery`.
   */
  watermark?: Maybe<Scalars['DateTime']['output']>;
};

/** Everything that can be asked. */
export type Query = {
  /** The engines with health and pool figures, from memory: never waits for an engine. */
  backends: Array<Backend>;
  /** A ClickHouse table of a declared dataset by its name; null where there is none. */
  clickHouseTable?: Maybe<ClickHouseTable>;
  /** A TimescaleDB continuous aggregate by its table, e.g. `hourly_summary`; null where no declared rollup is one. */
  continuousAggregate?: Maybe<ContinuousAggregate>;
  /** Every declared table, each also a typed root field; from memory. */
  datasets: Array<Dataset>;
  /** One EIA dataset by its code, e.g. `ELEC`, or API v2's name, e.g. `electricity`; null where unknown. */
  eiaDataset?: Maybe<EiaDataset>;
  /** EIA's datasets that hold series here. */
  eiaDatasets?: Maybe<Array<EiaDataset>>;
  /** One EIA series by EIA's own id, e.g. `ELEC.GEN.ALL-US-99.M`; null where unknown. */
  eiaSeries?: Maybe<EiaSeries>;
  /** Known series in the order asked for, null at the place of an unknown id; at most `limits.maxBatch` ids. */
  eiaSeriesByIds?: Maybe<Array<Maybe<EiaSeries>>>;
  /** Search and page through series. Without `first` or `last`: the first 50. */
  eiaSeriesConnection?: Maybe<EiaSeriesConnection>;
  /**
   * One read-only SQL statement (SELECT, WITH, VALUES, TABLE or EXPLAIN) over the listed Trino catalogs. SQL that does more
   * is FORBIDDEN_SQL; a mistake in it is BAD_USER_INPUT with Trino's name of it, and `line` and `column` in `extensions`.
   */
  federatedQuery?: Maybe<FederatedResult>;
  /** What this gateway is, allows and may answer. */
  gateway: Gateway;
  /** A TimescaleDB hypertable of a declared dataset by its table, e.g. `sensor_data`; null where there is none. */
  hypertable?: Maybe<Hypertable>;
  /** Iceberg tables of one schema in a Trino catalog, by name; none for a schema that is not there. Without `first` or `last`: the first 50. */
  icebergTables?: Maybe<IcebergTableConnection>;
  /** Any object by its global id; null where the id is unknown or not yours to see. */
  node?: Maybe<Node>;
  /** Checks Trino SQL without running it. */
  validateQuery?: Maybe<QueryValidation>;
};


/** Everything that can be asked. */
export type QueryClickHouseTableArgs = {
  name: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryContinuousAggregateArgs = {
  name: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryEiaDatasetArgs = {
  code: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryEiaSeriesArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked. */
export type QueryEiaSeriesByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Everything that can be asked. */
export type QueryEiaSeriesConnectionArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: Array<EiaSeriesOrder>;
  where?: InputMaybe<EiaSeriesFilter>;
};


/** Everything that can be asked. */
export type QueryFederatedQueryArgs = {
  catalogs: Array<Scalars['String']['input']>;
  limit?: Scalars['Int']['input'];
  parameters?: Array<InputMaybe<Scalars['JSON']['input']>>;
  sql: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryHypertableArgs = {
  name: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryIcebergTablesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  catalog: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  schema: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked. */
export type QueryValidateQueryArgs = {
  sql: Scalars['String']['input'];
};

/** What is found out about a statement without running it. */
export type QueryValidation = {
  /** The first thing that is wrong; null when it is valid. */
  error?: Maybe<SqlError>;
  /** Tables the statement would read, as `catalog.schema.table`: those behind views too; none when it is not valid. */
  tables: Array<Scalars['String']['output']>;
  /** True when `federatedQuery` would run it, given its catalogs and values. */
  valid: Scalars['Boolean']['output'];
};

/** What may be asked of a quantity that does not add up (price, percent). */
export type RateAggregation =
  /** The mean. */
  | 'AVG'
  /** The oldest. */
  | 'FIRST'
  /** The newest. */
  | 'LAST'
  /** The largest. */
  | 'MAX'
  /** The median. */
  | 'MEDIAN'
  /** The smallest. */
  | 'MIN'
  /** The standard deviation of the sample. */
  | 'STDDEV';

/** What a relative range ends at; of `buckets` the first edge from there on. */
export type RecentAnchor =
  /** The end of the newest period that has data; that period is always part of it. A series published late is not empty. */
  | 'LATEST_DATA'
  /** The clock; for a series of days or longer periods the end of the date it is in `timeZone`. */
  | 'NOW';

/** The newest stretch: so long before where it ends. */
export type RecentTime = {
  /** How long, by the calendar of `timeZone`; of `buckets` moved out to whole buckets, so that `P30D` makes 30 days. */
  duration: Scalars['Duration']['input'];
  /** What it ends at. */
  until?: RecentAnchor;
};

/** What to materialise. */
export type RefreshContinuousAggregateInput = {
  /** Say what would happen, change nothing. */
  dryRun?: Scalars['Boolean']['input'];
  /** A continuous aggregate that is declared as a rollup. */
  name: Scalars['String']['input'];
  /** Widened to whole buckets, and cut off behind the newest row. Dates and local times are read in UTC. */
  range: TimeRange;
};

/** What a refresh did. */
export type RefreshContinuousAggregatePayload = {
  /** True where something in the range was not materialised before; in a dry run where it is not. */
  changed: Scalars['Boolean']['output'];
  /** The aggregate afterwards. */
  continuousAggregate?: Maybe<ContinuousAggregate>;
  /** True where nothing was done. */
  dryRun: Scalars['Boolean']['output'];
  /** How long it took. */
  elapsedMillis: Scalars['SafeInt']['output'];
  /** End of its last bucket; equal to `start` where there is none. */
  end: Scalars['DateTime']['output'];
  /** Start of the first bucket of the range. */
  start: Scalars['DateTime']['output'];
};

/** A candidate the planner did not take, and why. */
export type RejectedSource = {
  /** Why not, in a sentence. */
  reason: Scalars['String']['output'];
  /** Its declared name. */
  source: Scalars['String']['output'];
};

/** One restatement: a published value that took the place of another. */
export type Revision = {
  /** EIA's label of the observation. */
  period: Scalars['Period']['output'];
  /** The value before it; null where EIA had published none. */
  previousValue?: Maybe<Scalars['Float']['output']>;
  /** EIA's own stamp, where given. */
  publishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When this gateway first saw the value. */
  seenAt: Scalars['DateTime']['output'];
  /** The new value; null where EIA withdrew one. */
  value?: Maybe<Scalars['Float']['output']>;
};

/** A page of restatements. */
export type RevisionConnection = {
  /** The restatements with a cursor each. */
  edges: Array<RevisionEdge>;
  /** The restatements alone. */
  nodes: Array<Revision>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** Counted only when selected, whatever the page; null if the count alone failed. */
  totalCount?: Maybe<Scalars['SafeInt']['output']>;
};

/** A restatement in a page. */
export type RevisionEdge = {
  /** Its place in the list. */
  cursor: Scalars['String']['output'];
  /** The restatement. */
  node: Revision;
};

/** What is counted of a group. */
export type RowCount =
  /** Its rows, with or without values. */
  | 'ROWS';

/** Conditions on a count. */
export type SafeIntFilter = {
  /** Equal. */
  eq?: InputMaybe<Scalars['SafeInt']['input']>;
  /** Greater. */
  gt?: InputMaybe<Scalars['SafeInt']['input']>;
  /** Greater or equal. */
  gte?: InputMaybe<Scalars['SafeInt']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['SafeInt']['input']>>;
  /** Less. */
  lt?: InputMaybe<Scalars['SafeInt']['input']>;
  /** Less or equal. */
  lte?: InputMaybe<Scalars['SafeInt']['input']>;
  /** Another one. */
  ne?: InputMaybe<Scalars['SafeInt']['input']>;
};

/** Where a statement goes wrong; line and column count from 1. */
export type SqlError = {
  /** Column in that line, counted in code points. */
  column?: Maybe<Scalars['Int']['output']>;
  /** Trino's error name, e.g. `SYNTAX_ERROR`, `COLUMN_NOT_FOUND`; `FORBIDDEN_SQL` for what is not run here. */
  kind: Scalars['String']['output'];
  /** Line in the statement as given; null where no place is known. */
  line?: Maybe<Scalars['Int']['output']>;
  /** What is wrong, in words. */
  message: Scalars['String']['output'];
};

/** What may be asked of a quantity that adds up over groups only (a storage level). */
export type StockAggregation =
  /** The mean. */
  | 'AVG'
  /** The level at the end: the newest value of each thing that the key tells apart (by all but time), added up. */
  | 'CLOSING'
  /** The oldest. */
  | 'FIRST'
  /** The newest. */
  | 'LAST'
  /** The largest. */
  | 'MAX'
  /** The median. */
  | 'MEDIAN'
  /** The smallest. */
  | 'MIN'
  /** The standard deviation of the sample. */
  | 'STDDEV';

/** Bytes on disk. */
export type StorageSize = {
  /** Its indexes. */
  indexBytes: Scalars['SafeInt']['output'];
  /** The table with what is stored out of line. */
  tableBytes: Scalars['SafeInt']['output'];
  /** Table and indexes. */
  totalBytes: Scalars['SafeInt']['output'];
};

/**
 * All given operators must hold. An operator given as null is BAD_USER_INPUT; an absent one is no condition; `in: []`
 * matches nothing. A missing value is matched by `isNull: true` alone.
 */
export type StringFilter = {
  /** Has this text somewhere. */
  contains?: InputMaybe<Scalars['String']['input']>;
  /** Equal, by code points. */
  eq?: InputMaybe<Scalars['String']['input']>;
  /** One of these. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Has no value (true), has one (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Has a value, and another one. */
  ne?: InputMaybe<Scalars['String']['input']>;
  /** Has a value that is none of these. */
  notIn?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Begins with this text. */
  startsWith?: InputMaybe<Scalars['String']['input']>;
};

/** Half-open `[start, end)`; an absent end is open. */
export type TimeBetween = {
  /** First instant after it. */
  end?: InputMaybe<Scalars['TimeBound']['input']>;
  /** First instant that belongs to it. */
  start?: InputMaybe<Scalars['TimeBound']['input']>;
};

/** One bucket of one series. Aggregates are null without values. */
export type TimeBucket = {
  /** The mean. */
  avg?: Maybe<Scalars['Float']['output']>;
  /** This minus `comparison`; null where either has no value. */
  change?: Maybe<Scalars['Float']['output']>;
  /** `change` in percent of `comparison`; null where that is 0. */
  changePercent?: Maybe<Scalars['Float']['output']>;
  /** The one before it that begins nearest to its start moved back by `compareWith`; null without that argument. */
  comparison?: Maybe<TimeBucket>;
  /** Observations with a value. */
  count: Scalars['SafeInt']['output'];
  /** First instant after it. */
  end: Scalars['DateTime']['output'];
  /** The oldest. */
  first?: Maybe<Scalars['Float']['output']>;
  /** The newest. */
  last?: Maybe<Scalars['Float']['output']>;
  /** The largest. */
  max?: Maybe<Scalars['Float']['output']>;
  /** The median, between two values where their number is even. */
  median?: Maybe<Scalars['Float']['output']>;
  /** The smallest. */
  min?: Maybe<Scalars['Float']['output']>;
  /** The value that the share `p` of the values does not exceed, interpolated between two. */
  percentile?: Maybe<Scalars['Float']['output']>;
  /** The bucket's name where it is a day, month, quarter or year of the calendar. */
  period?: Maybe<Scalars['Period']['output']>;
  /** First instant that belongs to it. */
  start: Scalars['DateTime']['output'];
  /** Whether it has observations, and all of them. */
  state: BucketState;
  /** The standard deviation of the sample; null for a single value. */
  stddev?: Maybe<Scalars['Float']['output']>;
  /** The sum. BAD_USER_INPUT for what does not add up over time (price, percent, stock), unless forced. */
  sum?: Maybe<Scalars['Float']['output']>;
};


/** One bucket of one series. Aggregates are null without values. */
export type TimeBucketChangeArgs = {
  of: FlowAggregation;
};


/** One bucket of one series. Aggregates are null without values. */
export type TimeBucketChangePercentArgs = {
  of: FlowAggregation;
};


/** One bucket of one series. Aggregates are null without values. */
export type TimeBucketPercentileArgs = {
  p: Scalars['Float']['input'];
};


/** One bucket of one series. Aggregates are null without values. */
export type TimeBucketSumArgs = {
  force?: Scalars['Boolean']['input'];
};

/** Equal-length arrays, index by index one bucket. */
export type TimeBucketColumns = {
  /** The mean. */
  avg: Array<Maybe<Scalars['Float']['output']>>;
  /** The bucket each is compared with, index by index; null without `compareWith`. */
  comparison?: Maybe<TimeBucketColumns>;
  /** Observations with a value. */
  count: Array<Scalars['SafeInt']['output']>;
  /** Milliseconds since 1970 of the same instants: half the bytes, ready for a chart. */
  epochMillis: Array<Scalars['SafeInt']['output']>;
  /** The oldest. */
  first: Array<Maybe<Scalars['Float']['output']>>;
  /** Same id, same arguments over the same data: clients may merge. Not refetchable by `node`. */
  id: Scalars['ID']['output'];
  /** The newest. */
  last: Array<Maybe<Scalars['Float']['output']>>;
  /** How many buckets there are in each array. */
  length: Scalars['Int']['output'];
  /** The largest. */
  max: Array<Maybe<Scalars['Float']['output']>>;
  /** The median, between two values where their number is even. */
  median: Array<Maybe<Scalars['Float']['output']>>;
  /** The smallest. */
  min: Array<Maybe<Scalars['Float']['output']>>;
  /** The value that the share `p` of the values does not exceed, interpolated between two. */
  percentile: Array<Maybe<Scalars['Float']['output']>>;
  /** Where they came from. */
  provenance?: Maybe<Provenance>;
  /** First instant of each. */
  start: Array<Scalars['DateTime']['output']>;
  /** Whether each has observations, and all of them. */
  state: Array<BucketState>;
  /** The standard deviation of the sample; null for a single value. */
  stddev: Array<Maybe<Scalars['Float']['output']>>;
  /** The sum. BAD_USER_INPUT for what does not add up over time (price, percent, stock), unless forced. */
  sum: Array<Maybe<Scalars['Float']['output']>>;
  /** Units of the values: EIA's spelling, or what `convertTo` asked for. */
  units?: Maybe<Scalars['String']['output']>;
};


/** Equal-length arrays, index by index one bucket. */
export type TimeBucketColumnsPercentileArgs = {
  p: Scalars['Float']['input'];
};


/** Equal-length arrays, index by index one bucket. */
export type TimeBucketColumnsSumArgs = {
  force?: Scalars['Boolean']['input'];
};

/** A stretch of time: exactly one of these. */
export type TimeRange =
  /** Half-open `[start, end)`. */
  { between: TimeBetween; last?: never; periods?: never; }
  |  /** The newest stretch. Pages that follow are of the stretch that the first page found. */
  { between?: never; last: RecentTime; periods?: never; }
  |  /** Whole periods, both ends included, as EIA's API does. */
  { between?: never; last?: never; periods: PeriodSpan; };

/** What a federation link is for. */
export type Link__Purpose =
  /** It is needed to execute. */
  | 'EXECUTION'
  /** It guards data. */
  | 'SECURITY';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Additivity: Additivity;
  Backend: ResolverTypeWrapper<BackendDescription>;
  BackendKind: BackendKind;
  BackendStatus: BackendStatus;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  BigIntFilter: BigIntFilter;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BooleanFilter: BooleanFilter;
  BreakerState: BreakerState;
  BucketState: BucketState;
  ClickHouseTable: ResolverTypeWrapper<ClickHouseTableModel>;
  CompressChunksInput: CompressChunksInput;
  CompressChunksPayload: ResolverTypeWrapper<ChunkCompression>;
  CompressionStats: ResolverTypeWrapper<CompressionStats>;
  ContinuousAggregate: ResolverTypeWrapper<ContinuousAggregateModel>;
  ContinuousAggregateRow: ResolverTypeWrapper<ContinuousAggregateRowModel>;
  ContinuousAggregateRowConnection: ResolverTypeWrapper<ContinuousAggregateRowList>;
  ContinuousAggregateRowEdge: ResolverTypeWrapper<ContinuousAggregateRowEdgeModel>;
  Dataset: ResolverTypeWrapper<DeclaredDataset>;
  DatasetDimension: ResolverTypeWrapper<DeclaredDimension>;
  DatasetMeasure: ResolverTypeWrapper<DeclaredMeasure>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DecimalFilter: DecimalFilter;
  Downsampling: Downsampling;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  EiaDataset: ResolverTypeWrapper<DatasetRef>;
  EiaDimension: ResolverTypeWrapper<Dimension>;
  EiaDimensionValue: ResolverTypeWrapper<EiaDimensionValue>;
  EiaDimensionValueConnection: ResolverTypeWrapper<DimensionValueList>;
  EiaDimensionValueEdge: ResolverTypeWrapper<EiaDimensionValueEdge>;
  EiaFacetFilter: EiaFacetFilter;
  EiaRegion: ResolverTypeWrapper<RegionRef>;
  EiaSeries: ResolverTypeWrapper<Series>;
  EiaSeriesConnection: ResolverTypeWrapper<SeriesList>;
  EiaSeriesEdge: ResolverTypeWrapper<SeriesEdge>;
  EiaSeriesFilter: EiaSeriesFilter;
  EiaSeriesOrder: EiaSeriesOrder;
  EiaSeriesOrderField: EiaSeriesOrderField;
  ErrorCode: ErrorCode;
  ErrorCodeInfo: ResolverTypeWrapper<ErrorCodeInfo>;
  FederatedColumn: ResolverTypeWrapper<FederatedColumn>;
  FederatedResult: ResolverTypeWrapper<FederatedAnswer>;
  FillMode: FillMode;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FloatFilter: FloatFilter;
  FlowAggregation: FlowAggregation;
  Frequency: Frequency;
  Gateway: ResolverTypeWrapper<GatewayDescription>;
  Hypertable: ResolverTypeWrapper<HypertableModel>;
  HypertableChunk: ResolverTypeWrapper<HypertableChunkModel>;
  HypertableChunkConnection: ResolverTypeWrapper<ChunkList>;
  HypertableChunkEdge: ResolverTypeWrapper<ChunkEdge>;
  HypertableDimension: ResolverTypeWrapper<HypertableDimension>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IDFilter: IdFilter;
  IcebergSnapshot: ResolverTypeWrapper<IcebergSnapshot>;
  IcebergSnapshotConnection: ResolverTypeWrapper<IcebergSnapshotList>;
  IcebergSnapshotEdge: ResolverTypeWrapper<IcebergSnapshotEdge>;
  IcebergTable: ResolverTypeWrapper<IcebergTableModel>;
  IcebergTableConnection: ResolverTypeWrapper<IcebergTableList>;
  IcebergTableEdge: ResolverTypeWrapper<IcebergTableEdgeModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Limits: ResolverTypeWrapper<Limits>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<AnyNode>;
  NullsOrder: NullsOrder;
  Observation: ResolverTypeWrapper<ObservationInZone>;
  ObservationColumns: ResolverTypeWrapper<ObservationColumnsInZone>;
  ObservationConnection: ResolverTypeWrapper<ObservationList>;
  ObservationEdge: ResolverTypeWrapper<ObservationEdgeModel>;
  OptimizeTableInput: OptimizeTableInput;
  OptimizeTablePayload: ResolverTypeWrapper<TableOptimization>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PartialMode: PartialMode;
  Period: ResolverTypeWrapper<Scalars['Period']['output']>;
  PeriodSpan: PeriodSpan;
  Pool: ResolverTypeWrapper<Pool>;
  Provenance: ResolverTypeWrapper<AnswerOrigin>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QueryValidation: ResolverTypeWrapper<QueryValidationModel>;
  RateAggregation: RateAggregation;
  RecentAnchor: RecentAnchor;
  RecentTime: RecentTime;
  RefreshContinuousAggregateInput: RefreshContinuousAggregateInput;
  RefreshContinuousAggregatePayload: ResolverTypeWrapper<AggregateRefresh>;
  RejectedSource: ResolverTypeWrapper<RejectedSource>;
  Revision: ResolverTypeWrapper<RevisionModel>;
  RevisionConnection: ResolverTypeWrapper<RevisionList>;
  RevisionEdge: ResolverTypeWrapper<RevisionEdgeModel>;
  RowCount: RowCount;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SafeIntFilter: SafeIntFilter;
  SqlError: ResolverTypeWrapper<SqlErrorModel>;
  StockAggregation: StockAggregation;
  StorageSize: ResolverTypeWrapper<StorageSize>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  StringFilter: StringFilter;
  TimeBetween: TimeBetween;
  TimeBound: ResolverTypeWrapper<Scalars['TimeBound']['output']>;
  TimeBucket: ResolverTypeWrapper<TimeBucketModel>;
  TimeBucketColumns: ResolverTypeWrapper<TimeBucketColumnsInZone>;
  TimeRange: TimeRange;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  federation__FieldSet: ResolverTypeWrapper<Scalars['federation__FieldSet']['output']>;
  link__Import: ResolverTypeWrapper<Scalars['link__Import']['output']>;
  link__Purpose: Link__Purpose;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Backend: BackendDescription;
  BigInt: Scalars['BigInt']['output'];
  BigIntFilter: BigIntFilter;
  Boolean: Scalars['Boolean']['output'];
  BooleanFilter: BooleanFilter;
  ClickHouseTable: ClickHouseTableModel;
  CompressChunksInput: CompressChunksInput;
  CompressChunksPayload: ChunkCompression;
  CompressionStats: CompressionStats;
  ContinuousAggregate: ContinuousAggregateModel;
  ContinuousAggregateRow: ContinuousAggregateRowModel;
  ContinuousAggregateRowConnection: ContinuousAggregateRowList;
  ContinuousAggregateRowEdge: ContinuousAggregateRowEdgeModel;
  Dataset: DeclaredDataset;
  DatasetDimension: DeclaredDimension;
  DatasetMeasure: DeclaredMeasure;
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  DecimalFilter: DecimalFilter;
  Duration: Scalars['Duration']['output'];
  EiaDataset: DatasetRef;
  EiaDimension: Dimension;
  EiaDimensionValue: EiaDimensionValue;
  EiaDimensionValueConnection: DimensionValueList;
  EiaDimensionValueEdge: EiaDimensionValueEdge;
  EiaFacetFilter: EiaFacetFilter;
  EiaRegion: RegionRef;
  EiaSeries: Series;
  EiaSeriesConnection: SeriesList;
  EiaSeriesEdge: SeriesEdge;
  EiaSeriesFilter: EiaSeriesFilter;
  EiaSeriesOrder: EiaSeriesOrder;
  ErrorCodeInfo: ErrorCodeInfo;
  FederatedColumn: FederatedColumn;
  FederatedResult: FederatedAnswer;
  Float: Scalars['Float']['output'];
  FloatFilter: FloatFilter;
  Gateway: GatewayDescription;
  Hypertable: HypertableModel;
  HypertableChunk: HypertableChunkModel;
  HypertableChunkConnection: ChunkList;
  HypertableChunkEdge: ChunkEdge;
  HypertableDimension: HypertableDimension;
  ID: Scalars['ID']['output'];
  IDFilter: IdFilter;
  IcebergSnapshot: IcebergSnapshot;
  IcebergSnapshotConnection: IcebergSnapshotList;
  IcebergSnapshotEdge: IcebergSnapshotEdge;
  IcebergTable: IcebergTableModel;
  IcebergTableConnection: IcebergTableList;
  IcebergTableEdge: IcebergTableEdgeModel;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  Limits: Limits;
  Mutation: Record<PropertyKey, never>;
  Node: AnyNode;
  Observation: ObservationInZone;
  ObservationColumns: ObservationColumnsInZone;
  ObservationConnection: ObservationList;
  ObservationEdge: ObservationEdgeModel;
  OptimizeTableInput: OptimizeTableInput;
  OptimizeTablePayload: TableOptimization;
  PageInfo: PageInfo;
  Period: Scalars['Period']['output'];
  PeriodSpan: PeriodSpan;
  Pool: Pool;
  Provenance: AnswerOrigin;
  Query: Record<PropertyKey, never>;
  QueryValidation: QueryValidationModel;
  RecentTime: RecentTime;
  RefreshContinuousAggregateInput: RefreshContinuousAggregateInput;
  RefreshContinuousAggregatePayload: AggregateRefresh;
  RejectedSource: RejectedSource;
  Revision: RevisionModel;
  RevisionConnection: RevisionList;
  RevisionEdge: RevisionEdgeModel;
  SafeInt: Scalars['SafeInt']['output'];
  SafeIntFilter: SafeIntFilter;
  SqlError: SqlErrorModel;
  StorageSize: StorageSize;
  String: Scalars['String']['output'];
  StringFilter: StringFilter;
  TimeBetween: TimeBetween;
  TimeBound: Scalars['TimeBound']['output'];
  TimeBucket: TimeBucketModel;
  TimeBucketColumns: TimeBucketColumnsInZone;
  TimeRange: TimeRange;
  TimeZone: Scalars['TimeZone']['output'];
  federation__FieldSet: Scalars['federation__FieldSet']['output'];
  link__Import: Scalars['link__Import']['output'];
};

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type KeyDirectiveArgs = {
  fields: Scalars['federation__FieldSet']['input'];
  resolvable?: Maybe<Scalars['Boolean']['input']>;
};

export type KeyDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = KeyDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LinkDirectiveArgs = {
  as?: Maybe<Scalars['String']['input']>;
  for?: Maybe<Link__Purpose>;
  import?: Maybe<Array<Maybe<Scalars['link__Import']['input']>>>;
  url: Scalars['String']['input'];
};

export type LinkDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type TagDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type TagDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = TagDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type BackendResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Backend'] = ResolversParentTypes['Backend']> = {
  breaker?: Resolver<ResolversTypes['BreakerState'], ParentType, ContextType>;
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  embedded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BackendKind'], ParentType, ContextType>;
  limitations?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pool?: Resolver<Maybe<ResolversTypes['Pool']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BackendStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type ClickHouseTableResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ClickHouseTable'] = ResolversParentTypes['ClickHouseTable']> = {
  activeParts?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  engine?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rowCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  totalBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CompressChunksPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CompressChunksPayload'] = ResolversParentTypes['CompressChunksPayload']> = {
  alreadyCompressed?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  bytesAfter?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  bytesBefore?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  compressedChunks?: Resolver<Array<ResolversTypes['HypertableChunk']>, ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  elapsedMillis?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  hypertable?: Resolver<Maybe<ResolversTypes['Hypertable']>, ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type CompressionStatsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CompressionStats'] = ResolversParentTypes['CompressionStats']> = {
  afterBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  beforeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ContinuousAggregateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContinuousAggregate'] = ResolversParentTypes['ContinuousAggregate']> = {
  bucketWidth?: Resolver<Maybe<ResolversTypes['Duration']>, ParentType, ContextType>;
  columns?: Resolver<Maybe<Array<ResolversTypes['FederatedColumn']>>, ParentType, ContextType>;
  hypertable?: Resolver<Maybe<ResolversTypes['Hypertable']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rows?: Resolver<Maybe<ResolversTypes['ContinuousAggregateRowConnection']>, ParentType, ContextType, Partial<ContinuousAggregateRowsArgs>>;
  watermark?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContinuousAggregateRowResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContinuousAggregateRow'] = ResolversParentTypes['ContinuousAggregateRow']> = {
  cells?: Resolver<Array<Maybe<ResolversTypes['JSON']>>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ContinuousAggregateRowConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContinuousAggregateRowConnection'] = ResolversParentTypes['ContinuousAggregateRowConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ContinuousAggregateRowEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ContinuousAggregateRow']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type ContinuousAggregateRowEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContinuousAggregateRowEdge'] = ResolversParentTypes['ContinuousAggregateRowEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ContinuousAggregateRow'], ParentType, ContextType>;
};

export type DatasetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Dataset'] = ResolversParentTypes['Dataset']> = {
  __resolveType: TypeResolveFn<null, ParentType, ContextType>;
};

export type DatasetDimensionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DatasetDimension'] = ResolversParentTypes['DatasetDimension']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  enumName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DatasetMeasureResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DatasetMeasure'] = ResolversParentTypes['DatasetMeasure']> = {
  additivity?: Resolver<ResolversTypes['Additivity'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  units?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export type EiaDatasetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaDataset'] = ResolversParentTypes['EiaDataset']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dimensions?: Resolver<Maybe<Array<ResolversTypes['EiaDimension']>>, ParentType, ContextType>;
  endPeriod?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  frequencies?: Resolver<Maybe<Array<ResolversTypes['Frequency']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seriesCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  startPeriod?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EiaDimensionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaDimension'] = ResolversParentTypes['EiaDimension']> = {
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Maybe<ResolversTypes['EiaDimensionValueConnection']>, ParentType, ContextType, Partial<EiaDimensionValuesArgs>>;
};

export type EiaDimensionValueResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaDimensionValue'] = ResolversParentTypes['EiaDimensionValue']> = {
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seriesCount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EiaDimensionValueConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaDimensionValueConnection'] = ResolversParentTypes['EiaDimensionValueConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EiaDimensionValueEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['EiaDimensionValue']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type EiaDimensionValueEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaDimensionValueEdge'] = ResolversParentTypes['EiaDimensionValueEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EiaDimensionValue'], ParentType, ContextType>;
};

export type EiaRegionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaRegion'] = ResolversParentTypes['EiaRegion']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EiaSeriesResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaSeries'] = ResolversParentTypes['EiaSeries']> = {
  bucketColumns?: Resolver<Maybe<ResolversTypes['TimeBucketColumns']>, ParentType, ContextType, RequireFields<EiaSeriesBucketColumnsArgs, 'fill' | 'partial' | 'timeZone' | 'width'>>;
  buckets?: Resolver<Maybe<Array<ResolversTypes['TimeBucket']>>, ParentType, ContextType, RequireFields<EiaSeriesBucketsArgs, 'fill' | 'partial' | 'timeZone' | 'width'>>;
  columns?: Resolver<Maybe<ResolversTypes['ObservationColumns']>, ParentType, ContextType, RequireFields<EiaSeriesColumnsArgs, 'downsampling' | 'timeZone'>>;
  dataset?: Resolver<Maybe<ResolversTypes['EiaDataset']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endPeriod?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  frequency?: Resolver<ResolversTypes['Frequency'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUpdated?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  latest?: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  observations?: Resolver<Maybe<ResolversTypes['ObservationConnection']>, ParentType, ContextType, RequireFields<EiaSeriesObservationsArgs, 'direction' | 'timeZone'>>;
  region?: Resolver<Maybe<ResolversTypes['EiaRegion']>, ParentType, ContextType>;
  revisions?: Resolver<Maybe<ResolversTypes['RevisionConnection']>, ParentType, ContextType, Partial<EiaSeriesRevisionsArgs>>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startPeriod?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  units?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EiaSeriesConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaSeriesConnection'] = ResolversParentTypes['EiaSeriesConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EiaSeriesEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['EiaSeries']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type EiaSeriesEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EiaSeriesEdge'] = ResolversParentTypes['EiaSeriesEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EiaSeries'], ParentType, ContextType>;
};

export type ErrorCodeInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ErrorCodeInfo'] = ResolversParentTypes['ErrorCodeInfo']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FederatedColumnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['FederatedColumn'] = ResolversParentTypes['FederatedColumn']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FederatedResultResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['FederatedResult'] = ResolversParentTypes['FederatedResult']> = {
  columns?: Resolver<Array<ResolversTypes['FederatedColumn']>, ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  rowCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rows?: Resolver<Array<Array<Maybe<ResolversTypes['JSON']>>>, ParentType, ContextType>;
  truncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GatewayResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Gateway'] = ResolversParentTypes['Gateway']> = {
  errorCodes?: Resolver<Array<ResolversTypes['ErrorCodeInfo']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['Limits'], ParentType, ContextType>;
  schemaHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HypertableResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Hypertable'] = ResolversParentTypes['Hypertable']> = {
  chunkCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  chunkInterval?: Resolver<Maybe<ResolversTypes['Duration']>, ParentType, ContextType>;
  chunks?: Resolver<Maybe<ResolversTypes['HypertableChunkConnection']>, ParentType, ContextType, Partial<HypertableChunksArgs>>;
  compressedChunkCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  compression?: Resolver<Maybe<ResolversTypes['CompressionStats']>, ParentType, ContextType>;
  dimensions?: Resolver<Array<ResolversTypes['HypertableDimension']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['StorageSize']>, ParentType, ContextType>;
  timeColumn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HypertableChunkResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['HypertableChunk'] = ResolversParentTypes['HypertableChunk']> = {
  compressed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  totalBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type HypertableChunkConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['HypertableChunkConnection'] = ResolversParentTypes['HypertableChunkConnection']> = {
  edges?: Resolver<Array<ResolversTypes['HypertableChunkEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['HypertableChunk']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type HypertableChunkEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['HypertableChunkEdge'] = ResolversParentTypes['HypertableChunkEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['HypertableChunk'], ParentType, ContextType>;
};

export type HypertableDimensionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['HypertableDimension'] = ResolversParentTypes['HypertableDimension']> = {
  column?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  interval?: Resolver<Maybe<ResolversTypes['Duration']>, ParentType, ContextType>;
  partitions?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type IcebergSnapshotResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IcebergSnapshot'] = ResolversParentTypes['IcebergSnapshot']> = {
  committedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parentId?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  snapshotId?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type IcebergSnapshotConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IcebergSnapshotConnection'] = ResolversParentTypes['IcebergSnapshotConnection']> = {
  edges?: Resolver<Array<ResolversTypes['IcebergSnapshotEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['IcebergSnapshot']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type IcebergSnapshotEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IcebergSnapshotEdge'] = ResolversParentTypes['IcebergSnapshotEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['IcebergSnapshot'], ParentType, ContextType>;
};

export type IcebergTableResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IcebergTable'] = ResolversParentTypes['IcebergTable']> = {
  catalog?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  columns?: Resolver<Maybe<Array<ResolversTypes['FederatedColumn']>>, ParentType, ContextType>;
  currentSnapshot?: Resolver<Maybe<ResolversTypes['IcebergSnapshot']>, ParentType, ContextType>;
  fileCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partitioning?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  rowCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  schema?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  snapshots?: Resolver<Maybe<ResolversTypes['IcebergSnapshotConnection']>, ParentType, ContextType, Partial<IcebergTableSnapshotsArgs>>;
  totalBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IcebergTableConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IcebergTableConnection'] = ResolversParentTypes['IcebergTableConnection']> = {
  edges?: Resolver<Array<ResolversTypes['IcebergTableEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['IcebergTable']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type IcebergTableEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IcebergTableEdge'] = ResolversParentTypes['IcebergTableEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['IcebergTable'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LimitsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Limits'] = ResolversParentTypes['Limits']> = {
  deadlineMillis?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxBatch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxBuckets?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxFieldBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxFieldRows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxPageSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxResponseBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxResponseRows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  compressChunks?: Resolver<Maybe<ResolversTypes['CompressChunksPayload']>, ParentType, ContextType, RequireFields<MutationCompressChunksArgs, 'input'>>;
  optimizeTable?: Resolver<Maybe<ResolversTypes['OptimizeTablePayload']>, ParentType, ContextType, RequireFields<MutationOptimizeTableArgs, 'input'>>;
  refreshContinuousAggregate?: Resolver<Maybe<ResolversTypes['RefreshContinuousAggregatePayload']>, ParentType, ContextType, RequireFields<MutationRefreshContinuousAggregateArgs, 'input'>>;
};

export type NodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Backend' | 'ClickHouseTable' | 'ContinuousAggregate' | 'EiaDataset' | 'EiaRegion' | 'EiaSeries' | 'Hypertable' | 'IcebergTable', ParentType, ContextType>;
};

export type ObservationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Observation'] = ResolversParentTypes['Observation']> = {
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type ObservationColumnsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ObservationColumns'] = ResolversParentTypes['ObservationColumns']> = {
  epochMillis?: Resolver<Array<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  length?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  period?: Resolver<Array<ResolversTypes['Period']>, ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  sampled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  time?: Resolver<Array<ResolversTypes['DateTime']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  units?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
};

export type ObservationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ObservationConnection'] = ResolversParentTypes['ObservationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ObservationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  units?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObservationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ObservationEdge'] = ResolversParentTypes['ObservationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Observation'], ParentType, ContextType>;
};

export type OptimizeTablePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OptimizeTablePayload'] = ResolversParentTypes['OptimizeTablePayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  elapsedMillis?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  partsAfter?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  partsBefore?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  table?: Resolver<Maybe<ResolversTypes['ClickHouseTable']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface PeriodScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Period'], any> {
  name: 'Period';
}

export type PoolResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Pool'] = ResolversParentTypes['Pool']> = {
  free?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  max?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  min?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  queued?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  bytesRead?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  cachedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  elapsedMillis?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  fallback?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rejected?: Resolver<Array<ResolversTypes['RejectedSource']>, ParentType, ContextType>;
  rollup?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rowsRead?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  statementHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  watermark?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  backends?: Resolver<Array<ResolversTypes['Backend']>, ParentType, ContextType>;
  clickHouseTable?: Resolver<Maybe<ResolversTypes['ClickHouseTable']>, ParentType, ContextType, RequireFields<QueryClickHouseTableArgs, 'name'>>;
  continuousAggregate?: Resolver<Maybe<ResolversTypes['ContinuousAggregate']>, ParentType, ContextType, RequireFields<QueryContinuousAggregateArgs, 'name'>>;
  datasets?: Resolver<Array<ResolversTypes['Dataset']>, ParentType, ContextType>;
  eiaDataset?: Resolver<Maybe<ResolversTypes['EiaDataset']>, ParentType, ContextType, RequireFields<QueryEiaDatasetArgs, 'code'>>;
  eiaDatasets?: Resolver<Maybe<Array<ResolversTypes['EiaDataset']>>, ParentType, ContextType>;
  eiaSeries?: Resolver<Maybe<ResolversTypes['EiaSeries']>, ParentType, ContextType, RequireFields<QueryEiaSeriesArgs, 'id'>>;
  eiaSeriesByIds?: Resolver<Maybe<Array<Maybe<ResolversTypes['EiaSeries']>>>, ParentType, ContextType, RequireFields<QueryEiaSeriesByIdsArgs, 'ids'>>;
  eiaSeriesConnection?: Resolver<Maybe<ResolversTypes['EiaSeriesConnection']>, ParentType, ContextType, RequireFields<QueryEiaSeriesConnectionArgs, 'orderBy'>>;
  federatedQuery?: Resolver<Maybe<ResolversTypes['FederatedResult']>, ParentType, ContextType, RequireFields<QueryFederatedQueryArgs, 'catalogs' | 'limit' | 'parameters' | 'sql'>>;
  gateway?: Resolver<ResolversTypes['Gateway'], ParentType, ContextType>;
  hypertable?: Resolver<Maybe<ResolversTypes['Hypertable']>, ParentType, ContextType, RequireFields<QueryHypertableArgs, 'name'>>;
  icebergTables?: Resolver<Maybe<ResolversTypes['IcebergTableConnection']>, ParentType, ContextType, RequireFields<QueryIcebergTablesArgs, 'catalog' | 'schema'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  validateQuery?: Resolver<Maybe<ResolversTypes['QueryValidation']>, ParentType, ContextType, RequireFields<QueryValidateQueryArgs, 'sql'>>;
};

export type QueryValidationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QueryValidation'] = ResolversParentTypes['QueryValidation']> = {
  error?: Resolver<Maybe<ResolversTypes['SqlError']>, ParentType, ContextType>;
  tables?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  valid?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RefreshContinuousAggregatePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefreshContinuousAggregatePayload'] = ResolversParentTypes['RefreshContinuousAggregatePayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  continuousAggregate?: Resolver<Maybe<ResolversTypes['ContinuousAggregate']>, ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  elapsedMillis?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RejectedSourceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RejectedSource'] = ResolversParentTypes['RejectedSource']> = {
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RevisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Revision'] = ResolversParentTypes['Revision']> = {
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  previousValue?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  publishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  seenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type RevisionConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevisionConnection'] = ResolversParentTypes['RevisionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RevisionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Revision']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type RevisionEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevisionEdge'] = ResolversParentTypes['RevisionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Revision'], ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SqlErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SqlError'] = ResolversParentTypes['SqlError']> = {
  column?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  line?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StorageSizeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StorageSize'] = ResolversParentTypes['StorageSize']> = {
  indexBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  tableBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  totalBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export interface TimeBoundScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeBound'], any> {
  name: 'TimeBound';
}

export type TimeBucketResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TimeBucket'] = ResolversParentTypes['TimeBucket']> = {
  avg?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  change?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<TimeBucketChangeArgs, 'of'>>;
  changePercent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<TimeBucketChangePercentArgs, 'of'>>;
  comparison?: Resolver<Maybe<ResolversTypes['TimeBucket']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  first?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  last?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  median?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  percentile?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<TimeBucketPercentileArgs, 'p'>>;
  period?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BucketState'], ParentType, ContextType>;
  stddev?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sum?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<TimeBucketSumArgs, 'force'>>;
};

export type TimeBucketColumnsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TimeBucketColumns'] = ResolversParentTypes['TimeBucketColumns']> = {
  avg?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  comparison?: Resolver<Maybe<ResolversTypes['TimeBucketColumns']>, ParentType, ContextType>;
  count?: Resolver<Array<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  epochMillis?: Resolver<Array<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  first?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  last?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  length?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  max?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  median?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  min?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  percentile?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType, RequireFields<TimeBucketColumnsPercentileArgs, 'p'>>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  start?: Resolver<Array<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<Array<ResolversTypes['BucketState']>, ParentType, ContextType>;
  stddev?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType>;
  sum?: Resolver<Array<Maybe<ResolversTypes['Float']>>, ParentType, ContextType, RequireFields<TimeBucketColumnsSumArgs, 'force'>>;
  units?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export interface Federation__FieldSetScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['federation__FieldSet'], any> {
  name: 'federation__FieldSet';
}

export interface Link__ImportScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['link__Import'], any> {
  name: 'link__Import';
}

export type Resolvers<ContextType = RequestContext> = {
  Backend?: BackendResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  ClickHouseTable?: ClickHouseTableResolvers<ContextType>;
  CompressChunksPayload?: CompressChunksPayloadResolvers<ContextType>;
  CompressionStats?: CompressionStatsResolvers<ContextType>;
  ContinuousAggregate?: ContinuousAggregateResolvers<ContextType>;
  ContinuousAggregateRow?: ContinuousAggregateRowResolvers<ContextType>;
  ContinuousAggregateRowConnection?: ContinuousAggregateRowConnectionResolvers<ContextType>;
  ContinuousAggregateRowEdge?: ContinuousAggregateRowEdgeResolvers<ContextType>;
  Dataset?: DatasetResolvers<ContextType>;
  DatasetDimension?: DatasetDimensionResolvers<ContextType>;
  DatasetMeasure?: DatasetMeasureResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  EiaDataset?: EiaDatasetResolvers<ContextType>;
  EiaDimension?: EiaDimensionResolvers<ContextType>;
  EiaDimensionValue?: EiaDimensionValueResolvers<ContextType>;
  EiaDimensionValueConnection?: EiaDimensionValueConnectionResolvers<ContextType>;
  EiaDimensionValueEdge?: EiaDimensionValueEdgeResolvers<ContextType>;
  EiaRegion?: EiaRegionResolvers<ContextType>;
  EiaSeries?: EiaSeriesResolvers<ContextType>;
  EiaSeriesConnection?: EiaSeriesConnectionResolvers<ContextType>;
  EiaSeriesEdge?: EiaSeriesEdgeResolvers<ContextType>;
  ErrorCodeInfo?: ErrorCodeInfoResolvers<ContextType>;
  FederatedColumn?: FederatedColumnResolvers<ContextType>;
  FederatedResult?: FederatedResultResolvers<ContextType>;
  Gateway?: GatewayResolvers<ContextType>;
  Hypertable?: HypertableResolvers<ContextType>;
  HypertableChunk?: HypertableChunkResolvers<ContextType>;
  HypertableChunkConnection?: HypertableChunkConnectionResolvers<ContextType>;
  HypertableChunkEdge?: HypertableChunkEdgeResolvers<ContextType>;
  HypertableDimension?: HypertableDimensionResolvers<ContextType>;
  IcebergSnapshot?: IcebergSnapshotResolvers<ContextType>;
  IcebergSnapshotConnection?: IcebergSnapshotConnectionResolvers<ContextType>;
  IcebergSnapshotEdge?: IcebergSnapshotEdgeResolvers<ContextType>;
  IcebergTable?: IcebergTableResolvers<ContextType>;
  IcebergTableConnection?: IcebergTableConnectionResolvers<ContextType>;
  IcebergTableEdge?: IcebergTableEdgeResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Limits?: LimitsResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Observation?: ObservationResolvers<ContextType>;
  ObservationColumns?: ObservationColumnsResolvers<ContextType>;
  ObservationConnection?: ObservationConnectionResolvers<ContextType>;
  ObservationEdge?: ObservationEdgeResolvers<ContextType>;
  OptimizeTablePayload?: OptimizeTablePayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Period?: GraphQLScalarType;
  Pool?: PoolResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QueryValidation?: QueryValidationResolvers<ContextType>;
  RefreshContinuousAggregatePayload?: RefreshContinuousAggregatePayloadResolvers<ContextType>;
  RejectedSource?: RejectedSourceResolvers<ContextType>;
  Revision?: RevisionResolvers<ContextType>;
  RevisionConnection?: RevisionConnectionResolvers<ContextType>;
  RevisionEdge?: RevisionEdgeResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SqlError?: SqlErrorResolvers<ContextType>;
  StorageSize?: StorageSizeResolvers<ContextType>;
  TimeBound?: GraphQLScalarType;
  TimeBucket?: TimeBucketResolvers<ContextType>;
  TimeBucketColumns?: TimeBucketColumnsResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
  federation__FieldSet?: GraphQLScalarType;
  link__Import?: GraphQLScalarType;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  cost?: CostDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  key?: KeyDirectiveResolver<any, any, ContextType>;
  link?: LinkDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  tag?: TagDirectiveResolver<any, any, ContextType>;
};
