import type { Cell } from '../backend/backend.ts';
import {
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
  const [key, counted] = split(row, dimensions.length);
  const [count, ...values] = counted;
  return {
    shown: {
      key: decodeColumns(table, dimensions, key),
      ...decodeCounted(table, metrics, counted),
      comparison: null,
    },
    position: groupPosition({ dimensions, order }, metrics, key, count, values),
  };
}

/** One line with what was found in its buckets, by their number. */
export type FoundLine = {
  readonly line: Keyed<Readonly<Record<string, Scalar>>>;
  readonly found: ReadonlyMap<number, DatasetValues>;
};

/** The rows of `bucketsPage` (sql/dataset/buckets.ts) as lines; `indexOf` reads the cell that places a bucket. */
export function decodeLines(
  { rows: { table }, dimensions, order }: GroupSelection,
  metrics: readonly Metric[],
  indexOf: (cell: Cell) => number,
  rows: readonly Cells[],
): FoundLine[] {
  const ordering = orderMetrics(order);
  const lineWidth = lineCells({ dimensions, order });
  const lines = new Map<string, FoundLine & { readonly found: Map<number, DatasetValues> }>();
  for (const [place, ...cells] of rows) {
    const [line, [bucket = null, ...counted]] = split(cells, lineWidth);
    let known = lines.get(String(place));
    if (known === undefined) {
      const [key, [lineCount, ...lineValues]] = split(line, dimensions.length);
      const shown = decodeColumns(table, dimensions, key);
      const position = groupPosition({ dimensions, order }, ordering, key, lineCount, lineValues);
      known = { line: { shown, position }, found: new Map() };
      lines.set(String(place), known);
    }
    known.found.set(indexOf(bucket), decodeCounted(table, metrics, counted));
  }
  return [...lines.values()];
}

/** The rows of `latestOfLines` and `metricsOfLines` (sql/dataset/buckets.ts): the key of a line, and its other cells. */
export function decodeOfLines(
  { rows: { table }, dimensions, order }: GroupSelection,
  rows: readonly Cells[],
): { readonly key: Readonly<Record<string, Scalar>>; readonly cells: Cells }[] {
  const lineWidth = lineCells({ dimensions, order });
  return rows.map(([, ...rest]) => {
    const [line, cells] = split(rest, lineWidth);
    return { key: decodeColumns(table, dimensions, line), cells };
  });
}

/** The count of rows and the metrics of a group, as the last cells of its row. */
export function decodeCounted(
  table: DeclaredDataset,
  metrics: readonly Metric[],
  [count, ...values]: Cells,
): DatasetValues {
  return { count: Number(count), values: decodeMetrics(table, metrics, values) };
}

/** The same for equal keys of lines of one list. */
export function keyText(key: Readonly<Record<string, Scalar>>): string {
  return JSON.stringify(key);
}

/** How many cells there are of a line behind its place. */
function lineCells({ dimensions, order }: Pick<GroupSelection, 'dimensions' | 'order'>): number {
  return dimensions.length === 0 ? 0 : dimensions.length + 1 + orderMetrics(order).length;
}

/** What rows come to. */
type DatasetValues = { readonly count: number; readonly values: MetricValues };

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
