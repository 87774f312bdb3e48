import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHeldAnswers, type HeldAnswers } from '../backend/answer-budget.ts';
import type { Backend } from '../backend/backend.ts';
import { requireBackend } from '../backend/require-backend.ts';
import { createContext } from '../context.ts';
import { createComparedRollups } from '../dao/compared-rollups.ts';
import { createCursorCodec } from '../dao/cursor.ts';
import { fillDemoTables } from '../demo/fill.ts';
import { AurumError } from '../errors.ts';
import { type ControlServer, startControlServer } from '../ingest/control-server.ts';
import { loadFirstLook } from '../ingest/first-look.ts';
import { type GatewaySchema, readGatewaySchema } from '../server/schema-sources.ts';
import { buildSchemas } from '../server/schemas.ts';
import { createServer, type GatewayServer } from '../server/server.ts';
import { packageRoot } from '../settings/package-root.ts';
import type { Settings } from '../settings/settings.ts';
import type { RootLogger } from '../telemetry/logger.ts';
import { observeHeldBytes } from '../telemetry/metrics.ts';
import type { Telemetry } from '../telemetry/sdk.ts';
import { cursorSecret } from './cursor-secret.ts';
import { type Engines, openEngines } from './engines.ts';
import { watchDatasets } from './watch-datasets.ts';

/** A running gateway. */
export type Gateway = {
  /** Where it listens, as a URL without a path. */
  readonly address: string;
  readonly engines: Engines;
  /** Settles once the first look is loaded, or is known not to be needed or possible. */
  readonly firstLook: Promise<void>;
  /** Drains the server, then ends the engines. Idempotent. */
  close(): Promise<void>;
};

/**
 * Listens, then starts the engines: they may take seconds, and until they are up the gateway says so. `telemetry` is the
 * SDK that runs, null without one.
 */
export async function startGateway(
  settings: Settings,
  logger: RootLogger,
  telemetry: Telemetry | null = null,
): Promise<Gateway> {
  const schema = readGatewaySchema(settings.datasetsDir);
  const engines = await openEngines({ settings, command: 'aurum serve', logger });
  const answers = createHeldAnswers(settings.limits.maxHeldBytes);
  const endObserving = observeHeldBytes(() => answers.bytes);
  let control: ControlServer | undefined;
  try {
    const server = await startServer(settings, schema, engines, answers, logger, telemetry);
    const backends = [...engines.backends.values()].filter((backend) => backend !== null);
    for (const backend of backends) backend.start();
    control = await startControl(settings, engines, backends, logger);
    const stop = new AbortController();
    const firstLook = settings.firstLook ? lookFirst(backends, stop.signal, logger) : Promise.resolve();
    const checked = watchDatasets(schema.datasets, engines.backends, stop.signal, logger);
    const close = async (): Promise<void> => {
      stop.abort(new AurumError('CANCELLED', 'The gateway is shutting down.'));
      await Promise.allSettled([firstLook, checked, control?.close(), server.close()]);
      await engines.close();
      endObserving();
    };
    let closing: Promise<void> | undefined;
    return {
      address: server.address,
      engines,
      firstLook,
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await engines.close();
    endObserving();
    throw error;
  }
}

function startServer(
  settings: Settings,
  schema: GatewaySchema,
  engines: Engines,
  answers: HeldAnswers,
  logger: RootLogger,
  telemetry: Telemetry | null,
): Promise<GatewayServer> {
  const eiaFallback = settings.dataBackend.fallbackBackendType;
  const shared = {
    backends: engines.backends,
    eiaBackend: requireBackend(engines.backends, settings.dataBackend.backendType),
    eiaFallback: eiaFallback === null ? null : { backend: eiaFallback },
    datasets: schema.datasets,
    comparedRollups: createComparedRollups(),
    cursors: createCursorCodec(cursorSecret(settings, engines.folder, logger)),
    answers,
    gateway: {
      version: packageVersion(),
      schemaHash: schema.hash,
      limits: { ...settings.limits, ...settings.request },
    },
    federation: settings.trino,
  };
  return createServer({
    settings,
    schemas: buildSchemas(schema.sources),
    backends: engines.backends,
    createContext: (scope) => createContext(shared, scope),
    logger,
    scrape: telemetry?.scrape ?? null,
  });
}

/** The socket through which `aurum ingest` hands its work to the process that holds the folder. */
async function startControl(
  settings: Settings,
  { folder }: Engines,
  backends: readonly Backend[],
  logger: RootLogger,
): Promise<ControlServer | undefined> {
  if (folder === null) return undefined;
  const eia = { apiUrl: settings.eia.apiUrl, apiKey: settings.eia.apiKey?.reveal() ?? null };
  return startControlServer({
    dataFolder: folder.path,
    backends,
    eia,
    logger,
    fillDemoData: fillDemoTables,
  });
}

const LOAD_MORE =
  'Load more with: npx aurum ingest FILE (an EIA bulk file), or npx aurum ingest --api ROUTE.';

/**
 * Into embedded engines only: a server belongs to somebody, who has not asked for this. One after the other, each once it is
 * up, be it long after the start.
 */
async function lookFirst(
  backends: readonly Backend[],
  signal: AbortSignal,
  logger: RootLogger,
): Promise<void> {
  const lookInto = async (backend: Backend): Promise<void> => {
    const { loaded, message } = await loadFirstLook([backend], { signal, logger });
    const fields = { backend: backend.kind };
    if (loaded) logger.info(fields, `${message} ${LOAD_MORE}`);
    else logger.debug(fields, message);
  };
  let before: Promise<unknown> = Promise.resolve();
  const embedded = backends.filter((backend) => backend.embedded);
  await Promise.all(
    embedded.map(async (backend) => {
      try {
        await backend.up(signal);
        const look = before.then(() => lookInto(backend));
        before = look.catch(() => {});
        await look;
      } catch (error) {
        if (!signal.aborted) logger.warn({ backend: backend.kind, err: error }, 'There is no first look.');
      }
    }),
  );
}

/** The version in our package.json. */
export function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(packageRoot(), 'package.json'), 'utf8'),
  );
  return version;
}
