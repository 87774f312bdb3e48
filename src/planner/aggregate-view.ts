import type { DeclaredDataset, DeclaredRollup } from '../model/declared-dataset.ts';
import type { Refusal, RollupNeed } from './rollup-question.ts';

/** A SELECT of one table without conditions, as PostgreSQL writes a view: each column on a line of its own. */
const PLAIN_VIEW = /^\s*SELECT (?<columns>[\s\S]+?)\n +FROM [^\n,()]+\n +GROUP BY [^\n]+;$/;
const COLUMN = /^(?<expression>[\s\S]+?)(?: AS (?<alias>"(?:[^"]|"")+"|\w+))?$/;

/**
 * Null where the text of a continuous aggregate's view says that its columns are what the declaration takes them for, of
 * all rows of the table; else what it does not say.
 */
export function viewRefusal(
  text: string,
  dataset: DeclaredDataset,
  rollup: DeclaredRollup,
  needs: readonly RollupNeed[],
): Refusal | null {
  const list = PLAIN_VIEW.exec(text)?.groups?.columns;
  if (list === undefined) return { refusal: 'is made of more than the plain rows of the table' };
  const columns = new Map(list.split(/,\n +/).map(readColumn));
  const time = columns.get(rollup.time.column) ?? '';
  const bucketed = /^(?:[\w"]+\.)?time_bucket\('[^']*'::interval, (?<column>"(?:[^"]|"")+"|\w+)[,)]/.exec(
    time,
  );
  if (unquoted(bucketed?.groups?.column ?? '') !== dataset.time.column) {
    return { refusal: `does not say that ${rollup.time.column} is a time_bucket of ${dataset.time.column}` };
  }
  const renamed = dataset.dimensions.find(
    ({ name, column }) => rollup.dimensions.includes(name) && unquoted(columns.get(column) ?? '') !== column,
  );
  if (renamed !== undefined) return { refusal: `does not say that ${renamed.column} is that of the table` };
  const counted = rollup.rowCount ?? '';
  if (columns.get(counted) !== 'count(*)') return { refusal: `does not say that ${counted} is count(*)` };
  for (const { measure, aggregate, column } of needs) {
    const source = dataset.measures.find(({ name }) => name === measure)?.column ?? '';
    const [, name, argument = ''] = /^(\w+)\(([^()]+)\)$/.exec(columns.get(column) ?? '') ?? [];
    if (name !== aggregate || unquoted(argument) !== source) {
      return { refusal: `does not say that ${column} is ${aggregate}(${source})` };
    }
  }
  return null;
}

/** The name of a column, and what it is made of. */
function readColumn(written: string): [name: string, expression: string] {
  const { expression = '', alias = expression } = COLUMN.exec(written.trim())?.groups ?? {};
  return [unquoted(alias), expression];
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
