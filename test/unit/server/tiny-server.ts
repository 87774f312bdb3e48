import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLScalarType } from 'graphql';
import type { RequestScope } from '../../../src/context.ts';
import { AurumError, badUserInput, type ErrorCode } from '../../../src/errors.ts';
import type { BackendStatus } from '../../../src/model/backend.ts';
import { SplicedJson } from '../../../src/model/spliced-json.ts';
import { buildSchemas } from '../../../src/server/schemas.ts';
import { createServer, type GatewayServer } from '../../../src/server/server.ts';
import type { Timeouts } from '../../../src/server/timeouts.ts';
import type { KeyPath } from '../../../src/settings/keys.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { withSpan } from '../../../src/telemetry/span.ts';

const typeDefs = `
  scalar Even
  type Columns { value: [Float]! }
  type Part { fails(how: String!): String part: Part! parts: [Part!]! }
  type Query { part: Part! hello(name: String = "you"): String! even(value: Even): Int wait: String held: String busy(millis: Int!, times: Int = 1): Int large(bytes: Int!): String client: String fails(how: String!): String columns: Columns! traced: Int hidden: Int }
`;

const FAILURES: Partial<Record<string, ErrorCode>> = {
  down: 'BACKEND_UNAVAILABLE',
  slow: 'BACKEND_TIMEOUT',
  left: 'CANCELLED',
  overloaded: 'OVERLOADED',
  pool: 'POOL_TIMEOUT',
  refused: 'QUERY_FAILED',
};

/** A server over a schema of its own, with what a test wants to look at. */
export type TinyServer = GatewayServer & {
  readonly logs: () => Record<string, unknown>[];
  readonly scopes: RequestScope[];
  readonly disposed: () => number;
  readonly health: { status: BackendStatus };
  /** From now on the gateway holds as many answers as it may. */
  holdNothing(): void;
  /** Ends what `held` waits for, which heeds no signal. */
  release(): void;
  query(
    document: string | undefined,
    more?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<Response>;
};

/** Starts it on a free port; `scrape` answers its /metrics. */
export async function startTinyServer(
  overrides: Partial<Record<KeyPath, string>> = {},
  env: Record<string, string> = {},
  timeouts?: Timeouts,
  scrape: (() => Promise<string>) | null = null,
): Promise<TinyServer> {
  const entries = Object.entries({ 'server.port': '0', 'server.drain_delay_ms': '0', ...overrides });
  const settings = loadSettings({
    env,
    overrides: Object.fromEntries(entries.map(([path, value]) => [path, { value, source: 'test' }])),
  });
  const lines: string[] = [];
  let mostHeld = Number.POSITIVE_INFINITY;
  const scopes: RequestScope[] = [];
  let disposals = 0;
  const health: { status: BackendStatus } = { status: 'UP' };
  const held = Promise.withResolvers<void>();
  const even = (value: unknown): number => {
    if (typeof value === 'number' && value % 2 === 0) return value;
    throw badUserInput('value', 'That is not even.', 'an even number');
  };
  const fails = async (_: unknown, { how }: { how: string }): Promise<never> => {
    const code = FAILURES[how];
    if (code !== undefined)
      throw new AurumError(code, how, { backend: 'timescale', retryAfterMillis: 1_001 });
    throw new TypeError('password is hunter2');
  };
  const part = () => ({});
  const resolvers = {
    Part: { fails, part, parts: () => [{}, {}] },
    Query: {
      part,
      hello: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
      even: (_: unknown, { value }: { value: number }) => value,
      wait: (_: unknown, _args: unknown, { signal }: RequestScope) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      held: async () => {
        await held.promise;
        return 'released';
      },
      busy: async (_: unknown, { millis, times }: { millis: number; times: number }) => {
        for (let time = 0; time < times; time += 1) {
          // Each in a turn of its own, as many requests together would be.
          await sleep(0);
          const endMillis = performance.now() + millis;
          while (performance.now() < endMillis);
        }
        return millis;
      },
      large: (_: unknown, { bytes }: { bytes: number }) => 'x'.repeat(bytes),
      client: (_: unknown, _args: unknown, { client }: RequestScope) => client,
      fails,
      columns: () => ({ value: new SplicedJson('[1.0,2e0]') }),
      traced: () => withSpan('EiaDao.test', {}, async () => 1),
    },
  };
  const schemas = buildSchemas({
    typeDefs,
    resolvers: { ...resolvers, Even: scalar(even) },
    splicedFields: { Columns: ['value'] },
  });
  const server = await createServer({
    settings,
    ...(timeouts && { timeouts }),
    scrape,
    schemas,
    backends: new Map([
      [
        'timescale',
        {
          health: () => ({
            ...health,
            reason: null,
            checkedAtMillis: 0,
            version: '1',
            breaker: 'CLOSED' as const,
          }),
        },
      ],
      ['clickhouse', null],
    ]),
    createContext: (scope) => {
      scopes.push(scope);
      return {
        ...scope,
        budget: {
          written(length: number) {
            if (length > mostHeld) throw new AurumError('OVERLOADED', 'Too many answers are held.');
          },
        },
        [Symbol.asyncDispose]: async () => {
          disposals += 1;
        },
      };
    },
    logger: createLogger({
      level: 'debug',
      format: 'json',
      destination: { write: (line) => lines.push(line) },
    }),
  });
  return {
    ...server,
    release: held.resolve,
    holdNothing() {
      mostHeld = 0;
    },
    scopes,
    health,
    disposed: () => disposals,
    logs: () => lines.map((line) => JSON.parse(line)),
    query: (document, more = {}, headers = {}) =>
      fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: document, ...more }),
      }),
  };
}

function scalar(parse: (value: unknown) => number): GraphQLScalarType {
  return new GraphQLScalarType({ name: 'Even', serialize: parse, parseValue: parse });
}
