import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import type { LabelBounds } from '../model/time-range.ts';
import { type GroupSelection, totalGroupOrder } from '../sql/dataset/groups.ts';
import type { RowSelection } from '../sql/dataset/source.ts';
import type { DatasetScope, GroupsRequest } from './dataset-requests.ts';

/** Which rows a request is about, its range being these bounds. */
export function rowSelection({ table, where }: DatasetScope, bounds: LabelBounds): RowSelection {
  return { table, bounds, where };
}

/** Which groups a request is about, in a total order. */
export function groupSelection(request: GroupsRequest, bounds: LabelBounds): GroupSelection {
  const { dimensions, having, order } = request;
  return {
    ...{ rows: rowSelection(request, bounds), dimensions, having },
    order: totalGroupOrder(dimensions, order),
  };
}

/** Text that tells the list of a field with these arguments from all others, for its cursors; `range` as they tell it. */
export function groupList(field: string, request: GroupsRequest, range: unknown): string {
  const { table, where, dimensions, having, order } = request;
  const total = totalGroupOrder(dimensions, order);
  return JSON.stringify([field, table.name, range, where, dimensions, having, total]);
}

/** The name of a statement in traces. */
export function summaryOf({ table }: DeclaredDataset, what?: string): string {
  return `SELECT ${what === undefined ? '' : `${what} `}${tableName(table)}`;
}
