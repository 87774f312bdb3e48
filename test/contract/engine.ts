import type { Backend, Connection, Driver, QueryResult } from '../../src/backend/backend.ts';
import { type Fragment, keyword, render, type Statement } from '../../src/sql/statement.ts';
import { WORDS } from './words.ts';

/** An engine that was started for a run of the contract. */
export type StartedEngine = { readonly driver: Driver; stop(): Promise<void> };

/** Why an engine does not meet a case, in one plain sentence. */
export type Unmet = {
  readonly reason: string;
  /** False where showing that the case fails would take too long; otherwise the case must fail. */
  readonly tried?: false;
};

/** A backend as the contract sees it. */
export type ContractEngine = {
  /** As the closing table shows it, e.g. `timescale (embedded)`. */
  readonly name: string;
  /** Starts it, or says why it cannot be started here. */
  start(): Promise<StartedEngine | { readonly skip: string }>;
  /** The cases it does not meet, by name. */
  readonly unmet: Readonly<Record<string, Unmet>>;
};

/** One started engine for the cases: its driver, and a backend with a pool of {@link POOL_SIZE} over that. */
export type Rig = {
  readonly driver: Driver;
  readonly backend: Backend;
  /** A connection of its own, closed after the case. */
  connect(): Promise<Connection>;
};

/** One thing every backend does; it fails where the backend does not. Names are unique. */
export type Case = { readonly name: string; run(rig: Rig): Promise<void> };

/** Cases of one kind, run in their order. */
export type CaseGroup = { readonly title: string; readonly cases: readonly Case[] };

export const POOL_SIZE = 4;

/** Options of a call that nobody aborts. */
export const CALM = { signal: new AbortController().signal };

/** The words of the rig's engine that the gateway's own dialects have no need of. */
export function wordsOf(rig: Rig): (typeof WORDS)[keyof typeof WORDS] {
  return WORDS[rig.driver.dialect.engine];
}

/** A statement in the words of the rig's engine. */
export function statementOf(rig: Rig, fragment: Fragment, summary = 'SELECT'): Statement {
  return render(fragment, rig.driver.dialect, summary);
}

/** Asks the pooled backend. */
export function ask(rig: Rig, fragment: Fragment, summary?: string): Promise<QueryResult> {
  return rig.backend.execute(statementOf(rig, fragment, summary), CALM);
}

/** The only row of an answer. */
export async function rowOf(rig: Rig, fragment: Fragment): Promise<QueryResult['rows'][number]> {
  const { rows } = await ask(rig, fragment);
  if (rows.length !== 1 || rows[0] === undefined) throw new Error(`${rows.length} rows came instead of one.`);
  return rows[0];
}

/** SQL of a case, as a fragment. */
export const raw = keyword;

export const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

let marks = 1_000_000;
/** Tells one statement of the cases from all others. */
export function newMark(): number {
  marks += 1;
  return marks;
}

/** Waits until it holds; fails after `millis`, also while it is still looking. */
export async function soon(
  holds: () => boolean | Promise<boolean>,
  millis: number,
  what: string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${millis} ms: ${what}.`)), millis);
  });
  tooLate.catch(() => {});
  try {
    while (!(await Promise.race([holds(), tooLate]))) await Promise.race([wait(25), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
