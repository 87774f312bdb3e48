import { afterAll, beforeAll, describe } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import { type FaultRig, lineFaults } from '../support/fault-suite.ts';
import { scenario } from '../support/fault-table.ts';
import { startGateway } from '../support/gateway.ts';
import { createAsker } from '../support/outcomes.ts';
import { over, startToxiproxy } from '../support/toxiproxy.ts';
import { dropSchema, trinoUrl } from '../support/trino.ts';

const SCHEMA = `faults_${process.pid}`;
const toxiproxy = await startToxiproxy();
const url = trinoUrl(SCHEMA);
const NAME = 'Trino';
const WIDE_ROWS = 5_000;

const federated = (sql: string): string =>
  `{ federatedQuery(sql: ${JSON.stringify(sql)}, catalogs: ["tpch"], limit: 10000) { rowCount rows } }`;

describe('Trino behind a bad line', () => {
  if (toxiproxy === undefined || url === undefined) return scenario.leftOut(NAME);
  const endings = createEndings();
  endings.add(() => toxiproxy.stop());
  let rig: FaultRig;

  beforeAll(async () => {
    const line = await toxiproxy.lineTo(url);
    const gateway = await startGateway({
      settings: {
        'metrics.prometheus': 'true',
        'trino.url': over(line, url),
        'timescale.url': 'none',
        'clickhouse.url': 'none',
        'data_backend.backend_type': 'trino',
      },
    });
    endings.add(() => gateway.close());
    endings.add(() => dropSchema(gateway.backend('trino'), SCHEMA));
    rig = { kind: 'trino', gateway, line, asker: createAsker(gateway.url) };
    endings.add(() => rig.asker.close());
  });

  afterAll(() => endings.run());

  lineFaults(NAME, () => rig, {
    quick: federated('select name from tpch.tiny.region where regionkey = 1'),
    slow: federated(
      'select count(*) from tpch.tiny.customer a cross join tpch.tiny.orders b where a.comment < b.comment',
    ),
    wide: federated(`select orderkey, comment from tpch.tiny.orders order by 1 limit ${WIDE_ROWS}`),
    isWhole: (data) =>
      (data as { federatedQuery: { rows: unknown[] } }).federatedQuery.rows.length === WIDE_ROWS,
  });
});
