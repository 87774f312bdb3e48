import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Openings } from '../../../src/backend/openings.ts';
import { AurumError } from '../../../src/errors.ts';
import { type FakeConnection, fakeConnection } from '../../support/pool-rig.ts';

const refused = new AurumError('BACKEND_UNAVAILABLE', 'Nobody listens.');
const LATE = { code: 'BACKEND_TIMEOUT' };

type Opening = PromiseWithResolvers<FakeConnection> & { readonly signal: AbortSignal };

/** Openings that are settled by hand, in the order they were begun. */
function rig() {
  const begun: Opening[] = [];
  let late = 0;
  const openings = new Openings(() => {
    late += 1;
  });
  const take = () =>
    openings.take((signal) => {
      const opening = { ...Promise.withResolvers<FakeConnection>(), signal };
      begun.push(opening);
      return opening.promise;
    }, 10);
  return { openings, begun, take, late: () => late };
}

describe('Openings', () => {
  test('one that takes longer than is waited for goes on, and is taken when it is there', async () => {
    const { begun, take, late } = rig();
    await expect(take()).rejects.toMatchObject(LATE);
    const connection = fakeConnection();
    begun[0]?.resolve(connection);
    await sleep(1);
    expect(late()).toBe(1);
    await expect(take()).resolves.toMatchObject({ connection });
    expect(begun).toHaveLength(1);
  });

  test('one that hangs does not hold up the next, and is given up when that is there', async () => {
    const { begun, take } = rig();
    await expect(take()).rejects.toMatchObject(LATE);
    const next = take();
    const connection = fakeConnection();
    begun[1]?.resolve(connection);
    await expect(next).resolves.toMatchObject({ connection });
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    const tooLate = fakeConnection();
    begun[0]?.resolve(tooLate);
    await sleep(1);
    expect([tooLate.closed, connection.closed]).toEqual([true, false]);
  });

  test('a refusal is told at once, also one that comes while nobody waits', async () => {
    const { begun, take, late } = rig();
    const first = take();
    begun[0]?.reject(refused);
    await expect(first).rejects.toBe(refused);
    await expect(take()).rejects.toMatchObject(LATE);
    begun[1]?.reject(refused);
    await sleep(1);
    expect(late()).toBe(1);
    await expect(take()).rejects.toBe(refused);
    expect(begun).toHaveLength(2);
  });

  test('of many that hang the oldest and the youngest are kept', async () => {
    const { begun, take } = rig();
    for (let n = 0; n < 10; n += 1) await expect(take()).rejects.toMatchObject(LATE);
    const kept = begun.flatMap(({ signal }, index) => (signal.aborted ? [] : [index]));
    expect(kept).toEqual([0, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('what is given up is closed when it comes, and waited for at the end', async () => {
    const { openings, begun, take } = rig();
    await expect(take()).rejects.toMatchObject(LATE);
    const waiting = take();
    openings.abandon(refused);
    await expect(waiting).rejects.toBe(refused);
    const connections = begun.map(() => fakeConnection());
    begun.forEach(({ resolve }, index) => {
      resolve(connections[index] ?? fakeConnection());
    });
    await openings.ended();
    expect(connections.map(({ closed }) => closed)).toEqual([true, true]);
  });
});
