import { timescaleDialect } from '../../sql/dialect/timescale.ts';
import type { TableWrite } from '../backend.ts';
import { encodeColumn, storedColumnSource } from './encode.ts';

/** Larger statements load no faster and hold the embedded engine's one session for longer. */
const ROWS_PER_STATEMENT = 10_000;

/** One statement of a write; its text is the same for every part of the same table. */
export type UpsertPart = { readonly text: string; readonly values: readonly string[] };

/**
 * The statements that store a table's rows: one array literal a column, unfolded side by side. A row that is there
 * already with the same values is not written again, so storing the same rows twice leaves no dead ones behind.
 */
export function* upsertParts(write: TableWrite): Generator<UpsertPart> {
  const rows = write.columns[0]?.values.length ?? 0;
  const uneven = write.columns.find((column) => column.values.length !== rows);
  if (uneven !== undefined) {
    throw new TypeError(
      `Column ${uneven.name} of ${write.table} has ${uneven.values.length} values, not ${rows}.`,
    );
  }
  const text = upsertText(write);
  for (let start = 0; start < rows; start += ROWS_PER_STATEMENT) {
    const values = write.columns.map((column) =>
      encodeColumn({ ...column, values: column.values.slice(start, start + ROWS_PER_STATEMENT) }),
    );
    yield { text, values };
  }
}

/** The one text of those statements, for the columns in their order. */
export function upsertText({ table, key, columns }: TableWrite): string {
  const quote = timescaleDialect.quoteIdentifier;
  const names = columns.map((column) => quote(column.name));
  const sources = columns.map((column) => storedColumnSource(column.type));
  const arrays = sources.map((source, index) => `$${index + 1}::${source.arrayType}`);
  const cells = sources.map((source, index) => source.cell(`incoming.${names[index]}`));
  const others = columns.filter((column) => !key.includes(column.name)).map((column) => quote(column.name));
  const stored = others.map((name) => `stored.${name}`);
  const excluded = others.map((name) => `excluded.${name}`);
  const conflict =
    others.length === 0
      ? 'do nothing'
      : `do update set ${others.map((name, index) => `${name} = ${excluded[index]}`).join(', ')} ` +
        `where (${stored.join(', ')}) is distinct from (${excluded.join(', ')})`;
  return (
    `insert into ${quote(table)} as stored (${names.join(', ')}) ` +
    `select ${cells.join(', ')} from unnest(${arrays.join(', ')}) as incoming (${names.join(', ')}) ` +
    `on conflict (${key.map(quote).join(', ')}) ${conflict}`
  );
}
