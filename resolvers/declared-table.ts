import { badUserInput } from '../src/errors.ts';
import type { RollupOf } from '../src/model/continuous-aggregate.ts';
import { type DeclaredDataset, tableName } from '../src/model/declared-dataset.ts';
import type { BackendKind } from './generated/types.ts';

type Declared = readonly DeclaredDataset[];

/** The dataset of an engine whose table has that name; null where none is declared. */
export function declaredTable(datasets: Declared, kind: BackendKind, name: string): DeclaredDataset | null {
  return tablesOf(datasets, kind).find(({ table }) => tableName(table) === name) ?? null;
}

/** The rollup in TimescaleDB whose table has that name; null where none is declared. */
export function declaredRollup(datasets: Declared, name: string): RollupOf | null {
  return rollupsOf(datasets).find(({ rollup }) => tableName(rollup.table) === name) ?? null;
}

/** As {@link declaredTable}; throws BAD_USER_INPUT, which names the argument and what is declared. */
export function requireTable(
  datasets: Declared,
  kind: BackendKind,
  name: string,
  argument: string,
): DeclaredDataset {
  const allowed = tablesOf(datasets, kind).map(({ table }) => tableName(table));
  return declaredTable(datasets, kind, name) ?? refuse(name, argument, allowed);
}

/** As {@link declaredRollup}; throws BAD_USER_INPUT, which names the argument and what is declared. */
export function requireRollup(datasets: Declared, name: string, argument: string): RollupOf {
  const allowed = rollupsOf(datasets).map(({ rollup }) => tableName(rollup.table));
  return declaredRollup(datasets, name) ?? refuse(name, argument, allowed);
}

function tablesOf(datasets: Declared, kind: BackendKind): DeclaredDataset[] {
  return datasets.filter(({ backend }) => backend === kind.toLowerCase());
}

function rollupsOf(datasets: Declared): RollupOf[] {
  return tablesOf(datasets, 'TIMESCALE').flatMap((dataset) =>
    dataset.rollups.map((rollup) => ({ dataset, rollup })),
  );
}

function refuse(name: string, argument: string, allowed: readonly string[]): never {
  throw badUserInput(argument, `${JSON.stringify(name.slice(0, 64))} is not declared here.`, allowed);
}
