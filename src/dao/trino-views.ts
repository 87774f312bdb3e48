import { AurumError } from '../errors.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import type { Refusal } from '../planner/rollup-question.ts';
import type { TrinoView } from '../planner/trino-view.ts';
import { trinoViews } from '../sql/admin/trino-views.ts';
import type { Ask } from './ask.ts';
import { type BatchLoader, createBatchLoader } from './batching.ts';

/** What Trino says of the rollups of a table, by their names. */
type TableViews = ReadonlyMap<string, TrinoView | Refusal>;

/**
 * Loads what Trino says of the rollups of tables: one statement a request for all tables of one tick. A view that turns stale
 * between this and the reading of rows still holds what the table held at this moment.
 */
export function createTrinoViews(ask: Ask): BatchLoader<DeclaredDataset, TableViews> {
  return createBatchLoader(
    { name: 'batch trino.rollups', keyText: ({ name }) => name, maxBatchSize: 20 },
    async (datasets) => {
      const rows = await readViews(ask, datasets);
      return datasets.map(
        (dataset) =>
          new Map(dataset.rollups.map((rollup) => [rollup.name, viewOf(rows, dataset, rollup.table)])),
      );
    },
  );
}

async function readViews(ask: Ask, datasets: readonly DeclaredDataset[]): Promise<string[][] | Refusal> {
  const views = datasets.flatMap(({ rollups }) => rollups.map(({ table }) => table));
  const tables = datasets.map(({ table }) => table);
  try {
    const { rows } = await ask(trinoViews(views, tables), 'SELECT materialized_views');
    return rows.map((row) => row.map(String));
  } catch (error) {
    if (!(error instanceof AurumError && error.code === 'QUERY_FAILED')) throw error;
    return { refusal: 'cannot be checked: Trino did not tell of its materialized views' };
  }
}

function viewOf(
  rows: string[][] | Refusal,
  { table }: DeclaredDataset,
  rollup: readonly string[],
): TrinoView | Refusal {
  if ('refusal' in rows) return rows;
  const typesOf = (parts: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      rows.flatMap(([kind, name, column = '', type = '']) =>
        kind === 'column' && name === tableName(parts) ? [[column, type]] : [],
      ),
    );
  const view = rows.find(([kind, name]) => kind === 'view' && name === tableName(rollup));
  if (view === undefined) return { refusal: 'is no materialized view of Trino' };
  const [, , freshness = '', definition = ''] = view;
  return { freshness, definition, types: typesOf(rollup), tableTypes: typesOf(table) };
}
