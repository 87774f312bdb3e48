import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../src/backend/backend.ts';
import { startGateway as start } from '../../src/cli/gateway.ts';
import type { BackendKind } from '../../src/model/backend.ts';
import type { KeyPath } from '../../src/settings/keys.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { startTelemetry } from '../../src/telemetry/sdk.ts';
import { placeEmptyDatabase } from './empty-database.ts';

/** What a test may say about the gateway it wants. */
export type GatewayOptions = {
  /** Settings by path; port, data folder and first look have defaults of their own here. */
  readonly settings?: Partial<Record<KeyPath, string>>;
  readonly env?: Record<string, string>;
};

/** One answer with what HTTP said about it. */
export type GatewayAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON text as sent. */
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    message: string;
    path?: (string | number)[];
    extensions: Record<string, unknown>;
  }[];
};

/** A whole gateway in this process. */
export type TestGateway = {
  /** Without a path. */
  readonly url: string;
  query(
    document: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<GatewayAnswer>;
  backend(kind: BackendKind): Backend;
  readonly dataFolder: string;
  /** Log lines so far, parsed. */
  logs(): Record<string, unknown>[];
  close(): Promise<void>;
};

const READY_TIMEOUT_MILLIS = 60_000;

/** Starts a gateway on a free loopback port and waits for its configured engines; without the first look. */
export async function startGateway({ settings = {}, env = {} }: GatewayOptions = {}): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-gateway-'));
  const chosen = {
    'server.port': '0',
    'server.drain_delay_ms': '0',
    first_look: 'false',
    data_dir: folder,
    // What the test computes in this process is no load of the gateway's.
    'overload.max_event_loop_delay_ms': '60000',
    'overload.max_heap_percent': '100',
    ...settings,
  };
  const overrides = Object.fromEntries(
    Object.entries(chosen).map(([path, value]) => [path, { value, source: 'the test' }]),
  );
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ level: 'debug', format: 'json', destination });
  const settled = loadSettings({ env: { UV_THREADPOOL_SIZE: '32', ...env }, overrides });
  if (settled.timescale.url === 'embedded:') await placeEmptyDatabase(settled.dataDir);
  const telemetry = await startTelemetry({}, settled.metrics);
  const gateway = await start(settled, logger, telemetry);
  const close = async (): Promise<void> => {
    await gateway.close();
    await telemetry?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const { backends } = gateway.engines;
  try {
    const signal = AbortSignal.timeout(READY_TIMEOUT_MILLIS);
    await Promise.all([...backends.values()].map((backend) => backend?.ready(signal)));
    await gateway.firstLook;
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: gateway.address,
    dataFolder: folder,
    close,
    logs: () => lines.map((line) => JSON.parse(line)),
    backend(kind) {
      const backend = backends.get(kind);
      if (!backend) throw new Error(`This gateway has no ${kind}.`);
      return backend;
    },
    async query(document, variables = {}, headers = {}) {
      const response = await fetch(`${gateway.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: document, variables }),
      });
      const text = await response.text();
      const { data, errors = [] } = JSON.parse(text);
      return { status: response.status, headers: response.headers, text, data, errors };
    },
  };
}
