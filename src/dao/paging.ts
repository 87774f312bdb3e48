import { badUserInput } from '../errors.ts';
import type { Page, PageArguments } from '../model/page.ts';
import type { CursorCodec, CursorValues } from './cursor.ts';

/** How a page is read: `limit` rows (one more than asked for, to see whether there is more) from either end. */
export type PageWalk = {
  readonly size: number;
  readonly limit: number;
  readonly offset: number;
  readonly backward: boolean;
  readonly after: CursorValues | null;
  readonly before: CursorValues | null;
};

export type PageSizes = { readonly defaultSize: number; readonly maxSize: number };

/** Checks the arguments of a list and reads its cursors. Throws BAD_USER_INPUT that names the argument. */
export function pageWalk(
  page: PageArguments,
  sizes: PageSizes,
  list: string,
  cursors: CursorCodec,
): PageWalk {
  const { first = null, last = null, after = null, before = null, offset = null } = page;
  if (first !== null && last !== null) {
    throw badUserInput('last', '"first" and "last" cannot be given together.', 'One of them.');
  }
  if (offset !== null && (last !== null || after !== null || before !== null)) {
    throw badUserInput(
      'offset',
      '"offset" goes with neither "last" nor a cursor.',
      'Either "offset", or "last" and cursors.',
    );
  }
  checkSize('first', first, sizes.maxSize);
  checkSize('last', last, sizes.maxSize);
  checkSize('offset', offset, Number.MAX_SAFE_INTEGER);
  const size = last ?? first ?? Math.min(sizes.defaultSize, sizes.maxSize);
  return {
    size,
    limit: size + 1,
    offset: offset ?? 0,
    backward: last !== null,
    after: after === null ? null : cursors.decode(list, after, 'after'),
    before: before === null ? null : cursors.decode(list, before, 'before'),
  };
}

function checkSize(argument: string, value: number | null, max: number): void {
  if (value === null || (value >= 0 && value <= max)) return;
  throw badUserInput(argument, `"${argument}" is ${value}.`, `A whole number from 0 to ${max}.`);
}

/** Makes a page of the rows a walk has read; `rows` are in the order of the walk, at most `limit` of them. */
export function pageOf<Row>(rows: readonly Row[], walk: PageWalk, cursorOf: (row: Row) => string): Page<Row> {
  const more = rows.length > walk.size;
  const kept = rows.slice(0, walk.size);
  return {
    rows: walk.backward ? kept.reverse() : kept,
    hasNextPage: walk.backward ? walk.before !== null : more || walk.before !== null,
    hasPreviousPage: walk.backward ? more || walk.after !== null : walk.after !== null || walk.offset > 0,
    cursorOf,
  };
}
