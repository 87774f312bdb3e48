import type { Cell } from '../backend/backend.ts';
import { timeExtent } from '../sql/dataset/extent.ts';
import type { RowSelection } from '../sql/dataset/source.ts';
import type { Dialect } from '../sql/dialect/dialect.ts';
import type { Ask } from './ask.ts';
import { summaryOf } from './dataset-selection.ts';
import { timeText } from './dataset-values.ts';

/** Where rows begin, and the first millisecond after the last one. */
export type Extent = { readonly startMillis: number; readonly endMillis: number };

/** Reads the extent of the selected rows; null where there are none. */
export async function readExtent(
  ask: Ask,
  dialect: Dialect,
  selection: RowSelection,
): Promise<Extent | null> {
  const { table } = selection;
  const { rows } = await ask(timeExtent(dialect, selection), summaryOf(table, 'extent'));
  const [first = null, last = null] = rows[0] ?? [];
  if (first === null || last === null) return null;
  // The digits beyond a millisecond are cut.
  const millisOf = (cell: Cell): number => Date.parse(timeText(table.time.type, cell));
  return { startMillis: millisOf(first), endMillis: millisOf(last) + 1 };
}
