import type { BackendKind } from '../../src/model/backend.ts';
import type { KeyPath } from '../../src/settings/keys.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { startPostgres } from './postgres.ts';
import { leaveOut } from './skips.ts';
import { dropSchema, trinoUrl } from './trino.ts';

/** The engines that answers are compared between; `postgres` is the system's PostgreSQL, without TimescaleDB. */
export type ComparedEngine = BackendKind | 'postgres';

/** Gateways that keep EIA series on one engine each. */
export type EngineGateways = {
  readonly list: readonly { readonly kind: BackendKind; readonly gateway: TestGateway }[];
  close(): Promise<void>;
};

const SECRET = { AURUM_CURSOR_SECRET: 'a secret of this test, long enough' };
const NO_ENGINES: Partial<Record<KeyPath, string>> = {
  'timescale.url': 'none',
  'clickhouse.url': 'none',
  'trino.url': 'none',
  // How fast a busy server answers is not what these tests are about.
  'request.deadline_ms': '60000',
  'data_backend.acquire_timeout_ms': '60000',
  'health.interval_ms': '600000',
};

/** Starts a gateway an engine, with the same secret; says so where there is no such server. `name` names Trino's schema. */
export async function startEngineGateways(
  engines: readonly ComparedEngine[],
  name: string,
): Promise<EngineGateways> {
  const schema = `${name}_${process.pid}`;
  const list: { kind: BackendKind; gateway: TestGateway }[] = [];
  const postgres = engines.includes('postgres') ? await startPostgres() : undefined;
  if (postgres !== undefined && 'skip' in postgres) leaveOut(postgres.skip);
  const urls: Record<ComparedEngine, () => string | undefined> = {
    timescale: () => 'embedded:',
    clickhouse: () => 'embedded:',
    trino: () => trinoUrl(schema),
    postgres: () => (postgres !== undefined && 'url' in postgres ? postgres.url : undefined),
  };
  for (const engine of engines) {
    const url = urls[engine]();
    if (url === undefined) continue;
    const kind = engine === 'postgres' ? 'timescale' : engine;
    const settings = { ...NO_ENGINES, 'data_backend.backend_type': kind, [`${kind}.url`]: url };
    list.push({ kind, gateway: await startGateway({ settings, env: SECRET }) });
  }
  return {
    list,
    async close() {
      for (const { kind, gateway } of list) {
        if (kind === 'trino') await dropSchema(gateway.backend(kind), schema);
        await gateway.close();
      }
      if (postgres !== undefined && 'stop' in postgres) await postgres.stop();
    },
  };
}
