import { z } from 'zod';
import { BACKEND_KINDS } from '../model/backend.ts';
import { SNAKE_CASE } from '../model/dataset-names.ts';
import { nearestName } from '../settings/nearest-name.ts';

/** What a mistake says: the value, and what would be right. */
function allowing(allowed: string): { error: (issue: { readonly input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      input === undefined
        ? `is missing. Allowed: ${allowed}.`
        : `${shown(input)} is not allowed. Allowed: ${allowed}.`,
  };
}

function shown(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input) && input.length === 0) return 'an empty list';
  return typeof input === 'object' ? 'a list or mapping' : JSON.stringify(input).slice(0, 80);
}

function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.enum(names, {
    error: ({ input }) => {
      const near = typeof input === 'string' ? nearestName(input, names) : undefined;
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      return `${allowing(names.join(', ')).error({ input })}${hint}`;
    },
  });
}

const text = (allowed: string) => z.string(allowing(allowed)).trim().min(1, allowing(allowed));
const flag = z.boolean(allowing('true or false'));
const column = text('the name of a column');
const tableName = text('the name of a table, dotted: schema.table').regex(
  /^[^.]+(?:\.[^.]+){0,2}$/,
  allowing('one to three names joined by dots'),
);
const reference = text('time, or the name of a dimension or measure');

const NAME_FORM = 'snake_case (lower-case letters, digits and single underscores, a letter first)';
const name = z.string(allowing(NAME_FORM)).regex(SNAKE_CASE, allowing(NAME_FORM));
const nameKey = z.string().regex(SNAKE_CASE, allowing(NAME_FORM));

const mapping = allowing('a mapping of keys to values');

const time = z.union(
  [
    column,
    z.strictObject(
      {
        column: column.describe('The column that says when a row is.'),
        type: oneOf(['instant', 'date', 'epoch_millis'])
          .default('instant')
          .describe('An instant, a civil date (its first instant in UTC), or milliseconds since 1970.'),
      },
      mapping,
    ),
  ],
  allowing('the name of a column, or { column, type }'),
);

const described = {
  column: column.optional().describe('The column; default: the name.'),
  label: text('a name for people').optional().describe('A name for people; default: the name in words.'),
  description: text('one sentence').optional().describe('One sentence; becomes part of the GraphQL schema.'),
};

const dimension = z
  .strictObject(
    {
      ...described,
      type: oneOf(['text', 'int64', 'boolean']).default('text').describe('The type of its values.'),
      nullable: flag.default(false).describe('May it be null?'),
    },
    mapping,
  )
  .nullable();

const measure = z.strictObject(
  {
    ...described,
    type: oneOf(['float', 'decimal', 'int64'])
      .default('float')
      .describe('float is an IEEE double, decimal is exact (give its scale), int64 a 64-bit integer.'),
    scale: z
      .int(allowing('a whole number from 0 to 20'))
      .min(0, allowing('a whole number from 0 to 20'))
      .max(20, allowing('a whole number from 0 to 20'))
      .optional()
      .describe('Fraction digits of a decimal.'),
    units: text('units such as MWh').optional().describe('Units as people write them, e.g. USD/MWh.'),
    additivity: oneOf(['flow', 'stock', 'rate']).describe(
      'flow adds up over time and groups (energy), stock over groups only (storage level; the key is of time and dimensions), rate over neither (price).',
    ),
  },
  mapping,
);

const rollup = z.strictObject(
  {
    table: tableName.describe('The table, view or continuous aggregate, dotted.'),
    width: text('a duration such as PT1H').describe('ISO 8601 width of its buckets, e.g. PT1H.'),
    time: time.describe('The column that holds the start of a bucket.'),
    dimensions: z
      .array(reference, allowing('a list of dimensions'))
      .default([])
      .describe('Dimensions it keeps.'),
    row_count: column.optional().describe('The column that counts the rows behind a bucket.'),
    measures: z
      .record(
        nameKey,
        z.strictObject(
          {
            sum: column.optional(),
            count: column.optional(),
            min: column.optional(),
            max: column.optional(),
            first: column.optional(),
            last: column.optional(),
          },
          mapping,
        ),
        mapping,
      )
      .describe('By measure and aggregate the column that holds it.'),
  },
  mapping,
);

const fallback = z.strictObject(
  {
    backend: oneOf(BACKEND_KINDS).describe('The other engine.'),
    table: tableName.describe('The table there, dotted; its columns are named and typed as those declared.'),
    final: flag.default(false).describe('ClickHouse only: read with FINAL.'),
  },
  mapping,
);

/** The YAML of one declared table, before names are held against each other; `datasets/dataset.schema.json` is made of it. */
export const declarationSchema = z.strictObject(
  {
    name: name.describe('snake_case and unique; energy_prices becomes the GraphQL field energyPrices.'),
    title: text('a title for people').describe('A title for people.'),
    description: text('one sentence')
      .optional()
      .describe('One sentence; becomes part of the GraphQL schema.'),
    synthetic: flag.default(false).describe('True for generated demonstration data.'),
    backend: oneOf(BACKEND_KINDS).describe('The engine that holds the table.'),
    table: tableName.describe('The table, dotted: table, schema.table or catalog.schema.table.'),
    final: flag
      .default(false)
      .describe('ClickHouse only: read with FINAL, for engines that merge rows of one key later.'),
    time: time.describe('The column that says when a row is.'),
    key: z
      .array(reference, allowing('a list of names'))
      .min(1, allowing('at least one name'))
      .describe('What makes a row unique: time, dimensions, measures. Ties of every order are broken by it.'),
    order: z
      .array(
        z.strictObject(
          {
            by: reference.describe('time, or the name of a dimension or measure.'),
            direction: oneOf(['asc', 'desc']).default('asc'),
          },
          mapping,
        ),
        allowing('a list such as [{ by: time, direction: desc }]'),
      )
      .min(1, allowing('at least one step'))
      .optional()
      .describe('The order of rows where none is asked for; default: time, ascending.'),
    dimensions: z
      .record(nameKey, dimension, mapping)
      .default({})
      .describe('What rows are told apart and grouped by, by name.'),
    measures: z.record(nameKey, measure, mapping).describe('What is counted up, by name.'),
    rollups: z
      .record(nameKey, rollup, mapping)
      .default({})
      .describe('Tables of aggregates made ahead of time, by name.'),
    fallback: fallback
      .optional()
      .describe('A table with the same rows on another engine, read while the first engine is down.'),
  },
  mapping,
);

/** A declaration whose form is right. */
export type Declaration = z.output<typeof declarationSchema>;
