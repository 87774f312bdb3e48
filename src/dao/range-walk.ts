import { isDeepStrictEqual } from 'node:util';
import type { PageArguments } from '../model/page.ts';
import type { LabelBounds, TimeBound, TimeRange } from '../model/time-range.ts';
import { type CursorCodec, type CursorValues, foreignCursor } from './cursor.ts';
import { type PageSizes, type PageWalk, pageWalk } from './paging.ts';

/** The range of a list, as asked for, and how its bounds are found. */
export type ListRange = {
  readonly asked: TimeRange | null;
  /** What the bounds of a relative range depend on beside it: the zone, the width of buckets. */
  readonly reading: readonly unknown[];
  /** Of the bounds. */
  readonly kind: TimeBound['kind'];
  bounds(): Promise<LabelBounds>;
};

/** How a page of a list in a range is read. */
export type RangeWalk = PageWalk & {
  readonly bounds: LabelBounds;
  /** The range, a relative one with the ends it has on all pages of this walk. */
  readonly range: TimeRange | null;
  cursorOf(position: CursorValues): string;
};

/**
 * Checks the arguments of a list in a range. Cursors of a relative range hold the bounds that the first page found: the pages
 * that follow are of the same stretch, whatever has become the newest since, and a page between two has both of one. `list`
 * makes the text that tells the list from all others of what stands for the range. Throws BAD_USER_INPUT that names the argument.
 */
export async function rangeWalk(
  page: PageArguments,
  sizes: PageSizes,
  cursors: CursorCodec,
  range: ListRange,
  list: (range: unknown) => string,
): Promise<RangeWalk> {
  const { asked } = range;
  if (asked?.last == null) {
    const bounds = await range.bounds();
    const text = list(bounds);
    const walk = pageWalk(page, sizes, text, cursors);
    return { ...walk, bounds, range: asked, cursorOf: (position) => cursors.encode(text, position) };
  }
  const text = list([asked.last, ...range.reading]);
  const walk = pageWalk(page, sizes, text, cursors);
  const held = walk.after ?? walk.before;
  const bounds = held === null ? await range.bounds() : heldBounds(held);
  if (walk.before !== null && !isDeepStrictEqual(heldBounds(walk.before), bounds))
    throw foreignCursor('before');
  const { lowerMillis, upperMillis } = bounds;
  return {
    ...walk,
    after: walk.after?.slice(HELD) ?? null,
    before: walk.before?.slice(HELD) ?? null,
    bounds,
    range: fixedRange(bounds, range.kind),
    cursorOf: (position) => cursors.encode(text, [lowerMillis, upperMillis, ...position]),
  };
}

/** How many values of a cursor are bounds. */
const HELD = 2;

function heldBounds([lower, upper]: CursorValues): LabelBounds {
  return { lowerMillis: Number(lower), upperMillis: Number(upper) };
}

function fixedRange({ lowerMillis, upperMillis }: LabelBounds, kind: TimeBound['kind']): TimeRange {
  const bound = (millis: number | null): TimeBound | null => (millis === null ? null : { kind, millis });
  return { between: { start: bound(lowerMillis), end: bound(upperMillis) } };
}
