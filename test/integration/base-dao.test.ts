import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { BaseDao } from '../../src/dao/base-dao.ts';
import { int64, sql, text } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';

/** The operations of every DAO, without any of one's own. */
class PlainDao extends BaseDao {
  override readonly daoName = 'PlainDao';
}

describe.each(EMBEDDED_ENGINES)('a DAO over embedded %s', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-dao-'));
  let backend: Backend;
  beforeAll(async () => {
    backend = await openEmbedded(engine, folder);
  }, 60_000);
  afterAll(async () => {
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (): PlainDao =>
    new PlainDao({
      backend,
      signal: AbortSignal.timeout(30_000),
      deadlineMillis: Date.now() + 30_000,
      nowMillis: Date.now(),
      logger: SILENT,
    });
  const TWO_ROWS = sql`select name, amount from (
      select ${text('a')} as name, ${int64(9007199254740993n)} as amount
      union all select ${text('b')} as name, ${int64(2)} as amount
    ) as pair order by name`;

  test('executeQuery gives rows as objects, executeQueryRaw columns and rows', async () => {
    await using dao = open();
    expect(await dao.executeQuery(TWO_ROWS, 'SELECT')).toEqual([
      { name: 'a', amount: 9007199254740993n },
      { name: 'b', amount: 2n },
    ]);
    const { columns, rows } = await dao.executeQueryRaw(TWO_ROWS, 'SELECT');
    expect(columns.map(({ name }) => name)).toEqual(['name', 'amount']);
    expect(rows).toEqual([
      ['a', 9007199254740993n],
      ['b', 2n],
    ]);
  });

  test('executeCountQuery counts the rows of a query', async () => {
    await using dao = open();
    expect(await dao.executeCountQuery(TWO_ROWS, 'SELECT count')).toBe(2);
    expect(await dao.executeCountQuery(sql`select 1 as one where 1 = 0`, 'SELECT count')).toBe(0);
  });

  test('close ends its use, and no connection with it', async () => {
    const dao = open();
    await dao.executeQuery(TWO_ROWS, 'SELECT');
    await dao.close();
    await expect(dao.executeQuery(TWO_ROWS, 'SELECT')).rejects.toThrow('PlainDao is closed');
    expect(backend.pool()).toMatchObject({ used: 0 });
    expect(backend.pool().free).toBeGreaterThan(0);
  });
});
