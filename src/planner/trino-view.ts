import { type Duration, parseDuration } from '../calendar/duration.ts';
import { createGrid } from '../calendar/grid.ts';
import { UTC } from '../calendar/zone.ts';
import type { RollupOf } from '../model/continuous-aggregate.ts';
import type { Refusal, RollupFacts, RollupNeed } from './rollup-question.ts';
import { widthMillis } from './view-select.ts';

/** What Trino says of a materialized view. */
export type TrinoView = {
  /** `FRESH` where it holds what its query answers now. */
  readonly freshness: string;
  readonly definition: string;
  readonly types: Readonly<Record<string, string>>;
  /** Types of the columns of the table it is declared for. */
  readonly tableTypes: Readonly<Record<string, string>>;
};

const NAME = '(?:"[^"]+"|\\w+)';
const PLAIN = new RegExp(
  `^SELECT (?<columns>.+) FROM (?<from>${NAME}(?:\\.${NAME}){2}) GROUP BY [\\w", .()']+$`,
);
const MORE =
  / (?:WHERE|HAVING|ORDER|LIMIT|OFFSET|FETCH|UNION|EXCEPT|INTERSECT|FROM) |GROUP BY (?:.* )?(?:ROLLUP|CUBE|GROUPING SETS|HAVING|ORDER|LIMIT|OFFSET|FETCH|UNION|EXCEPT|INTERSECT)\b/;
const COLUMN = new RegExp(`^(?<expression>.+?)(?: (?<alias>${NAME}))?$`);
const START = new RegExp(`^date_trunc\\('(?<unit>\\w+)', (?<column>${NAME})\\)$`);
const CALL = new RegExp(`^(?<name>\\w+)\\((?<argument>${NAME})\\)$`);

const WIDTHS: Readonly<Record<string, Duration>> = {
  second: { unit: 'second', count: 1 },
  minute: { unit: 'minute', count: 1 },
  hour: { unit: 'hour', count: 1 },
  day: { unit: 'day', count: 1 },
  week: { unit: 'week', count: 1 },
  month: { unit: 'month', count: 1 },
  quarter: { unit: 'month', count: 3 },
  year: { unit: 'year', count: 1 },
};

/**
 * What a materialized view over Iceberg is good for: all of time, where Trino calls it fresh and its query says that its
 * columns are what the declaration takes them for; or why it cannot be used. Times of Iceberg are in UTC, and so are the
 * buckets of `date_trunc`.
 */
export function trinoViewFacts(
  { dataset, rollup }: RollupOf,
  { freshness, definition, types, tableTypes }: TrinoView,
  needs: readonly RollupNeed[],
): RollupFacts | Refusal {
  if (freshness !== 'FRESH') return { refusal: `is not fresh: Trino calls it ${freshness}` };
  const columns = readColumns(definition, dataset.table);
  if (columns === null) return { refusal: 'is made of more than the plain rows of the table' };
  const width = parseDuration(rollup.width, 'width');
  const { unit = '', column: time } = START.exec(columns.get(rollup.time.column) ?? '')?.groups ?? {};
  const made = WIDTHS[unit];
  if (bare(time) !== dataset.time.column || made === undefined || widthMillis(made) !== widthMillis(width)) {
    return {
      refusal: `does not say that ${rollup.time.column} is the start of ${rollup.width} of ${dataset.time.column}`,
    };
  }
  const renamed = dataset.dimensions.find(
    ({ name, column }) => rollup.dimensions.includes(name) && bare(columns.get(column)) !== column,
  );
  if (renamed !== undefined) return { refusal: `does not say that ${renamed.column} is that of the table` };
  const counted = rollup.rowCount ?? '';
  if (columns.get(counted) !== 'count(*)') return { refusal: `does not say that ${counted} is count(*)` };
  for (const { measure: name, aggregate, column } of needs) {
    const measure = dataset.measures.find((each) => each.name === name);
    const { name: called, argument } = CALL.exec(columns.get(column) ?? '')?.groups ?? {};
    if (called?.toLowerCase() !== aggregate || bare(argument) !== measure?.column) {
      return { refusal: `does not say that ${column} is ${aggregate}(${measure?.column})` };
    }
    if (aggregate === 'sum' && types[column] === 'real')
      return { refusal: `adds ${name} up with the seven digits of a real` };
    const scale = /^decimal\(\d+, ?(\d+)\)$/.exec(tableTypes[measure.column] ?? '')?.[1] ?? '0';
    if (measure.type === 'decimal' && Number(scale) > measure.scale) {
      return { refusal: `adds digits of ${name} that the declared scale rounds off` };
    }
  }
  const grid = createGrid(width, UTC, null);
  return { grid, relation: rollup.table, watermarkMillis: Number.POSITIVE_INFINITY, stale: [] };
}

/** By name of the column what it is made of; null for a query that does more than to group the rows of the table. */
function readColumns(definition: string, table: readonly string[]): ReadonlyMap<string, string> | null {
  const { columns = '', from = '' } = PLAIN.exec(definition.replace(/\s+/g, ' ').trim())?.groups ?? {};
  if (
    MORE.test(`${columns} `) ||
    MORE.test(definition.replace(/\s+/g, ' ').replace(/^.* GROUP BY/, 'GROUP BY'))
  )
    return null;
  if (from.replaceAll('"', '') !== table.join('.')) return null;
  return new Map(
    columns.split(/ ?, (?![^()]*\))/).map((written): [string, string] => {
      const { expression = '', alias = expression } = COLUMN.exec(written.trim())?.groups ?? {};
      return [bare(alias), expression];
    }),
  );
}

function bare(name = ''): string {
  return name.replaceAll('"', '');
}
