import { badUserInput } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import { fieldName, SNAKE_CASE } from '../model/dataset-names.ts';
import { tableName } from '../model/declared-dataset.ts';
import { type ColumnKind, columnKind } from './column-kind.ts';
import { readDeclaration } from './declaration-file.ts';
import type { ColumnFacts, TableFacts } from './inspect.ts';
import { mergesRowsLater } from './inspect-clickhouse.ts';
import { isTaken, settleDeclaration } from './settle-declaration.ts';
import { takeNames, takenNames } from './taken-names.ts';

/** A live table to be declared. */
export type IntrospectOptions = {
  readonly backend: BackendKind;
  readonly table: readonly string[];
  readonly facts: TableFacts;
  /** The SDL whose names are taken already. */
  readonly coreTypeDefs: readonly string[];
};

/** A column with the name it gets in the declaration. */
type Named = {
  readonly name: string;
  readonly column: ColumnFacts;
  readonly kind: ColumnKind;
  readonly role: 'dimensions' | 'measures' | null;
};

/** Writes a first declaration of a live table as YAML, with comments where a person must decide. Throws BAD_USER_INPUT. */
export function introspect(options: IntrospectOptions): string {
  const first = declarationText(options, snakeCase(options.table.at(-1) ?? ''));
  return isFree(first, options)
    ? first
    : declarationText(options, `${snakeCase(options.table.at(-1) ?? '')}_table`);
}

function isFree(yaml: string, { coreTypeDefs }: IntrospectOptions): boolean {
  const read = readDeclaration('the declaration', yaml, []);
  return read !== null && takeNames(settleDeclaration(read), takenNames(coreTypeDefs), 'it') === null;
}

function declarationText({ backend, table, facts }: IntrospectOptions, name: string): string {
  const columns = namedColumns(backend, facts);
  const time = timeOf(columns, facts);
  const rest = columns.filter((one) => one !== time.column);
  const dimensions = rest.filter(({ role }) => role === 'dimensions');
  const measures = rest.filter(({ role }) => role === 'measures');
  if (measures.length === 0) {
    throw badUserInput(
      'TABLE',
      `${tableName(table)} has no column of numbers to measure.`,
      'A table with one.',
    );
  }
  const left = facts.columns.filter(
    (column) => ![time.column, ...dimensions, ...measures].some((one) => one.column === column),
  );
  const lines = [
    '# yaml-language-server: $schema=./dataset.schema.json',
    '# A first declaration, written from the live table: read it through, and change what is not meant.',
    `name: ${plain(name)}`,
    `title: ${JSON.stringify(words(name))}`,
    '# description: one sentence on what it holds.',
    `backend: ${backend}`,
    `table: ${JSON.stringify(tableName(table))}`,
    ...(mergesRowsLater(facts.engine ?? '')
      ? [`# ${facts.engine} merges rows of one key later.`, 'final: true']
      : []),
    `time: { column: ${JSON.stringify(time.column.column.name)}, type: ${time.type} }`,
    ...keyLines(facts, time.column, dimensions, measures),
    ...(dimensions.length === 0 ? [] : ['dimensions:', ...dimensions.map(dimensionLine)]),
    '# Decide what adds up: flow over time and groups (energy), stock over groups only (a level), rate over neither (a price).',
    'measures:',
    ...measures.map(measureLine),
    ...left.map(({ name: column, type }) => `# Left out: ${oneLine(column)} (${oneLine(type)}).`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Text tells rows apart, and so does an integer of the key; other numbers are measured. */
function roleOf({ kind }: ColumnKind, keyed: boolean): Named['role'] {
  if (kind === 'text' || kind === 'boolean' || (kind === 'int64' && keyed)) return 'dimensions';
  return kind === 'float' || kind === 'decimal' || kind === 'int64' ? 'measures' : null;
}

/** Every column that a declaration can have, under a name that is free. */
function namedColumns(backend: BackendKind, { columns, uniqueKey, sortingKey }: TableFacts): Named[] {
  const taken = new Set<string>();
  return columns.flatMap((column) => {
    const kind = columnKind(backend, column.type);
    if (kind === null) return [];
    const base = snakeCase(column.name);
    const role = roleOf(kind, uniqueKey.includes(column.name) || sortingKey.includes(column.name));
    let name = role !== null && isTaken(base, role) ? `${base}_value` : base;
    for (let count = 2; taken.has(fieldName(name)); count += 1) name = `${base}_${count}`;
    taken.add(fieldName(name));
    return [{ name, column, kind, role }];
  });
}

/** The hypertable's dimension, else the first instant or date of the key, else of the table, else a number that is called a time. */
function timeOf(
  columns: readonly Named[],
  { timeColumn, uniqueKey, sortingKey }: TableFacts,
): { readonly column: Named; readonly type: 'instant' | 'date' | 'epoch_millis' } {
  const byName = (name: string | null): Named[] => columns.filter(({ column }) => column.name === name);
  const candidates = [
    ...byName(timeColumn),
    ...uniqueKey.flatMap(byName),
    ...sortingKey.flatMap(byName),
    ...columns,
  ];
  for (const column of candidates) {
    if (column.kind.kind === 'instant' || column.kind.kind === 'date')
      return { column, type: column.kind.kind };
  }
  const counted = candidates.find(
    ({ kind, column }) => kind.kind === 'int64' && /time|epoch|millis|_ms$|^ts$/i.test(column.name),
  );
  if (counted !== undefined) return { column: counted, type: 'epoch_millis' };
  throw badUserInput('TABLE', 'The table has no column of instants or dates.', 'A table that has one.');
}

function keyLines(
  { uniqueKey, sortingKey }: TableFacts,
  time: Named,
  dimensions: readonly Named[],
  measures: readonly Named[],
): string[] {
  const nameOf = (column: string): string | undefined => {
    if (column === time.column.name) return 'time';
    return [...dimensions, ...measures].find((one) => one.column.name === column)?.name;
  };
  const declared = (columns: readonly string[]): string[] | null => {
    const names = columns.map(nameOf).filter((name) => name !== undefined);
    return names.length === columns.length && names.length > 0 ? names : null;
  };
  const unique = declared(uniqueKey);
  if (unique !== null) return [`key: [${unique.map(plain).join(', ')}]`];
  const sorted = declared(sortingKey);
  const [from, key] =
    sorted === null
      ? ['time and all dimensions', ['time', ...dimensions.map(({ name }) => name)]]
      : ['what the table is sorted by', sorted];
  return [
    `# Is a row unique by these? They are ${from}: the engine does not say.`,
    `key: [${key.map(plain).join(', ')}]`,
  ];
}

function dimensionLine({ name, column, kind }: Named): string {
  const parts = [
    ...(name === column.name ? [] : [`column: ${JSON.stringify(column.name)}`]),
    ...(kind.kind === 'text' ? [] : [`type: ${kind.kind}`]),
    ...(column.nullable === false ? [] : ['nullable: true']),
  ];
  return `  ${plain(name)}: {${parts.length === 0 ? '' : ` ${parts.join(', ')} `}}`;
}

function measureLine({ name, column, kind }: Named): string {
  const unbounded = kind.kind === 'decimal' && kind.scale === null;
  const parts = [
    ...(name === column.name ? [] : [`column: ${JSON.stringify(column.name)}`]),
    ...(kind.kind === 'decimal' ? ['type: decimal', `scale: ${Math.min(kind.scale ?? 6, 20)}`] : []),
    ...(kind.kind === 'int64' ? ['type: int64'] : []),
    'additivity: rate',
  ];
  return `  ${plain(name)}: { ${parts.join(', ')} }${unbounded ? ' # the table bounds no scale: decide' : ''}`;
}

function snakeCase(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const name = words.join('_');
  return SNAKE_CASE.test(name) ? name : `column_${name}`.replace(/_$/, '');
}

/** YAML reads these words as no text. */
function plain(name: string): string {
  return /^(?:null|true|false)$/.test(name) ? `"${name}"` : name;
}

function words(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
