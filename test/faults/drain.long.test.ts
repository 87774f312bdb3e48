import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { createEndings } from '../support/endings.ts';
import { scenario } from '../support/fault-table.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { createAsker, inWords, millisUntil, type Outcome, tally } from '../support/outcomes.ts';
import { paced, pacedDeclarations, WIDE } from '../support/paced-datasets.ts';
import { startPacedPostgres } from '../support/paced-postgres.ts';
import { startToxiproxy } from '../support/toxiproxy.ts';

const CLIENTS = 16;
/** A request needs some time to arrive on such a line. */
const ARRIVES_MILLIS = 100;
const NAME = `SIGTERM under load, ${CLIENTS} clients behind slow lines`;
const [postgres, toxiproxy] = await Promise.all([startPacedPostgres(), startToxiproxy()]);

describe('a gateway that is told to stop', () => {
  if (postgres === undefined || toxiproxy === undefined) return scenario.leftOut(NAME);
  const folder = pacedDeclarations('timescale');
  const endings = createEndings();
  endings.add(() => folder.remove());
  endings.add(() => postgres.stop());
  endings.add(() => toxiproxy.stop());
  let gateway: GatewayProcess;

  beforeAll(async () => {
    gateway = await startGatewayProcess({
      AURUM_TIMESCALE_URL: postgres.url,
      AURUM_DATASETS_DIR: folder.path,
    });
    endings.add(() => gateway.stop());
  });

  afterAll(() => endings.run());

  scenario(NAME, 'every request in flight is answered in full; exit code 0', async () => {
    const line = await toxiproxy.lineTo(gateway.url);
    await line.spoil(
      { type: 'latency', attributes: { latency: 50, jitter: 20 } },
      { type: 'bandwidth', attributes: { rate: 400 } },
    );
    const asker = createAsker(`http://127.0.0.1:${line.port}`);
    endings.add(() => asker.close());
    const outcomes: { readonly outcome: Outcome; readonly askedMillis: number }[] = [];
    /** When each client asked what it now waits for. */
    const asking: number[] = [];
    let signalled = Number.POSITIVE_INFINITY;
    const client = async (index: number): Promise<void> => {
      const query = index % 2 ? WIDE : paced(0.2);
      for (;;) {
        const askedMillis = performance.now();
        asking[index] = askedMillis;
        const outcome = await asker.ask(query);
        asking[index] = Number.POSITIVE_INFINITY;
        outcomes.push({ outcome, askedMillis });
        if (performance.now() > signalled) return;
      }
    };
    const clients = Array.from({ length: CLIENTS }, (_, index) => client(index));
    await sleep(2_000);
    const arrived = () => asking.filter((askedMillis) => askedMillis < performance.now() - ARRIVES_MILLIS);
    await millisUntil(() => arrived().length >= CLIENTS / 2, 60_000, 'half of the clients wait');
    signalled = performance.now();
    gateway.child.kill('SIGTERM');
    await Promise.all(clients);
    const endedMillis = await gateway.ended.then(() => performance.now() - signalled);
    expect(gateway.child.exitCode).toBe(0);
    const inFlight = outcomes.filter(
      ({ askedMillis, outcome }) =>
        askedMillis < signalled - ARRIVES_MILLIS && askedMillis + outcome.millis > signalled,
    );
    // Some may have been answered in that moment.
    expect(inFlight.length).toBeGreaterThan(CLIENTS / 4);
    expect(tally(inFlight.map(({ outcome }) => outcome))).toBe(`${inFlight.length} OK`);
    const others = outcomes.filter((each) => !inFlight.includes(each)).map(({ outcome }) => outcome);
    expect(
      tally(others.filter(({ code }) => code !== 'OK' && code !== 'OVERLOADED' && !code.startsWith('HTTP'))),
    ).toBe('');
    return `${inFlight.length} in flight, all OK; ended in ${inWords(endedMillis)}`;
  });
});
