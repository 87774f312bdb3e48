import type { BackendKind } from '../../src/model/backend.ts';
import type { KeyPath } from '../../src/settings/keys.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { dropSchema, trinoUrl } from './trino.ts';

/** Gateways that keep EIA series on one engine each. */
export type EngineGateways = {
  readonly list: readonly { readonly engine: BackendKind; readonly gateway: TestGateway }[];
  close(): Promise<void>;
};

const SECRET = { AURUM_CURSOR_SECRET: 'a secret of this test, long enough' };
const NO_ENGINES: Partial<Record<KeyPath, string>> = {
  'timescale.url': 'none',
  'clickhouse.url': 'none',
  'trino.url': 'none',
  // How fast a busy server answers is not what these tests are about.
  'request.deadline_ms': '60000',
  'health.interval_ms': '600000',
};

/** Starts a gateway an engine, with the same secret; says so where there is no Trino server. `name` names its schema. */
export async function startEngineGateways(
  engines: readonly BackendKind[],
  name: string,
): Promise<EngineGateways> {
  const schema = `${name}_${process.pid}`;
  const list: { engine: BackendKind; gateway: TestGateway }[] = [];
  for (const engine of engines) {
    const url = engine === 'trino' ? trinoUrl(schema) : 'embedded:';
    if (url === undefined) continue;
    const settings = { ...NO_ENGINES, 'data_backend.backend_type': engine, [`${engine}.url`]: url };
    list.push({ engine, gateway: await startGateway({ settings, env: SECRET }) });
  }
  return {
    list,
    async close() {
      for (const { engine, gateway } of list) {
        if (engine === 'trino') await dropSchema(gateway.backend(engine), schema);
        await gateway.close();
      }
    },
  };
}
