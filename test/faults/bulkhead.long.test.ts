import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { startClickHouseHttp } from '../support/clickhouse-http.ts';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type Asker, createAsker, millisUntil, type Outcome, quantile, tally } from '../support/outcomes.ts';
import { pacedDeclarations, QUICK } from '../support/paced-datasets.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { type Line, over, startToxiproxy } from '../support/toxiproxy.ts';

const CLIENTS = 16;
const ROUNDS = 5;
const ROUND_MILLIS = 4_000;
/** Each client asks both engines again after this long, so that fast refusals are no heavier load than answers. */
const PACE_MILLIS = 100;
/** How much slower the others may be. */
const FACTOR = 1.5;
/** What each engine is asked: a declared dataset is in PostgreSQL, EIA's are in ClickHouse. */
const QUERIES = {
  PostgreSQL: QUICK,
  ClickHouse: '{ eiaSeriesConnection(first: 1) { totalCount } }',
} as const;
type Engine = keyof typeof QUERIES;
const ENGINES: readonly Engine[] = ['PostgreSQL', 'ClickHouse'];

const [postgres, toxiproxy] = await Promise.all([startPacedPostgres(), startToxiproxy()]);

const shared = createEndings();
if (postgres !== undefined) shared.add(() => postgres.stop());
if (toxiproxy !== undefined) shared.add(() => toxiproxy.stop());
afterAll(() => shared.run());

describe.each([
  ['PostgreSQL', 'ClickHouse'],
  ['ClickHouse', 'PostgreSQL'],
] as const)('%s that is silent', (silent, other) => {
  const name = `${silent} blackholed under ${CLIENTS} clients`;
  if (postgres === undefined || toxiproxy === undefined) return scenario.leftOut(name);
  const folder = pacedDeclarations('timescale');
  const endings = createEndings();
  endings.add(() => folder.remove());
  let gateway: GatewayProcess;
  let asker: Asker;
  let line: Line;

  /** Settings of the silent engine behind its line; ClickHouse that is measured is in the gateway's process. */
  const startEngines = async (): Promise<Readonly<Record<string, string>>> => {
    if (silent === 'PostgreSQL') {
      line = await toxiproxy.lineTo(postgres.url);
      return { AURUM_TIMESCALE_URL: over(line, postgres.url), AURUM_CLICKHOUSE_URL: 'embedded:' };
    }
    const files = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    endings.add(() => rm(files, { recursive: true, force: true }));
    const { url, password, stop } = await startClickHouseHttp(files);
    endings.add(stop);
    line = await toxiproxy.lineTo(url);
    return {
      AURUM_TIMESCALE_URL: postgres.url,
      AURUM_CLICKHOUSE_URL: over(line, url),
      AURUM_CLICKHOUSE_PASSWORD: password,
    };
  };

  beforeAll(async () => {
    gateway = await startGatewayProcess({
      ...(await startEngines()),
      AURUM_DATA_BACKEND_BACKEND_TYPE: 'clickhouse',
      AURUM_DATASETS_DIR: folder.path,
    });
    endings.add(() => gateway.stop());
    asker = createAsker(gateway.url);
    endings.add(() => asker.close());
    await calm();
  });

  afterAll(() => endings.run());

  const calm = (): Promise<number> =>
    millisUntil(
      async () => {
        const outcomes = await Promise.all(ENGINES.map((engine) => asker.ask(QUERIES[engine])));
        return outcomes.every(({ code }) => code === 'OK');
      },
      10_000,
      'both engines answer',
    );

  /** All clients for a while: what each engine's requests came to. */
  const round = async (): Promise<Readonly<Record<Engine, Outcome[]>>> => {
    const outcomes: Record<Engine, Outcome[]> = { PostgreSQL: [], ClickHouse: [] };
    const end = performance.now() + ROUND_MILLIS;
    const loop = async (engine: Engine): Promise<void> => {
      await sleep(Math.random() * PACE_MILLIS);
      while (performance.now() < end) {
        outcomes[engine].push(await asker.ask(QUERIES[engine], { deadlineMillis: 2_000 }));
        await sleep(PACE_MILLIS);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, () => ENGINES.map(loop)).flat());
    return outcomes;
  };

  const p99 = (outcomes: readonly Outcome[]): number =>
    quantile(
      outcomes.map(({ millis }) => millis),
      0.99,
    );

  scenario(name, `${other}'s p99 within 1.5 times its own, no errors`, async () => {
    const silence = { type: 'timeout', attributes: { timeout: 0 } } as const;
    const rounds: { readonly before: number; readonly during: number }[] = [];
    const others: Outcome[] = [];
    const silents: Outcome[] = [];
    await round();
    for (let time = 0; time < ROUNDS; time += 1) {
      const before = await round();
      expect(tally(before[silent])).toBe(`${before[silent].length} OK`);
      const during = await line.spoiled([silence, { ...silence, stream: 'upstream' }], round);
      others.push(...before[other], ...during[other]);
      silents.push(...during[silent]);
      rounds.push({ before: p99(before[other]), during: p99(during[other]) });
      await calm();
    }
    expect(tally(others)).toBe(`${others.length} OK`);
    expect(silents.filter(({ code }) => code === 'OK')).toEqual([]);
    // Each round beside its own baseline; the median, as a busy machine spoils one or the other.
    const ratio = quantile(
      rounds.map(({ before, during }) => during / before),
      0.5,
    );
    const median = (values: readonly number[]): string => quantile(values, 0.5).toFixed(1);
    const seen =
      `p99 ${median(rounds.map(({ before }) => before))} ms before, ` +
      `${median(rounds.map(({ during }) => during))} ms during, ${ratio.toFixed(2)} times; ${tally(others)}`;
    expect([seen, ratio <= FACTOR]).toEqual([seen, true]);
    return seen;
  });
});
