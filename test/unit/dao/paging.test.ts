import { describe, expect, test } from '@jest/globals';
import { createCursorCodec } from '../../../src/dao/cursor.ts';
import { pageOf, pageWalk } from '../../../src/dao/paging.ts';
import type { PageArguments } from '../../../src/model/page.ts';

const cursors = createCursorCodec('a secret');
const SIZES = { defaultSize: 2, maxSize: 10 };
const walkOf = (page: PageArguments) => pageWalk(page, SIZES, 'list', cursors);
const ROWS = ['a', 'b', 'c', 'd', 'e'];

describe('cursors', () => {
  test('give back their values for the same list', () => {
    const cursor = cursors.encode('list', ['x', null, 7]);
    expect(cursors.decode('list', cursor, 'after')).toEqual(['x', null, 7]);
  });

  test('are refused for another list, another secret, or when forged', () => {
    const cursor = cursors.encode('list', ['x']);
    const refused = expect.objectContaining({ code: 'BAD_USER_INPUT' });
    expect(() => cursors.decode('other list', cursor, 'after')).toThrow(refused);
    expect(() => createCursorCodec('another').decode('list', cursor, 'after')).toThrow(refused);
    for (const forged of ['', 'x', 'bm90IGEgY3Vyc29y', `${cursor.slice(0, -2)}AA`, '☃']) {
      expect(() => cursors.decode('list', forged, 'before')).toThrow(refused);
    }
  });
});

describe('pageWalk', () => {
  test.each<[string, PageArguments]>([
    ['first', { first: -1 }],
    ['first', { first: 1e9 }],
    ['last', { last: -1 }],
    ['last', { first: 1, last: 1 }],
    ['offset', { offset: -1 }],
    ['offset', { last: 1, offset: 1 }],
    ['offset', { first: 1, offset: 1, after: cursors.encode('list', ['x']) }],
    ['after', { first: 1, after: 'forged' }],
  ])('names %s as wrong in %j', (argument, page) => {
    expect(() => walkOf(page)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument }) }),
    );
  });

  test('reads one row more than the page holds', () => {
    expect(walkOf({})).toMatchObject({ size: 2, limit: 3, offset: 0, backward: false });
    expect(walkOf({ last: 3 })).toMatchObject({ size: 3, limit: 4, backward: true });
    expect(walkOf({ first: 0 })).toMatchObject({ size: 0, limit: 1 });
  });
});

describe('pageOf', () => {
  test('cuts the extra row and says that there is more', () => {
    const page = pageOf(ROWS.slice(0, 3), walkOf({ first: 2 }), (row) => row);
    expect(page).toMatchObject({ rows: ['a', 'b'], hasNextPage: true, hasPreviousPage: false });
  });

  test('turns a backward walk round', () => {
    const page = pageOf(['e', 'd', 'c'], walkOf({ last: 2 }), (row) => row);
    expect(page).toMatchObject({ rows: ['d', 'e'], hasNextPage: false, hasPreviousPage: true });
  });
});
