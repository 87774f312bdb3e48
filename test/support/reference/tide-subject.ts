import type { BackendKind } from '../../../src/model/backend.ts';
import type { TestGateway } from '../gateway.ts';
import type { Aggregate } from './aggregates.ts';
import type { Metric } from './buckets.ts';
import { type Answered, changedAggregate, changeFields, checkChange } from './changes.ts';
import type { AnsweredBucket, AnsweredLine, Subject } from './conformance.ts';
import type { TideQuestion } from './tide-questions.ts';
import { ERAS } from './tides-rows.ts';

type Bucket = Readonly<Record<string, unknown>> & {
  readonly start: string;
  readonly end: string;
  readonly comparison?: Bucket;
};
type Columns = Readonly<Record<string, readonly unknown[] | Readonly<Record<string, readonly unknown[]>>>> & {
  readonly comparison?: Columns;
};
type Lines = {
  readonly totalCount: number;
  readonly nodes: readonly {
    readonly key: Readonly<Record<string, unknown>>;
    readonly buckets: readonly Bucket[];
    readonly columns: Columns;
  }[];
};

/** The tides of one engine behind a gateway. */
export function tideSubject(engine: BackendKind, gateway: TestGateway): Subject<TideQuestion> {
  return {
    name: engine,
    queryOf: (question, metrics) => ({
      document: documentOf(`${engine}Tide${question.time}`, question, metrics),
      variables: variablesOf(question),
    }),
    async ask({ document, variables }, metrics) {
      const { data, errors } = await gateway.query(document, variables);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      const { tides } = data as { tides: { buckets: Lines } };
      const { totalCount, nodes } = tides.buckets;
      if (totalCount !== nodes.length) throw new Error(`${totalCount} lines are said to be ${nodes.length}.`);
      return nodes.map(({ key, buckets, columns }): AnsweredLine => {
        const line = buckets.map((bucket) => answered(bucket, metrics));
        sameInColumns(columns, line, metrics);
        return { group: Object.values(key ?? {})[0] ?? null, buckets: line };
      });
    },
  };
}

/** One text for many questions: what the gateway has read once it need not read again. */
function documentOf(
  field: string,
  { groupBy, compareWith }: TideQuestion,
  metrics: readonly Metric[],
): string {
  const key = groupBy === null ? '' : `key { ${groupBy} }`;
  const grouping = groupBy === null ? '' : `groupBy: [${groupBy.toUpperCase()}]`;
  const bucket = `start end state count ${selection(metrics)}`;
  const columns = `length epochMillis state count ${selection(metrics)}`;
  const isCompared = compareWith !== null;
  return `query ($width: Duration!, $timeZone: TimeZone!, $origin: TimeBound, $range: TimeRange, $fill: FillMode!,
      $maxGap: Int, $partial: PartialMode!, $compareWith: Duration, $eras: [String!]!) {
    tides: ${field} { buckets(width: $width, timeZone: $timeZone, origin: $origin, range: $range, fill: $fill,
      maxGap: $maxGap, partial: $partial, compareWith: $compareWith, where: { era: { in: $eras } }, ${grouping}) { totalCount nodes { ${key}
        buckets { start end state count ${selection(metrics, isCompared)}
          ${isCompared ? `comparison { ${bucket} }` : ''} }
        columns { ${columns} ${isCompared ? `comparison { ${columns} }` : ''} } } } } }`;
}

function variablesOf(question: TideQuestion): Record<string, unknown> {
  const { width, timeZone, origin, start, end, era, fill, maxGap, partial, compareWith } = question;
  const range = start === null && end === null ? null : { between: { start, end } };
  const eras = era === null ? ERAS.map(({ name }) => name) : [era];
  return { width, timeZone, origin, range, fill, maxGap, partial, compareWith, eras };
}

function selection(metrics: readonly Metric[], withChange = false): string {
  return byMeasure(metrics)
    .map(([measure, aggregates]) => {
      const change = withChange ? changeFields(changedAggregate(aggregates)) : '';
      return `${measure} { ${aggregates.map(fieldOf).join(' ')} ${change} }`;
    })
    .join(' ');
}

function byMeasure(metrics: readonly Metric[]): [string, Aggregate[]][] {
  return [...Map.groupBy(metrics, ({ measure }) => measure)].map(([measure, list]) => [
    measure,
    list.map(({ aggregate }) => aggregate),
  ]);
}

/** An aggregate as a field of GraphQL. */
export function fieldOf(aggregate: Aggregate): string {
  const [, percent] = /^p(\d+)$/.exec(aggregate) ?? [];
  return percent === undefined ? aggregate : `${aggregate}: percentile(p: ${Number(percent) / 100})`;
}

function answered(bucket: Bucket, metrics: readonly Metric[]): AnsweredBucket {
  const { comparison = null } = bucket;
  for (const [measure, aggregates] of comparison === null ? [] : byMeasure(metrics)) {
    const [here, earlier] = [bucket, comparison].map((one) => one?.[measure] as Answered);
    checkChange(changedAggregate(aggregates), here ?? {}, earlier);
  }
  return {
    startMillis: Date.parse(bucket.start),
    endMillis: Date.parse(bucket.end),
    state: String(bucket.state),
    count: Number(bucket.count),
    values: metrics.map(({ measure, aggregate }) => (bucket[measure] as Answered)[aggregate]),
    comparison: comparison && answered(comparison, metrics),
  };
}

/** Throws where the arrays say anything but what the list of buckets says. */
function sameInColumns(
  columns: Columns,
  buckets: readonly AnsweredBucket[],
  metrics: readonly Metric[],
): void {
  const values = metrics.map(
    ({ measure, aggregate }) => (columns[measure] as Record<string, readonly unknown[]>)[aggregate],
  );
  sameArrays({ ...columns, values }, buckets);
  if (columns.comparison === undefined) return;
  const compared = buckets.flatMap(({ comparison }) => comparison ?? []);
  if (compared.length !== buckets.length) throw new Error('A bucket is compared with none.');
  sameInColumns(columns.comparison, compared, metrics);
}

/** Throws where arrays say anything but what a list of buckets says; `values` are those of each metric. */
export function sameArrays(
  columns: Readonly<Record<string, unknown>>,
  buckets: readonly AnsweredBucket[],
): void {
  const { length, epochMillis, state, count, values } = columns;
  const arrays = [length, epochMillis, state, count, values];
  const metrics = Array.isArray(values) ? values : [];
  const lists = [
    buckets.length,
    buckets.map((bucket) => bucket.startMillis),
    buckets.map((bucket) => bucket.state),
    buckets.map((bucket) => bucket.count),
    metrics.map((_, place) => buckets.map((bucket) => bucket.values[place])),
  ];
  if (JSON.stringify(arrays) !== JSON.stringify(lists))
    throw new Error('The arrays differ from the buckets.');
}
