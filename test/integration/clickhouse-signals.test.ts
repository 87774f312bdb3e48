import { describe, expect, test } from '@jest/globals';
import { AurumError } from '../../src/errors.ts';
import { sql, text, texts } from '../../src/sql/statement.ts';
import {
  CALM,
  CLICKHOUSE_KINDS,
  ENDLESS,
  failureOf,
  rigClickHouse,
  rowsOf,
  statementOf,
} from '../support/clickhouse-rig.ts';

describe.each(CLICKHOUSE_KINDS)('ClickHouse, %s', (kind) => {
  const rig = rigClickHouse(kind);

  test('an error of the engine is one of ours and leaves nothing behind', async () => {
    const error = await failureOf(
      rowsOf(rig.connection, sql`select number, throwIf(number = 90000) from numbers(100000)`),
    );
    expect(error).toBeInstanceOf(AurumError);
    expect(error).toMatchObject({
      code: 'QUERY_FAILED',
      details: { engineCode: '395', backend: 'clickhouse' },
    });
    expect(String(error)).not.toMatch(/select|throwIf/i);
    expect(await rowsOf(rig.connection, sql`select 7 as n`)).toEqual([[7]]);
    expect(rig.connection.healthy).toBe(true);
  });

  test('aborting ends the statement in the engine at once', async () => {
    const other = await rig.driver.connect();
    const abort = new AbortController();
    const running = failureOf(rig.connection.execute(statementOf(ENDLESS), { signal: abort.signal }));
    const seen = sql`select count() from system.processes where query like '%sipHash64%' and query not like '%system.%'`;
    while (String(await rowsOf(other, seen)) !== '1') await new Promise((resolve) => setTimeout(resolve, 20));
    const started = Date.now();
    abort.abort(new AurumError('CANCELLED', 'The client went away.'));
    expect(await running).toMatchObject({ code: 'CANCELLED' });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await rowsOf(other, seen)).toEqual([[0n]]);
    expect(rig.connection.healthy).toBe(true);
    expect(await rowsOf(rig.connection, sql`select 8 as n`)).toEqual([[8]]);
    await other.close();
  });

  test('the deadline is the engine limit too; a passed one starts nothing', async () => {
    const late = await failureOf(
      rig.connection.execute(statementOf(ENDLESS), { ...CALM, deadlineMillis: Date.now() + 500 }),
    );
    expect(late).toMatchObject({ code: 'BACKEND_TIMEOUT', details: { engineCode: '159' } });
    const passed = await failureOf(
      rig.connection.execute(statementOf(ENDLESS), { ...CALM, deadlineMillis: Date.now() }),
    );
    expect(passed).toMatchObject({ code: 'BACKEND_TIMEOUT' });
    const aborted = await failureOf(
      rig.connection.execute(statementOf(ENDLESS), { signal: AbortSignal.abort() }),
    );
    expect(aborted).toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(await rowsOf(rig.connection, sql`select 9 as n`)).toEqual([[9]]);
  });

  test('connections run side by side with their own parameters, and the event loop turns meanwhile', async () => {
    const others = await Promise.all([rig.driver.connect(), rig.driver.connect()]);
    let longestMillis = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestMillis = Math.max(longestMillis, performance.now() - last);
      last = performance.now();
    }, 5);
    const started = Date.now();
    const answers = await Promise.all(
      [rig.connection, ...others].map((one, index) =>
        rowsOf(one, sql`select sleep(2.5), ${text(`c${index}`)} as name`),
      ),
    );
    clearInterval(timer);
    expect(answers).toEqual([[[0, 'c0']], [[0, 'c1']], [[0, 'c2']]]);
    expect(Date.now() - started).toBeLessThan(7_000);
    // A statement that held the loop would hold it for its 2.5 seconds.
    expect(longestMillis).toBeLessThan(2_300);
    await Promise.all(others.map((one) => one.close()));
  });

  test('many small statements on several connections keep their answers apart', async () => {
    const others = await Promise.all([rig.driver.connect(), rig.driver.connect()]);
    await Promise.all(
      others.map(async (one, index) => {
        for (let count = 0; count < 100; count += 1) {
          const value = `${index}-${count}`;
          expect(await rowsOf(one, sql`select ${text(value)} as v, ${texts([value])} as w`)).toEqual([
            [value, [value]],
          ]);
        }
      }),
    );
    await Promise.all(others.map((one) => one.close()));
  });
});
