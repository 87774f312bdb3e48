import type { CallOptions } from '../backend/backend.ts';
import type { BackendKind } from '../model/backend.ts';
import { type DeclaredDataset, heldBy } from '../model/declared-dataset.ts';
import { rowFigures } from '../sql/dataset/row-figures.ts';
import { render } from '../sql/statement.ts';
import type { Difference } from './check-dataset.ts';
import type { Inspected } from './inspect.ts';

/** How many rows a table has, and when its newest one is: whole milliseconds since 1970, null of no rows. */
export type RowFigures = {
  readonly backend: BackendKind;
  readonly rows: number;
  readonly newestMillis: number | null;
};

/** Counts the rows of a dataset where an engine holds it. */
export async function readRowFigures(
  declared: DeclaredDataset,
  backend: Inspected,
  options: CallOptions,
): Promise<RowFigures> {
  const { kind, dialect } = backend;
  const query = rowFigures(dialect, heldBy(declared, kind));
  const { rows } = await backend.execute(render(query, dialect, 'SELECT figures'), options);
  const [count = null, newest = null] = rows[0] ?? [];
  return { backend: kind, rows: Number(count), newestMillis: newest === null ? null : Number(newest) };
}

/** In what the rows of the fallback seem not to be those of the first engine. While rows are still being written they differ. */
export function compareRowFigures(dataset: string, first: RowFigures, other: RowFigures): Difference[] {
  const differences: Difference[] = [];
  if (first.rows !== other.rows) {
    const message = `${first.backend} has ${first.rows} rows, ${other.backend} ${other.rows}.`;
    differences.push({ dataset, place: 'fallback.rows', message });
  }
  if (first.newestMillis !== other.newestMillis) {
    const [one, two] = [timeOf(first), timeOf(other)];
    const message = `the newest row is of ${one} in ${first.backend}, of ${two} in ${other.backend}.`;
    differences.push({ dataset, place: 'fallback.time', message });
  }
  return differences;
}

function timeOf({ newestMillis }: RowFigures): string {
  return newestMillis === null ? 'no time' : new Date(newestMillis).toISOString();
}
