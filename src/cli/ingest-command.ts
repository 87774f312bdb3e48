import type { Command } from 'commander';
import { requireBackend } from '../backend/require-backend.ts';
import { createLogger, type RootLogger } from '../telemetry/logger.ts';
import { startTelemetry } from '../telemetry/sdk.ts';
import { forLoad, isEmbedded, openEngines } from './engines.ts';
import { addIngestCommand, type IngestDeps, type IngestFlags, runIngest } from './ingest.ts';
import type { Invocation } from './invocation.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';
import { listenForStop } from './stop-signal.ts';

/** Adds `aurum ingest` over the engines of the settings. */
export function addIngest(program: Command, invocation: Invocation, done: (exitCode: number) => void): void {
  addIngestCommand(program, async (files, flags) => done(await ingest(files, flags, invocation)));
  const command = program.commands.find((added) => added.name() === 'ingest');
  if (command !== undefined) addSettingsOptions(command, ['dataDir']);
}

async function ingest(files: readonly string[], flags: IngestFlags, invocation: Invocation): Promise<number> {
  const settings = settingsOf({ ...flags }, invocation);
  const stop = listenForStop(invocation, 'load');
  const logger = quietLogger(invocation, settings.log.level);
  const openBackends: IngestDeps['openBackends'] = async (kinds) => {
    const engines = await openEngines({
      settings: forLoad(settings),
      command: 'aurum ingest',
      kinds,
      logger,
    });
    try {
      return {
        backends: kinds.map((kind) => requireBackend(engines.backends, kind)),
        close: () => engines.close(),
      };
    } catch (error) {
      await engines.close();
      throw error;
    }
  };
  const telemetry = await startTelemetry(invocation.env);
  try {
    return await runIngest(files, flags, {
      dataFolder: settings.dataDir,
      defaultBackend: settings.dataBackend.backendType,
      isEmbedded: (kind) => isEmbedded(kind, settings),
      openBackends,
      eia: { apiUrl: settings.eia.apiUrl, apiKey: settings.eia.apiKey?.reveal() ?? null },
      standardInput: invocation.stdin,
      stdout: invocation.stdout,
      stderr: invocation.stderr,
      signal: stop.signal,
      logger,
    });
  } finally {
    await telemetry?.close();
    stop.forget();
  }
}

/** The report tells how the load goes; the log adds only what is wrong, unless debug asks for all. */
function quietLogger(
  { stderr }: Invocation,
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent',
): RootLogger {
  return createLogger({ level: level === 'info' ? 'warn' : level, format: 'text', destination: stderr });
}
