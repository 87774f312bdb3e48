import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { CANCELS, cancelAtTheEnd } from '../support/cancelling.ts';
import { startClickHouseHttp } from '../support/clickhouse-http.ts';
import { createEndings, type Endings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { leave, leaveEarly } from '../support/leaving.ts';
import { type Asker, createAsker, inWords, millisUntil } from '../support/outcomes.ts';
import {
  BRIEF,
  ENDLESS,
  PACED_CLICKHOUSE,
  paced,
  pacedAnswer,
  pacedDeclarations,
  someWide,
} from '../support/paced-datasets.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { dropSchema, trinoUrl } from '../support/trino.ts';

const CLIENTS = 100;
const GONE = `${CLIENTS} clients gone after 200 ms of 30 s`;
const GONE_EARLY = `${CLIENTS} clients gone as soon as they have a connection, each with a new text of 30 s`;
const CANCELLED = `${CANCELS} cancels as the statement ends`;
const UNHIT = 'no neighbour is hit, pool used 0';
const IDLE = 'engine idle within 1 s, pool used 0';
/** No deadline ends what the client's leaving is to end. */
const PATIENT = {
  'request.deadline_ms': '60000',
  // The queries are made to keep engines busy, and the machine has other things to do.
  'health.timeout_ms': '10000',
  'timescale.url': 'none',
  'clickhouse.url': 'none',
};
const CALL = { parameters: [], summary: 'SELECT' };
const DDL = { parameters: [], summary: 'CREATE' };

const count = async (gateway: TestGateway, kind: 'clickhouse' | 'trino', text: string): Promise<number> => {
  const options = { signal: AbortSignal.timeout(60_000) };
  const { rows } = await gateway.backend(kind).execute({ ...CALL, text }, options);
  return Number(rows[0]?.[0]);
};

const postgres = await startPacedPostgres();

describe('on native PostgreSQL', () => {
  if (postgres === undefined) return scenario.leftOut(`PostgreSQL, ${GONE}`);
  const folder = pacedDeclarations('timescale');
  const endings = createEndings();
  endings.add(() => folder.remove());
  endings.add(() => postgres.stop());
  let gateway: TestGateway;
  let asker: Asker;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: { ...PATIENT, 'timescale.url': postgres.url, datasets_dir: folder.path },
    });
    endings.add(() => gateway.close());
    asker = createAsker(gateway.url);
    endings.add(() => asker.close());
  });

  afterAll(() => endings.run());

  scenario(`PostgreSQL, ${GONE}`, IDLE, async () =>
    leave(
      { gateway, asker, kind: 'timescale', atOnce: 4, query: ENDLESS, running: () => postgres.running() },
      CLIENTS,
    ),
  );

  scenario(`PostgreSQL, ${GONE_EARLY}`, IDLE, async () => {
    const query = (first: number) =>
      `{ pacedRows { rows(first: ${first}, where: { pace: { eq: "wait 30" } }) { nodes { value } } } }`;
    const running = () => postgres.running();
    return leaveEarly({ gateway, asker, kind: 'timescale', atOnce: 4, query, running }, CLIENTS);
  });

  scenario(`PostgreSQL, ${CANCELLED}`, UNHIT, async () =>
    cancelAtTheEnd({
      ...{ gateway, asker, kind: 'timescale', atOnce: 5 },
      neighbours: [0, 0.005, 0.02, 0.05].map((seconds) => ({
        query: paced(seconds),
        answer: pacedAnswer(seconds),
      })),
    }),
  );
});

/** A gateway with the paced tables in ClickHouse, and what asks it. */
async function startPacedClickHouse(
  endings: Endings,
  url: string,
  password = '',
): Promise<{ readonly gateway: TestGateway; readonly asker: Asker }> {
  const folder = pacedDeclarations('clickhouse');
  endings.add(() => folder.remove());
  const gateway = await startGateway({
    settings: {
      ...PATIENT,
      'clickhouse.url': url,
      'data_backend.backend_type': 'clickhouse',
      datasets_dir: folder.path,
    },
    env: password === '' ? {} : { AURUM_CLICKHOUSE_PASSWORD: password },
  });
  endings.add(() => gateway.close());
  const asker = createAsker(gateway.url);
  endings.add(() => asker.close());
  const options = { signal: AbortSignal.timeout(30_000) };
  for (const text of PACED_CLICKHOUSE) await gateway.backend('clickhouse').execute({ ...DDL, text }, options);
  return { gateway, asker };
}

/** Two leave and three stay: in this process the engine has four threads where `aurum` has not said otherwise. */
const CLICKHOUSE_CANCELS = {
  kind: 'clickhouse',
  atOnce: 2,
  neighbours: [BRIEF, someWide(10), someWide(1_000)],
} as const;

describe('on embedded ClickHouse', () => {
  const endings = createEndings();
  let gateway: TestGateway;
  let asker: Asker;

  beforeAll(async () => {
    ({ gateway, asker } = await startPacedClickHouse(endings, 'embedded:'));
  });

  afterAll(() => endings.run());

  const RUNNING = `select toInt64(count()) from system.processes
    where position(query, 'endless_rows') > 0 and position(query, 'system.processes') = 0`;

  scenario(`embedded ClickHouse, ${GONE}`, IDLE, async () => {
    const running = () => count(gateway, 'clickhouse', RUNNING);
    // Two of its threads are for the question and the end.
    return leave({ gateway, asker, kind: 'clickhouse', atOnce: 2, query: ENDLESS, running }, CLIENTS);
  });

  scenario(`embedded ClickHouse, ${CANCELLED}`, UNHIT, async () =>
    cancelAtTheEnd({ gateway, asker, ...CLICKHOUSE_CANCELS }),
  );
});

describe('on ClickHouse over HTTP', () => {
  const endings = createEndings();
  let gateway: TestGateway;
  let asker: Asker;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    endings.add(() => rm(folder, { recursive: true, force: true }));
    const server = await startClickHouseHttp(folder);
    endings.add(() => server.stop());
    ({ gateway, asker } = await startPacedClickHouse(endings, server.url, server.password));
  });

  afterAll(() => endings.run());

  scenario(`ClickHouse over HTTP, ${CANCELLED}`, UNHIT, async () =>
    cancelAtTheEnd({ gateway, asker, ...CLICKHOUSE_CANCELS }),
  );
});

describe('on embedded TimescaleDB', () => {
  const folder = pacedDeclarations('timescale');
  const endings = createEndings();
  endings.add(() => folder.remove());
  let gateway: TestGateway;
  let asker: Asker;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: { ...PATIENT, 'timescale.url': 'embedded:', datasets_dir: folder.path },
    });
    endings.add(() => gateway.close());
    asker = createAsker(gateway.url);
    endings.add(() => asker.close());
    const options = { signal: AbortSignal.timeout(30_000) };
    // It has no clock to sleep by: it counts.
    const text = `create view endless_rows as select now() as at, 'wait 30' as pace, count(*)::float8 as value
      from generate_series(1, 100000) a (x) cross join generate_series(1, 100000) b (y) where x + y = 0`;
    await gateway.backend('timescale').execute({ ...DDL, text }, options);
  });

  afterAll(() => endings.run());

  scenario(
    'embedded TimescaleDB, client gone after 200 ms of 30 s',
    'request released within 1 s, engine answers within 15 s',
    async () => {
      const client = new AbortController();
      const asked = asker.ask(ENDLESS, { signal: client.signal });
      await sleep(200);
      client.abort();
      const left = performance.now();
      expect((await asked).code).toBe('LEFT');
      const released = () => gateway.logs().some(({ msg }) => msg === 'Query cancelled.');
      const releasedMillis = await millisUntil(released, 1_000, 'the request is released');
      const quick = '{ eiaSeriesConnection(first: 1) { totalCount } }';
      await millisUntil(async () => (await asker.ask(quick)).code === 'OK', 15_000, 'an answer');
      const answersMillis = performance.now() - left;
      expect(answersMillis).toBeLessThan(15_000);
      return `released in ${inWords(releasedMillis)}, answers in ${inWords(answersMillis)}`;
    },
  );
});

describe('on Trino', () => {
  const schema = `leaving_${process.pid}`;
  const url = trinoUrl(schema);
  if (url === undefined) return scenario.leftOut(`Trino, ${GONE}`);
  const endings = createEndings();
  let gateway: TestGateway;
  let asker: Asker;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: { ...PATIENT, 'trino.url': url, 'data_backend.backend_type': 'trino' },
    });
    endings.add(() => gateway.close());
    endings.add(() => dropSchema(gateway.backend('trino'), schema));
    asker = createAsker(gateway.url);
    endings.add(() => asker.close());
  });

  afterAll(() => endings.run());

  /** Work for much more than half a minute in little memory. */
  const SQL = `select count(*) as leaving from tpch.tiny.orders a cross join tpch.tiny.orders b cross join tpch.tiny.orders c
    where a.comment < c.comment and b.comment < c.comment`;
  const QUERY = `{ federatedQuery(sql: ${JSON.stringify(SQL)}, catalogs: ["tpch"]) { rowCount } }`;
  const RUNNING = `select count(*) from system.runtime.queries
    where state in ('QUEUED', 'PLANNING', 'STARTING', 'RUNNING', 'FINISHING')
      and strpos(query, 'as leaving') > 0 and strpos(query, 'system.runtime') = 0`;

  scenario(`Trino, ${GONE}`, IDLE, async () => {
    const running = () => count(gateway, 'trino', RUNNING);
    return leave({ gateway, asker, kind: 'trino', atOnce: 2, query: QUERY, running }, CLIENTS);
  });
});
