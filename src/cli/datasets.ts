import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { checkDataset, type Difference } from '../datasets/check-dataset.ts';
import { compareRowFigures, type RowFigures, readRowFigures } from '../datasets/compare-fallback.ts';
import { type Inspected, inspectTable } from '../datasets/inspect.ts';
import { introspect } from '../datasets/introspect.ts';
import { AurumError, badUserInput } from '../errors.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import { type DeclaredDataset, holdersOf, tableName } from '../model/declared-dataset.ts';
import { readGatewaySchema } from '../server/schema-sources.ts';
import { readTypeDefs } from '../server/type-defs.ts';
import { packageRoot } from '../settings/package-root.ts';
import type { Settings } from '../settings/settings.ts';
import { withInspected } from './inspected.ts';
import type { Invocation } from './invocation.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';

const LOOK_TIMEOUT_MILLIS = 60_000;
/** Rows are counted where that is cheap. */
const COUNT_TIMEOUT_MILLIS = 10_000;

/** `warning` where the declaration is right all the same. */
type Finding = Difference & { readonly warning: boolean };

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
    const findings = await findingsOf(datasets, settings);
    invocation.stdout.write(
      options.json === true ? jsonReport(findings) : textReport(datasets.length, findings),
    );
    done(findings.every(({ warning }) => warning) ? 0 : 1);
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
async function findingsOf(
  datasets: readonly DeclaredDataset[],
  settings: Settings,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const figures = new Map<DeclaredDataset, RowFigures[]>();
  for (const kind of BACKEND_KINDS) {
    const held = datasets.filter((dataset) => holdersOf(dataset).includes(kind));
    if (held.length === 0) continue;
    const signal = AbortSignal.timeout(LOOK_TIMEOUT_MILLIS);
    try {
      await withInspected(kind, settings, signal, async (engine) => {
        const counted: DeclaredDataset[] = [];
        for (const dataset of held) {
          const differences = await checkDataset(dataset, engine, { signal });
          findings.push(...differences.map((difference) => ({ ...difference, warning: false })));
          if (dataset.fallback !== null && differences.length === 0) counted.push(dataset);
        }
        await countRows(counted, engine, figures);
      });
    } catch (error) {
      if (!(error instanceof AurumError)) throw error;
      const { message } = error;
      for (const { name, backend } of held) {
        const place = backend === kind ? 'backend' : 'fallback.backend';
        findings.push({ dataset: name, place, message, warning: false });
      }
    }
  }
  for (const [{ name, backend }, both] of figures) {
    const first = both.find((one) => one.backend === backend);
    const other = both.find((one) => one.backend !== backend);
    if (first === undefined || other === undefined) continue;
    const differences = compareRowFigures(name, first, other);
    findings.push(...differences.map((difference) => ({ ...difference, warning: true })));
  }
  return findings;
}

/** Where one table takes too long, it and those after it are not counted: the engine may still be busy with it. */
async function countRows(
  datasets: readonly DeclaredDataset[],
  engine: Inspected,
  figures: Map<DeclaredDataset, RowFigures[]>,
): Promise<void> {
  try {
    for (const dataset of datasets) {
      const signal = AbortSignal.timeout(COUNT_TIMEOUT_MILLIS);
      const counted = await readRowFigures(dataset, engine, { signal });
      figures.set(dataset, [...(figures.get(dataset) ?? []), counted]);
    }
  } catch (error) {
    if (!(error instanceof AurumError)) throw error;
  }
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

function jsonReport(findings: readonly Finding[]): string {
  return findings.map((finding) => `${JSON.stringify(finding)}\n`).join('');
}

function textReport(declared: number, findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ dataset, place, message, warning }) => `${dataset}: ${place}: ${warning ? 'warning: ' : ''}${message}`,
  );
  const differences = findings.filter(({ warning }) => !warning).length;
  const end =
    differences === 0
      ? `Declared datasets that fit their tables: ${declared}.`
      : `Differences: ${differences}. Declared datasets: ${declared}.`;
  return `${[...lines, end].join('\n')}\n`;
}
