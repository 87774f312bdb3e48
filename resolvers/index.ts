import { Backend } from './backend.ts';
import { ClickHouseTable } from './clickhouse-table.ts';
import {
  ContinuousAggregate,
  ContinuousAggregateRow,
  ContinuousAggregateRowConnection,
} from './continuous-aggregate.ts';
import { Dataset, DatasetDimension, DatasetMeasure } from './dataset.ts';
import { EiaDataset, EiaDimension, EiaDimensionValueConnection, EiaRegion } from './eia-dataset.ts';
import { EiaSeries, EiaSeriesConnection } from './eia-series.ts';
import { Gateway } from './gateway.ts';
import type { Resolvers } from './generated/types.ts';
import { Hypertable, HypertableChunk, HypertableChunkConnection } from './hypertable.ts';
import {
  CompressChunksPayload,
  Mutation,
  OptimizeTablePayload,
  RefreshContinuousAggregatePayload,
} from './mutation.ts';
import { Node } from './node.ts';
import { Observation, ObservationColumns, ObservationConnection } from './observation.ts';
import { Provenance } from './provenance.ts';
import { Query } from './query.ts';
import { Revision, RevisionConnection } from './revision.ts';
import {
  BigIntText,
  DateTime,
  Decimal,
  Duration,
  GraphQLJSON,
  Period,
  SafeInt,
  TimeBound,
  TimeZone,
} from './scalars.ts';
import { TimeBucket, TimeBucketColumns } from './time-bucket.ts';
import {
  FederatedResult,
  IcebergSnapshotConnection,
  IcebergTable,
  IcebergTableConnection,
  QueryValidation,
  SqlError,
} from './trino.ts';

/** Every resolver, by GraphQL type. */
export const resolvers: Omit<Resolvers, 'Dataset' | 'Node'> &
  Record<'Dataset' | 'Node', { __resolveType(value: never): string }> = {
  Backend,
  ClickHouseTable,
  CompressChunksPayload,
  ContinuousAggregate,
  ContinuousAggregateRow,
  ContinuousAggregateRowConnection,
  BigInt: BigIntText,
  Dataset,
  DatasetDimension,
  DatasetMeasure,
  DateTime,
  Decimal,
  Duration,
  EiaDataset,
  EiaDimension,
  EiaDimensionValueConnection,
  EiaRegion,
  EiaSeries,
  EiaSeriesConnection,
  FederatedResult,
  Gateway,
  IcebergSnapshotConnection,
  IcebergTable,
  IcebergTableConnection,
  Hypertable,
  HypertableChunk,
  HypertableChunkConnection,
  JSON: GraphQLJSON,
  Mutation,
  Node,
  Observation,
  ObservationColumns,
  ObservationConnection,
  OptimizeTablePayload,
  Period,
  Provenance,
  Query,
  QueryValidation,
  RefreshContinuousAggregatePayload,
  Revision,
  RevisionConnection,
  SafeInt,
  SqlError,
  TimeBound,
  TimeBucket,
  TimeBucketColumns,
  TimeZone,
};

/** The fields whose resolvers answer JSON text that is put into the answer as it is. */
export const SPLICED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ObservationColumns: ['time', 'epochMillis', 'period', 'value'],
};
