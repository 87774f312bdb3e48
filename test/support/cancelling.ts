import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { BackendKind } from '../../src/model/backend.ts';
import type { TestGateway } from './gateway.ts';
import { type Asker, millisUntil, tally } from './outcomes.ts';
import { BRIEF } from './paced-datasets.ts';

/** Clients that leave around the moment their statement ends, and others who stay. */
export type Cancelling = {
  /** With the tables of paced-datasets.ts. */
  readonly gateway: TestGateway;
  readonly asker: Asker;
  readonly kind: BackendKind;
  /** How many clients leave, one query after the other. */
  readonly atOnce: number;
  /** What those ask who stay, and what they must be answered. */
  readonly neighbours: readonly { readonly query: string; readonly answer: unknown }[];
};

/** Queries that their client leaves or just does not. */
export const CANCELS = 500;
const LENGTH_MILLIS = 20;
const JITTER_MILLIS = 10;

/** Asserts that no neighbour on the same pool gets an error or a wrong answer, and that the pool is free after it. */
export async function cancelAtTheEnd(cancelling: Cancelling): Promise<string> {
  const { gateway, asker, kind, atOnce, neighbours } = cancelling;
  let over = false;
  const stayed: string[] = [];
  const stay = async (asked: string, answer: string): Promise<void> => {
    while (!over) {
      const { code, data } = await asker.ask(asked);
      stayed.push(code === 'OK' && JSON.stringify(data) !== answer ? 'WRONG' : code);
    }
  };
  const left: string[] = [];
  // Where the end of a statement is, each pair tells the next: later where it was missed, earlier where it was over.
  let stayMillis = LENGTH_MILLIS;
  const leave = async (): Promise<void> => {
    for (let pair = 0; pair < CANCELS / atOnce; pair += 1) {
      const client = new AbortController();
      const asked = asker.ask(BRIEF.query, { signal: client.signal });
      await sleep(stayMillis + (Math.random() - 0.5) * JITTER_MILLIS);
      client.abort();
      const { code } = await asked;
      stayMillis = Math.max(0, stayMillis + (code === 'LEFT' ? 1 : -1));
      left.push(code);
    }
  };
  const around = neighbours.map((each) => stay(each.query, JSON.stringify(each.answer)));
  try {
    await Promise.all(Array.from({ length: atOnce }, leave));
  } finally {
    over = true;
    await Promise.all(around);
  }
  expect(tally(stayed.filter((code) => code !== 'OK').map((code) => ({ code })))).toBe('');
  await millisUntil(() => gateway.backend(kind).pool().used === 0, 1_000, 'the pool is free');
  const early = left.filter((code) => code === 'LEFT').length;
  expect(left.filter((code) => code !== 'LEFT' && code !== 'OK')).toEqual([]);
  // The leaving falls on both sides of the end, or it would not be tried.
  expect(Math.min(early, left.length - early)).toBeGreaterThan(CANCELS / 20);
  return `${early} left, ${left.length - early} answered; ${stayed.length} neighbours all right`;
}
