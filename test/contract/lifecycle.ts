import { expect } from '@jest/globals';
import { int64, sql } from '../../src/sql/statement.ts';
import { ask, CALM, type CaseGroup, POOL_SIZE, statementOf, wait, wordsOf } from './engine.ts';

const CALLERS = 16;

/** Health, the pool under many callers, and the end. The last case closes the rig's backend. */
export const LIFECYCLE_CASES: CaseGroup = {
  title: 'lifecycle',
  cases: [
    {
      name: 'lifecycle: a ready backend is up and says which version it is',
      async run(rig) {
        const { status, reason, version, checkedAtMillis } = rig.backend.health();
        expect({ status, reason }).toEqual({ status: 'UP', reason: null });
        expect(version).toMatch(/\d/);
        expect(checkedAtMillis).toBeLessThanOrEqual(Date.now());
        await rig.backend.ready(CALM.signal);
      },
    },
    {
      name: 'lifecycle: migrating again changes nothing',
      async run(rig) {
        const connections = await Promise.all([rig.connect(), rig.connect()]);
        const versions = await Promise.all(connections.map((each) => rig.driver.migrate(each, CALM)));
        expect(new Set([...versions, rig.backend.health().version]).size).toBe(1);
      },
    },
    {
      name: 'lifecycle: ping answers, and a closed connection is not healthy',
      async run(rig) {
        const connection = await rig.connect();
        await connection.ping(CALM);
        expect(connection.healthy).toBe(true);
        await connection.close();
        await connection.close();
        expect(connection.healthy).toBe(false);
      },
    },
    {
      name: 'lifecycle: a closed connection refuses',
      async run(rig) {
        const connection = await rig.connect();
        await connection.close();
        await expect(connection.ping(CALM)).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
      },
    },
    {
      name: 'lifecycle: closing a connection fails what runs on it',
      async run(rig) {
        const connection = await rig.connect();
        const slow = connection.execute(statementOf(rig, wordsOf(rig).slow), CALM);
        const outcome = slow.catch((error: unknown) => error);
        await wait(200);
        await connection.close();
        // It would be answered, had it been let run.
        expect(await outcome).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
      },
    },
    {
      name: `lifecycle: ${CALLERS} callers share ${POOL_SIZE} connections, each with its own answer`,
      async run(rig) {
        let mostUsed = 0;
        const watch = setInterval(() => {
          mostUsed = Math.max(mostUsed, rig.backend.pool().used);
        }, 1);
        const answers = await Promise.all(
          Array.from({ length: CALLERS }, async (_, caller) => {
            const seen: unknown[] = [];
            for (let round = 0; round < 3; round += 1) {
              const { rows } = await ask(
                rig,
                sql`select n + ${int64(caller * 1_000 + round)} as n from ${wordsOf(rig).series(2)} order by n`,
              );
              seen.push(rows.flat());
            }
            return seen;
          }),
        );
        clearInterval(watch);
        expect(answers).toEqual(
          Array.from({ length: CALLERS }, (_, caller) =>
            [0, 1, 2].map((round) => [1n, 2n].map((n) => n + BigInt(caller * 1_000 + round))),
          ),
        );
        expect(mostUsed).toBeLessThanOrEqual(POOL_SIZE);
        await wait(1);
        expect(rig.backend.pool()).toMatchObject({ max: POOL_SIZE, used: 0, pending: 0, queued: 0 });
      },
    },
    {
      name: 'lifecycle: closing twice is closing once; afterwards everything is refused',
      async run(rig) {
        await Promise.all([rig.backend.close(), rig.backend.close()]);
        await rig.backend.close();
        expect(rig.backend.health().status).toBe('DOWN');
        expect(rig.backend.pool()).toMatchObject({ used: 0, free: 0, pending: 0, queued: 0 });
        const refused = { code: 'BACKEND_UNAVAILABLE' };
        await expect(ask(rig, sql`select ${int64(1)} as n`)).rejects.toMatchObject(refused);
        await expect(rig.backend.write([], CALM)).rejects.toMatchObject(refused);
        await expect(rig.backend.ready(CALM.signal)).rejects.toMatchObject(refused);
        await expect(rig.backend.execute(statementOf(rig, sql`select 1`), CALM)).rejects.toMatchObject(
          refused,
        );
      },
    },
  ],
};
