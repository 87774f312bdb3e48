import { describe, expect, test } from '@jest/globals';
import { createCursorCodec } from '../../../src/dao/cursor.ts';
import { rangeWalk } from '../../../src/dao/range-walk.ts';
import type { PageArguments } from '../../../src/model/page.ts';
import type { LabelBounds, TimeRange } from '../../../src/model/time-range.ts';

const CURSORS = createCursorCodec('a secret of this test');
const LAST: TimeRange = { last: { duration: { unit: 'day', count: 1 }, until: 'NOW' } };
const between = (lower: number, upper: number): TimeRange => ({
  between: { start: { kind: 'instant', millis: lower }, end: { kind: 'instant', millis: upper } },
});

/** A page of a list whose range comes to these bounds at the time; they are counted. */
function walker(asked: TimeRange | null) {
  let found = 0;
  const walk = (page: PageArguments, [lowerMillis, upperMillis]: [number, number], zone = 'UTC') =>
    rangeWalk(
      page,
      { defaultSize: 2, maxSize: 5 },
      CURSORS,
      {
        asked,
        reading: [zone],
        kind: 'instant',
        bounds: async (): Promise<LabelBounds> => {
          found += 1;
          return { lowerMillis, upperMillis };
        },
      },
      (range) => JSON.stringify(['list', range]),
    );
  return { walk, found: () => found };
}

describe('a relative range', () => {
  test('is the same on all pages, whatever the newest has become', async () => {
    const { walk, found } = walker(LAST);
    const first = await walk({}, [100, 200]);
    expect(first).toMatchObject({
      after: null,
      before: null,
      bounds: { lowerMillis: 100, upperMillis: 200 },
    });
    expect(first.range).toEqual(between(100, 200));
    const cursor = first.cursorOf(['x', null, 7]);
    for (const page of [{ after: cursor }, { last: 3, before: cursor }]) {
      const next = await walk(page, [150, 250]);
      expect(next.after ?? next.before).toEqual(['x', null, 7]);
      expect(next.bounds).toEqual({ lowerMillis: 100, upperMillis: 200 });
      expect(next.range).toEqual(between(100, 200));
      expect(next.cursorOf(['x', null, 7])).toBe(cursor);
    }
    // Only the first page had to find them.
    expect(found()).toBe(1);
  });

  test('has cursors of its own', async () => {
    const { walk } = walker(LAST);
    const cursor = (await walk({}, [100, 200])).cursorOf([1]);
    await expect(walk({ after: cursor }, [100, 200], 'Asia/Tokyo')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'after' },
    });
    await expect(walker(between(100, 200)).walk({ after: cursor }, [100, 200])).rejects.toMatchObject({
      details: { argument: 'after' },
    });
  });

  test('is one: a page is not between cursors of two walks that found other ends', async () => {
    const { walk } = walker(LAST);
    const [after, before, other] = [
      (await walk({}, [100, 200])).cursorOf([1]),
      (await walk({}, [100, 200])).cursorOf([5]),
      (await walk({}, [150, 250])).cursorOf([5]),
    ];
    expect(await walk({ after, before }, [1, 2])).toMatchObject({ after: [1], before: [5] });
    await expect(walk({ after, before: other }, [1, 2])).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'before' },
    });
  });

  test('is not looked for where the page is impossible', async () => {
    const { walk, found } = walker(LAST);
    await expect(walk({ first: 6 }, [1, 2])).rejects.toMatchObject({ details: { argument: 'first' } });
    expect(found()).toBe(0);
  });
});

test('a range with ends of its own is told by them, however they are written', async () => {
  const { walk } = walker(null);
  const first = await walk({}, [100, 200]);
  expect(first.range).toBeNull();
  const cursor = first.cursorOf([1]);
  expect(await walk({ after: cursor }, [100, 200], 'Asia/Tokyo')).toMatchObject({ after: [1] });
  await expect(walk({ after: cursor }, [100, 201])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});
