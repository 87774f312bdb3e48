import type { Cell } from '../backend/backend.ts';
import { bucketBounds } from '../calendar/bucket.ts';
import type { BucketGrid } from '../model/bucket-grid.ts';
import {
  type BucketLine,
  type DatasetBucket,
  type DatasetGroup,
  type DatasetRow,
  type Metric,
  type MetricValues,
  metricKey,
  type Scalar,
} from '../model/dataset-query.ts';
import type { DeclaredDataset, TimeType } from '../model/declared-dataset.ts';
import { type GroupSelection, orderMetrics } from '../sql/dataset/groups.ts';
import { columnType } from '../sql/dataset/source.ts';
import type { CursorValues } from './cursor.ts';
import { decodeMetric, decodeValue, timeText } from './dataset-values.ts';

type Cells = readonly Cell[];

/** What a list shows of a row, and where in its order it stands. */
export type Keyed<T> = { readonly shown: T; readonly position: CursorValues };

/** A row of `rowsPage` (sql/dataset/rows.ts), whose cells have these names. */
export function decodeRow(
  dataset: DeclaredDataset,
  names: readonly string[],
  order: readonly { readonly name: string }[],
  row: Cells,
): Keyed<DatasetRow> {
  const [time, ...cells] = row;
  const { type } = dataset.time;
  return {
    shown: { time: timeText(type, time), values: decodeColumns(dataset, names.slice(1), cells) },
    position: order.map(({ name }) => rowPosition(type, name, row[names.indexOf(name)])),
  };
}

/** A row of `groupsPage` (sql/dataset/groups.ts) that was asked for these metrics. */
export function decodeGroup(
  { rows: { table }, dimensions, order }: GroupSelection,
  metrics: readonly Metric[],
  row: Cells,
): Keyed<DatasetGroup> {
  const [key, [count, ...values]] = split(row, dimensions.length);
  return {
    shown: {
      key: decodeColumns(table, dimensions, key),
      count: Number(count),
      values: decodeMetrics(table, metrics, values),
    },
    position: groupPosition({ dimensions, order }, metrics, key, count, values),
  };
}

/** The rows of `bucketsPage` (sql/dataset/buckets.ts) as lines. */
export function decodeLines(
  { rows: { table }, dimensions, order }: GroupSelection,
  metrics: readonly Metric[],
  grid: BucketGrid,
  rows: readonly Cells[],
): Keyed<BucketLine>[] {
  const ordering = orderMetrics(order);
  const lineWidth = dimensions.length === 0 ? 0 : dimensions.length + 1 + ordering.length;
  const lines = new Map<string, Keyed<BucketLine> & { readonly buckets: DatasetBucket[] }>();
  for (const [place, ...cells] of rows) {
    const [line, [bucket, count, ...values]] = split(cells, lineWidth);
    const known = lines.get(String(place));
    const buckets = known?.buckets ?? [];
    buckets.push({
      ...bucketBounds(grid, Number(bucket)),
      count: Number(count),
      values: decodeMetrics(table, metrics, values),
    });
    if (known !== undefined) continue;
    const [key, [lineCount, ...lineValues]] = split(line, dimensions.length);
    lines.set(String(place), {
      buckets,
      shown: { key: decodeColumns(table, dimensions, key), buckets },
      position: groupPosition({ dimensions, order }, ordering, key, lineCount, lineValues),
    });
  }
  return [...lines.values()];
}

function split(cells: Cells, at: number): [Cells, Cells] {
  return [cells.slice(0, at), cells.slice(at)];
}

function decodeColumns(
  dataset: DeclaredDataset,
  names: readonly string[],
  cells: Cells,
): Record<string, Scalar> {
  return Object.fromEntries(
    names.map((name, index) => [name, decodeValue(columnType(dataset, name), cells[index])]),
  );
}

function decodeMetrics(dataset: DeclaredDataset, metrics: readonly Metric[], cells: Cells): MetricValues {
  return Object.fromEntries(
    metrics.map((metric, index) => [metricKey(metric), decodeMetric(dataset, metric, cells[index])]),
  );
}

function rowPosition(type: TimeType, name: string, cell: Cell | undefined): string | null {
  return name === 'time' ? timeText(type, cell) : positionText(cell);
}

function groupPosition(
  { dimensions, order }: Pick<GroupSelection, 'dimensions' | 'order'>,
  metrics: readonly Metric[],
  key: Cells,
  count: Cell | undefined,
  values: Cells,
): CursorValues {
  const keys = metrics.map(metricKey);
  return order.map(({ by }) => {
    if (by.kind === 'count') return positionText(count);
    if (by.kind === 'dimension') return positionText(key[dimensions.indexOf(by.dimension)]);
    return positionText(values[keys.indexOf(metricKey(by.metric))]);
  });
}

/** The cell as text: neither digits nor infinities are lost, as they were in JSON. */
function positionText(cell: Cell | undefined): string | null {
  return cell == null ? null : String(cell);
}
