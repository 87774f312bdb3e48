import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { AurumError } from '../../../src/errors.ts';
import { type Fake, startFake, until } from '../../support/fake-engine.ts';

describe('the first migration', () => {
  const NEVER_OVER = new Promise<void>(() => {});
  const migrating = async (given: Partial<Fake> = {}, embedded = false) => {
    const gate = Promise.withResolvers<void>();
    const started = startFake({ migration: gate.promise, ...given }, embedded);
    while (started.fake.migrations.length === 0) await sleep(1);
    return { ...started, gate };
  };

  test('is let be while the engine answers, however long it takes', async () => {
    const { fake, backend, gate } = await migrating();
    await sleep(300);
    expect(backend.health()).toMatchObject({ status: 'STARTING', version: null });
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(backend.health().version).toBe('17');
    expect(fake.migrations).toHaveLength(1);
    // The one of the looks meanwhile is kept, that of the migration is not.
    await sleep(5);
    expect(fake.connections.map(({ healthy }) => healthy)).toEqual([false, true]);
  });

  test('is let be while the engine has no second connection to give, and where one is refused once', async () => {
    const { fake, backend, gate } = await migrating();
    fake.full = true;
    for (const connection of fake.connections.slice(1)) await connection.close();
    await sleep(200);
    Object.assign(fake, { full: false, refuses: true });
    const { connects } = fake;
    while (fake.connects === connects) await sleep(1);
    fake.refuses = false;
    await sleep(100);
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(fake.migrations).toHaveLength(1);
  });

  test('ends when the engine falls silent under it, and begins anew when it answers', async () => {
    const { fake, backend } = await migrating({ migration: NEVER_OVER });
    fake.silent = true;
    expect(await until(backend, 'DOWN')).toEqual(['STARTING', 'DOWN']);
    expect(backend.health().reason).toBe('The timescale engine does not answer.');
    const [first] = fake.migrations;
    expect([first?.signal.aborted, first?.connection.healthy]).toEqual([true, false]);
    Object.assign(fake, { silent: false, migration: undefined });
    expect((await until(backend, 'UP')).at(-1)).toBe('UP');
  });

  test('begins anew when a connection of the looks that hung is overtaken by a later one', async () => {
    // The second connection, that of the looks, hangs with the migration's: the line was dead when it was begun.
    const { fake, backend } = await migrating({ migration: NEVER_OVER });
    fake.distanceMillis = 60_000;
    for (const connection of fake.connections.slice(1)) await connection.close();
    const { connects } = fake;
    while (fake.connects === connects) await sleep(1);
    Object.assign(fake, { distanceMillis: 0, migration: undefined });
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    const [first] = fake.migrations;
    expect([fake.migrations.length, first?.signal.aborted]).toEqual([2, true]);
  });

  test('begins anew when the connection of the looks is cut off unanswered, and another is answered', async () => {
    const { fake, backend } = await migrating({ migration: NEVER_OVER });
    while (fake.connections.length < 2) await sleep(1);
    fake.forget(NEVER_OVER);
    // Asked once more, so a look before was in vain.
    for (const asked = fake.pings; fake.pings < asked + 2; ) await sleep(1);
    fake.migration = undefined;
    await fake.connections[1]?.close();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    const [first] = fake.migrations;
    expect([fake.migrations.length, first?.signal.aborted]).toEqual([2, true]);
  });

  test('of an embedded engine is not looked after: a ping would wait behind it', async () => {
    const { fake, backend, gate } = await migrating({}, true);
    fake.silent = true;
    await sleep(300);
    expect([backend.health().status, fake.connects]).toEqual(['STARTING', 1]);
    fake.silent = false;
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(fake.connects).toBe(1);
  });

  test('that fails makes the engine down with the reason', async () => {
    const failure = new AurumError('QUERY_FAILED', 'The user in settings may not do this.');
    const { backend, gate } = await migrating();
    gate.reject(failure);
    expect(await until(backend, 'DOWN')).toEqual(['STARTING', 'DOWN']);
    expect(backend.health().reason).toBe('The user in settings may not do this.');
  });

  test('is given up with the gateway', async () => {
    const { fake, backend, gate } = await migrating();
    const closed = backend.close();
    expect(fake.migrations[0]?.signal.aborted).toBe(true);
    gate.resolve();
    await closed;
    expect(backend.health()).toMatchObject({ status: 'DOWN', version: null });
    expect(fake.connections.filter(({ healthy }) => healthy)).toEqual([]);
  });

  test('that ends while a connection of the looks is on its way keeps one of the two', async () => {
    const { fake, backend, gate } = await migrating();
    expect(fake.connects).toBe(1);
    fake.distanceMillis = 15;
    while (fake.connects === 1) await sleep(1);
    gate.resolve();
    await until(backend, 'UP');
    await sleep(100);
    expect(fake.connections.filter(({ healthy }) => healthy)).toHaveLength(1);
  });

  test('is let be while a second connection takes longer than a look', async () => {
    const { fake, backend, gate } = await migrating();
    fake.distanceMillis = 200;
    for (const connection of fake.connections.slice(1)) await connection.close();
    await sleep(500);
    gate.resolve();
    expect(await until(backend, 'UP')).toEqual(['STARTING', 'UP']);
    expect(fake.migrations).toHaveLength(1);
  });
});
