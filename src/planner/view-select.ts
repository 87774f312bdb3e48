import { type Duration, LONGEST_MILLIS } from '../calendar/duration.ts';

/** A SELECT of one table, as ClickHouse writes the query of a materialized view. */
export type ViewSelect = {
  /** The table as it is written: `default.prices`. */
  readonly from: string;
  /** By name of the column what it is made of. */
  readonly columns: ReadonlyMap<string, string>;
};

const PLAIN_SELECT =
  /^SELECT (?<columns>.+) FROM (?<from>(?:`[^`]+`|\w+)(?:\.(?:`[^`]+`|\w+))?) GROUP BY (?<rest>.+)$/;
const MORE =
  /\) (?:WITH|HAVING|ORDER|LIMIT|UNION|SETTINGS)\b| (?:HAVING|ORDER BY|LIMIT|UNION|SETTINGS|WITH) /;

/** Reads a view's query; null where it does more than to group the rows of one table. */
export function readViewSelect(text: string): ViewSelect | null {
  const { columns = '', from = '', rest = '' } = PLAIN_SELECT.exec(text.replace(/\s+/g, ' '))?.groups ?? {};
  if (from === '' || MORE.test(rest) || / FROM | WHERE /.test(columns)) return null;
  return {
    from: from.replaceAll('`', ''),
    columns: new Map(
      splitList(columns).map((written): [string, string] => {
        const { expression = '', alias = expression } =
          /^(?<expression>.+?)(?: AS (?<alias>`[^`]+`|\w+))?$/.exec(written)?.groups ?? {};
        return [alias.replaceAll('`', ''), expression];
      }),
    ),
  };
}

/** The parts of a list between commas that stand in no parentheses and no quotes. */
function splitList(list: string): string[] {
  const parts: string[] = [];
  let [depth, start, quote] = [0, 0, ''];
  for (let index = 0; index < list.length; index++) {
    const letter = list[index] as string;
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === "'" || letter === '`') quote = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0) {
      parts.push(list.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, list.slice(start).trim()];
}

const STARTS: Readonly<Record<string, Duration>> = {
  toStartOfSecond: { unit: 'second', count: 1 },
  toStartOfMinute: { unit: 'minute', count: 1 },
  toStartOfFiveMinutes: { unit: 'minute', count: 5 },
  toStartOfTenMinutes: { unit: 'minute', count: 10 },
  toStartOfFifteenMinutes: { unit: 'minute', count: 15 },
  toStartOfHour: { unit: 'hour', count: 1 },
  toStartOfDay: { unit: 'day', count: 1 },
  toMonday: { unit: 'week', count: 1 },
  toStartOfMonth: { unit: 'month', count: 1 },
  toStartOfQuarter: { unit: 'month', count: 3 },
  toStartOfYear: { unit: 'month', count: 12 },
};
const START =
  /^(?<name>\w+)\((?<column>`[^`]+`|\w+)(?:, toInterval(?<unit>\w+)\((?<count>\d+)\))?(?:, '[^']*')?\)$/;

/** Which column a bucket's start is made of, and how wide the bucket is; null where that is not seen. */
export function bucketStart(expression: string): { readonly column: string; readonly millis: number } | null {
  const { name = '', column = '', unit, count } = START.exec(expression)?.groups ?? {};
  const width = unit === undefined ? STARTS[name] : intervalOf(name, unit, Number(count));
  return width === undefined ? null : { column: column.replaceAll('`', ''), millis: widthMillis(width) };
}

function intervalOf(name: string, unit: string, count: number): Duration | undefined {
  if (name !== 'toStartOfInterval') return undefined;
  const known = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
  const found = known.find((each) => each === unit.toLowerCase());
  return unit === 'Quarter' ? { unit: 'month', count: count * 3 } : found && { unit: found, count };
}

/** A width by which equal ones are known; a year is twelve months. */
export function widthMillis({ unit, count }: Duration): number {
  return unit === 'year' ? LONGEST_MILLIS.month * 12 * count : LONGEST_MILLIS[unit] * count;
}
