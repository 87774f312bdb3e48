import type { Command } from 'commander';
import { settleOrAbort } from '../backend/abort.ts';
import { openDataFolder, readHolder } from '../backend/embedded/data-folder.ts';
import { notConfigured } from '../backend/require-backend.ts';
import { AurumError } from '../errors.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import type { Settings } from '../settings/settings.ts';
import { SILENT } from '../telemetry/log.ts';
import { createDriver, isEmbedded } from './engines.ts';
import type { Invocation } from './invocation.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';

/** Adds `aurum check`. */
export function addCheckCommand(
  program: Command,
  invocation: Invocation,
  done: (exitCode: number) => void,
): void {
  const command = program
    .command('check')
    .description('check the settings and ask every engine whether it answers');
  addSettingsOptions(command, ['dataDir']).action(async (options: Record<string, unknown>) => {
    const settings = settingsOf(options, invocation);
    const rows: Row[] = [];
    // One after the other: two engines that boot at once would each look slow.
    for (const kind of BACKEND_KINDS) rows.push(await look(kind, settings));
    invocation.stdout.write(table(rows));
    done(rows.some(({ failed }) => failed) ? 1 : 0);
  });
}

type Row = { readonly cells: readonly string[]; readonly failed: boolean };

const LOOK_TIMEOUT_MILLIS = 60_000;
const HEAD: Row = { cells: ['ENGINE', 'URL', 'STATE', 'MILLIS', ''], failed: false };

async function look(kind: BackendKind, settings: Settings): Promise<Row> {
  const { url } = settings[kind];
  const row = (state: string, millis: string, note: string, failed = false): Row => ({
    cells: [kind, url, state, millis, note],
    failed,
  });
  if (url === 'none') return row('not configured', '', notConfigured(kind));
  const holder = url === 'embedded:' ? readHolder(settings.dataDir) : null;
  if (holder !== null) {
    return row('in use', '', `${holder.command} (process ${holder.pid}) runs it; its /readyz tells more.`);
  }
  const startedMillis = performance.now();
  const elapsed = (): string => String(Math.round(performance.now() - startedMillis));
  try {
    await ping(kind, settings);
    return row('answers', elapsed(), '');
  } catch (error) {
    const reason = error instanceof AurumError ? error.message : String(error);
    return row('fails', elapsed(), reason, true);
  }
}

async function ping(kind: BackendKind, settings: Settings): Promise<void> {
  const signal = AbortSignal.timeout(LOOK_TIMEOUT_MILLIS);
  // Two processes must not open the same files.
  const folder = isEmbedded(kind, settings)
    ? openDataFolder(settings.dataDir, { command: 'aurum check' })
    : null;
  const driver = await createDriver(kind, settings, SILENT);
  if (driver === null) return;
  try {
    const connection = await settleOrAbort(driver.connect(), signal);
    await settleOrAbort(connection.ping({ signal }), signal).finally(() => connection.close());
  } finally {
    await driver.close();
    folder?.release();
  }
}

function table(rows: readonly Row[]): string {
  const all = [HEAD, ...rows].map(({ cells }) => cells);
  const widths = HEAD.cells.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const lines = all.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
