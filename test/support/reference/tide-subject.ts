import type { BackendKind } from '../../../src/model/backend.ts';
import type { TestGateway } from '../gateway.ts';
import type { Aggregate } from './aggregates.ts';
import type { Metric } from './buckets.ts';
import type { AnsweredBucket, AnsweredLine, Subject } from './conformance.ts';
import type { TideQuestion } from './tide-questions.ts';
import { ERAS } from './tides-rows.ts';

type Aggregates = Readonly<Record<string, unknown>>;
type Bucket = Readonly<Record<string, unknown>> & { readonly start: string; readonly end: string };
type Columns = Readonly<Record<string, readonly unknown[] | Readonly<Record<string, readonly unknown[]>>>>;
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
      document: documentOf(`${engine}Tide${question.time}`, question.groupBy, metrics),
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
function documentOf(field: string, groupBy: TideQuestion['groupBy'], metrics: readonly Metric[]): string {
  const key = groupBy === null ? '' : `key { ${groupBy} }`;
  const grouping = groupBy === null ? '' : `groupBy: [${groupBy.toUpperCase()}]`;
  return `query ($width: Duration!, $timeZone: TimeZone!, $origin: TimeBound, $range: TimeRange, $fill: FillMode!,
      $maxGap: Int, $partial: PartialMode!, $eras: [String!]!) {
    tides: ${field} { buckets(width: $width, timeZone: $timeZone, origin: $origin, range: $range, fill: $fill,
      maxGap: $maxGap, partial: $partial, where: { era: { in: $eras } }, ${grouping}) { totalCount nodes { ${key}
        buckets { start end state count ${selection(metrics)} }
        columns { epochMillis state count ${selection(metrics)} } } } } }`;
}

function variablesOf(question: TideQuestion): Record<string, unknown> {
  const { width, timeZone, origin, start, end, era, fill, maxGap, partial } = question;
  const range = start === null && end === null ? null : { between: { start, end } };
  const eras = era === null ? ERAS.map(({ name }) => name) : [era];
  return { width, timeZone, origin, range, fill, maxGap, partial, eras };
}

function selection(metrics: readonly Metric[]): string {
  return [...Map.groupBy(metrics, ({ measure }) => measure)]
    .map(([measure, list]) => `${measure} { ${list.map(({ aggregate }) => fieldOf(aggregate)).join(' ')} }`)
    .join(' ');
}

/** An aggregate as a field of GraphQL. */
export function fieldOf(aggregate: Aggregate): string {
  const [, percent] = /^p(\d+)$/.exec(aggregate) ?? [];
  return percent === undefined ? aggregate : `${aggregate}: percentile(p: ${Number(percent) / 100})`;
}

function answered(bucket: Bucket, metrics: readonly Metric[]): AnsweredBucket {
  return {
    startMillis: Date.parse(bucket.start),
    endMillis: Date.parse(bucket.end),
    state: String(bucket.state),
    count: Number(bucket.count),
    values: metrics.map(({ measure, aggregate }) => (bucket[measure] as Aggregates)[aggregate]),
  };
}

/** Throws where the arrays say anything but what the list of buckets says. */
function sameInColumns(
  columns: Columns,
  buckets: readonly AnsweredBucket[],
  metrics: readonly Metric[],
): void {
  const arrays = [
    columns.epochMillis,
    columns.state,
    columns.count,
    ...metrics.map(
      ({ measure, aggregate }) => (columns[measure] as Record<string, readonly unknown[]>)[aggregate],
    ),
  ];
  const lists = [
    buckets.map(({ startMillis }) => startMillis),
    buckets.map(({ state }) => state),
    buckets.map(({ count }) => count),
    ...metrics.map((_, place) => buckets.map(({ values }) => values[place])),
  ];
  if (JSON.stringify(arrays) !== JSON.stringify(lists))
    throw new Error('The arrays differ from the buckets.');
}
