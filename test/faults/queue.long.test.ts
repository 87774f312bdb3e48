import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { type Asker, createAsker, inWords, tally } from '../support/outcomes.ts';
import { paced, pacedAnswer, pacedDeclarations } from '../support/paced-datasets.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';

const postgres = await startPacedPostgres();
const CLIENTS = 50;
const POOL_WAIT_MILLIS = 2_000;

describe('a pool of 2 with a queue of 100', () => {
  if (postgres === undefined) return scenario.leftOut('50 slow queries, pool of 2');
  const folder = pacedDeclarations('timescale');
  const endings = createEndings();
  endings.add(() => folder.remove());
  endings.add(() => postgres.stop());
  let gateway: TestGateway;
  let asker: Asker;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        'timescale.url': postgres.url,
        'clickhouse.url': 'none',
        datasets_dir: folder.path,
        'data_backend.connection_pool_min_size': '2',
        'data_backend.connection_pool_max_size': '2',
        'data_backend.queue_max_length': '100',
      },
    });
    endings.add(() => gateway.close());
    asker = createAsker(gateway.url);
    endings.add(() => asker.close());
  });

  afterAll(() => endings.run());

  const askAll = (seconds: number) =>
    Promise.all(Array.from({ length: CLIENTS }, () => asker.ask(paced(seconds))));

  /** How long a timer of the pool's wait takes here. */
  const timer = async (): Promise<number> => {
    const startMillis = performance.now();
    await sleep(POOL_WAIT_MILLIS);
    return performance.now() - startMillis;
  };

  scenario(
    '50 slow queries, pool of 2',
    '2 served, 48 POOL_TIMEOUT in 2.0-2.5 s; after release all served',
    async () => {
      // The queue refuses who cannot meet his deadline by the shortest of the last turns: they are short here.
      expect(tally(await askAll(0))).toBe(`${CLIENTS} OK`);
      const [outcomes, timerMillis] = await Promise.all([askAll(3), timer()]);
      const served = outcomes.filter(({ code }) => code === 'OK');
      const late = outcomes.filter(({ code }) => code === 'POOL_TIMEOUT');
      const millis = late.map((outcome) => outcome.millis);
      const seen = `${tally(outcomes)} in ${inWords(Math.min(...millis))} to ${inWords(Math.max(...millis))}`;
      expect(tally(outcomes)).toBe(`${CLIENTS - 2} POOL_TIMEOUT, 2 OK`);
      expect(Math.min(...millis)).toBeGreaterThanOrEqual(POOL_WAIT_MILLIS - 10);
      // What the timer is late, the machine is late.
      expect(Math.max(...millis)).toBeLessThanOrEqual(timerMillis + 500);
      for (const { data } of served) expect(data).toEqual(pacedAnswer(3));
      const after = await askAll(0);
      expect(tally(after)).toBe(`${CLIENTS} OK`);
      expect(gateway.backend('timescale').pool()).toMatchObject({ used: 0, pending: 0 });
      return `${seen}; then ${tally(after)}`;
    },
  );
});
