import { badUserInput } from '../errors.ts';
import type { ClickHouseTable, TableOptimization } from '../model/clickhouse-table.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import { activeParts, optimizePartition, tableFigures } from '../sql/admin/clickhouse-table.ts';
import type { Ask, AskRows } from './ask.ts';

/** How parts are to be merged. */
export type OptimizeOptions = {
  /** One partition alone, by its id or as the engine writes it; null for all. */
  readonly partition: string | null;
  /** Also where a partition is one part that was never merged. */
  readonly final: boolean;
  readonly dryRun: boolean;
};

/** What the catalogue knows of a declared table; null where it is not there. */
export async function readClickHouseTable(
  ask: AskRows,
  dataset: DeclaredDataset,
): Promise<ClickHouseTable | null> {
  const [row] = await ask(tableFigures(dataset.table), 'SELECT system.tables');
  if (row === undefined) return null;
  const count = (cell: unknown): number | null => (cell == null ? null : Number(cell));
  return {
    dataset,
    name: tableName(dataset.table),
    engine: String(row.engine),
    rowCount: count(row.total_rows),
    totalBytes: count(row.total_bytes),
    activeParts: count(row.active_parts),
  };
}

type Part = {
  readonly partitionId: string;
  readonly partition: string;
  readonly name: string;
  readonly level: number;
};

/** Merges the parts of a table partition by partition, so that no more of them than one is merged at a time. */
export async function mergeParts(
  ask: Ask,
  dataset: DeclaredDataset,
  options: OptimizeOptions,
): Promise<TableOptimization> {
  const startedMillis = performance.now();
  const before = await partsOf(ask, dataset, options.partition);
  const due = unmerged(before, options.final);
  if (!options.dryRun) {
    for (const partitionId of due) {
      await ask(optimizePartition(dataset.table, partitionId, options.final), 'OPTIMIZE declared table', {
        changes: true,
      });
    }
  }
  const after = options.dryRun || due.length === 0 ? before : await partsOf(ask, dataset, options.partition);
  const kept = new Set(after.map(({ name }) => name));
  return {
    dataset,
    partsBefore: before.length,
    partsAfter: options.dryRun ? before.length - mergedAway(before, due) : after.length,
    changed: options.dryRun ? due.length > 0 : before.some(({ name }) => !kept.has(name)),
    dryRun: options.dryRun,
    elapsedMillis: Math.round(performance.now() - startedMillis),
  };
}

async function partsOf(ask: Ask, dataset: DeclaredDataset, partition: string | null): Promise<Part[]> {
  const { rows } = await ask(activeParts(dataset.table), 'SELECT system.parts');
  const parts = rows.map(([partitionId, written, name, level]) => ({
    partitionId: String(partitionId),
    partition: String(written),
    name: String(name),
    level: Number(level),
  }));
  if (partition === null) return parts;
  const found = parts.filter((part) => part.partitionId === partition || part.partition === partition);
  if (found.length > 0) return found;
  throw badUserInput(
    'input.partition',
    `${tableName(dataset.table)} has no partition ${JSON.stringify(partition.slice(0, 64))}.`,
    [...new Set(parts.map(({ partitionId }) => partitionId))].slice(0, 100),
  );
}

/** The partitions that are not one merged part yet. */
function unmerged(parts: readonly Part[], final: boolean): string[] {
  const byPartition = Map.groupBy(parts, ({ partitionId }) => partitionId);
  const isDue = (members: readonly Part[]): boolean =>
    members.length > 1 || (final && members[0]?.level === 0);
  return [...byPartition].filter(([, members]) => isDue(members)).map(([partitionId]) => partitionId);
}

function mergedAway(parts: readonly Part[], due: readonly string[]): number {
  return parts.filter(({ partitionId }) => due.includes(partitionId)).length - due.length;
}
