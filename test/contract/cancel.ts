import { expect } from '@jest/globals';
import type { CallOptions, Connection } from '../../src/backend/backend.ts';
import { AurumError } from '../../src/errors.ts';
import { int64, sql } from '../../src/sql/statement.ts';
import {
  ask,
  CALM,
  type Case,
  type CaseGroup,
  newMark,
  POOL_SIZE,
  type Rig,
  soon,
  statementOf,
  wait,
  wordsOf,
} from './engine.ts';
import { SLOW_ANSWER } from './words.ts';

/** Long enough for a loaded machine, far below what an endless statement would take. */
const AT_ONCE_MILLIS = 3_000;
const FREED_MILLIS = 5_000;
const HEAD_START_MILLIS = 400;

const clientGone = (): AurumError => new AurumError('CANCELLED', 'The client went away.');

/** Starts a statement without an end, then calls `meanwhile`; the statement is aborted when that is over. */
async function withEndless(
  rig: Rig,
  meanwhile: (endless: {
    readonly mark: number;
    abort(): void;
    readonly outcome: Promise<unknown>;
  }) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const mark = newMark();
  const statement = statementOf(rig, wordsOf(rig).endless(mark));
  const outcome = rig.backend.execute(statement, { signal: abort.signal }).then(
    () => 'ended',
    (error: unknown) => error,
  );
  await wait(HEAD_START_MILLIS);
  try {
    await meanwhile({ mark, abort: () => abort.abort(clientGone()), outcome });
  } finally {
    abort.abort(clientGone());
    await outcome;
  }
}

/** A statement without an end on a connection: what it failed with, and after how long. */
async function endlessOn(
  rig: Rig,
  connection: Connection,
  options: CallOptions,
): Promise<{ readonly error: unknown; readonly millis: number }> {
  const began = Date.now();
  const error = await connection.execute(statementOf(rig, wordsOf(rig).endless(newMark())), options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, millis: Date.now() - began };
}

const ABORTS: readonly Case[] = [
  {
    name: 'abort: an aborted signal starts nothing and costs no connection',
    async run(rig) {
      const connection = await rig.connect();
      const gone = { signal: AbortSignal.abort(clientGone()) };
      const late = { signal: AbortSignal.abort() };
      const statement = statementOf(rig, wordsOf(rig).endless(newMark()));
      const used = rig.backend.pool().used;
      await expect(rig.backend.execute(statement, gone)).rejects.toMatchObject({ code: 'CANCELLED' });
      await expect(rig.backend.execute(statement, late)).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
      await expect(rig.backend.write([], gone)).rejects.toMatchObject({ code: 'CANCELLED' });
      await expect(connection.execute(statement, late)).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
      await expect(connection.ping(late)).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
      expect(connection.healthy).toBe(true);
      expect(rig.backend.pool().used).toBe(used);
    },
  },
  {
    name: 'abort: a small statement is answered while a long one runs',
    async run(rig) {
      await withEndless(rig, async ({ outcome }) => {
        const small = ask(rig, sql`select ${int64(5)} as n`).then(({ rows }) => rows);
        expect(await Promise.race([small, outcome, wait(10_000)])).toEqual([[5n]]);
      });
    },
  },
  {
    name: 'abort: the caller is released at once',
    async run(rig) {
      await withEndless(rig, async ({ abort, outcome }) => {
        const began = Date.now();
        abort();
        expect(await outcome).toMatchObject({ code: 'CANCELLED' });
        expect(Date.now() - began).toBeLessThan(AT_ONCE_MILLIS);
      });
    },
  },
  {
    name: 'abort: the engine is free again soon',
    async run(rig) {
      const { running } = wordsOf(rig);
      await withEndless(rig, async ({ mark, abort }) => {
        const statements = async () => Number((await ask(rig, running(mark))).rows[0]?.[0]);
        await soon(async () => (await statements()) === 1, FREED_MILLIS, 'the statement is seen to run');
        abort();
        await soon(() => rig.backend.pool().used === 0, FREED_MILLIS, 'its connection is back');
        expect(await statements()).toBe(0);
      });
    },
  },
  {
    name: 'abort: the connection of the statement works on',
    async run(rig) {
      const connection = await rig.connect();
      const abort = new AbortController();
      setTimeout(() => abort.abort(clientGone()), HEAD_START_MILLIS);
      const { error, millis } = await endlessOn(rig, connection, { signal: abort.signal });
      expect(error).toMatchObject({ code: 'CANCELLED' });
      expect(millis).toBeLessThan(HEAD_START_MILLIS + FREED_MILLIS);
      expect(connection.healthy).toBe(true);
      const { rows } = await connection.execute(statementOf(rig, sql`select ${int64(8)} as n`), CALM);
      expect(rows).toEqual([[8n]]);
    },
  },
  {
    name: "abort: the neighbour's statement is not hit",
    async run(rig) {
      await withEndless(rig, async ({ abort, outcome }) => {
        const neighbour = ask(rig, wordsOf(rig).slow).then(({ rows }) => rows);
        neighbour.catch(() => {});
        await wait(100);
        abort();
        expect(await outcome).toMatchObject({ code: 'CANCELLED' });
        expect(await neighbour).toEqual([[SLOW_ANSWER]]);
      });
    },
  },
  {
    name: 'abort: one that waits for a connection leaves the queue at once',
    async run(rig) {
      const abort = new AbortController();
      await Promise.all(Array.from({ length: POOL_SIZE }, () => ask(rig, sql`select ${int64(0)} as n`)));
      const held = Array.from({ length: POOL_SIZE }, () => ask(rig, wordsOf(rig).slow));
      await soon(() => rig.backend.pool().used === POOL_SIZE, FREED_MILLIS, 'the pool is full');
      const waiting = rig.backend.execute(statementOf(rig, sql`select ${int64(1)} as n`), {
        signal: abort.signal,
      });
      await wait(20);
      expect(rig.backend.pool().queued).toBe(1);
      const began = Date.now();
      abort.abort(clientGone());
      await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(Date.now() - began).toBeLessThan(AT_ONCE_MILLIS);
      expect(rig.backend.pool()).toMatchObject({ pending: 0, queued: 0 });
      for (const { rows } of await Promise.all(held)) expect(rows).toEqual([[SLOW_ANSWER]]);
    },
  },
];

const DEADLINES: readonly Case[] = [
  {
    name: 'deadline: it ends the statement',
    async run(rig) {
      const connection = await rig.connect();
      const { error, millis } = await endlessOn(rig, connection, {
        ...CALM,
        deadlineMillis: Date.now() + 500,
      });
      expect(error).toMatchObject({ code: 'BACKEND_TIMEOUT' });
      expect(String(error)).not.toMatch(/select|sequence|numbers|generate_series/i);
      expect(millis).toBeLessThan(500 + FREED_MILLIS);
    },
  },
  {
    name: 'deadline: one that has passed ends the statement as well',
    async run(rig) {
      const connection = await rig.connect();
      const { error, millis } = await endlessOn(rig, connection, { ...CALM, deadlineMillis: Date.now() - 1 });
      expect(error).toMatchObject({ code: 'BACKEND_TIMEOUT' });
      expect(millis).toBeLessThan(FREED_MILLIS);
    },
  },
  {
    name: 'deadline: a far one and one beyond any timer change nothing',
    async run(rig) {
      for (const deadlineMillis of [Date.now() + 60_000, Date.now() + 2 ** 40]) {
        const statement = statementOf(rig, sql`select ${int64(3)} as n`);
        expect((await rig.backend.execute(statement, { ...CALM, deadlineMillis })).rows).toEqual([[3n]]);
      }
    },
  },
];

/** What a caller that leaves, or runs out of time, leaves behind: nothing. */
export const CANCEL_CASES: readonly CaseGroup[] = [
  { title: 'abort', cases: ABORTS },
  { title: 'deadline', cases: DEADLINES },
];
