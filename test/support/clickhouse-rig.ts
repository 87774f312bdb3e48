import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Cell, Connection, Driver } from '../../src/backend/backend.ts';
import { createClickHouseDriver } from '../../src/backend/clickhouse/driver.ts';
import { clickhouseDialect } from '../../src/sql/dialect/clickhouse.ts';
import { type Fragment, render, type Statement, sql } from '../../src/sql/statement.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type ClickHouseHttp, startClickHouseHttp } from './clickhouse-http.ts';

/** The two ways ClickHouse is reached; every case holds on both. */
export const CLICKHOUSE_KINDS = ['embedded', 'server'] as const;

/** Options of a call that nobody aborts. */
export const CALM = { signal: new AbortController().signal };

/** Runs until it is ended. */
export const ENDLESS: Fragment = sql`select count() from numbers(1000000000000) where sipHash64(number) = 1`;

export const statementOf = (fragment: Fragment, summary = 'SELECT'): Statement =>
  render(fragment, clickhouseDialect, summary);

export const rowsOf = async (
  connection: Connection,
  fragment: Fragment,
): Promise<readonly (readonly Cell[])[]> => (await connection.execute(statementOf(fragment), CALM)).rows;

/** What a promise rejects with; undefined where it resolves. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A migrated ClickHouse for the tests of the `describe` it is called in. */
export type ClickHouseRig = {
  readonly driver: Driver;
  readonly connection: Connection;
  /** A further driver for the same tables. */
  makeDriver(): Driver;
};

/** Starts and ends a ClickHouse of that kind in a folder of its own; read the members inside of tests only. */
export function rigClickHouse(kind: (typeof CLICKHOUSE_KINDS)[number]): ClickHouseRig {
  let folder = '';
  let server: ClickHouseHttp | undefined;
  let opened: { readonly driver: Driver; readonly connection: Connection } | undefined;
  const current = (): NonNullable<typeof opened> => {
    if (opened === undefined) throw new Error('ClickHouse has not been started.');
    return opened;
  };
  const makeDriver = (): Driver => {
    const shared = { dataFolder: folder, connectTimeoutMillis: 10_000, threads: 32 };
    return createClickHouseDriver(
      server === undefined
        ? { url: 'embedded:', ...shared }
        : { url: server.url, password: server.password, ...shared },
      SILENT,
    );
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aurum-clickhouse-'));
    if (kind === 'server') server = await startClickHouseHttp(folder);
    const driver = makeDriver();
    const connection = await driver.connect();
    opened = { driver, connection };
    await driver.migrate(connection, CALM);
  });
  afterAll(async () => {
    await opened?.connection.close();
    await opened?.driver.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    makeDriver,
    get driver() {
      return current().driver;
    },
    get connection() {
      return current().connection;
    },
  };
}
