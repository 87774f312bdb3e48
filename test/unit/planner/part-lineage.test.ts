import { expect, test } from '@jest/globals';
import { type Part, type PartsState, partsNewSince } from '../../../src/planner/part-lineage.ts';

/** A part by its name, as ClickHouse makes it: partition, first and last block, level, mutation. */
function part(name: string, rows = 10, hash = `of ${name}`): Part {
  const [partition = '', firstBlock, lastBlock, , mutation = 0] = name.split('_');
  return {
    ...{ name, hash, partition, rows },
    ...{ firstBlock: Number(firstBlock), lastBlock: Number(lastBlock), mutation: Number(mutation) },
  };
}

const state = (parts: readonly Part[], more: Partial<PartsState> = {}): PartsState => ({
  ...{ store: 'store/c51', startedSeconds: 1_000, mergesRows: false, dropsRows: false, parts },
  ...more,
});
const KNOWN = ['all_1_1_0', 'all_2_2_0', 'all_4_4_0'].map((name) => part(name));
const [one, two, four] = KNOWN as [Part, Part, Part];

test.each<[string, readonly Part[], Partial<PartsState>, readonly string[] | null]>([
  ['the same parts', KNOWN, {}, []],
  ['the same parts after a restart', KNOWN, { startedSeconds: 2_000 }, []],
  ['an insert', [...KNOWN, part('all_5_5_0')], {}, ['all_5_5_0']],
  ['a merge', [part('all_1_2_1', 20), four], {}, []],
  ['a merge over a number that is not known', [part('all_1_4_1', 30)], {}, ['all_1_4_1']],
  ['a merge with what was not known', [one, part('all_2_4_1', 21)], {}, ['all_2_4_1']],
  ['a merge that drops rows by a TTL', [part('all_1_2_1', 19), four], {}, null],
  ['a merge of a table with a TTL that dropped none', [part('all_1_2_1', 20), four], { dropsRows: true }, []],
  ['an insert into a table with a TTL', [...KNOWN, part('all_5_5_0')], { dropsRows: true }, ['all_5_5_0']],
  [
    'a TTL that drops as many rows as were inserted',
    [one, two, part('all_4_5_1', 10)],
    { dropsRows: true },
    null,
  ],
  ['one that drops fewer', [one, two, part('all_4_5_1', 15)], { dropsRows: true }, null],
  ['a merge that leaves nothing', [part('all_1_2_1', 0), four], { mergesRows: true }, null],
  ['a merge that adds rows up', [part('all_1_2_1', 12), four], { mergesRows: true }, []],
  ['such a merge over a number left out', [part('all_1_4_1', 12)], { mergesRows: true }, ['all_1_4_1']],
  ['a part that is gone', [one, two], {}, null],
  ['a part that is gone and another', [one, two, part('all_5_5_0')], {}, null],
  ['a part that was mutated', [one, two, part('all_4_4_0_5')], {}, null],
  ['a part of the same name that holds something else', [one, two, part('all_4_4_0', 10, 'other')], {}, null],
  [
    'a merge after a restart, which may give numbers again',
    [part('all_1_2_1', 20), four],
    { startedSeconds: 1_003 },
    null,
  ],
  ['a merge in another store', [part('all_1_2_1', 20), four], { store: 'store/c52' }, null],
  ['no part at all', [], {}, null],
])('%s', (_, parts, more, expected) => {
  expect(
    partsNewSince(state(KNOWN, { ...more, store: 'store/c51', startedSeconds: 1_000 }), state(parts, more)),
  ).toEqual(expected);
});

test('of a table that had no part all is new', () => {
  expect(partsNewSince(state([]), state([one]))).toEqual(['all_1_1_0']);
});
