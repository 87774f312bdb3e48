import { expect } from '@jest/globals';
import { createHeldAnswers } from '../../src/backend/answer-budget.ts';
import type { Connection } from '../../src/backend/backend.ts';
import { AurumError } from '../../src/errors.ts';
import { type Fragment, int64, sql } from '../../src/sql/statement.ts';
import { openBudget } from '../support/budget.ts';
import { millisUntil, quantile } from '../support/outcomes.ts';
import {
  CALM,
  type Case,
  type CaseGroup,
  newMark,
  type Rig,
  raw,
  soon,
  statementOf,
  wordsOf,
} from './engine.ts';

/** Until an engine is idle again, in the median: others use the machine too; and each time. */
const IDLE_MILLIS = 1_000;
const LATEST_MILLIS = 10_000;
const ROWS = 10_000;

const tooLarge = (measure: 'rows' | 'bytes', over: 'field' | 'response' = 'field') => ({
  code: 'RESULT_TOO_LARGE',
  details: { argument: `limits.max_${over}_${measure}`, allowed: expect.stringContaining('At most') },
});

/** Fails on the connection as `expected`, holds nothing after that, and the connection answers the next statement. */
async function refuses(
  rig: Rig,
  connection: Connection,
  fragment: Fragment,
  limits: Parameters<typeof openBudget>[0],
  expected: object,
): Promise<void> {
  const { budget, held } = openBudget(limits);
  const outcome = connection.execute(statementOf(rig, fragment), { ...CALM, budget });
  await expect(outcome).rejects.toMatchObject(expected);
  expect(held.bytes).toBe(0);
}

async function answersOn(rig: Rig, connection: Connection): Promise<void> {
  expect(connection.healthy).toBe(true);
  const { budget, held } = openBudget({ maxFieldRows: 2, maxFieldBytes: 50_000 });
  const next = statementOf(rig, sql`select n from ${wordsOf(rig).series(2)} order by n`);
  expect((await connection.execute(next, { ...CALM, budget })).rows).toEqual([[1n], [2n]]);
  expect(held.bytes).toBeGreaterThan(0);
  budget.close();
  expect(held.bytes).toBe(0);
}

const numbers = (rig: Rig, count = ROWS): Fragment =>
  sql`select n from ${wordsOf(rig).series(count)} order by n`;
/** One cell of so many characters. */
const wide = (length: number): Fragment => sql`select rpad('', ${raw(String(length))}, 'x') as cell`;

const CASES: readonly Case[] = [
  {
    name: 'bounds: as many rows as allowed are an answer, one less allowed is none',
    async run(rig) {
      const { budget, held } = openBudget({ maxFieldRows: ROWS });
      const { rows } = await rig.backend.execute(statementOf(rig, numbers(rig)), { ...CALM, budget });
      expect(rows).toHaveLength(ROWS);
      expect(held.bytes).toBeGreaterThan(ROWS);
      const less = openBudget({ maxFieldRows: ROWS - 1 });
      const refused = rig.backend.execute(statementOf(rig, numbers(rig)), { ...CALM, budget: less.budget });
      await expect(refused).rejects.toMatchObject(tooLarge('rows'));
      expect(less.held.bytes).toBe(0);
    },
  },
  {
    name: 'bounds: bytes are counted over rows, and within one cell',
    async run(rig) {
      const connection = await rig.connect();
      const many = sql`select n, rpad('', 200, 'x') as cell from ${wordsOf(rig).series(ROWS)}`;
      const mid = { maxFieldBytes: 500_000 };
      await refuses(rig, await rig.connect(), many, mid, tooLarge('bytes'));
      await refuses(rig, connection, wide(900_000), mid, tooLarge('bytes'));
      const { budget } = openBudget({ maxFieldBytes: 1_000_000 });
      const whole = await (await rig.connect()).execute(statementOf(rig, wide(900_000)), { ...CALM, budget });
      expect(String(whole.rows[0]?.[0])).toHaveLength(900_000);
    },
  },
  {
    name: 'bounds: an answer without an end is ended on the engine, and its connection works on',
    async run(rig) {
      const idle: number[] = [];
      for (const [limits, expected] of [
        [{ maxFieldRows: 20_000 }, tooLarge('rows')],
        [{ maxFieldBytes: 1_000_000 }, tooLarge('bytes')],
        [{ maxResponseRows: 20_000 }, tooLarge('rows', 'response')],
        [{ maxResponseBytes: 1_000_000 }, tooLarge('bytes', 'response')],
      ] as const) {
        const connection = await rig.connect();
        const mark = newMark();
        await refuses(rig, connection, wordsOf(rig).flood(mark), limits, expected);
        const isIdle = async () => {
          const { rows } = await rig.backend.execute(statementOf(rig, wordsOf(rig).running(mark)), CALM);
          return Number(rows[0]?.[0]) === 0;
        };
        idle.push(await millisUntil(isIdle, LATEST_MILLIS, 'the engine is idle'));
        await answersOn(rig, connection);
      }
      expect(quantile(idle, 0.5)).toBeLessThanOrEqual(IDLE_MILLIS);
    },
  },
  {
    name: 'bounds: the neighbours of a statement that answers too much keep their answers',
    async run(rig) {
      const outcomes = await Promise.allSettled(
        [1, 2, 3, 4].map((n) => {
          const { budget } = openBudget(n % 2 === 0 ? { maxFieldRows: 5_000 } : {});
          const query = sql`select n + ${int64(n)} as n from ${wordsOf(rig).series(ROWS)} order by n`;
          return rig.backend.execute(statementOf(rig, query), { ...CALM, budget });
        }),
      );
      const seen = outcomes.map((each) =>
        each.status === 'fulfilled'
          ? [each.value.rows.length, each.value.rows.at(-1)?.[0]]
          : (each.reason as AurumError).code,
      );
      expect(seen).toEqual([[ROWS, 10_001n], 'RESULT_TOO_LARGE', [ROWS, 10_003n], 'RESULT_TOO_LARGE']);
    },
  },
  {
    name: 'bounds: the statements of one request share their rows, and those that fail give theirs back',
    async run(rig) {
      const held = createHeldAnswers(1_000_000_000);
      const limits = { maxFieldRows: 6_000, maxResponseRows: 10_000 };
      const { budget } = openBudget(limits, held);
      const run = (of: typeof budget, rows: number) =>
        rig.backend.execute(statementOf(rig, numbers(rig, rows)), { ...CALM, budget: of });
      await run(budget, 5_000);
      const bytes = held.bytes;
      await expect(run(budget, 5_001)).rejects.toMatchObject(tooLarge('rows', 'response'));
      await expect(run(budget, 6_001)).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE' });
      expect(held.bytes).toBe(bytes);
      expect((await run(budget, 5_000)).rows).toHaveLength(5_000);
      await expect(run(budget, 1)).rejects.toMatchObject(tooLarge('rows', 'response'));
      // Other requests have rows of their own.
      expect((await run(openBudget(limits, held).budget, 6_000)).rows).toHaveLength(6_000);
    },
  },
  {
    name: 'bounds: the statements of one request share their bytes, all requests those that are held',
    async run(rig) {
      const held = createHeldAnswers(1_500_000);
      const cell = statementOf(rig, wide(900_000));
      const first = openBudget({ maxResponseBytes: 1_200_000 }, held).budget;
      const second = openBudget({}, held).budget;
      const run = (budget: typeof first) => rig.backend.execute(cell, { ...CALM, budget });
      await run(first);
      await expect(run(first)).rejects.toMatchObject(tooLarge('bytes', 'response'));
      await expect(run(second)).rejects.toMatchObject({
        code: 'OVERLOADED',
        details: { retryAfterMillis: expect.any(Number) },
      });
      first.close();
      expect((await run(second)).rows).toHaveLength(1);
      second.close();
      expect(held.bytes).toBe(0);
    },
  },
  {
    name: 'bounds: after answers, failures and aborts nothing is held',
    async run(rig) {
      const held = createHeldAnswers(1_000_000_000);
      const requests = Array.from({ length: 24 }, async (_, at) => {
        const { budget } = openBudget(at % 4 === 1 ? { maxFieldRows: 100 } : {}, held);
        const abort = new AbortController();
        if (at % 4 === 2) setTimeout(() => abort.abort(new AurumError('CANCELLED', 'Gone.')), at);
        const fragment = at % 4 === 3 ? raw(wordsOf(rig).refused['division by zero']) : numbers(rig, 5_000);
        try {
          await rig.backend.execute(statementOf(rig, fragment), { signal: abort.signal, budget });
          return 'answered';
        } catch (error) {
          return (error as AurumError).code;
        } finally {
          budget.close();
        }
      });
      const codes = await Promise.all(requests);
      expect(codes.filter((_, at) => at % 4 === 0)).toEqual(Array(6).fill('answered'));
      expect(codes.filter((_, at) => at % 4 === 1)).toEqual(Array(6).fill('RESULT_TOO_LARGE'));
      expect(codes.filter((_, at) => at % 4 === 3)).toEqual(Array(6).fill('QUERY_FAILED'));
      // What was aborted may still arrive.
      await soon(() => held.bytes === 0, 5_000, 'nothing is held');
    },
  },
];

/** What an answer that is too large leaves behind: an error, and nothing else. */
export const BOUND_CASES: CaseGroup = { title: 'bounds', cases: CASES };
