import { describe, expect, test } from '@jest/globals';
import { Breaker } from '../../../src/backend/breaker.ts';
import { AurumError } from '../../../src/errors.ts';

const sleep = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
const refused = new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.', { backend: 'trino' });
const fails = (): Promise<never> => Promise.reject(refused);

function breakerOf(halfOpenAfterMillis = 50): { breaker: Breaker; states: string[] } {
  const states: string[] = [];
  const settings = { failures: 5, halfOpenAfterMillis, halfOpenMillis: 100 };
  return { breaker: new Breaker('trino', settings, (state) => states.push(state)), states };
}

async function opened(halfOpenAfterMillis?: number): Promise<{ breaker: Breaker; states: string[] }> {
  const made = breakerOf(halfOpenAfterMillis);
  for (let n = 0; n < 5; n += 1) await expect(made.breaker.connect(fails)).rejects.toBe(refused);
  return made;
}

describe('Breaker', () => {
  test('opens at the fifth failure in a row, then refuses without a try and says when to come again', async () => {
    const { breaker, states } = await opened(60_000);
    expect({ state: breaker.state, refuses: breaker.refuses, states }).toEqual({
      state: 'OPEN',
      refuses: true,
      states: ['OPEN'],
    });
    let tried = false;
    const call = breaker.connect(async () => {
      tried = true;
    });
    await expect(call).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: 'Nobody listens.',
      details: { backend: 'trino' },
    });
    expect(tried).toBe(false);
    expect(() => breaker.check()).toThrow('Nobody listens.');
    expect(breaker.reason).toBe(refused);
  });

  test('half open it lets one through, and all who came meanwhile follow when that one is through', async () => {
    const { breaker, states } = await opened();
    await sleep(55);
    const gate = Promise.withResolvers<string>();
    let others = 0;
    const first = breaker.connect(() => gate.promise);
    const rest = [1, 2, 3].map(() =>
      breaker.connect(async () => {
        others += 1;
      }),
    );
    await sleep(5);
    expect({ others, state: breaker.state }).toEqual({ others: 0, state: 'HALF_OPEN' });
    gate.resolve('there');
    await expect(first).resolves.toBe('there');
    await Promise.all(rest);
    expect({ others, states }).toEqual({ others: 3, states: ['OPEN', 'HALF_OPEN', 'CLOSED'] });
    expect(breaker.reason).toBeUndefined();
  });

  test('whatever a connection fails with counts, a silence above all', async () => {
    const { breaker } = breakerOf();
    for (let n = 0; n < 5; n += 1) {
      await expect(
        breaker.connect(() => Promise.reject(new Error('operation timed out for an unknown reason'))),
      ).rejects.toMatchObject({
        code: 'BACKEND_UNAVAILABLE',
        message: 'No connection to trino can be made.',
      });
    }
    expect(breaker.state).toBe('OPEN');
    await sleep(55);
    const late = new AurumError('BACKEND_TIMEOUT', 'Too late.');
    await expect(breaker.connect(() => Promise.reject(late))).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
    });
    expect(breaker.state).toBe('OPEN');
  });

  test('half open it gives up the one that hangs, and those who wait for it', async () => {
    const { breaker, states } = await opened();
    await sleep(55);
    const outcomes = await Promise.allSettled([
      breaker.connect(() => new Promise(() => {})),
      breaker.connect(async () => {}),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'OPEN']);
  });

  test('half open it waits no longer for the one that hangs once a connection was made beside it', async () => {
    const { breaker, states } = await opened();
    await sleep(55);
    const hanging = breaker.connect(() => new Promise(() => {}));
    const waiting = breaker.connect(async () => 'there');
    breaker.connectedBeside();
    await expect(waiting).resolves.toBe('there');
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
    await expect(hanging).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(breaker.state).toBe('CLOSED');
  });

  test('half open it opens again at one failure, for those who waited too', async () => {
    const { breaker, states } = await opened();
    await sleep(55);
    const outcomes = await Promise.allSettled([breaker.connect(fails), breaker.connect(async () => {})]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'OPEN']);
  });

  test('statements that lost their connection count, answers set the count back, other errors do neither', async () => {
    const { breaker } = breakerOf();
    for (let n = 0; n < 4; n += 1) breaker.failed(refused);
    breaker.failed(new AurumError('QUERY_FAILED', 'No such table.'));
    await sleep(1);
    expect(breaker.state).toBe('CLOSED');
    breaker.succeeded();
    for (let n = 0; n < 4; n += 1) breaker.failed(refused);
    await sleep(1);
    expect(breaker.state).toBe('CLOSED');
    breaker.failed(refused);
    await sleep(1);
    expect(breaker.state).toBe('OPEN');
  });
});
