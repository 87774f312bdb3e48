import type { ChdbConnection } from 'chdb/connection';
import { literal } from './clickhouse-literal.ts';

/** What a statement is run with. */
export type SessionCall = {
  /** Settings of the engine by name. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Query parameters by name, in the engine's escaped text form. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Format of the answer where the statement names none. */
  readonly format?: string;
};

/** One session of the engine in this process; it runs one statement at a time. */
export interface ClickHouseSession {
  /** Runs a statement and gives its answer as bytes. Throws the engine's error; settles when the engine is done. */
  run(query: string, call: SessionCall): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * A session over chdb's. Settings and parameters are set on the session, as chdb runs statements whose parameters it
 * binds itself one after the other over the whole process (chdb 3.4, index.js, `runExclusiveParam`).
 */
export function createClickHouseSession(connection: ChdbConnection): ClickHouseSession {
  let tainted = false;
  // chdb 3.4 keeps what a failed statement had written so far and puts it before the next answer: an answer that
  // nobody reads takes it away.
  const clean = async (): Promise<void> => {
    await connection.chdb.queryAsync('select 1');
    tainted = false;
  };
  return {
    async run(query, { settings = {}, parameters = {}, format }) {
      if (tainted) await clean();
      const text = assignments(settings, parameters) + query;
      try {
        const answer = await connection.chdb.queryAsync(text, format === undefined ? {} : { format });
        return Buffer.from(answer.bytes());
      } catch (error) {
        tainted = true;
        await clean().catch(() => {});
        throw error;
      }
    },
    close: () => connection.close(),
  };
}

function assignments(
  settings: Readonly<Record<string, string | number>>,
  parameters: Readonly<Record<string, string>>,
): string {
  const all = [
    ...Object.entries(settings).map(([name, value]) => `${checked(name)} = ${literal(String(value))}`),
    ...Object.entries(parameters).map(([name, value]) => `param_${checked(name)} = ${literal(value)}`),
  ];
  return all.length === 0 ? '' : `set ${all.join(', ')};\n`;
}

function checked(name: string): string {
  if (/^\w+$/.test(name)) return name;
  throw new TypeError('The name of a setting or parameter holds something other than letters, digits and _.');
}
