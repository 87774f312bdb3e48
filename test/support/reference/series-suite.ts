import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ComparedEngine, type EngineGateways, startEngineGateways } from '../engine-gateways.ts';
import type { TestGateway } from '../gateway.ts';
import { loadLines } from '../load-lines.ts';
import type { Fill } from './buckets.ts';
import { conform, type Effort, type Subject } from './conformance.ts';
import {
  type SeriesQuestion,
  seriesLines,
  seriesMetrics,
  seriesQuestions,
  seriesReference,
} from './series-questions.ts';
import { fieldOf } from './tide-subject.ts';

const FILLS: readonly Fill[] = ['NONE', 'NULL', 'ZERO', 'PREVIOUS', 'LINEAR'];
/** However busy the machine. */
const ENOUGH = 20;

type Bucket = Readonly<Record<string, unknown>> & { readonly start: string; readonly end: string };

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
    queryOf({ series: id, width, timeZone, origin, start, end, fill, maxGap, partial }, metrics) {
      const range = start === null && end === null ? null : { between: { start, end } };
      const fields = metrics.map(({ aggregate }) => fieldOf(aggregate)).join(' ');
      return {
        document: `query ($id: ID!, $width: Duration!, $timeZone: TimeZone!, $origin: TimeBound, $range: TimeRange,
            $fill: FillMode!, $maxGap: Int, $partial: PartialMode!) {
          eiaSeries(id: $id) { buckets(width: $width, timeZone: $timeZone, origin: $origin, range: $range, fill: $fill,
            maxGap: $maxGap, partial: $partial) { start end state count ${fields} } } }`,
        variables: { id, width, timeZone, origin, range, fill, maxGap, partial },
      };
    },
    async ask({ document, variables }, metrics) {
      const { data, errors } = await gateway.query(document, variables);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      const { eiaSeries } = data as { eiaSeries: { buckets: readonly Bucket[] } };
      const buckets = eiaSeries.buckets.map(({ start, end, state, count, ...values }) => ({
        startMillis: Date.parse(start),
        endMillis: Date.parse(end),
        state: String(state),
        count: Number(count),
        values: metrics.map(({ aggregate }) => (values as Record<string, unknown>)[aggregate]),
      }));
      return [{ group: null, buckets }];
    },
  };
}
