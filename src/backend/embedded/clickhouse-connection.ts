import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ClickHouseClientConfigOptions, parseError } from '@clickhouse/client';
import { literal, parameterText } from './clickhouse-literal.ts';
import type { ClickHouseSession, SessionCall } from './clickhouse-session.ts';

/** What @clickhouse/client takes in place of its HTTP connection. */
type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;
type Request = Parameters<ClientConnection['query']>[0];

/**
 * A connection for @clickhouse/client over one session. Rows to insert go through a file in the folder `inbox`, as
 * chdb's own adapter reads inserted bytes as text (chdb 3.4, dist/connection). A signal is not looked at: statements
 * are ended by KILL QUERY, and a promise settles when the engine is done.
 */
export function createEmbeddedConnection(session: ClickHouseSession, inbox: string): ClientConnection {
  const run = async (request: Request, query: string): Promise<Readable> => {
    try {
      return Readable.from([await session.run(query, sessionCall(request))], { objectMode: false });
    } catch (cause) {
      const error = parseError(cause instanceof Error ? cause.message : String(cause));
      throw Object.assign(error, { cause });
    }
  };
  const insert = async (request: Request, rows: Readable | string): Promise<Readable> => {
    const file = join(inbox, randomUUID());
    try {
      const bytes = typeof rows === 'string' ? Readable.from([Buffer.from(rows)]) : rows;
      await pipeline(bytes, createWriteStream(file));
      return await run(request, readingFrom(file, request.query));
    } finally {
      await rm(file, { force: true });
    }
  };
  return {
    query: async (request) => ({ ...answered(request), stream: await run(request, request.query) }),
    async exec(request) {
      const { query, values } = request;
      return {
        ...answered(request),
        stream: await (values === undefined ? run(request, query) : insert(request, values)),
      };
    },
    async command(request) {
      await run(request, request.query);
      return answered(request);
    },
    async insert(request) {
      await insert(request, request.values);
      return answered(request);
    },
    async ping() {
      try {
        await session.run('select 1', {});
        return { success: true };
      } catch (error) {
        return { success: false, error: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    close: () => session.close(),
  };
}

function answered({ query_id }: Request) {
  return { query_id: query_id ?? '', response_headers: {}, http_status_code: 200 };
}

/** Settings that only ClickHouse's HTTP interface knows; the client adds some by itself. */
const HTTP_SETTINGS = /^(wait_end_of_query|enable_http_compression|send_progress_in_http_headers|http_\w+)$/;

function sessionCall({ clickhouse_settings = {}, query_params = {} }: Request): SessionCall {
  const settings: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(clickhouse_settings)) {
    if (HTTP_SETTINGS.test(name) || value === undefined) continue;
    settings[name] = typeof value === 'number' ? value : String(value);
  }
  const parameters = Object.entries(query_params).map(([name, value]) => [name, parameterText(value)]);
  return { settings, parameters: Object.fromEntries(parameters) };
}

/** `insert … format F` with its rows in a file. https://clickhouse.com/docs/sql-reference/statements/insert-into */
export function readingFrom(file: string, insert: string): string {
  const [, statement, format] = /^(.*)\bformat\s+(\w+)\s*;?\s*$/is.exec(insert) ?? [];
  if (statement === undefined || format === undefined) {
    throw new TypeError('A statement that is given rows must end in the name of their format.');
  }
  return `${statement} from infile ${literal(file)} format ${format}`;
}
