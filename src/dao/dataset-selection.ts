import { labelBounds } from '../calendar/time-range.ts';
import { zoneOf } from '../calendar/zone.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import { type GroupSelection, totalGroupOrder } from '../sql/dataset/groups.ts';
import type { RowSelection } from '../sql/dataset/source.ts';
import type { DatasetScope, GroupsRequest } from './dataset-requests.ts';

/** Which rows a request is about. Throws BAD_USER_INPUT for an impossible range or zone. */
export function rowSelection({ table, range, timeZone, where }: DatasetScope): RowSelection {
  // Rows are at instants, as the labels of hourly series are.
  return { table, bounds: labelBounds(range, 'HOURLY', zoneOf(timeZone)), where };
}

/** Which groups a request is about, in a total order. */
export function groupSelection(request: GroupsRequest): GroupSelection {
  const { dimensions, having, order } = request;
  return { rows: rowSelection(request), dimensions, having, order: totalGroupOrder(dimensions, order) };
}

/** Text that tells the list of a field with these arguments from all others, for its cursors. */
export function groupList(field: string, { rows, dimensions, having, order }: GroupSelection): string {
  return JSON.stringify([field, rows.table.name, rows.bounds, rows.where, dimensions, having, order]);
}

/** The name of a statement in traces. */
export function summaryOf({ table }: DeclaredDataset, what?: string): string {
  return `SELECT ${what === undefined ? '' : `${what} `}${tableName(table)}`;
}
