import { type Command, Option } from 'commander';
import { requireBackend } from '../backend/require-backend.ts';
import { type DemoEvent, demoEventOf } from '../demo/demo-event.ts';
import { DEMO_TABLES, fillDemoTables } from '../demo/fill.ts';
import { runTaskOnHolder } from '../ingest/control-task.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import type { Settings } from '../settings/settings.ts';
import { createLogger } from '../telemetry/logger.ts';
import { forLoad, isEmbedded, openEngines } from './engines.ts';
import type { Invocation } from './invocation.ts';
import { amount, type Output } from './progress.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';
import { listenForStop } from './stop-signal.ts';

/** The engines that have demonstration tables. */
const DEMO_KINDS = BACKEND_KINDS.filter((kind) => DEMO_TABLES.some(({ backend }) => backend === kind));

/** Adds `aurum demo-data`. */
export function addDemoDataCommand(
  program: Command,
  invocation: Invocation,
  done: (exitCode: number) => void,
): void {
  const engine = new Option('--backend <name>', 'the engine to fill; default: each one in the settings');
  const command = program
    .command('demo-data')
    .summary('make the declared demonstration tables')
    .description(
      'Makes the tables of the shipped declarations and fills them with generated values, the same each time. Running it again changes nothing.',
    )
    .addOption(engine.choices(DEMO_KINDS))
    .option('--json', 'one JSON object a step', false);
  addSettingsOptions(command, ['dataDir']).action(async (options: Record<string, unknown>) => {
    const settings = settingsOf(options, invocation);
    const kinds = DEMO_KINDS.filter((kind) =>
      options.backend === undefined ? settings[kind].url !== 'none' : kind === options.backend,
    );
    const show = createReport(options.json === true, invocation);
    for (const kind of kinds) await fill(kind, settings, invocation, show);
    done(0);
  });
}

/** By the gateway that holds the data folder, where the engine is embedded and one does; else in this process. */
async function fill(
  kind: BackendKind,
  settings: Settings,
  invocation: Invocation,
  onEvent: (event: DemoEvent) => void,
): Promise<void> {
  const stop = listenForStop(invocation, 'demo data');
  const options = { signal: stop.signal, onEvent };
  try {
    if (isEmbedded(kind, settings)) {
      const onMessage = (message: unknown): void => {
        const event = demoEventOf(message);
        if (event !== null) onEvent(event);
      };
      const handed = { dataFolder: settings.dataDir, signal: stop.signal, onMessage };
      if (await runTaskOnHolder(`/demo-data/${kind}`, handed)) return;
    }
    const logger = createLogger({ level: 'warn', format: 'text', destination: invocation.stderr });
    const engines = await openEngines({
      settings: forLoad(settings),
      command: 'aurum demo-data',
      kinds: [kind],
      logger,
    });
    try {
      await fillDemoTables(requireBackend(engines.backends, kind), options);
    } finally {
      await engines.close();
    }
  } finally {
    stop.forget();
  }
}

/** Lines on standard output for what is done; on standard error how far it is, in place on a terminal. */
function createReport(json: boolean, { stdout, stderr }: Invocation): (event: DemoEvent) => void {
  if (json) return (event) => void stdout.write(`${JSON.stringify(event)}\n`);
  return (event) => {
    if (event.state === 'filling') showProgress(stderr, event);
    else {
      if (stderr.isTTY === true) stderr.write('\r\x1b[K');
      const how = event.state === 'filled' ? 'stored' : 'there already';
      stdout.write(`${event.table} (${event.backend}): ${amount(event.rows)} generated rows ${how}\n`);
    }
  };
}

function showProgress(stderr: Output, { table, backend, rows, rowCount }: DemoEvent): void {
  const line = `${table} (${backend}): ${amount(rows)} of ${amount(rowCount)} generated rows`;
  if (stderr.isTTY === true) stderr.write(`\r\x1b[K${line}`);
  // A pipe gets a line at the start of each table alone.
  else if (rows === 0) stderr.write(`${line}\n`);
}
