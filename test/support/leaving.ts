import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { BackendKind } from '../../src/model/backend.ts';
import type { TestGateway } from './gateway.ts';
import { type Asker, inWords, millisUntil, quantile } from './outcomes.ts';

/** Clients that leave while their query runs. */
export type Leaving = {
  readonly gateway: TestGateway;
  readonly asker: Asker;
  readonly kind: BackendKind;
  /** How many clients ask at a time, and leave together. */
  readonly atOnce: number;
  /** Takes half a minute. */
  readonly query: string;
  /** How many of those the engine runs now, by the engine's own word. */
  running(): Promise<number>;
};

/** How long after the last client has left the engine may still be at work, in the median: others use the machine too. */
const IDLE_MILLIS = 1_000;
/** In every round: far from the 30 s of a query that nothing ends. */
const LATEST_MILLIS = 10_000;
const STAY_MILLIS = 200;
const SETTLING_MILLIS = 50;

/** `clients` clients, some at a time, each gone after 200 ms: asserts that the engine is idle and the pool free soon. */
export async function leave(
  { gateway, asker, kind, atOnce, query, running }: Leaving,
  clients: number,
): Promise<string> {
  const idle: number[] = [];
  let met = 0;
  for (let round = 0; round * atOnce < clients; round += 1) {
    const client = new AbortController();
    const asked = Array.from({ length: atOnce }, () => asker.ask(query, { signal: client.signal }));
    await sleep(STAY_MILLIS);
    met += await running();
    client.abort();
    const codes = (await Promise.all(asked)).map(({ code }) => code);
    expect(codes).toEqual(codes.map(() => 'LEFT'));
    idle.push(
      await millisUntil(
        async () => gateway.backend(kind).pool().used === 0 && (await running()) === 0,
        LATEST_MILLIS,
        'the engine is idle',
      ),
    );
  }
  expect(quantile(idle, 0.5)).toBeLessThanOrEqual(IDLE_MILLIS);
  // A round in which the engine had not begun yet would show nothing.
  expect(met).toBeGreaterThan(clients / 2);
  const { used, pending } = gateway.backend(kind).pool();
  expect([used, pending]).toEqual([0, 0]);
  return `${met} of ${clients} met at work; idle in ${inWords(quantile(idle, 0.5))}, at most ${inWords(Math.max(...idle))}; pool used 0`;
}

/** Clients that leave before their statement has begun, or just after it. */
export type LeavingEarly = Omit<Leaving, 'query'> & {
  /** Takes half a minute; of another text for every number, so that each is new to its session. */
  query(number: number): string;
};

/** How long each of these stays once it has a connection, in turn: from before its statement is sent until that runs. */
const EARLY_MILLIS = [0, 1, 2, 3, 4, 6];

/**
 * `clients` clients, some at a time, each gone a few milliseconds after it got a connection: asserts that the engine is idle and the
 * pool free soon, and stays so.
 */
export async function leaveEarly(
  { gateway, asker, kind, atOnce, query, running }: LeavingEarly,
  clients: number,
): Promise<string> {
  const isIdle = async (): Promise<boolean> =>
    gateway.backend(kind).pool().used === 0 && (await running()) === 0;
  const idle: number[] = [];
  let met = 0;
  for (let asked = 0; asked < clients; asked += atOnce) {
    const client = new AbortController();
    const answers = Array.from({ length: atOnce }, (_, at) =>
      asker.ask(query(asked + at + 1), { signal: client.signal }),
    );
    while (gateway.backend(kind).pool().used === 0) await new Promise((resolve) => setImmediate(resolve));
    const stayMillis = EARLY_MILLIS[(asked / atOnce) % EARLY_MILLIS.length] ?? 0;
    if (stayMillis > 0) await sleep(stayMillis);
    met += gateway.backend(kind).pool().used;
    client.abort();
    const left = performance.now();
    const codes = (await Promise.all(answers)).map(({ code }) => code);
    expect(codes).toEqual(codes.map(() => 'LEFT'));
    // A statement that begins although its client is gone does so within these.
    await sleep(SETTLING_MILLIS);
    const hadBegun = !(await isIdle());
    await millisUntil(isIdle, LATEST_MILLIS, 'the engine is idle');
    idle.push(hadBegun ? performance.now() - left : 0);
  }
  expect(quantile(idle, 0.5)).toBeLessThanOrEqual(IDLE_MILLIS);
  const { used, pending } = gateway.backend(kind).pool();
  expect([used, pending]).toEqual([0, 0]);
  return `${met} of ${clients} met in the pool; idle in ${inWords(quantile(idle, 0.5))}, at most ${inWords(Math.max(...idle))}; pool used 0`;
}
