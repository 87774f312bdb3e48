import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BackendKind } from '../../../src/model/backend.ts';
import { declarationFolder } from '../declarations.ts';
import { startGateway, type TestGateway } from '../gateway.ts';
import { dropSchema } from '../trino.ts';
import { type Fill, referenceLines } from './buckets.ts';
import { conform, type Effort } from './conformance.ts';
import { tideMetrics, tideQuestions, tideRows } from './tide-questions.ts';
import { tideSubject } from './tide-subject.ts';
import { storeTides, tideDeclarations } from './tides-table.ts';

/** However busy the machine. */
const ENOUGH = 50;
/** How fast a busy server answers is not what these tests are about. */
const CALM = {
  'request.deadline_ms': '60000',
  'data_backend.acquire_timeout_ms': '60000',
  'health.interval_ms': '600000',
};

/** Holds the buckets of declared tables on these engines, asked by GraphQL, to the reference. */
export function describeTides(
  engines: readonly BackendKind[],
  effort: Effort,
  trino?: { readonly url: string; readonly schema: string },
): void {
  const tableOf = (engine: BackendKind): string =>
    engine === 'trino' && trino !== undefined ? `iceberg.${trino.schema}.tides` : 'tides';
  describe(`buckets of declared tables conform · ${engines.join(', ')}`, () => {
    const folder = declarationFolder(
      Object.assign({}, ...engines.map((engine) => tideDeclarations(engine, tableOf(engine)))),
    );
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await startGateway({
        settings: {
          ...CALM,
          datasets_dir: folder.path,
          'data_backend.backend_type': engines[0] ?? 'timescale',
          'timescale.url': engines.includes('timescale') ? 'embedded:' : 'none',
          'clickhouse.url': engines.includes('clickhouse') ? 'embedded:' : 'none',
          'trino.url': trino?.url ?? 'none',
        },
      });
      for (const engine of engines) await storeTides(gateway.backend(engine));
    }, 240_000);

    afterAll(async () => {
      if (trino !== undefined) await dropSchema(gateway?.backend('trino'), trino.schema);
      await gateway?.close();
      folder.remove();
    });

    test(
      'to the reference, whatever is asked',
      async () => {
        const asked = await conform(
          {
            questions: tideQuestions(await fillsOf(gateway)),
            metricsOf: tideMetrics,
            linesOf: (question, metrics, nowMillis) =>
              referenceLines(tideRows(question), question, metrics, question.groupBy !== null, nowMillis),
            subjects: engines.map((engine) => tideSubject(engine, gateway)),
          },
          effort,
        );
        process.stderr.write(`(${engines.join(', ')}: ${asked} questions about buckets)\n`);
        expect(asked).toBeGreaterThan(ENOUGH);
      },
      effort.limitMillis * 3,
    );
  });
}

/** The modes of filling that the schema knows. */
async function fillsOf(gateway: TestGateway): Promise<Fill[]> {
  const { data } = await gateway.query('{ __type(name: "FillMode") { enumValues { name } } }');
  const { __type: type } = data as { __type: { enumValues: { name: Fill }[] } };
  return type.enumValues.map(({ name }) => name);
}
