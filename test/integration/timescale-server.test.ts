import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import type { Connection, Driver } from '../../src/backend/backend.ts';
import { type ConnectionSettings, openConnection } from '../../src/backend/timescale/connection.ts';
import { createTimescaleDriver } from '../../src/backend/timescale/driver.ts';
import { migrate, readMigrations } from '../../src/backend/timescale/migrate.ts';
import { createServerLink } from '../../src/backend/timescale/server-link.ts';
import { AurumError } from '../../src/errors.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { startPostgres } from '../support/postgres.ts';

const PASSWORD = 'p@ss/word:%';
const server = await startPostgres({ password: PASSWORD });
const signal = new AbortController().signal;
const opened: Connection[] = [];
const lines: Line[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()));
  for (const line of lines.splice(0)) line.close();
});

afterAll(async () => {
  if ('stop' in server) await server.stop();
});

if ('url' in server) describe('a PostgreSQL server', () => suite(server.url));
else describe.skip(`a PostgreSQL server: ${server.skip}`, () => test('is there', () => {}));

function driverFor(url: string, password?: string): Driver {
  const secret = password === undefined ? {} : { password };
  return createTimescaleDriver(
    {
      url,
      ...secret,
      dataFolder: '/nowhere',
      statementGraceMillis: 5_000,
      connectTimeoutMillis: 1_500,
      lockTimeoutMillis: 300,
    },
    SILENT,
  );
}

async function open(driver: Driver): Promise<Connection> {
  const connection = await driver.connect();
  opened.push(connection);
  return connection;
}

const run = (connection: Connection, text: string, by: AbortSignal = signal) =>
  connection.execute({ text, parameters: [], summary: 'x' }, { signal: by });

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

function suite(url: string): void {
  test('an aborted statement is cancelled on the server, and the connection works on', async () => {
    const [sleeper, watcher] = [await open(driverFor(url)), await open(driverFor(url))];
    const abort = new AbortController();
    const sleeping = run(sleeper, 'select pg_sleep(30) /* aborted */', abort.signal);
    setTimeout(() => abort.abort(new AurumError('CANCELLED', 'The client went away.')), 200);
    const began = Date.now();
    await expect(sleeping).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(Date.now() - began).toBeLessThan(5_000);
    const active = await run(
      watcher,
      `select count(*) from pg_stat_activity where state = 'active' and query like '%/* aborted */' and pid <> pg_backend_pid()`,
    );
    expect(active.rows).toEqual([[0n]]);
    expect(sleeper.healthy).toBe(true);
    expect((await run(sleeper, 'select 1')).rows).toEqual([[1]]);
  });

  test('a statement that bounds its wait gives up on a held lock, and its next borrower waits as before', async () => {
    const [holder, waiter] = [await open(driverFor(url)), await open(driverFor(url))];
    await run(holder, 'create table locked (x int)');
    await run(holder, 'begin');
    await run(holder, 'lock table locked in access exclusive mode');
    const statement = { text: 'select count(*) from locked', parameters: [], summary: 'x' };
    const began = Date.now();
    await expect(waiter.execute(statement, { signal, boundedLockWait: true })).rejects.toMatchObject({
      code: 'BACKEND_TIMEOUT',
      message: expect.stringContaining('holds a lock'),
      details: { engineCode: '55P03' },
    });
    expect(Date.now() - began).toBeLessThan(5_000);
    expect((await run(waiter, 'show lock_timeout')).rows).toEqual([['0']]);
    const patient = waiter.execute(statement, { signal });
    await wait(600);
    await run(holder, 'commit');
    expect((await patient).rows).toEqual([[0n]]);
    await waiter.execute(statement, { signal, boundedLockWait: true });
    expect((await run(waiter, 'show lock_timeout')).rows).toEqual([['0']]);
    expect(waiter.healthy).toBe(true);
    await run(holder, 'drop table locked');
  });

  test('an abort in the turn of the call ends it as well', async () => {
    const connection = await open(driverFor(url));
    const abort = new AbortController();
    const sleeping = run(connection, 'select pg_sleep(30)', abort.signal);
    abort.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(connection.healthy).toBe(false);
  });

  test('an abort before a statement of a new text has begun keeps it from running, and its session works on', async () => {
    const [early, watcher] = [await open(driverFor(url)), await open(driverFor(url))];
    const pid = (await run(early, 'select pg_backend_pid()')).rows;
    for (let n = 0; n < 10; n += 1) {
      const abort = new AbortController();
      const text = `select pg_sleep($1::float8) /* early ${n} */`;
      const statement = { text, parameters: [{ type: 'float64' as const, value: 30 }], summary: 'x' };
      const sleeping = early.execute(statement, { signal: abort.signal });
      // It has been sent by then, and not been answered.
      setImmediate(() => abort.abort(new AurumError('CANCELLED', 'The client went away.')));
      await expect(sleeping).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(early.healthy).toBe(true);
      expect((await run(early, 'select pg_backend_pid()')).rows).toEqual(pid);
    }
    expect((await run(watcher, activeOf('early'))).rows).toEqual([[0n]]);
  });

  test('a cancel that overtakes its statement is asked again', async () => {
    const line = await lineTo(url);
    const [slow, watcher] = [await open(driverFor(line.url)), await open(driverFor(url))];
    line.hold(250);
    const abort = new AbortController();
    const sleeping = run(slow, 'select pg_sleep(30) /* overtaken */', abort.signal);
    setTimeout(() => abort.abort(new AurumError('CANCELLED', 'The client went away.')), 50);
    const began = Date.now();
    await expect(sleeping).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(Date.now() - began).toBeLessThan(1_500);
    expect((await run(watcher, activeOf('overtaken'))).rows).toEqual([[0n]]);
    // Whichever request ended it, none is left for the next.
    expect(slow.healthy).toBe(true);
    expect((await run(slow, 'select pg_sleep(0.5)')).rows).toHaveLength(1);
  });

  test('a cancel that goes out and never comes back holds nobody for longer than two seconds', async () => {
    const line = await lineTo(url);
    // postgres.js has a limit of its own for a cancel request, which is that of connecting.
    const settings = { url: line.url, connectTimeoutMillis: 10_000, lockTimeoutMillis: null };
    const connection = await openConnection(createServerLink(10_000), settings, signal);
    opened.push(connection);
    line.keepOpen();
    const abort = new AbortController();
    const sleeping = run(connection, 'select pg_sleep(30)', abort.signal);
    setTimeout(() => abort.abort(), 100);
    const began = Date.now();
    await expect(sleeping).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(connection.healthy).toBe(false);
  });

  test('a passed deadline cancels too', async () => {
    const connection = await open(driverFor(url));
    const sleeping = connection.execute(
      { text: 'select pg_sleep(30)', parameters: [], summary: 'x' },
      { signal, deadlineMillis: Date.now() + 100 },
    );
    await expect(sleeping).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
  });

  test('a write that is aborted stores nothing', async () => {
    const [writer, blocker] = [await open(driverFor(url)), await open(driverFor(url))];
    await run(writer, 'create table guarded (id text primary key)');
    await run(blocker, 'begin');
    await run(blocker, `insert into guarded values ('a')`);
    const abort = new AbortController();
    const table = {
      table: 'guarded',
      key: ['id'],
      columns: [{ name: 'id', type: 'text' as const, values: ['b', 'a'] }],
    };
    const blocked = writer.write([table], { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await expect(blocked).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
    await run(blocker, 'rollback');
    expect((await run(blocker, 'select count(*) from guarded')).rows).toEqual([[0n]]);
    expect(writer.healthy).toBe(true);
    await writer.write([table], { signal });
  });

  test('a connection that no longer answers is given up two seconds after the abort', async () => {
    const line = await lineTo(url);
    const connection = await open(driverFor(line.url));
    line.swallow();
    const abort = new AbortController();
    const lost = run(connection, 'select 1', abort.signal);
    setTimeout(() => abort.abort(), 100);
    const began = Date.now();
    await expect(lost).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
    expect(Date.now() - began).toBeGreaterThan(2_000);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(connection.healthy).toBe(false);
  });

  test('a server that takes the connection and says nothing is unavailable in time', async () => {
    const line = await lineTo(url);
    line.swallow();
    const began = Date.now();
    await expect(driverFor(line.url).connect()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('a connection that is given up while it is on its way leaves no session on the server', async () => {
    const watcher = await open(driverFor(url));
    const sessions = async () =>
      (
        await run(
          watcher,
          `select count(*) from pg_stat_activity
            where application_name = 'aurum' and pid <> pg_backend_pid()`,
        )
      ).rows[0]?.[0];
    const settings = { url, password: PASSWORD, connectTimeoutMillis: 1_500, lockTimeoutMillis: null };
    // The line holds back the opening of the socket, as one that drops its first packets does.
    const link = createServerLink(1_500);
    const held = Promise.withResolvers<void>();
    const openLate: typeof link.open = async (address) => {
      await held.promise;
      return link.open(address);
    };
    const late = { ...link, open: openLate };
    await expect(openConnection(late, settings, AbortSignal.timeout(50))).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
    });
    held.resolve();
    await wait(300);
    expect(await sessions()).toBe(0n);
    // And one whose socket is being opened at that moment, though it will be there the next.
    const { hostname, port } = new URL(url);
    const cut = createServerLink(1_500);
    const opening = cut.open({ host: [hostname, hostname], port: [Number(port), Number(port)], path: false });
    cut.sever();
    await expect(opening).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  test('a lost connection is not healthy and does not come back by itself', async () => {
    const [victim, other] = [await open(driverFor(url)), await open(driverFor(url))];
    const [[pid] = []] = (await run(victim, 'select pg_backend_pid()')).rows;
    await run(other, `select pg_terminate_backend(${pid})`);
    await wait(100);
    expect(victim.healthy).toBe(false);
    await expect(run(victim, 'select 1')).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  });

  test('the password of the settings goes before that of the URL; a wrong one is told without it', async () => {
    const bare = url.replace(/:[^:@]*@/, '@');
    const withWrong = url.replace(/:[^:@]*@/, ':wrong@');
    expect((await open(driverFor(bare, PASSWORD))).healthy).toBe(true);
    expect((await open(driverFor(withWrong, PASSWORD))).healthy).toBe(true);
    await expect(driverFor(withWrong).connect()).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: 'TimescaleDB refused the user or its password.',
      details: { engineCode: '28P01' },
    });
  });

  test('of several hosts the first that answers is used; none is BACKEND_UNAVAILABLE', async () => {
    const { port } = new URL(url);
    const two = url.replace(`127.0.0.1:${port}`, `127.0.0.1:1,127.0.0.1:${port}`);
    expect((await open(driverFor(two))).healthy).toBe(true);
    const none = url.replace(`127.0.0.1:${port}`, '127.0.0.1:1,127.0.0.1:1');
    await expect(driverFor(none).connect()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    await expect(driverFor('postgres://u@no-such-host.invalid/x').connect()).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: 'TimescaleDB cannot be reached.',
    });
  });

  test('a migration that was changed after it was applied is refused, and one that fails leaves nothing', async () => {
    const settings: ConnectionSettings = { url, connectTimeoutMillis: 1_500, lockTimeoutMillis: 300 };
    const connection = await openConnection(createServerLink(1_500), settings, signal);
    opened.push(connection);
    const migrations = await readMigrations();
    await migrate(connection, migrations, false, SILENT, { signal });
    const changed = migrations.map((each) => ({ ...each, checksum: 'other' }));
    await expect(migrate(connection, changed, false, SILENT, { signal })).rejects.toThrow(
      'Migration 001_eia_series is not the file that was applied to this database.',
    );
    const failing = {
      name: '900_wrong',
      script: 'create table half (n int); nonsense',
      checksum: 'x',
      requires: null,
    };
    await expect(
      migrate(connection, [...migrations, failing], false, SILENT, { signal }),
    ).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    expect((await run(connection, `select to_regclass('half')::text`)).rows).toEqual([[null]]);
  });

  test('where the extension is missing a line of the log says so', async () => {
    const warnings: string[] = [];
    const connection = await openConnection(
      createServerLink(1_500),
      {
        url,
        connectTimeoutMillis: 1_500,
        lockTimeoutMillis: 300,
      },
      signal,
    );
    opened.push(connection);
    const logger = { ...SILENT, warn: (_: object, message: string) => warnings.push(message) };
    await migrate(connection, await readMigrations(), false, logger, { signal });
    expect(warnings).toEqual([
      'TimescaleDB is not installed on the server: EIA observations stay in a plain table.',
    ]);
  });
}

/** Counts the statements with this comment that run. */
const activeOf = (comment: string): string =>
  `select count(*) from pg_stat_activity
    where state = 'active' and query like '%/* ${comment} %' and pid <> pg_backend_pid()`;

/** A line to the server that can be spoilt. */
type Line = {
  readonly url: string;
  /** Every byte is swallowed from now on. */
  swallow(): void;
  /** What is sent over the connections there are arrives so much later; new ones are as quick as ever. */
  hold(millis: number): void;
  /** New connections carry what is sent, and never close. */
  keepOpen(): void;
  close(): void;
};

async function lineTo(url: string): Promise<Line> {
  const target = new URL(url);
  const serverPort = Number(target.port);
  const sockets: Socket[] = [];
  const held = new Map<Socket, number>();
  let swallowing = false;
  let keeping = false;
  const proxy: Server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(serverPort, target.hostname);
    sockets.push(near, far);
    const pass = (from: Socket, to: Socket) => (bytes: Buffer) => {
      const millis = held.get(from);
      if (swallowing) return;
      if (millis === undefined) to.write(bytes);
      else setTimeout(() => to.write(bytes), millis);
    };
    const isKept = keeping;
    near.on('data', pass(near, far)).on('error', () => {});
    far.on('data', pass(far, near)).on('error', () => {});
    near.on('end', () => far.end());
    far.on('end', () => isKept || near.end());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  target.port = String(address.port);
  const line: Line = {
    url: target.href,
    swallow() {
      swallowing = true;
    },
    hold(millis) {
      for (const near of sockets.filter((_, at) => at % 2 === 0)) held.set(near, millis);
    },
    keepOpen() {
      keeping = true;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
  lines.push(line);
  return line;
}
