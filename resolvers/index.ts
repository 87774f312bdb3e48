import { Backend } from './backend.ts';
import { EiaDataset, EiaDimension, EiaDimensionValueConnection, EiaRegion } from './eia-dataset.ts';
import { EiaSeries, EiaSeriesConnection } from './eia-series.ts';
import { Gateway } from './gateway.ts';
import type { Resolvers } from './generated/types.ts';
import { Node } from './node.ts';
import { Observation, ObservationColumns, ObservationConnection } from './observation.ts';
import { Query } from './query.ts';
import { DateTime, Period, SafeInt, TimeBound, TimeZone } from './scalars.ts';

/** Every resolver, by GraphQL type. */
export const resolvers: Resolvers = {
  Backend,
  DateTime,
  EiaDataset,
  EiaDimension,
  EiaDimensionValueConnection,
  EiaRegion,
  EiaSeries,
  EiaSeriesConnection,
  Gateway,
  Node,
  Observation,
  ObservationColumns,
  ObservationConnection,
  Period,
  Query,
  SafeInt,
  TimeBound,
  TimeZone,
};

/** The fields whose resolvers answer JSON text that is put into the answer as it is. */
export const SPLICED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ObservationColumns: ['time', 'epochMillis', 'period', 'value'],
};
