import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createChdbConnection } from 'chdb/connection';
import { readingFrom } from '../../src/backend/embedded/clickhouse-connection.ts';
import {
  type ClickHouseSession,
  createClickHouseSession,
} from '../../src/backend/embedded/clickhouse-session.ts';

/** What the server does wrong with the next statement. */
export type Fault = 'exception in the answer' | 'answer cut off' | 'connection reset' | 'silence';

export type ClickHouseHttp = {
  /** With the user `reader` and the database `energy`, without a password. */
  readonly url: string;
  readonly password: string;
  /** The user has another password from now on. */
  changePassword(password: string): void;
  /** Ends server and engine; what is stored stays. Statements that run are ended first. */
  halt(): Promise<void>;
  /** Starts them again on the same port. */
  resume(): Promise<void>;
  failNext(fault: Fault): void;
  /** From now on it refuses a statement while it runs so many. */
  limit(most: number): void;
  /** How many it refused for that. */
  readonly refused: number;
  /** How many statements have come in. */
  readonly requests: number;
  stop(): Promise<void>;
};

const PASSWORD = 'wind & "sun"';
/** URL parameters that are no settings. https://clickhouse.com/docs/interfaces/http */
const NO_SETTINGS = new Set(['query', 'query_id', 'database', 'default_format', 'role', 'session_id']);
const EXCEPTION =
  'Code: 395. DB::Exception: Value is non-zero: while executing. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)';

/** A loopback server that speaks ClickHouse's HTTP protocol with the engine in this process behind it. */
export async function startClickHouseHttp(folder: string): Promise<ClickHouseHttp> {
  const inbox = join(folder, 'inbox');
  await mkdir(inbox, { recursive: true });
  const all: ClickHouseSession[] = [];
  const idle: ClickHouseSession[] = [];
  const answering = new Set<Promise<void>>();
  const faults: Fault[] = [];
  let asked = PASSWORD;
  let requests = 0;
  let [most, running, refused] = [Number.POSITIVE_INFINITY, 0, 0];
  const open = (): ClickHouseSession => {
    const session = createClickHouseSession(createChdbConnection({ path: join(folder, 'engine') }));
    all.push(session);
    return session;
  };
  const first = open();
  await first.run('create database if not exists energy', {});
  idle.push(first);

  const server = createServer((request, response) => {
    requests += 1;
    const answered = answer(request, response, faults.shift())
      .catch((error: unknown) => void response.destroy(error as Error))
      .finally(() => answering.delete(answered));
    answering.add(answered);
  });

  async function answer(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined) {
    const call = await readCall(request);
    if (fault === 'silence') return;
    if (fault === 'connection reset') return void request.socket.resetAndDestroy();
    if (!isAuthorized(request, asked))
      return refuse(response, `Code: 516. DB::Exception: reader: no. (AUTHENTICATION_FAILED)`);
    if (running >= most) {
      refused += 1;
      const words = 'Too many simultaneous queries. Maximum: 2. (TOO_MANY_SIMULTANEOUS_QUERIES)';
      return refuse(response, `Code: 202. DB::Exception: ${words}`);
    }
    running += 1;
    const session = idle.pop() ?? open();
    const file = join(inbox, randomUUID());
    try {
      let query = call.query;
      if (call.rows !== undefined) {
        await writeFile(file, call.rows);
        query = readingFrom(file, query);
      }
      await session.run(`use \`${call.database}\``, {});
      const { parameters, format } = call;
      // Here parameters are part of the statement's text.
      const settings = { ...call.settings, max_query_size: '268435456' };
      const bytes = await session.run(query, {
        settings,
        parameters,
        ...(format === undefined ? {} : { format }),
      });
      response.setHeader('content-type', 'text/plain; charset=UTF-8');
      response.setHeader('x-clickhouse-query-id', call.queryId);
      response.setHeader('x-clickhouse-summary', JSON.stringify({ read_rows: '0', written_rows: '0' }));
      if (fault === 'answer cut off') response.end(bytes.subarray(0, bytes.length / 2));
      else if (fault === undefined) response.end(bytes);
      else
        response.end(Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.from(`\n${EXCEPTION}\n`)]));
    } catch (error) {
      refuse(response, error instanceof Error ? error.message : String(error));
    } finally {
      running -= 1;
      idle.push(session);
      await rm(file, { force: true });
    }
  }

  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const halt = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await Promise.all([closed, ...answering]);
    idle.length = 0;
    for (const session of all.splice(0)) await session.close();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://reader@127.0.0.1:${port}/energy`,
    password: PASSWORD,
    changePassword: (password) => {
      asked = password;
    },
    halt,
    resume: () => listen(port),
    failNext: (fault) => void faults.push(fault),
    limit(statements) {
      most = statements;
    },
    get refused() {
      return refused;
    },
    get requests() {
      return requests;
    },
    stop: halt,
  };
}

function isAuthorized({ headers }: IncomingMessage, password: string): boolean {
  return headers.authorization === `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`;
}

function refuse(response: ServerResponse, message: string): void {
  const code = /^Code: (\d+)/.exec(message)?.[1] ?? '1000';
  response.writeHead(code === '516' ? 403 : 500, { 'x-clickhouse-exception-code': code });
  response.end(`${message}\n`);
}

type Call = {
  readonly query: string;
  readonly queryId: string;
  readonly database: string;
  readonly format: string | undefined;
  readonly settings: Record<string, string>;
  readonly parameters: Record<string, string>;
  /** The rows to insert, in the statement's format. */
  readonly rows: Buffer | undefined;
};

/** The statement is in the URL with its rows in the body, or in the body, which may be a form. */
async function readCall(request: IncomingMessage): Promise<Call> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const contentType = request.headers['content-type'] ?? '';
  const isForm = contentType.startsWith('multipart/form-data');
  const inUrl = searchParams.get('query');
  const entries = isForm ? [...searchParams, ...(await readForm(body, contentType))] : [...searchParams];
  const known = new Map(entries);
  const named = (prefix: string): [string, string][] =>
    entries
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]);
  return {
    query: known.get('query') ?? body.toString(),
    queryId: known.get('query_id') ?? randomUUID(),
    database: known.get('database') ?? 'default',
    format: known.get('default_format'),
    settings: Object.fromEntries(
      entries.filter(([name]) => !NO_SETTINGS.has(name) && !name.startsWith('param_')),
    ),
    parameters: Object.fromEntries(named('param_')),
    rows: inUrl !== null && body.length > 0 ? body : undefined,
  };
}

async function readForm(body: Buffer, contentType: string): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  return [...form].map(([name, value]) => [name, String(value)]);
}
