import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import {
  deadPoolFault,
  type FaultRig,
  lineFaults,
  outage,
  outageWords,
  RETURN_MILLIS,
} from '../support/fault-suite.ts';
import { scenario } from '../support/fault-table.ts';
import { startGateway } from '../support/gateway.ts';
import { writeVersion } from '../support/killed-files.ts';
import { runIngest } from '../support/killed-ingest.ts';
import { createAsker, inWords, millisUntil, type Outcome, tally } from '../support/outcomes.ts';
import { ENDLESS, isWhole, paced, pacedDeclarations, WIDE } from '../support/paced-datasets.ts';
import { GATEWAY_PASSWORD, startPacedPostgres } from '../support/paced-postgres.ts';
import { scrapeMetrics } from '../support/prometheus-text.ts';
import { credentialsFault, restartFault } from '../support/restart-faults.ts';
import { over, startToxiproxy } from '../support/toxiproxy.ts';

const [postgres, toxiproxy] = await Promise.all([startPacedPostgres(), startToxiproxy()]);
const NAME = 'PostgreSQL';
const CREATIONS = 'db_client_connection_create_time_seconds_count';
const REFUSED = { error_type: 'BACKEND_UNAVAILABLE' };

describe('PostgreSQL behind a bad line', () => {
  if (postgres === undefined || toxiproxy === undefined) return scenario.leftOut(NAME);
  const folder = pacedDeclarations('timescale');
  const { admin, server } = postgres;
  const endings = createEndings();
  endings.add(() => folder.remove());
  endings.add(() => postgres.stop());
  endings.add(() => toxiproxy.stop());
  let rig: FaultRig;

  beforeAll(async () => {
    const line = await toxiproxy.lineTo(postgres.url);
    const gateway = await startGateway({
      settings: {
        'metrics.prometheus': 'true',
        'timescale.url': over(line, postgres.url),
        'clickhouse.url': 'none',
        datasets_dir: folder.path,
        'data_backend.connection_pool_min_size': '2',
      },
    });
    endings.add(() => gateway.close());
    rig = { kind: 'timescale', gateway, line, asker: createAsker(gateway.url) };
    endings.add(() => rig.asker.close());
  });

  afterAll(() => endings.run());

  const quick = paced(0);
  lineFaults(NAME, () => rig, { quick, slow: paced(1), wide: WIDE, isWhole });
  deadPoolFault(NAME, () => rig, { quick, endless: ENDLESS });

  /** Ends the gateway's sessions: one that is open outlives a change of its role. */
  const cut = () => admin`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gateway'`;

  const change = async (password: string): Promise<void> => {
    await admin.unsafe(`alter role gateway password '${password}'`);
    await cut();
  };

  restartFault(
    NAME,
    () => rig,
    quick,
    () => server,
  );
  credentialsFault(NAME, () => rig, quick, {
    change: () => change('another'),
    restore: () => change(GATEWAY_PASSWORD),
    reason: 'TimescaleDB refused the user or its password.',
  });

  scenario(`${NAME}, connection limit hit`, 'BACKEND_UNAVAILABLE, limit told; back in 3 s', async () => {
    const limit = async (connections: number): Promise<void> => {
      await admin.unsafe(`alter role gateway connection limit ${connections}`);
      await cut();
    };
    const seen = await outage(
      rig,
      quick,
      () => limit(0),
      async () => {
        const { reason } = rig.gateway.backend('timescale').health();
        expect(reason).toBe('TimescaleDB has no connection left to give.');
        await limit(-1);
      },
    );
    return outageWords(seen);
  });

  scenario(`${NAME} 1.2 s away, aurum ingest`, 'all loaded, the engine never taken for down', async () => {
    const files = mkdtempSync(join(tmpdir(), 'aurum-far-'));
    endings.add(() => rmSync(files, { recursive: true }));
    const [file = ''] = (await writeVersion(files, 1)).files;
    const line = await toxiproxy.lineTo(postgres.url);
    await line.spoil({ type: 'latency', attributes: { latency: 1_200 } });
    const env = {
      AURUM_TIMESCALE_URL: over(line, postgres.url),
      AURUM_DATA_BACKEND_ACQUIRE_TIMEOUT_MS: '30000',
      AURUM_DATA_BACKEND_CONNECT_TIMEOUT_MS: '30000',
    };
    const { exitCode, log, outcome, endMillis } = await runIngest({ kind: 'timescale', env }, [file]);
    expect([exitCode, log]).toEqual([0, expect.not.stringContaining('Backend is down.')]);
    const { observations = 0 } = outcome?.summary ?? {};
    expect(observations).toBeGreaterThan(0);
    return `${observations} observations in ${inWords(endMillis)}`;
  });

  scenario(
    `${NAME}, gives 5 connections to a pool of 20`,
    '20 clients wait their turn, all served; 20 connections used in 3 s when it gives them',
    async () => {
      const { asker, gateway } = rig;
      const backend = gateway.backend('timescale');
      const outcomes: Outcome[] = [];
      const client = async (): Promise<void> => {
        for (let time = 0; time < 10; time += 1) outcomes.push(await asker.ask(paced(0.2)));
      };
      const load = () => Promise.all(Array.from({ length: 20 }, client));
      await admin.unsafe('alter role gateway connection limit 5');
      await cut();
      await sleep(500);
      const { sum } = await scrapeMetrics(gateway.url);
      const refusedBefore = sum(CREATIONS, REFUSED);
      const began = performance.now();
      await load();
      const seconds = (performance.now() - began) / 1_000;
      const refused = (await scrapeMetrics(gateway.url)).sum(CREATIONS, REFUSED) - refusedBefore;
      expect(tally(outcomes)).toBe('200 OK');
      expect(backend.health().status).toBe('DEGRADED');
      // Those of the first moment, as many as were given by then, one a second.
      expect(refused).toBeLessThan(30 + seconds);
      await admin.unsafe('alter role gateway connection limit -1');
      const all = load();
      const fullMillis = await millisUntil(
        () => backend.pool().used === 20,
        RETURN_MILLIS,
        'all connections are used',
      );
      await all;
      expect(tally(outcomes)).toBe('400 OK');
      return `${tally(outcomes)}; ${refused} connections asked for in vain; 20 used in ${inWords(fullMillis)}`;
    },
  );
});
