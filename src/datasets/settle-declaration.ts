import { parseDuration } from '../calendar/duration.ts';
import { AurumError } from '../errors.ts';
import { BACKEND_KINDS } from '../model/backend.ts';
import { enumName, fieldName } from '../model/dataset-names.ts';
import type {
  DeclaredDataset,
  DeclaredDimension,
  DeclaredFallback,
  DeclaredMeasure,
  DeclaredRollup,
  TimeColumn,
} from '../model/declared-dataset.ts';
import { nearestName } from '../settings/nearest-name.ts';
import type { DeclarationFile, DeclarationPath, Report } from './declaration-file.ts';
import type { Declaration } from './declaration-schema.ts';

/** How many parts the name of a table has, by engine. */
const TABLE_PARTS = {
  timescale: { min: 1, max: 2, allowed: 'table or schema.table' },
  clickhouse: { min: 1, max: 2, allowed: 'table or database.table' },
  trino: { min: 3, max: 3, allowed: 'catalog.schema.table' },
} as const;

/** Names that GraphQL fields beside those of the columns have. */
const TAKEN_BY_ROWS = ['time', 'and', 'or', 'not'];
const TAKEN_BY_GROUPS = [
  ...['id', 'key', 'count', 'dimension', 'start', 'end', 'length', 'epochMillis'],
  ...['state', 'comparison', 'provenance'],
];

/** True for a name whose GraphQL field is another one; a measure has more neighbours than a dimension. */
export function isTaken(name: string, role: 'dimensions' | 'measures'): boolean {
  const taken = role === 'measures' ? [...TAKEN_BY_ROWS, ...TAKEN_BY_GROUPS] : TAKEN_BY_ROWS;
  return taken.includes(fieldName(name));
}

/** The dataset a declaration stands for; reports every name that fits nothing, and what an engine cannot do. */
export function settleDeclaration({ declaration, report }: DeclarationFile): DeclaredDataset {
  const { name, title, description = null, synthetic, backend, final } = declaration;
  const { table } = place(declaration, [], report);
  checkNames(declaration, report);
  const columns = ['time', ...Object.keys(declaration.dimensions), ...Object.keys(declaration.measures)];
  declaration.key.forEach((part, index) => {
    checkReference(part, columns, ['key', index], report);
    if (declaration.key.indexOf(part) < index) report(['key', index], `names ${part} twice. Name it once.`);
  });
  checkStocks(declaration, report);
  declaration.order?.forEach(({ by }, index) => {
    checkReference(by, columns, ['order', index, 'by'], report);
  });
  return {
    name,
    title,
    description,
    synthetic,
    backend,
    table,
    final,
    time: timeColumn(declaration.time),
    dimensions: Object.entries(declaration.dimensions).map(([key, entry]) => dimension(key, entry)),
    measures: Object.entries(declaration.measures).map(([key, entry]) => measure(key, entry, report)),
    key: declaration.key,
    order: declaration.order?.map(({ by, direction }) => ({
      name: by,
      direction: direction === 'asc' ? 'ASC' : 'DESC',
    })) ?? [{ name: 'time', direction: 'ASC' }],
    rollups: Object.entries(declaration.rollups).map(([key, entry]) =>
      rollup(key, entry, declaration, report),
    ),
    fallback: fallback(declaration, report),
  };
}

/** GraphQL tells columns apart by the names made of theirs. */
function checkNames({ dimensions, measures }: Declaration, report: Report): void {
  if (Object.keys(measures).length === 0) report(['measures'], 'is empty. Allowed: at least one measure.');
  const paths: DeclarationPath[] = [
    ...Object.keys(dimensions).map((name) => ['dimensions', name]),
    ...Object.keys(measures).map((name) => ['measures', name]),
  ];
  const seen = new Map<string, string>();
  for (const path of paths) {
    const name = String(path.at(-1));
    const field = fieldName(name);
    if (isTaken(name, path[0] === 'measures' ? 'measures' : 'dimensions')) {
      report(
        path,
        `would be the GraphQL field ${field}, which is another one. Allowed: another name with \`column: ${name}\`.`,
      );
    }
    const before = seen.get(field);
    if (before !== undefined) {
      const [kept, made] = before === name ? ['enum value', enumName(name)] : ['field', field];
      report(
        path,
        `would be the GraphQL ${kept} ${made}, as ${before} is. Allowed: another name with \`column: ${name}\`.`,
      );
    }
    seen.set(field, name);
  }
}

/** Of a level the newest values of what the key tells apart add up: it names things by dimensions, each at some time. */
function checkStocks({ key, dimensions, measures }: Declaration, report: Report): void {
  const measured = key.find((part) => part in measures && !(part in dimensions));
  const timeless = key.includes('time') ? null : 'does not name time';
  const reason = measured === undefined ? timeless : `names the measure ${measured}`;
  if (reason === null) return;
  for (const [name, { additivity }] of Object.entries(measures)) {
    if (additivity !== 'stock') continue;
    report(
      ['measures', name, 'additivity'],
      `is stock, of which each thing's newest value adds up, and the key, which tells things apart, ${reason}. Allowed: a key of time and dimensions, or rate.`,
    );
  }
}

function checkReference(name: string, known: readonly string[], path: DeclarationPath, report: Report): void {
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  report(path, `names ${name}, which is not declared. Allowed: ${known.join(', ')}.${hint}`);
}

/** The table of an engine, be it the first or that of the fallback. */
function place(
  { backend, table, final }: Pick<Declaration, 'backend' | 'table' | 'final'>,
  path: DeclarationPath,
  report: Report,
): DeclaredFallback {
  if (final && backend !== 'clickhouse') {
    report([...path, 'final'], `is for ClickHouse, and the backend is ${backend}. Leave it out.`);
  }
  return { backend, table: tableParts(table, backend, [...path, 'table'], report), final };
}

function fallback({ backend, fallback }: Declaration, report: Report): DeclaredFallback | null {
  if (fallback === undefined) return null;
  if (fallback.backend === backend) {
    const others = BACKEND_KINDS.filter((kind) => kind !== backend).join(', ');
    report(['fallback', 'backend'], `is ${backend}, as the first one is. Allowed: ${others}.`);
  }
  return place(fallback, ['fallback'], report);
}

function tableParts(
  table: string,
  backend: Declaration['backend'],
  path: DeclarationPath,
  report: Report,
): readonly string[] {
  const parts = table.split('.');
  const { min, max, allowed } = TABLE_PARTS[backend];
  if (parts.length < min || parts.length > max) {
    report(path, `"${table}" is no table of ${backend}. Allowed: ${allowed}.`);
  }
  return parts;
}

function timeColumn(time: Declaration['time']): TimeColumn {
  return typeof time === 'string' ? { column: time, type: 'instant' } : time;
}

function dimension(name: string, entry: Declaration['dimensions'][string]): DeclaredDimension {
  const {
    column = name,
    type = 'text',
    nullable = false,
    label = words(name),
    description = null,
  } = entry ?? {};
  return { name, column, type, nullable, label, description };
}

function measure(name: string, entry: Declaration['measures'][string], report: Report): DeclaredMeasure {
  const {
    column = name,
    type,
    scale,
    units = null,
    additivity,
    label = words(name),
    description = null,
  } = entry;
  if (type === 'decimal' && scale === undefined) {
    report(['measures', name], 'is a decimal without a scale. Allowed: scale, from 0 to 20.');
  }
  if (type !== 'decimal' && scale !== undefined) {
    report(['measures', name, 'scale'], `is for decimals, and the type is ${type}. Leave it out.`);
  }
  const upper = { flow: 'FLOW', stock: 'STOCK', rate: 'RATE' } as const;
  return { name, column, type, scale: scale ?? 0, units, additivity: upper[additivity], label, description };
}

/** `net_generation` as a label: `Net generation`. */
function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function rollup(
  name: string,
  entry: Declaration['rollups'][string],
  declaration: Declaration,
  report: Report,
): DeclaredRollup {
  const path = ['rollups', name];
  const dimensions = Object.keys(declaration.dimensions);
  const measures = Object.keys(declaration.measures);
  entry.dimensions.forEach((part, index) => {
    checkReference(part, dimensions, [...path, 'dimensions', index], report);
  });
  for (const part of Object.keys(entry.measures)) {
    checkReference(part, measures, [...path, 'measures', part], report);
  }
  checkWidth(entry.width, [...path, 'width'], report);
  return {
    name,
    table: tableParts(entry.table, declaration.backend, [...path, 'table'], report),
    width: entry.width,
    time: timeColumn(entry.time),
    dimensions: entry.dimensions,
    rowCount: entry.row_count ?? null,
    measures: entry.measures as DeclaredRollup['measures'],
  };
}

function checkWidth(width: string, path: DeclarationPath, report: Report): void {
  try {
    parseDuration(width, path.join('.'));
  } catch (error) {
    if (!(error instanceof AurumError)) throw error;
    report(path, `"${width}" is not a duration. Allowed: ${String(error.details.allowed)}`);
  }
}
