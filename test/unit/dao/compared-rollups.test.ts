import { expect, test } from '@jest/globals';
import { type Compared, createComparedRollups } from '../../../src/dao/compared-rollups.ts';
import type { PartsState } from '../../../src/planner/part-lineage.ts';

const stateOf = (parts: number): PartsState => ({
  ...{ store: 'store/c51', startedSeconds: 1_000, mergesRows: false, dropsRows: false },
  parts: Array.from({ length: parts }, (_, index) => ({
    ...{ name: `all_${index}_${index}_0`, hash: 'of it', partition: 'all' },
    ...{ firstBlock: index, lastBlock: index, mutation: 0, rows: 10 },
  })),
});

/** What was found of a table and a rollup of so many parts each, which are shared: the test takes no memory. */
const compared = (state: PartsState, more: Partial<Compared> = {}): Compared => ({
  ...{ created: 'CREATE TABLE', table: state, rollup: state },
  ...{ dimensions: ['meter', 'site'], columns: ['cost_sum', 'load_sum'], same: [], different: null },
  ...more,
});

/** How many of so many conditions are remembered after all were asked for, of which the newest ones are. */
function remembered(
  count: number,
  one: (index: number) => Compared,
  keyOf = (index: number): string => `${index}`,
): number {
  const memory = createComparedRollups();
  for (let index = 0; index < count; index++) memory.keep(keyOf(index), one(index));
  const kept = Array.from(
    { length: count },
    (_, index) => memory.find(keyOf(index), ['meter'], ['cost_sum']) !== null,
  );
  const first = kept.indexOf(true);
  expect(kept.slice(first)).not.toContain(false);
  return count - first;
}

test('of tables of few parts 1,600 conditions are remembered', () => {
  const state = stateOf(10);
  expect(remembered(2_000, () => compared(state))).toBe(1_600);
});

test('of tables of many parts as many conditions as have 100,000 of them', () => {
  const state = stateOf(500);
  const kept = remembered(2_000, () => compared(state));
  expect(kept * 1_000).toBeLessThanOrEqual(100_000);
  expect(kept).toBeGreaterThan(90);
});

test('what was found in many stretches, and long conditions and tables, count as well', () => {
  const state = stateOf(1);
  const same = Array.from({ length: 10_000 }, (_, index) => ({
    lowerMillis: 2 * index,
    upperMillis: 2 * index + 1,
  }));
  expect(remembered(50, () => compared(state, { same }))).toBe(9);
  const long = 'x'.repeat(1_000_000);
  expect(remembered(50, () => compared(state, { created: long }))).toBe(19);
  expect(
    remembered(
      50,
      () => compared(state),
      (index) => `${index} ${long}`,
    ),
  ).toBe(9);
});

test('each way of asking under a condition counts by itself, and what it replaces no longer', () => {
  const [small, large] = [stateOf(1), stateOf(20_000)];
  const memory = createComparedRollups();
  memory.keep('other', compared(small));
  for (let time = 0; time < 10; time++) memory.keep('key', compared(large));
  expect(memory.find('other', ['meter'], ['cost_sum'])).not.toBeNull();
  memory.keep('key', compared(large, { columns: ['ticks_sum'] }));
  memory.keep('key', compared(large, { columns: ['ticks_min'] }));
  expect(memory.find('key', [], ['cost_sum'])).toBeNull();
  expect(memory.find('key', [], ['ticks_sum'])).not.toBeNull();
});

test('what was asked for is kept before what was not', () => {
  const large = stateOf(20_000);
  const memory = createComparedRollups();
  memory.keep('one', compared(large));
  memory.keep('two', compared(large));
  const { dimensions, columns } = compared(large);
  expect(memory.find('one', dimensions, columns)).not.toBeNull();
  memory.keep('three', compared(large));
  expect(memory.find('one', ['meter'], ['cost_sum'])).not.toBeNull();
  expect(memory.find('two', ['meter'], ['cost_sum'])).toBeNull();
});

test('tables of more parts than are remembered at all are not, and displace nothing', () => {
  const memory = createComparedRollups();
  memory.keep('small', compared(stateOf(1)));
  memory.keep('vast', compared(stateOf(50_001)));
  expect(memory.find('vast', [], [])).toBeNull();
  expect(memory.find('small', [], [])).not.toBeNull();
});

test('what was found in more dimensions and columns holds for fewer, but for a difference', () => {
  const memory = createComparedRollups();
  const state = stateOf(1);
  const wide = compared(state);
  memory.keep('key', wide);
  expect(memory.find('key', ['meter'], ['cost_sum'])).toBe(wide);
  expect(memory.find('key', ['meter', 'zone'], ['cost_sum'])).toBeNull();
  expect(memory.find('key', ['meter'], ['ticks_sum'])).toBeNull();
  expect(memory.find('other', ['meter'], ['cost_sum'])).toBeNull();
  const differing = compared(state, {
    different: { lowerMillis: 1, upperMillis: 2, refusal: 'counts 1 rows where the table has 2' },
  });
  memory.keep('key', differing);
  expect(memory.find('key', ['meter'], ['cost_sum'])).toBeNull();
  expect(memory.find('key', wide.dimensions, wide.columns)).toBe(differing);
});
