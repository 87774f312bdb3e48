import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ComparedEngine, type EngineGateways, startEngineGateways } from '../engine-gateways.ts';
import type { TestGateway } from '../gateway.ts';
import { loadLines } from '../load-lines.ts';
import type { Fill, Metric } from './buckets.ts';
import { type Answered, changedAggregate, changeFields, checkChange } from './changes.ts';
import { type AnsweredBucket, conform, type Effort, type Subject } from './conformance.ts';
import {
  type SeriesQuestion,
  seriesLines,
  seriesMetrics,
  seriesQuestions,
  seriesReference,
} from './series-questions.ts';
import { fieldOf, sameArrays } from './tide-subject.ts';

const FILLS: readonly Fill[] = ['NONE', 'NULL', 'ZERO', 'PREVIOUS', 'LINEAR'];
/** However busy the machine. */
const ENOUGH = 20;

type Bucket = Answered & { readonly start: string; readonly end: string; readonly comparison?: Bucket };

/** Holds the buckets of EIA series on these engines, asked by GraphQL, to the reference. */
export function describeSeries(engines: readonly ComparedEngine[], effort: Effort): void {
  describe(`buckets of series conform · ${engines.join(', ')}`, () => {
    let gateways: EngineGateways;

    beforeAll(async () => {
      gateways = await startEngineGateways(engines, 'series_conformance');
      for (const { kind, gateway } of gateways.list) await loadLines(gateway.backend(kind), seriesLines());
    }, 240_000);

    afterAll(() => gateways?.close());

    test(
      'to the reference, whatever is asked',
      async () => {
        const asked = await conform(
          {
            questions: seriesQuestions(FILLS),
            metricsOf: seriesMetrics,
            linesOf: seriesReference,
            subjects: gateways.list.map(({ kind, gateway }) => seriesSubject(kind, gateway)),
          },
          effort,
        );
        process.stderr.write(`(${engines.join(', ')}: ${asked} questions about buckets of series)\n`);
        expect(asked).toBeGreaterThan(ENOUGH);
      },
      effort.limitMillis * 3,
    );
  });
}

function seriesSubject(name: string, gateway: TestGateway): Subject<SeriesQuestion> {
  return {
    name,
    queryOf(question, metrics) {
      const {
        series: id,
        width,
        timeZone,
        origin,
        start,
        end,
        fill,
        maxGap,
        partial,
        compareWith,
      } = question;
      const range = start === null && end === null ? null : { between: { start, end } };
      const variables = { id, width, timeZone, origin, range, fill, maxGap, partial, compareWith };
      return { document: documentOf(compareWith !== null, metrics), variables };
    },
    async ask({ document, variables }, metrics) {
      const { data, errors } = await gateway.query(document, variables);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      const { eiaSeries } = data as { eiaSeries: { buckets: readonly Bucket[]; columns: Answered } };
      const buckets = eiaSeries.buckets.map((bucket) => answered(bucket, metrics));
      sameInColumns(eiaSeries.columns, buckets, metrics);
      return [{ group: null, buckets }];
    },
  };
}

function documentOf(isCompared: boolean, metrics: readonly Metric[]): string {
  const args = `width: $width, timeZone: $timeZone, origin: $origin, range: $range, fill: $fill, maxGap: $maxGap,
    partial: $partial, compareWith: $compareWith`;
  const aggregates = metrics.map(({ aggregate }) => aggregate);
  const fields = aggregates.map(fieldOf).join(' ');
  const bucket = `start end state count ${fields}`;
  const columns = `length epochMillis state count ${fields}`;
  const more = isCompared ? `${changeFields(changedAggregate(aggregates))} comparison { ${bucket} }` : '';
  return `query ($id: ID!, $width: Duration!, $timeZone: TimeZone!, $origin: TimeBound, $range: TimeRange,
      $fill: FillMode!, $maxGap: Int, $partial: PartialMode!, $compareWith: Duration) {
    eiaSeries(id: $id) {
      buckets(${args}) { ${bucket} ${more} }
      columns: bucketColumns(${args}) { ${columns} ${isCompared ? `comparison { ${columns} }` : ''} } } }`;
}

function answered(bucket: Bucket, metrics: readonly Metric[]): AnsweredBucket {
  const { start, end, state, count, comparison = null } = bucket;
  const aggregates = metrics.map(({ aggregate }) => aggregate);
  if (comparison !== null) checkChange(changedAggregate(aggregates), bucket, comparison);
  return {
    startMillis: Date.parse(start),
    endMillis: Date.parse(end),
    state: String(state),
    count: Number(count),
    values: aggregates.map((aggregate) => bucket[aggregate]),
    comparison: comparison && answered(comparison, metrics),
  };
}

/** Throws where the arrays say anything but what the list of buckets says. */
function sameInColumns(
  columns: Answered,
  buckets: readonly AnsweredBucket[],
  metrics: readonly Metric[],
): void {
  sameArrays({ ...columns, values: metrics.map(({ aggregate }) => columns[aggregate]) }, buckets);
  if (columns.comparison === undefined) return;
  const compared = buckets.flatMap(({ comparison }) => comparison ?? []);
  sameInColumns(columns.comparison as Answered, compared, metrics);
}
