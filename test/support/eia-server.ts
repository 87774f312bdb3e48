import { join } from 'node:path';
import { expect } from '@jest/globals';
import { resolvers, SPLICED_FIELDS } from '../../resolvers/index.ts';
import { createHeldAnswers } from '../../src/backend/answer-budget.ts';
import type { Backend } from '../../src/backend/backend.ts';
import { type ContextOptions, createContext } from '../../src/context.ts';
import { createComparedRollups } from '../../src/dao/compared-rollups.ts';
import { createCursorCodec } from '../../src/dao/cursor.ts';
import type { BackendKind } from '../../src/model/backend.ts';
import { buildSchemas } from '../../src/server/schemas.ts';
import { createServer, type GatewayServer } from '../../src/server/server.ts';
import { readTypeDefs } from '../../src/server/type-defs.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

const LIMITS = {
  maxPageSize: 1_000,
  maxBatch: 100,
  maxPoints: 1_000,
  maxSampledPoints: 10_000,
  maxBuckets: 1_000,
  maxFieldRows: 1_000_000,
  maxFieldBytes: 33_554_432,
  maxResponseRows: 10_000_000,
  maxResponseBytes: 1_000_000_000,
  deadlineMillis: 5_000,
};

/** Not all there are: what is left out must stay out of reach. */
const QUERY_CATALOGS = ['iceberg', 'memory', 'postgresql'];

/** The real server and schema over a backend of the test's making. */
export type EiaServer = {
  readonly server: GatewayServer;
  query(
    document: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<{
    text: string;
    data: unknown;
    errors: Record<string, unknown>[];
    extensions: Record<string, unknown> | undefined;
  }>;
  /** The data of an answer that has no errors. */
  dataOf(document: string): Promise<Record<string, unknown>>;
  readonly logs: Record<string, unknown>[];
};

/** Serves declared tables from one backend on a free loopback port, and EIA series from it or another. */
export async function startEiaServer(
  backend: Backend,
  { datasets = [], eiaBackend = backend }: Partial<Pick<ContextOptions, 'datasets' | 'eiaBackend'>> = {},
): Promise<EiaServer> {
  const overrides = { 'server.port': { value: '0', source: 'the test' } };
  const logs: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => logs.push(JSON.parse(line)) };
  const backends = new Map<BackendKind, Backend>([[backend.kind, backend]]);
  const gateway = { version: '0', schemaHash: '0', limits: LIMITS };
  const shared = {
    backends,
    eiaBackend,
    eiaFallback: null,
    datasets,
    comparedRollups: createComparedRollups(),
    cursors: createCursorCodec('test'),
    answers: createHeldAnswers(1_000_000_000),
    gateway,
    federation: { queryCatalogs: QUERY_CATALOGS, maxQueryRows: 10_000 },
  };
  const server = await createServer({
    settings: loadSettings({ env: {}, overrides }),
    schemas: buildSchemas({
      typeDefs: readTypeDefs(join(packageRoot(), 'schema')),
      resolvers,
      splicedFields: SPLICED_FIELDS,
    }),
    backends,
    createContext: (scope) => createContext(shared, scope),
    logger: createLogger({ level: 'info', format: 'json', destination }),
  });
  const served: EiaServer = {
    server,
    logs,
    async dataOf(document) {
      const { data, errors } = await served.query(document);
      expect(errors).toEqual([]);
      return data as Record<string, unknown>;
    },
    async query(document, variables = {}, headers = {}) {
      const response = await fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: document, variables }),
      });
      const text = await response.text();
      const { data, errors = [], extensions } = JSON.parse(text);
      return { text, data, errors, extensions };
    },
  };
  return served;
}
