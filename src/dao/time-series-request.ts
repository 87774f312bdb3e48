import type { Duration } from '../calendar/duration.ts';
import type { AggregateFunction } from '../model/dataset-query.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { aggregationsOf } from '../model/measure-aggregations.ts';
import type { BucketsRequest } from './dataset-requests.ts';

/** The short form of a bucketed query: one aggregate of every measure, over all rows. */
export type TimeSeriesRequest = {
  readonly table: DeclaredDataset;
  /** Milliseconds since 1970, half-open; absent is open. */
  readonly startMillis?: number;
  readonly endMillis?: number;
  readonly groupByInterval: Duration;
  /** Taken of the measures that have it: `SUM` of those that add up over time. */
  readonly aggregation: Exclude<AggregateFunction, 'PERCENTILE'>;
};

/** The long form of either. */
export function bucketsRequest(request: BucketsRequest | TimeSeriesRequest): BucketsRequest {
  if ('metrics' in request) return request;
  const { table, startMillis, endMillis, groupByInterval, aggregation } = request;
  const bound = (millis: number | undefined) =>
    millis === undefined ? null : ({ kind: 'instant', millis } as const);
  const measures = table.measures.filter(({ additivity }) =>
    aggregationsOf(additivity).includes(aggregation),
  );
  return {
    table,
    groupByInterval,
    origin: null,
    fill: 'NONE',
    maxGap: null,
    partial: 'INCLUDE',
    range: { between: { start: bound(startMillis), end: bound(endMillis) } },
    timeZone: 'UTC',
    where: {},
    metrics: measures.map(({ name }) => ({ measure: name, function: aggregation, p: null })),
    dimensions: [],
    having: {},
    order: [],
    page: {},
  };
}
