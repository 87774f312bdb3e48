import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import { type Distance, type FaultRig, outage, outageWords, SILENCE } from '../support/fault-suite.ts';
import { scenario } from '../support/fault-table.ts';
import { startGateway } from '../support/gateway.ts';
import { createAsker } from '../support/outcomes.ts';
import { paced, pacedDeclarations } from '../support/paced-datasets.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { over, startToxiproxy, type Toxic } from '../support/toxiproxy.ts';

const [postgres, toxiproxy] = await Promise.all([startPacedPostgres(), startToxiproxy()]);
const NAME = 'PostgreSQL 300 ms away';
const LATE: Toxic = { type: 'latency', attributes: { latency: 150 } };
/** A connection takes 1.5 s, which is five round trips: that of the look, then that of the statement, which takes two more. */
const FAR: Distance = { deadlineMillis: 5_000, returnMillis: 6_000 };
const EXPECTED = 'as near by: known, logged, counted; back in 6 s, as a connection takes 1.5 s';
const OUTAGE_MILLIS = 8_000;

describe('PostgreSQL far away, with the settings as they come', () => {
  if (postgres === undefined || toxiproxy === undefined) return scenario.leftOut(NAME);
  const folder = pacedDeclarations('timescale');
  const endings = createEndings();
  endings.add(() => folder.remove());
  endings.add(() => postgres.stop());
  endings.add(() => toxiproxy.stop());
  let rig: FaultRig;

  beforeAll(async () => {
    const distance = await toxiproxy.lineTo(postgres.url);
    await distance.spoil(LATE, { ...LATE, stream: 'upstream' });
    const line = await toxiproxy.lineTo(over(distance, postgres.url));
    const gateway = await startGateway({
      settings: {
        'metrics.prometheus': 'true',
        'timescale.url': over(line, postgres.url),
        'clickhouse.url': 'none',
        datasets_dir: folder.path,
      },
    });
    endings.add(() => gateway.close());
    rig = { kind: 'timescale', gateway, line, asker: createAsker(gateway.url) };
    endings.add(() => rig.asker.close());
  });

  afterAll(() => endings.run());

  /** An outage lasts longer than openings that were begun at its start. */
  const mend = async (): Promise<void> => {
    await sleep(OUTAGE_MILLIS);
    await rig.line.mend();
  };

  scenario(`${NAME}, refused`, EXPECTED, async () =>
    outageWords(await outage(rig, paced(0), () => rig.line.refuse(), mend, FAR)),
  );

  scenario(`${NAME}, blackholed`, EXPECTED, async () =>
    outageWords(await outage(rig, paced(0), () => rig.line.spoil(...SILENCE), mend, FAR)),
  );
});
