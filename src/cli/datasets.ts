import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { checkDataset, type Difference } from '../datasets/check-dataset.ts';
import { inspectTable } from '../datasets/inspect.ts';
import { introspect } from '../datasets/introspect.ts';
import { AurumError, badUserInput } from '../errors.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import { readGatewaySchema } from '../server/schema-sources.ts';
import { readTypeDefs } from '../server/type-defs.ts';
import { packageRoot } from '../settings/package-root.ts';
import type { Settings } from '../settings/settings.ts';
import { withInspected } from './inspected.ts';
import type { Invocation } from './invocation.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';

const LOOK_TIMEOUT_MILLIS = 60_000;

/** Adds `aurum datasets check` and `aurum datasets introspect`. */
export function addDatasetsCommand(
  program: Command,
  invocation: Invocation,
  done: (exitCode: number) => void,
): void {
  const command = program.command('datasets').description('declare tables, and check what is declared');
  const check = command
    .command('check')
    .description('compare each declaration with its live table and name every difference')
    .option('--json', 'one JSON object a difference', false);
  addSettingsOptions(check, ['dataDir', 'datasetsDir']).action(async (options: Record<string, unknown>) => {
    const settings = settingsOf(options, invocation);
    const { datasets } = readGatewaySchema(settings.datasetsDir);
    const differences = await differencesOf(datasets, settings);
    invocation.stdout.write(
      options.json === true ? jsonReport(differences) : textReport(datasets.length, differences),
    );
    done(differences.length === 0 ? 0 : 1);
  });
  const look = command
    .command('introspect')
    .description('write a first declaration of a live table to standard output')
    .addArgument(new Argument('<BACKEND>', 'the engine').choices(BACKEND_KINDS))
    .argument('<TABLE>', 'dotted: table, schema.table or catalog.schema.table');
  addSettingsOptions(look, ['dataDir']).action(
    async (backend: BackendKind, table: string, options: Record<string, unknown>) => {
      invocation.stdout.write(await introspected(backend, table.split('.'), settingsOf(options, invocation)));
    },
  );
}

/** Engine by engine, because embedded ones boot one after the other; an engine that cannot be asked is a difference too. */
async function differencesOf(
  datasets: readonly DeclaredDataset[],
  settings: Settings,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const kind of BACKEND_KINDS) {
    const declared = datasets.filter(({ backend }) => backend === kind);
    if (declared.length === 0) continue;
    const signal = AbortSignal.timeout(LOOK_TIMEOUT_MILLIS);
    try {
      await withInspected(kind, settings, signal, async (engine) => {
        for (const dataset of declared)
          differences.push(...(await checkDataset(dataset, engine, { signal })));
      });
    } catch (error) {
      if (!(error instanceof AurumError)) throw error;
      const { message } = error;
      differences.push(...declared.map(({ name }) => ({ dataset: name, place: 'backend', message })));
    }
  }
  return differences;
}

async function introspected(
  backend: BackendKind,
  table: readonly string[],
  settings: Settings,
): Promise<string> {
  const signal = AbortSignal.timeout(LOOK_TIMEOUT_MILLIS);
  const facts = await withInspected(backend, settings, signal, (engine) =>
    inspectTable(engine, table, { signal }),
  );
  if (facts === null) {
    throw badUserInput(
      'TABLE',
      `${backend} has no table ${tableName(table)}.`,
      'A table or view that it has.',
    );
  }
  return introspect({ backend, table, facts, coreTypeDefs: readTypeDefs(join(packageRoot(), 'schema')) });
}

function jsonReport(differences: readonly Difference[]): string {
  return differences.map((difference) => `${JSON.stringify(difference)}\n`).join('');
}

function textReport(declared: number, differences: readonly Difference[]): string {
  const lines = differences.map(({ dataset, place, message }) => `${dataset}: ${place}: ${message}`);
  const end =
    differences.length === 0
      ? `Declared datasets that fit their tables: ${declared}.`
      : `Differences: ${differences.length}. Declared datasets: ${declared}.`;
  return `${[...lines, end].join('\n')}\n`;
}
