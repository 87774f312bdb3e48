import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { BackendKind } from '../../src/model/backend.ts';
import { scenario } from './fault-table.ts';
import type { TestGateway } from './gateway.ts';
import { type Asker, inWords, millisUntil, type Outcome, tally } from './outcomes.ts';
import { scrapeMetrics } from './prometheus-text.ts';
import type { Line, Toxic } from './toxiproxy.ts';

/** One engine behind a line that can be made bad, and the gateway before it. */
export type FaultRig = {
  readonly kind: BackendKind;
  readonly gateway: TestGateway;
  readonly asker: Asker;
  readonly line: Line;
};

/** The documents a rig's engine is asked with. */
export type FaultQueries = {
  /** Answered in a moment. */
  readonly quick: string;
  /** Takes a second. */
  readonly slow: string;
  /** Its answer is some hundred kilobytes; `isWhole` tells one from a short one. */
  readonly wide: string;
  isWhole(data: unknown): boolean;
};

/** First success after a fault is over. */
export const RETURN_MILLIS = 3_000;
/** Longest until an engine is known for down: two looks of 1 s that go without an answer, 2 s apart, and some slack. */
const KNOWN_MILLIS = 7_500;
/** An answer that no engine was waited for. */
const AT_ONCE_MILLIS = 300;
const DEADLINE_MILLIS = 1_500;
/** From the end of the deadline to the answer. */
const DEADLINE_SLACK_MILLIS = 3_000;

/** Longest until an engine answers before a fault. */
const CALM_MILLIS = 60_000;

/** Codes of requests that were under way when an engine went. */
const WHILE_GOING = ['BACKEND_UNAVAILABLE', 'BACKEND_TIMEOUT', 'POOL_TIMEOUT'];

/** How long what is asked of an engine takes at most. */
export type Distance = {
  /** Of the requests of an outage. */
  readonly deadlineMillis: number;
  /** First success after the fault is over. */
  readonly returnMillis: number;
};

const NEAR: Distance = { deadlineMillis: DEADLINE_MILLIS, returnMillis: RETURN_MILLIS };

/** What {@link outage} saw. */
export type Outage = {
  readonly outcomes: readonly Outcome[];
  /** From the begin of the fault to the first answer that said at once that the engine is unavailable. */
  readonly knownMillis: number;
  readonly backMillis: number;
};

/**
 * Takes an engine away by `begin`, asks until it is known for unavailable at once, gives it back by `end` and asks until
 * there is an answer. Asserts codes, waits, log lines and the return.
 */
export async function outage(
  { kind, gateway, asker }: FaultRig,
  quick: string,
  begin: () => Promise<void>,
  end: () => Promise<void>,
  { deadlineMillis, returnMillis }: Distance = NEAR,
): Promise<Outage> {
  const ask = (): Promise<Outcome> => asker.ask(quick, { deadlineMillis });
  expect((await settled(ask)).code).toBe('OK');
  const before = await figures(gateway, kind);
  const linesBefore = gateway.logs().length;
  const told = (msg: string) =>
    gateway
      .logs()
      .slice(linesBefore)
      .filter((line) => line.msg === msg);
  const outcomes: Outcome[] = [];
  let knownMillis: number;
  try {
    await begin();
    knownMillis = await millisUntil(
      async () => {
        const outcome = await ask();
        outcomes.push(outcome);
        return (
          outcome.code === 'BACKEND_UNAVAILABLE' &&
          outcome.millis < AT_ONCE_MILLIS &&
          told('Backend is down.').length > 0
        );
      },
      KNOWN_MILLIS,
      'the engine is known for unavailable',
    );
    const under = outcomes.filter(({ code }) => !WHILE_GOING.includes(code));
    expect(tally(under)).toBe('');
    const longest = Math.max(...outcomes.map(({ millis }) => millis));
    expect(longest).toBeLessThan(deadlineMillis + DEADLINE_SLACK_MILLIS);
    const during = await figures(gateway, kind);
    expect(during.down).toBe(1);
    expect(during.unavailable - before.unavailable).toBe(
      outcomes.filter(({ code }) => code === 'BACKEND_UNAVAILABLE').length,
    );
  } finally {
    await end();
  }
  const backMillis = await millisUntil(
    async () => (await ask()).code === 'OK',
    returnMillis,
    'the first success',
  );
  await millisUntil(() => told('Backend is up.').length > 0, RETURN_MILLIS, 'the log says that it is up');
  expect(told('Backend is down.')).toEqual([
    expect.objectContaining({ backend: kind, code: 'BACKEND_UNAVAILABLE' }),
  ]);
  expect((await figures(gateway, kind)).down).toBe(0);
  return { outcomes, knownMillis, backMillis };
}

/** The line of the table for an outage. */
export function outageWords({ outcomes, knownMillis, backMillis }: Outage): string {
  const codes = [...new Set(outcomes.map(({ code }) => code))].join(', ');
  return `${codes}; known in ${inWords(knownMillis)}; back in ${inWords(backMillis)}`;
}

const SWALLOWED: Toxic = { type: 'timeout', attributes: { timeout: 0 } };
/** A line that swallows every byte. */
export const SILENCE: readonly Toxic[] = [SWALLOWED, { ...SWALLOWED, stream: 'upstream' }];

const OUTAGE = 'BACKEND_UNAVAILABLE at once when known; logged, counted; back in 3 s';

/** The scenarios that every engine behind a line has. */
export function lineFaults(name: string, rigOf: () => FaultRig, queries: FaultQueries): void {
  const { quick, slow, wide, isWhole } = queries;
  const line = (): Line => rigOf().line;

  scenario(`${name}, refused`, OUTAGE, async () =>
    outageWords(
      await outage(
        rigOf(),
        quick,
        () => line().refuse(),
        () => line().mend(),
      ),
    ),
  );

  scenario(`${name}, blackholed`, OUTAGE, async () => {
    const swallow = () => line().spoil(...SILENCE);
    return outageWords(await outage(rigOf(), quick, swallow, () => line().mend()));
  });

  scenario(
    `${name}, reset mid-query`,
    'BACKEND_UNAVAILABLE, no wait for the deadline; back in 3 s',
    async () => {
      const { asker } = rigOf();
      expect((await settled(() => asker.ask(slow))).code).toBe('OK');
      const asked = asker.ask(slow);
      await sleep(300);
      await line().spoil({ type: 'reset_peer', attributes: { timeout: 0 } });
      const outcome = await asked;
      await line().mend();
      const backMillis = await millisUntil(
        async () => (await asker.ask(quick)).code === 'OK',
        RETURN_MILLIS,
        'the first success',
      );
      expect([outcome.code, hasList(outcome.data)]).toEqual(['BACKEND_UNAVAILABLE', false]);
      expect(outcome.millis).toBeLessThan(5_000);
      return `${outcome.code} in ${inWords(outcome.millis)}; back in ${inWords(backMillis)}`;
    },
  );

  scenario(`${name}, cut mid-stream`, 'an error, never a short list; whole again in 3 s', async () => {
    const { asker } = rigOf();
    expect(isWhole((await settled(() => asker.ask(wide))).data)).toBe(true);
    const outcomes: Outcome[] = [];
    await line().spoiled([{ type: 'limit_data', attributes: { bytes: 20_000 } }], async () => {
      for (let time = 0; time < 5; time += 1)
        outcomes.push(await asker.ask(wide, { deadlineMillis: DEADLINE_MILLIS }));
    });
    // Trino's client asks again for a page that was cut, until the deadline.
    for (const { code, data } of outcomes) {
      expect(code).toMatch(/^BACKEND_(UNAVAILABLE|TIMEOUT)$/);
      expect(hasList(data)).toBe(false);
    }
    let last: Outcome | undefined;
    const backMillis = await millisUntil(
      async () => {
        last = await asker.ask(wide);
        return last.code === 'OK';
      },
      RETURN_MILLIS,
      'the first success',
    );
    expect(isWhole(last?.data)).toBe(true);
    return `${tally(outcomes)}; whole again in ${inWords(backMillis)}`;
  });

  scenario(`${name}, slow with jitter`, 'all answered, never down', async () => {
    const { asker, gateway } = rigOf();
    expect((await settled(() => asker.ask(quick))).code).toBe('OK');
    const linesBefore = gateway.logs().length;
    const outcomes: Outcome[] = [];
    const client = async (): Promise<void> => {
      for (let time = 0; time < 10; time += 1) outcomes.push(await asker.ask(quick));
    };
    const jitter = { type: 'latency', attributes: { latency: 150, jitter: 100 } } as const;
    await line().spoiled([jitter], () => Promise.all([client(), client(), client(), client()]));
    expect(tally(outcomes)).toBe('40 OK');
    const lines = gateway.logs().slice(linesBefore);
    expect(lines.filter(({ msg }) => msg === 'Backend is down.')).toEqual([]);
    return `${tally(outcomes)}, slowest ${inWords(Math.max(...outcomes.map(({ millis }) => millis)))}`;
  });
}

/**
 * An engine falls silent while the whole pool is at work, and nothing of what ran then ever comes. `endless` outlasts the
 * silence.
 */
export function deadPoolFault(
  name: string,
  rigOf: () => FaultRig,
  { quick, endless }: { readonly quick: string; readonly endless: string },
): void {
  scenario(
    `${name}, blackholed under a full pool whose connections stay dead`,
    'what runs is BACKEND_UNAVAILABLE when that is known, before its deadline; back in 3 s',
    async () => {
      const { asker, gateway, kind, line } = rigOf();
      const ask = (): Promise<Outcome> => asker.ask(quick, { deadlineMillis: DEADLINE_MILLIS });
      expect((await settled(ask)).code).toBe('OK');
      const backend = gateway.backend(kind);
      const { max } = backend.pool();
      const running = Array.from({ length: max }, () => asker.ask(endless));
      try {
        await millisUntil(() => backend.pool().used === max, CALM_MILLIS, 'the pool is full');
        await sleep(300);
        await line.spoil(...SILENCE);
        const knownMillis = await millisUntil(
          async () => {
            const { code, millis } = await ask();
            return code === 'BACKEND_UNAVAILABLE' && millis < AT_ONCE_MILLIS;
          },
          KNOWN_MILLIS,
          'the engine is known for unavailable',
        );
        const outcomes = await Promise.all(running);
        expect(tally(outcomes)).toBe(`${max} BACKEND_UNAVAILABLE`);
        await line.renew();
        const backMillis = await millisUntil(
          async () => (await ask()).code === 'OK',
          RETURN_MILLIS,
          'the first success',
        );
        expect(backend.pool()).toMatchObject({ used: 0, queued: 0, pending: 0 });
        return `${tally(outcomes)}; known in ${inWords(knownMillis)}; back in ${inWords(backMillis)}`;
      } finally {
        await line.mend();
        await Promise.all(running);
      }
    },
  );
}

/** The first success of the calm before a fault: the one before it may have left its marks. */
async function settled(ask: () => Promise<Outcome>): Promise<Outcome> {
  let outcome = await ask();
  const deadline = Date.now() + CALM_MILLIS;
  while (outcome.code !== 'OK' && Date.now() < deadline) {
    await sleep(50);
    outcome = await ask();
  }
  expect(outcome.code).toBe('OK');
  return outcome;
}

/** No list is in an answer, not even an empty one. */
function hasList(data: unknown): boolean {
  return JSON.stringify(data ?? null).includes('[');
}

/** What the metrics tell of an engine: whether it is down, and how many answers said that it is unavailable. */
async function figures(
  gateway: TestGateway,
  kind: BackendKind,
): Promise<{ readonly down: number; readonly unavailable: number }> {
  const { sum } = await scrapeMetrics(gateway.url);
  const engine = { aurum_backend: kind };
  return {
    down: sum('aurum_backend_status', { ...engine, aurum_status: 'DOWN' }),
    unavailable: sum('aurum_errors_total', { ...engine, error_type: 'BACKEND_UNAVAILABLE' }),
  };
}
