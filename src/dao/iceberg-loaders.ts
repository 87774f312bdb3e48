import type { Cell, QueryResult } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import type { FederatedColumn } from '../model/federated.ts';
import type { IcebergSchema, IcebergSnapshot, IcebergState, IcebergTable } from '../model/iceberg.ts';
import {
  currentSnapshots,
  existingNames,
  type SnapshotWalk,
  snapshotCounts,
  snapshotPages,
  tableColumns,
  tableDefinition,
} from '../sql/iceberg.ts';
import { partitioningOf } from '../sql/iceberg-partitioning.ts';
import type { Fragment } from '../sql/statement.ts';
import type { AskRows } from './ask.ts';
import { type BatchLoader, createBatchLoader, loadInGroups } from './batching.ts';

/** What is read of tables after their names, each kind in one statement for all tables of a tick. */
export type IcebergLoaders = {
  readonly exists: BatchLoader<IcebergTable, boolean>;
  readonly columns: BatchLoader<IcebergTable, readonly FederatedColumn[]>;
  /** The one kind that Trino tells of one table at a time. */
  readonly partitioning: BatchLoader<IcebergTable, readonly string[]>;
  /** Null for a table without a snapshot. */
  readonly states: BatchLoader<IcebergTable, IcebergState | null>;
  readonly snapshots: BatchLoader<SnapshotAsk, readonly IcebergSnapshot[]>;
  readonly snapshotCounts: BatchLoader<IcebergTable, number>;
};

/** Snapshots of one table in the order of the walk. */
export type SnapshotAsk = { readonly table: IcebergTable; readonly walk: SnapshotWalk };

export type IcebergLoaderOptions = {
  run(query: Fragment, summary: string): Promise<QueryResult>;
  readonly runForRows: AskRows;
  readonly maxBatchSize: number;
};

/** Each table of a union is a stage or two of Trino, which takes 150 (`query.max-stage-count`). */
const MAX_UNION = 25;
/** Statements at once where each table needs its own. */
const MAX_AT_ONCE = 4;

/** Loaders for the time of one request. */
export function createIcebergLoaders({
  run,
  runForRows,
  maxBatchSize,
}: IcebergLoaderOptions): IcebergLoaders {
  const perSchema = <Value>(
    name: string,
    load: (schema: IcebergSchema, names: readonly string[]) => Promise<(name: string) => Value>,
  ): BatchLoader<IcebergTable, Value> =>
    createBatchLoader({ name, keyText: tableText, maxBatchSize }, (tables) =>
      loadInGroups(tables, schemaText, async (group) => {
        const [first] = group;
        if (first === undefined) return [];
        const valueByName = await load(first, [...new Set(group.map((table) => table.name))]);
        return group.map((table) => valueByName(table.name));
      }),
    );
  const perUnion = <Key, Value>(
    name: string,
    keyText: (key: Key) => string,
    query: (keys: readonly Key[]) => Fragment,
    decode: (rows: readonly (readonly Cell[])[]) => Value,
  ): BatchLoader<Key, Value> =>
    createBatchLoader({ name, keyText, maxBatchSize: MAX_UNION }, (keys) =>
      togetherOrAlone(keys, async (some) => {
        const { rows } = await run(query(some), `SELECT ${name.replace('batch ', '')}`);
        return some.map((_, place) => decode(rows.filter((row) => Number(row[0]) === place)));
      }),
    );
  return {
    exists: perSchema('batch iceberg tables', async (schema, names) => {
      const { rows } = await run(existingNames(schema, names), 'SELECT iceberg tables');
      const found = new Set(rows.map((row) => String(row[0])));
      return (name) => found.has(name);
    }),
    columns: perSchema('batch iceberg columns', async (schema, names) => {
      const rows = await runForRows(tableColumns(schema, names), 'SELECT iceberg columns');
      const byTable = Map.groupBy(rows, (row) => String(row.table_name));
      return (name) =>
        (byTable.get(name) ?? []).map(({ column_name, data_type }) => ({
          name: String(column_name),
          type: String(data_type),
        }));
    }),
    partitioning: createBatchLoader(
      { name: 'batch iceberg partitioning', keyText: tableText, maxBatchSize: MAX_AT_ONCE },
      (tables) =>
        loadInGroups(tables, tableText, async ([table]) => {
          if (table === undefined) return [];
          const { rows } = await run(tableDefinition(table), 'SHOW iceberg table');
          return [partitioningOf(String(rows[0]?.[0]))];
        }),
    ),
    states: perUnion('batch iceberg states', tableText, currentSnapshots, decodeState),
    snapshots: perUnion('batch iceberg snapshots', askText, snapshotPages, (rows) =>
      rows.map(decodeSnapshot),
    ),
    snapshotCounts: perUnion('batch iceberg snapshot counts', tableText, snapshotCounts, ([row]) =>
      Number(row?.[1] ?? 0),
    ),
  };
}

/** One table that is gone or broken fails a whole statement: the others are then asked for one by one. */
async function togetherOrAlone<Key, Value>(
  keys: readonly Key[],
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
): Promise<readonly (Value | Error)[]> {
  const together = await loadInGroups(keys, () => '', load);
  if (keys.length === 1 || !together.some(isRefusal)) return together;
  const numbered = keys.map((key, index) => ({ key, index }));
  return loadInGroups(
    numbered,
    ({ index }) => String(index),
    (alone) => load(alone.map(({ key }) => key)),
  );
}

function isRefusal(value: unknown): boolean {
  return value instanceof AurumError && value.code === 'QUERY_FAILED';
}

function decodeState([row]: readonly (readonly Cell[])[]): IcebergState | null {
  if (row === undefined) return null;
  const [records, fileCount, totalBytes, byPosition, byValue] = row.slice(5).map(countOf);
  const known = records != null && byPosition != null && byValue === 0;
  return {
    snapshot: decodeSnapshot(row),
    rowCount: known ? records - byPosition : null,
    fileCount: fileCount ?? null,
    totalBytes: totalBytes ?? null,
  };
}

/** A count of a summary, which Iceberg keeps as text. */
function countOf(cell: Cell): number | null {
  return cell === null ? null : Number(cell);
}

function decodeSnapshot([, snapshotId, parentId, committedAt, operation]: readonly Cell[]): IcebergSnapshot {
  return {
    snapshotId: String(snapshotId),
    parentId: parentId == null ? null : String(parentId),
    committedAt: String(committedAt),
    operation: String(operation),
  };
}

function tableText({ catalog, schema, name }: IcebergTable): string {
  return JSON.stringify([catalog, schema, name]);
}

function schemaText({ catalog, schema }: IcebergSchema): string {
  return JSON.stringify([catalog, schema]);
}

function askText({ table, walk }: SnapshotAsk): string {
  return JSON.stringify([tableText(table), walk]);
}
