import type { Command } from 'commander';
import type { Settings } from '../settings/settings.ts';
import { createLogger, type RootLogger } from '../telemetry/logger.ts';
import { startTelemetry } from '../telemetry/sdk.ts';
import { type Gateway, startGateway } from './gateway.ts';
import type { Invocation } from './invocation.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';
import { listenForStop } from './stop-signal.ts';

/** Adds `aurum serve`. */
export function addServeCommand(
  program: Command,
  invocation: Invocation,
  done: (exitCode: number) => void,
): void {
  const command = program.command('serve').description('answer GraphQL until it is told to stop');
  addSettingsOptions(command, ['host', 'port', 'dataDir', 'datasetsDir']).action(
    async (options: Record<string, unknown>) => {
      await serve(settingsOf(options, invocation), invocation);
      done(0);
    },
  );
}

/** Serves until the first SIGINT or SIGTERM, then drains; a second one ends the process at once. */
async function serve(settings: Settings, invocation: Invocation): Promise<void> {
  const stop = listenForStop(invocation, 'gateway');
  const telemetry = await startTelemetry(invocation.env, settings.metrics);
  try {
    const logger = serveLogger(settings, invocation);
    const gateway = await startGateway(settings, logger, telemetry);
    try {
      announce(gateway, settings, logger);
      await aborted(stop.signal);
      logger.info({}, 'Stopping: running requests may finish. A second signal ends at once.');
    } finally {
      await gateway.close();
    }
    logger.info({}, 'Stopped.');
  } finally {
    await telemetry?.close();
    stop.forget();
  }
}

function serveLogger({ log }: Settings, { stdout }: Invocation): RootLogger {
  const format = log.format === 'auto' ? (stdout.isTTY === true ? 'text' : 'json') : log.format;
  return createLogger({ level: log.level, format, destination: stdout });
}

/** One line with every address a person may want to open. */
function announce({ address }: Gateway, { graphql, metrics }: Settings, logger: RootLogger): void {
  const places = {
    graphql: `${address}/graphql`,
    ...(graphql.landingPage ? { sandbox: `${address}/graphql` } : {}),
    ...(graphql.ide ? { ide: `${address}/ide/` } : {}),
    ...(metrics.prometheus ? { metrics: `${address}/metrics` } : {}),
  };
  logger.info(places, 'Aurum gateway listens.');
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
