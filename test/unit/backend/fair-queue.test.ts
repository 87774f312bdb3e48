import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { NEVER } from '../../../src/backend/abort.ts';
import { type Asker, FairQueue, type FairQueueSettings } from '../../../src/backend/fair-queue.ts';
import { AurumError } from '../../../src/errors.ts';

function queueOf(settings: Partial<FairQueueSettings> = {}): { queue: FairQueue; shed: string[] } {
  const shed: string[] = [];
  const queue = new FairQueue({
    name: 'timescale',
    turns: 1,
    maxLength: 10,
    maxWaitMillis: 5_000,
    describe: () => '1 of 1 in use',
    onShed: (reason) => shed.push(reason),
    ...settings,
  });
  return { queue, shed };
}

/** Takes a turn for each name in order; tells who got one, in the order they did, each turn being as short as can be. */
async function served(queue: FairQueue, clients: readonly string[]): Promise<string[]> {
  const order: string[] = [];
  const first = await queue.take({ client: 'first', signal: NEVER });
  const all = clients.map(async (client, index) => {
    const giveBack = await queue.take({ client, signal: NEVER });
    order.push(`${client}${index}`);
    giveBack();
  });
  first();
  await Promise.all(all);
  return order;
}

/** What became of a call that was refused. */
async function refusal(call: Promise<unknown>): Promise<AurumError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AurumError)) throw new Error('It was not refused.');
  return error;
}

describe('FairQueue', () => {
  test('one client is served in the order of its asking', async () => {
    expect(await served(queueOf().queue, ['a', 'a', 'a'])).toEqual(['a0', 'a1', 'a2']);
  });

  test('clients come round one after the other, however many each has waiting', async () => {
    const order = await served(queueOf().queue, ['a', 'a', 'a', 'a', 'b', 'c', 'b']);
    expect(order).toEqual(['a0', 'b4', 'c5', 'a1', 'b6', 'a2', 'a3']);
  });

  test('no more turns are taken than there are', async () => {
    const { queue } = queueOf({ turns: 2 });
    let most = 0;
    let now = 0;
    await Promise.all(
      Array.from({ length: 9 }, async () => {
        const giveBack = await queue.take({ signal: NEVER });
        now += 1;
        most = Math.max(most, now);
        await sleep(2);
        now -= 1;
        giveBack();
      }),
    );
    expect({ most, taken: queue.taken, length: queue.length }).toEqual({ most: 2, taken: 0, length: 0 });
  });

  test('more turns admit those who wait, fewer leave those that are taken', async () => {
    const { queue } = queueOf();
    const turns = Array.from({ length: 4 }, () => queue.take({ signal: NEVER }));
    expect([queue.taken, queue.length]).toEqual([1, 3]);
    queue.resize(3);
    expect([queue.taken, queue.length]).toEqual([3, 1]);
    queue.resize(1);
    for (const turn of turns.slice(0, 2)) (await turn)();
    expect([queue.taken, queue.length]).toEqual([1, 1]);
    (await turns[2])?.();
    (await turns[3])?.();
    expect([queue.taken, queue.length]).toEqual([0, 0]);
  });

  test('who had a turn that was of no use comes back before all others, also where the queue is full', async () => {
    const { queue, shed } = queueOf({ maxLength: 3 });
    const order: string[] = [];
    const giveBack = await queue.take({ client: 'b', signal: NEVER });
    const wait = async (name: string, client: string, backSinceMillis?: number): Promise<void> => {
      const endTurn = await queue.take({ client, signal: NEVER }, backSinceMillis);
      order.push(name);
      endTurn();
    };
    const others = [wait('a1', 'a'), wait('b1', 'b'), wait('c1', 'c')];
    const back = wait('back', 'b', performance.now());
    giveBack();
    await Promise.all([...others, back]);
    expect([order, shed]).toEqual([['back', 'a1', 'c1', 'b1'], []]);
  });

  test('who comes back waits only for the rest of his time', async () => {
    const { queue } = queueOf({ maxWaitMillis: 600_000 });
    await queue.take({ signal: NEVER });
    const before = performance.now() - 600_000;
    expect((await refusal(queue.take({ signal: NEVER }, before))).code).toBe('POOL_TIMEOUT');
  });

  test('a full queue refuses the next one of the same client at once', async () => {
    const { queue, shed } = queueOf({ maxLength: 2 });
    const giveBack = await queue.take({ signal: NEVER });
    const waiting = [1, 2].map(() => queue.take({ signal: NEVER }));
    const error = await refusal(queue.take({ signal: NEVER }));
    expect(error).toMatchObject({
      code: 'OVERLOADED',
      message: '2 statements wait for timescale already, as many as may.',
      details: { backend: 'timescale', retryAfterMillis: 1_000 },
    });
    expect(shed).toEqual(['queue_full']);
    giveBack();
    for (const each of waiting) (await each)();
    expect(queue.taken).toBe(0);
  });

  test('in a full queue the client with the most waiting gives up its last place to one with fewer', async () => {
    const { queue } = queueOf({ maxLength: 3 });
    const giveBack = await queue.take({ signal: NEVER });
    const greedy = [1, 2, 3].map(() => queue.take({ client: 'greedy', signal: NEVER }));
    const modest = queue.take({ client: 'modest', signal: NEVER });
    expect(await refusal(greedy[2] as Promise<unknown>)).toMatchObject({ code: 'OVERLOADED' });
    expect(queue.length).toBe(3);
    // Two against one: another of the modest one would only turn the tables.
    expect(await refusal(queue.take({ client: 'modest', signal: NEVER }))).toMatchObject({
      code: 'OVERLOADED',
    });
    giveBack();
    (await greedy[0])?.();
    (await modest)();
    (await greedy[1])?.();
    expect(queue.taken).toBe(0);
  });

  test('a wait ends after the longest wait', async () => {
    const { queue, shed } = queueOf({ maxWaitMillis: 20 });
    const giveBack = await queue.take({ signal: NEVER });
    expect(await refusal(queue.take({ signal: NEVER }))).toMatchObject({
      code: 'POOL_TIMEOUT',
      message: 'No connection to timescale within 20 ms: 1 of 1 in use.',
    });
    expect({ shed, length: queue.length }).toEqual({ shed: ['wait_timeout'], length: 0 });
    giveBack();
    (await queue.take({ signal: NEVER }))();
  });

  test('who leaves is skipped, and others go on', async () => {
    const { queue } = queueOf();
    const giveBack = await queue.take({ signal: NEVER });
    const gone = new AbortController();
    const leaving = queue.take({ client: 'a', signal: gone.signal });
    const staying = queue.take({ client: 'a', signal: NEVER });
    gone.abort(new AurumError('CANCELLED', 'The client went away.'));
    expect(await refusal(leaving)).toMatchObject({ code: 'CANCELLED' });
    expect(queue.length).toBe(1);
    giveBack();
    (await staying)();
    expect(await refusal(queue.take({ signal: gone.signal }))).toMatchObject({ code: 'CANCELLED' });
    expect(queue.taken).toBe(0);
  });

  test('who cannot be served before his deadline is sent away, at once or when his turn comes', async () => {
    const { queue, shed } = queueOf();
    for (let turn = 0; turn < 8; turn += 1) {
      const slow = await queue.take({ signal: NEVER });
      await sleep(60);
      slow();
      // Too short to be one of a statement, and known to be none.
      (await queue.take({ signal: NEVER }))(false);
    }
    // The shortest turn of late took 60 ms.
    const giveBack = await queue.take({ signal: NEVER });
    const asker = (leftMillis: number): Asker => ({ signal: NEVER, deadlineMillis: Date.now() + leftMillis });
    expect(await refusal(queue.take(asker(30)))).toMatchObject({
      code: 'OVERLOADED',
      message: 'The deadline is too near for a turn at timescale: 1 of 1 in use.',
    });
    const waiting = queue.take(asker(100));
    const patient = queue.take(asker(5_000));
    await sleep(70);
    giveBack();
    expect(await refusal(waiting)).toMatchObject({ code: 'OVERLOADED' });
    (await patient)();
    expect({ shed, taken: queue.taken }).toEqual({ shed: ['deadline', 'deadline'], taken: 0 });
  });

  test('a turn given back twice is given back once', async () => {
    const { queue } = queueOf();
    const giveBack = await queue.take({ signal: NEVER });
    giveBack();
    giveBack();
    expect(queue.taken).toBe(0);
  });

  test('closed, it sends away who waits and who comes', async () => {
    const { queue } = queueOf();
    const giveBack = await queue.take({ signal: NEVER });
    const waiting = [1, 2].map((client) => refusal(queue.take({ client: `${client}`, signal: NEVER })));
    const reason = new AurumError('BACKEND_UNAVAILABLE', 'The gateway is shutting down.');
    queue.close(reason);
    expect(await Promise.all(waiting)).toEqual([reason, reason]);
    giveBack();
    expect(await refusal(queue.take({ signal: NEVER }))).toBe(reason);
    expect({ taken: queue.taken, length: queue.length }).toEqual({ taken: 0, length: 0 });
  });

  test('without a place to wait there is a turn now or none', async () => {
    const { queue } = queueOf({ maxLength: 0 });
    const giveBack = await queue.take({ signal: NEVER });
    expect(await refusal(queue.take({ signal: NEVER }))).toMatchObject({ code: 'OVERLOADED' });
    giveBack();
    (await queue.take({ signal: NEVER }))();
  });
});
