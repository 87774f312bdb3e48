import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type Asker, createAsker } from '../support/outcomes.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { scrapeMetrics } from '../support/prometheus-text.ts';

const TEXTS = 100_000;
const STEP = 10_000;
/** Caches are full by then. */
const WARM = 30_000;
const AT_ONCE = 16;
/** Times that a busy gateway may shed one text. */
const AGAIN = 10;
/** Of the heap after collection, over 10,000 texts. */
const SLOPE_BYTES = 2 ** 20;
const NAME = '100,000 distinct query texts and ids';

const postgres = await startPacedPostgres();

describe('memory', () => {
  if (postgres === undefined) return scenario.leftOut(NAME);
  const endings = createEndings();
  endings.add(() => postgres.stop());
  let gateway: GatewayProcess;
  let asker: Asker;

  beforeAll(async () => {
    gateway = await startGatewayProcess({
      AURUM_TIMESCALE_URL: postgres.url,
      AURUM_METRICS_PROMETHEUS: 'true',
    });
    endings.add(() => gateway.stop());
    asker = createAsker(gateway.url);
    endings.add(() => asker.close());
  });

  afterAll(() => endings.run());

  /**
   * A text of its own for every number: a tenth ask an engine, for ten ids each that no other text has, the others are
   * valid and ask none, not of the schema, or not GraphQL, as what a cache is asked for is not all good. With the code it
   * is answered with.
   */
  const text = (number: number): readonly [query: string, code: string] => {
    const kind = number % 10;
    if (kind === 0) {
      const ids = Array.from({ length: 10 }, (_, place) => `"NONE.${number + place}.A"`).join(', ');
      return [`{ eiaSeriesByIds(ids: [${ids}]) { id } }`, 'OK'];
    }
    if (kind < 4) return [`query Q${number} { t${number}: __typename gateway { version } }`, 'OK'];
    if (kind < 7) return [`{ nothing${number} }`, 'GRAPHQL_VALIDATION_FAILED'];
    return [`{ nothing${number}`, 'GRAPHQL_PARSE_FAILED'];
  };

  const askFrom = async (first: number): Promise<void> => {
    let next = first;
    const client = async (): Promise<void> => {
      while (next < first + STEP) {
        const [query, expected] = text(next++);
        let { code } = await asker.ask(query);
        for (let again = 0; code !== expected && again < AGAIN; again += 1) {
          await sleep(500);
          ({ code } = await asker.ask(query));
        }
        if (code !== expected) throw new Error(`${code} instead of ${expected}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
  };

  const series = async (): Promise<readonly string[]> => (await scrapeMetrics(gateway.url)).series;

  scenario(NAME, 'memory slope <1 MiB per 10,000 after warm-up, metric series constant', async () => {
    const heap: number[] = [];
    let seriesWhenWarm: readonly string[] = [];
    for (let asked = 0; asked < TEXTS; asked += STEP) {
      await askFrom(asked);
      const { heapUsed, external } = await gateway.memory();
      heap.push(heapUsed + external);
      // The first scrape of all is a series of its own, from the second on.
      if (asked + STEP < WARM) await series();
      if (asked + STEP === WARM) seriesWhenWarm = await series();
    }
    const warm = heap.slice(WARM / STEP - 1);
    const slope = slopeOf(warm);
    const seriesAtEnd = await series();
    const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
    const seen = `${mebibytes(slope)} MiB per 10,000 (${mebibytes(warm[0] ?? 0)} to ${mebibytes(warm.at(-1) ?? 0)}), ${seriesAtEnd.length} series`;
    expect([seen, slope < SLOPE_BYTES]).toEqual([seen, true]);
    expect(seriesAtEnd.filter((each) => !seriesWhenWarm.includes(each))).toEqual([]);
    return seen;
  });
});

/** Least squares over equal steps. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [above, below] = [0, 0];
  for (const [index, value] of values.entries()) {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  }
  return above / below;
}
