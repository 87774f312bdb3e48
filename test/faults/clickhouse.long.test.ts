import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type ClickHouseHttp, startClickHouseHttp } from '../support/clickhouse-http.ts';
import { createEndings } from '../support/endings.ts';
import { deadPoolFault, type FaultRig, lineFaults, RETURN_MILLIS } from '../support/fault-suite.ts';
import { scenario } from '../support/fault-table.ts';
import { startGateway } from '../support/gateway.ts';
import { createAsker, millisUntil, type Outcome, tally } from '../support/outcomes.ts';
import {
  ENDLESS,
  isWhole,
  PACED_CLICKHOUSE,
  paced,
  pacedDeclarations,
  QUICK,
  WIDE,
} from '../support/paced-datasets.ts';
import { credentialsFault, restartFault } from '../support/restart-faults.ts';
import { over, startToxiproxy } from '../support/toxiproxy.ts';

const toxiproxy = await startToxiproxy();
const NAME = 'ClickHouse over HTTP';

describe('ClickHouse behind a bad line', () => {
  if (toxiproxy === undefined) return scenario.leftOut(NAME);
  const declarations = pacedDeclarations('clickhouse');
  const endings = createEndings();
  endings.add(() => declarations.remove());
  endings.add(() => toxiproxy.stop());
  let server: ClickHouseHttp;
  let rig: FaultRig;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    endings.add(() => rm(folder, { recursive: true, force: true }));
    server = await startClickHouseHttp(folder);
    endings.add(() => server.stop());
    const line = await toxiproxy.lineTo(server.url);
    const gateway = await startGateway({
      settings: {
        'metrics.prometheus': 'true',
        'clickhouse.url': over(line, server.url),
        'timescale.url': 'none',
        'data_backend.backend_type': 'clickhouse',
        datasets_dir: declarations.path,
        'data_backend.connection_pool_min_size': '2',
        // The engine behind it has the four threads of this process.
        'data_backend.connection_pool_max_size': '3',
      },
      env: { AURUM_CLICKHOUSE_PASSWORD: server.password },
    });
    endings.add(() => gateway.close());
    rig = { kind: 'clickhouse', gateway, line, asker: createAsker(gateway.url) };
    endings.add(() => rig.asker.close());
    const signal = AbortSignal.timeout(30_000);
    for (const text of PACED_CLICKHOUSE)
      await gateway.backend('clickhouse').execute({ text, parameters: [], summary: 'CREATE' }, { signal });
  });

  afterAll(() => endings.run());

  lineFaults(NAME, () => rig, { quick: QUICK, slow: paced(1), wide: WIDE, isWhole });

  restartFault(
    NAME,
    () => rig,
    QUICK,
    () => server,
  );
  credentialsFault(NAME, () => rig, QUICK, {
    change: async () => server.changePassword('another'),
    restore: async () => server.changePassword(server.password),
    reason: 'ClickHouse refused the user or its password.',
  });

  scenario(
    `${NAME}, runs 2 statements of a pool of 3`,
    '4 clients wait their turn, all served; never down; 3 run when they may',
    async () => {
      const { asker, gateway } = rig;
      const backend = gateway.backend('clickhouse');
      const slow = paced(1);
      await millisUntil(async () => (await asker.ask(slow)).code === 'OK', 60_000, 'the calm before');
      const linesBefore = gateway.logs().length;
      const outcomes: Outcome[] = [];
      const client = async (): Promise<void> => {
        for (let time = 0; time < 3; time += 1) outcomes.push(await asker.ask(slow));
      };
      const load = () => Promise.all(Array.from({ length: 4 }, client));
      const before = server.refused;
      server.limit(2);
      const watch: string[] = [];
      const timer = setInterval(() => watch.push(backend.health().status), 20);
      try {
        await load();
      } finally {
        clearInterval(timer);
        server.limit(Number.POSITIVE_INFINITY);
      }
      const refused = server.refused - before;
      expect(tally(outcomes)).toBe('12 OK');
      expect(watch).not.toContain('DOWN');
      expect(backend.health()).toMatchObject({ status: 'DEGRADED', breaker: 'CLOSED' });
      expect(refused).toBeGreaterThan(0);
      // One or two a second, and looks.
      expect(refused).toBeLessThan(30);
      const all = load();
      await millisUntil(() => backend.pool().used === 3, RETURN_MILLIS, 'all connections are used');
      await all;
      expect(tally(outcomes)).toBe('24 OK');
      const lines = gateway.logs().slice(linesBefore);
      expect(lines.filter(({ msg }) => msg === 'Backend is down.')).toEqual([]);
      return `${tally(outcomes)}; ${refused} statements asked for in vain`;
    },
  );
  deadPoolFault(NAME, () => rig, { quick: QUICK, endless: ENDLESS });
});
