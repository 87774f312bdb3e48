import { createHash } from 'node:crypto';
import { instantText, inZoneText } from '../src/calendar/instant-text.ts';
import type { Zone } from '../src/calendar/zone.ts';
import { fieldName } from '../src/model/dataset-names.ts';
import {
  type DatasetBucket,
  type DatasetRow,
  type Metric,
  type MetricValues,
  metricKey,
  type Scalar,
} from '../src/model/dataset-query.ts';
import type { DeclaredDataset, DeclaredMeasure } from '../src/model/declared-dataset.ts';
import { aggregationField } from '../src/model/measure-aggregations.ts';

/** Aggregates of a measure as GraphQL's fields; a percentile is looked up by its argument. */
export type Aggregates<Value> = {
  readonly percentiles: ReadonlyMap<number, Value>;
  /** The same of earlier rows, where something is compared. */
  readonly earlier?: Aggregates<Value>;
  readonly units: string | null;
  readonly [field: string]: unknown;
};

/** The values of dimensions by GraphQL field. */
type Key = Readonly<Record<string, Scalar>>;

/** Where an answer keeps what is no field of it: no name of a measure can meet it. */
export const ORIGIN: unique symbol = Symbol('origin');

/** An answer with what it was made of. */
export type From<Origin> = { readonly [ORIGIN]: Origin };

/** What is read off: fields without resolvers are plain values under their GraphQL names. */
type Fields = Readonly<Record<string, unknown>>;

/** The same id, the same field and arguments (`identity`) and the same answer. */
export function answerId(type: string, identity: string, answer: unknown): string {
  const hash = createHash('sha256').update(identity).update(JSON.stringify(answer));
  return `${type}:${hash.digest('base64url').slice(0, 27)}`;
}

/** A row as GraphQL's fields, its time in a zone. */
export function rowFields(
  { dimensions, measures }: DeclaredDataset,
  { time, values }: DatasetRow,
  zone: Zone,
): Fields {
  const fields: Record<string, unknown> = { time: inZoneText(time, zone) };
  for (const { name } of dimensions) fields[fieldName(name)] = values[name] ?? null;
  for (const { name } of measures) fields[fieldName(name)] = values[name] ?? null;
  return fields;
}

/** The key of a group as GraphQL's fields. */
export function keyFields(key: Key): Key {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [fieldName(name), value]));
}

/** By GraphQL field of each measure its aggregates, one value each, and what they are compared with. */
export function measureFields(
  { measures }: DeclaredDataset,
  metrics: readonly Metric[],
  values: MetricValues,
  compared: MetricValues | undefined,
): Readonly<Record<string, Aggregates<Scalar>>> {
  const fields = eachMeasure(measures, metrics, (key) => values[key] ?? null);
  if (compared === undefined) return fields;
  const earlier = eachMeasure(measures, metrics, (key) => compared[key] ?? null);
  return Object.fromEntries(
    Object.entries(fields).map(([name, aggregates]) => {
      const before = earlier[name];
      return [name, before === undefined ? aggregates : { ...aggregates, earlier: before }];
    }),
  );
}

/** By GraphQL field of each measure its aggregates, one array each. */
export function measureColumns(
  { measures }: DeclaredDataset,
  metrics: readonly Metric[],
  buckets: readonly DatasetBucket[],
): Readonly<Record<string, Aggregates<Scalar[]>>> {
  return eachMeasure(measures, metrics, (key) => buckets.map(({ values }) => values[key] ?? null));
}

function eachMeasure<Value>(
  measures: readonly DeclaredMeasure[],
  metrics: readonly Metric[],
  read: (key: string) => Value,
): Record<string, Aggregates<Value>> {
  const fields: Record<string, Aggregates<Value>> = {};
  for (const { name, units } of measures) {
    const percentiles = new Map<number, Value>();
    const aggregates: Record<string, unknown> = {};
    for (const metric of metrics) {
      if (metric.measure !== name) continue;
      const value = read(metricKey(metric));
      if (metric.p === null) aggregates[aggregationField(metric.function)] = value;
      else percentiles.set(metric.p, value);
    }
    fields[fieldName(name)] = { ...aggregates, percentiles, units };
  }
  return fields;
}

/** A bucket as GraphQL's fields. */
export function bucketFields(
  dataset: DeclaredDataset,
  metrics: readonly Metric[],
  bucket: DatasetBucket,
  zone: Zone,
): Fields {
  const { startMillis, endMillis, state, count, values, comparison: other } = bucket;
  const [start, end] = [instantText(startMillis, zone), instantText(endMillis, zone)];
  const comparison = other === null ? null : bucketFields(dataset, metrics, other, zone);
  const measures = measureFields(dataset, metrics, values, other?.values);
  return { ...measures, start, end, state, count, comparison };
}
