import type { TimeRange } from './time-range.ts';

/** What part of a list is asked for: Relay's arguments, or an offset. */
export type PageArguments = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly offset?: number | null;
};

/** A page of rows in list order; `cursorOf` makes the cursor of a row only when somebody asks for it. */
export type Page<Row> = {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursorOf(row: Row): string;
};

/** A page of a list within a range, which for a relative one has the ends it had when the first page was read. */
export type RangePage<Row> = Page<Row> & { readonly range: TimeRange | null };
