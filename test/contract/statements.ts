import { expect } from '@jest/globals';
import type { Connection } from '../../src/backend/backend.ts';
import { AurumError } from '../../src/errors.ts';
import { int64, sql } from '../../src/sql/statement.ts';
import {
  ask,
  CALM,
  type Case,
  type CaseGroup,
  type Rig,
  raw,
  rowOf,
  statementOf,
  wordsOf,
} from './engine.ts';
import type { RefusedKind } from './words.ts';

/** Ordering, pages and counts over rows of every third of which the value is missing. */
const PAGING: readonly Case[] = [
  {
    name: 'order: nulls stand where the statement says, ties by key',
    async run(rig) {
      const source = sql`(select n, nullif(n % 3, 0) as v from ${wordsOf(rig).series(6)}) as numbered`;
      const order = async (by: string) =>
        (await ask(rig, sql`select n from ${source} order by ${raw(by)}`)).rows.map(([n]) => Number(n));
      expect(await order('v asc nulls last, n asc')).toEqual([1, 4, 2, 5, 3, 6]);
      expect(await order('v desc nulls first, n desc')).toEqual([6, 3, 5, 2, 4, 1]);
    },
  },
  {
    name: 'order: a page is that part of the list, and the count is that of the list',
    async run(rig) {
      const source = wordsOf(rig).series(10);
      const page = (offset: number, limit: number) =>
        ask(
          rig,
          sql`select n from ${source} order by n desc
            offset ${raw(String(offset))} rows fetch first ${raw(String(limit))} rows only`,
        );
      expect((await page(2, 3)).rows).toEqual([[8n], [7n], [6n]]);
      expect((await page(9, 3)).rows).toEqual([[1n]]);
      expect((await page(10, 3)).rows).toEqual([]);
      expect((await rowOf(rig, sql`select count(*) as c from ${source}`)).map(Number)).toEqual([10]);
    },
  },
  {
    name: 'order: 10,000 rows come whole and in order',
    async run(rig) {
      const { rows } = await ask(
        rig,
        sql`select n, n * 0.5 as h from ${wordsOf(rig).series(10_000)} order by n desc`,
      );
      expect(rows).toHaveLength(10_000);
      expect(rows.map(([n]) => n)).toEqual(
        Array.from({ length: 10_000 }, (_, index) => BigInt(10_000 - index)),
      );
    },
  },
];

const REFUSED: readonly RefusedKind[] = [
  'syntax error',
  'unknown table',
  'unknown column',
  'unknown function',
  'division by zero',
  'text that is no number',
  'operands of the wrong types',
];
const SEEN = /secret|elsewhere|select|127\.0\.0\.1|localhost|:\d{4,5}/i;

async function failureOf(connection: Connection, rig: Rig, text: string): Promise<AurumError> {
  const work = connection.execute(statementOf(rig, raw(text)), CALM);
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AurumError) return error;
  throw new Error(`Not refused with an error of ours: ${String(error)}`);
}

const ERRORS: readonly Case[] = [
  ...REFUSED.map(
    (kind): Case => ({
      name: `error: ${kind}`,
      async run(rig) {
        const connection = await rig.connect();
        const error = await failureOf(connection, rig, wordsOf(rig).refused[kind]);
        expect(error).toMatchObject({ code: 'QUERY_FAILED', details: { backend: rig.driver.kind } });
        expect(error.details.engineCode).toEqual(expect.any(String));
        expect(error.message).not.toMatch(SEEN);
        expect(connection.healthy).toBe(true);
        const after = await connection.execute(statementOf(rig, sql`select ${int64(7)} as n`), CALM);
        expect(after.rows).toEqual([[7n]]);
      },
    }),
  ),
  {
    name: 'error: one that shows after rows have come is no short list, and stays out of the next answer',
    async run(rig) {
      const connection = await rig.connect();
      const late =
        rig.driver.dialect.engine === 'clickhouse'
          ? raw('select intDiv(1, 9000 - number) as q from numbers(10000) settings max_block_size = 100')
          : sql`select 1 / (9000 - n) as q from ${wordsOf(rig).series(10_000)}`;
      const failed = connection.execute(statementOf(rig, late), CALM);
      await expect(failed).rejects.toMatchObject({ code: 'QUERY_FAILED' });
      const next = statementOf(rig, sql`select n from ${wordsOf(rig).series(2)} order by n`);
      expect((await connection.execute(next, CALM)).rows).toEqual([[1n], [2n]]);
    },
  },
  {
    name: 'error: two statements in one text are refused',
    async run(rig) {
      await expect(ask(rig, raw('select 1 as n; select 2 as n'))).rejects.toMatchObject({
        code: 'QUERY_FAILED',
      });
    },
  },
  {
    name: 'error: of several callers only the one whose statement is wrong fails',
    async run(rig) {
      const wrong = raw(wordsOf(rig).refused['division by zero']);
      const outcomes = await Promise.allSettled(
        [1, 2, 3, 4, 5, 6].map((n) => ask(rig, n % 2 === 0 ? wrong : sql`select ${int64(n)} as n`)),
      );
      expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value.rows : 'failed'))).toEqual([
        [[1n]],
        'failed',
        [[3n]],
        'failed',
        [[5n]],
        'failed',
      ]);
    },
  },
];

export const STATEMENT_CASES: readonly CaseGroup[] = [
  { title: 'order', cases: PAGING },
  { title: 'errors', cases: ERRORS },
];
