import type { CallOptions } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import {
  type DeclaredDataset,
  type DeclaredRollup,
  heldBy,
  type TimeColumn,
  tableName,
} from '../model/declared-dataset.ts';
import { nearestName } from '../settings/nearest-name.ts';
import { columnKind, fits } from './column-kind.ts';
import { type ColumnFacts, type Inspected, inspectTable, type TableFacts } from './inspect.ts';
import { mergesRowsLater } from './inspect-clickhouse.ts';

/** One thing in which a declaration and its live table differ. */
export type Difference = {
  readonly dataset: string;
  /** Where in the declaration, e.g. `measures.price`. */
  readonly place: string;
  readonly message: string;
};

type Report = (place: string, message: string) => void;

/**
 * Compares a declaration with what an engine that holds it has: the table and those of its rollups, or the table of the
 * fallback. Names every difference.
 */
export async function checkDataset(
  declared: DeclaredDataset,
  backend: Inspected,
  options: CallOptions,
): Promise<Difference[]> {
  const dataset = heldBy(declared, backend.kind);
  const isFallback = dataset !== declared;
  const differences: Difference[] = [];
  const report: Report = (place, message) =>
    differences.push({ dataset: dataset.name, place: isFallback ? `fallback.${place}` : place, message });
  const live = await lookAt(dataset.table, 'table');
  if (live === undefined) return differences;
  if (live === null) {
    const hint = dataset.synthetic && !isFallback ? ' `aurum demo-data` makes and fills it.' : '';
    report('table', `${backend.kind} has no table ${tableName(dataset.table)}.${hint}`);
  } else checkTable(dataset, live, report);
  for (const rollup of dataset.rollups) {
    const place = `rollups.${rollup.name}`;
    const facts = await lookAt(rollup.table, `${place}.table`);
    if (facts === undefined) continue;
    if (facts === null) report(`${place}.table`, `${backend.kind} has no table ${tableName(rollup.table)}.`);
    else checkRollup(rollup, dataset, facts, (inner, message) => report(`${place}.${inner}`, message));
  }
  return differences;

  /** Undefined where the engine refuses to tell, which is a difference too: a catalog that is not there. */
  async function lookAt(table: readonly string[], place: string): Promise<TableFacts | null | undefined> {
    try {
      return await inspectTable(backend, table, options);
    } catch (error) {
      if (!(error instanceof AurumError && error.code === 'QUERY_FAILED')) throw error;
      report(place, error.message);
      return undefined;
    }
  }
}

function checkTable(dataset: DeclaredDataset, live: TableFacts, report: Report): void {
  const { backend, time, dimensions, measures } = dataset;
  const look = lookIn(live, report);
  checkTime(time, dataset, look, report);
  for (const dimension of dimensions) {
    const place = `dimensions.${dimension.name}`;
    const column = look(dimension.column, place);
    if (column === undefined) continue;
    checkType(dimension, column, backend, place, report);
    if (column.nullable === true && !dimension.nullable) {
      report(place, `${column.name} may be null in the table. Declare nullable: true.`);
    }
  }
  for (const measure of measures) {
    const place = `measures.${measure.name}`;
    const column = look(measure.column, place);
    if (column !== undefined) checkType(measure, column, backend, place, report);
  }
  if (backend === 'clickhouse') checkFinal(dataset, live, report);
}

function checkRollup(
  rollup: DeclaredRollup,
  dataset: DeclaredDataset,
  live: TableFacts,
  report: Report,
): void {
  const look = lookIn(live, report);
  checkTime(rollup.time, dataset, look, report);
  for (const dimension of dataset.dimensions.filter(({ name }) => rollup.dimensions.includes(name))) {
    const place = `dimensions.${dimension.name}`;
    const column = look(dimension.column, place);
    if (column !== undefined) checkType(dimension, column, dataset.backend, place, report);
  }
  if (rollup.rowCount !== null) look(rollup.rowCount, 'row_count');
  for (const [measure, aggregates] of Object.entries(rollup.measures)) {
    for (const [aggregate, name] of Object.entries(aggregates)) {
      const place = `measures.${measure}.${aggregate}`;
      const column = look(name, place);
      if (column !== undefined && !isNumber(dataset.backend, column.type)) {
        report(place, `${name} is ${column.type} in the table, which is no number.`);
      }
    }
  }
}

/** Sums may be wider than any declared measure, and ClickHouse merges them by the function in their type. */
function isNumber(backend: DeclaredDataset['backend'], type: string): boolean {
  const bare = type
    .replace(/^SimpleAggregateFunction\(\w+, (.*)\)$/, '$1')
    .replace(/^Nullable\((.*)\)$/, '$1');
  const kind = columnKind(backend, bare)?.kind ?? '';
  return ['float', 'decimal', 'int64'].includes(kind) || /^U?Int(?:64|128|256)$/.test(bare);
}

type Look = (name: string, place: string) => ColumnFacts | undefined;

/** Finds columns, and reports those that are missing. */
function lookIn({ columns }: TableFacts, report: Report): Look {
  const names = columns.map(({ name }) => name);
  return (name, place) => {
    const column = columns.find((each) => each.name === name);
    if (column !== undefined) return column;
    const near = nearestName(name, names);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    report(place, `the table has no column ${name}. It has: ${names.join(', ')}.${hint}`);
    return undefined;
  };
}

function checkTime(time: TimeColumn, { backend }: DeclaredDataset, look: Look, report: Report): void {
  const column = look(time.column, 'time');
  if (column !== undefined) checkType(time, column, backend, 'time', report);
}

function checkType(
  declared: Parameters<typeof fits>[0],
  { name, type }: ColumnFacts,
  backend: DeclaredDataset['backend'],
  place: string,
  report: Report,
): void {
  const live = columnKind(backend, type);
  if (live !== null && fits(declared, live)) return;
  const written = declared.type === 'decimal' ? `decimal with scale ${declared.scale}` : declared.type;
  const right =
    live === null ? '' : ` It would be: ${live.kind === 'decimal' ? decimalText(live.scale) : live.kind}.`;
  report(place, `${name} is ${type} in the table, which is not declared as ${written}.${right}`);
}

function decimalText(scale: number | null): string {
  return scale === null ? 'decimal' : `decimal with scale ${scale}`;
}

const KEEPS_ROWS = /^(?:Replicated|Shared)?MergeTree$|^(?:Memory|Log|TinyLog|StripeLog|Null|Set|Join)$/;

function checkFinal({ final }: DeclaredDataset, { engine }: TableFacts, report: Report): void {
  if (engine === null) return;
  if (final && KEEPS_ROWS.test(engine)) {
    report('final', `the table's engine is ${engine}, which refuses FINAL. Leave it out.`);
  }
  if (!final && mergesRowsLater(engine)) {
    report(
      'final',
      `the table's engine is ${engine}, which merges rows of one key later. Declare final: true.`,
    );
  }
}
