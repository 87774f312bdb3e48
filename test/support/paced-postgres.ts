import postgres from 'postgres';
import { PACED_POSTGRES } from './paced-datasets.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { leaveOut } from './skips.ts';

/** A PostgreSQL server with the tables of paced-datasets.ts and a user of the gateway's, who is no superuser. */
export type PacedPostgres = {
  readonly server: RunningPostgres;
  /** Of the user `gateway` in the database `energy`. */
  readonly url: string;
  readonly admin: postgres.Sql;
  /** Statements of the gateway's user that run now, its own looks aside. */
  running(): Promise<number>;
  stop(): Promise<void>;
};

export const GATEWAY_PASSWORD = 'of the gateway';

/** Starts one; undefined, and said so, where there is no PostgreSQL. */
export async function startPacedPostgres(): Promise<PacedPostgres | undefined> {
  const server = await startPostgres({ password: 'of the admin' });
  if ('skip' in server) {
    leaveOut(server.skip);
    return undefined;
  }
  const connect = (url: string): postgres.Sql => postgres(url, { max: 1, onnotice() {}, connect_timeout: 5 });
  const admin = connect(server.url);
  await admin.unsafe(`create role gateway login password '${GATEWAY_PASSWORD}'`);
  await admin.unsafe('create database energy owner gateway');
  const url = server.url
    .replace(/aurum:[^@]*@/, `gateway:${encodeURIComponent(GATEWAY_PASSWORD)}@`)
    .replace(/\/postgres$/, '/energy');
  const owner = connect(url);
  for (const statement of PACED_POSTGRES) await owner.unsafe(statement);
  await owner.end();
  return {
    server,
    url,
    admin,
    async running() {
      const [row] = await admin`select count(*)::int as count from pg_stat_activity
        where usename = 'gateway' and state = 'active' and query like '%_rows%'`;
      return Number(row?.count);
    },
    async stop() {
      await admin.end({ timeout: 1 });
      await server.stop();
    },
  };
}
