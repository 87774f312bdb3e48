import { instantText } from '../src/calendar/instant-text.ts';
import { zoneOf } from '../src/calendar/zone.ts';
import { changeOf, changePercentOf, comparedWith } from '../src/model/change.ts';
import type { AggregateFunction } from '../src/model/dataset-query.ts';
import {
  type TimeBucket as Bucket,
  type TimeBucketColumns as Columns,
  seriesMetricKey,
} from '../src/model/time-bucket.ts';
import type { TimeBucketColumnsResolvers, TimeBucketResolvers } from './generated/types.ts';
import { seriesOrigin } from './provenance.ts';

const readValue =
  (name: AggregateFunction, p: number | null = null) =>
  ({ values }: Bucket): number | null =>
    values[seriesMetricKey({ function: name, p })] ?? null;
const readValues =
  (name: AggregateFunction) =>
  ({ buckets }: Columns): (number | null)[] =>
    buckets.map(readValue(name));
const timeText = (millis: number, { timeZone }: { readonly timeZone: string }): string =>
  instantText(millis, zoneOf(timeZone));

/** A value of the bucket that another is compared with. */
const readEarlier = (bucket: Bucket, of: AggregateFunction): number | null =>
  bucket.comparison === null ? null : readValue(of)(bucket.comparison);

export const TimeBucket: TimeBucketResolvers = {
  start: (bucket) => timeText(bucket.startMillis, bucket),
  end: (bucket) => timeText(bucket.endMillis, bucket),
  sum: readValue('SUM'),
  avg: readValue('AVG'),
  min: readValue('MIN'),
  max: readValue('MAX'),
  first: readValue('FIRST'),
  last: readValue('LAST'),
  median: readValue('MEDIAN'),
  percentile: (bucket, { p }) => readValue('PERCENTILE', p)(bucket),
  stddev: readValue('STDDEV'),
  change: (bucket, { of }) =>
    changeOf(readValue(of)(bucket), readEarlier(bucket, of), false) as number | null,
  changePercent: (bucket, { of }) => changePercentOf(readValue(of)(bucket), readEarlier(bucket, of)),
};

export const TimeBucketColumns: TimeBucketColumnsResolvers = {
  provenance: (columns, _, context) => seriesOrigin(columns, columns, context),
  length: ({ buckets }) => buckets.length,
  start: ({ buckets }) => buckets.map((bucket) => timeText(bucket.startMillis, bucket)),
  epochMillis: ({ buckets }) => buckets.map(({ startMillis }) => startMillis),
  state: ({ buckets }) => buckets.map(({ state }) => state),
  count: ({ buckets }) => buckets.map(({ count }) => count),
  sum: readValues('SUM'),
  avg: readValues('AVG'),
  min: readValues('MIN'),
  max: readValues('MAX'),
  first: readValues('FIRST'),
  last: readValues('LAST'),
  median: readValues('MEDIAN'),
  percentile: ({ buckets }, { p }) => buckets.map(readValue('PERCENTILE', p)),
  stddev: readValues('STDDEV'),
  comparison: (columns) => {
    if (!columns.isCompared) return null;
    const buckets = comparedWith(columns.buckets);
    return { ...columns, id: `${columns.id}:comparison`, buckets, isCompared: false };
  },
};
