import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createGrid, type Grid } from '../../../src/calendar/grid.ts';
import { UTC, zoneOf } from '../../../src/calendar/zone.ts';
import type { DeclaredRollup } from '../../../src/model/declared-dataset.ts';
import type { Stretch } from '../../../src/model/rollup.ts';
import { chooseRollup } from '../../../src/planner/choose-rollup.ts';
import type { RollupCandidate, RollupQuestion } from '../../../src/planner/rollup-question.ts';
import { pricedDataset } from '../../support/priced-dataset.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

function rollup(name: string): DeclaredRollup {
  const time = { column: 'bucket', type: 'instant' } as const;
  return { name, table: [name], width: 'PT1H', time, dimensions: ['region'], rowCount: 'n', measures: {} };
}

function candidate(
  name: string,
  grid: Grid,
  more: Partial<{ until: number; stale: Stretch[] }> = {},
): RollupCandidate {
  const { until: watermarkMillis = Number.POSITIVE_INFINITY, stale = [] } = more;
  return { rollup: rollup(name), facts: { grid, relation: [name], watermarkMillis, stale } };
}

function question(lowerMillis: number, upperMillis: number, edges: readonly number[]): RollupQuestion {
  const asked = { dimensions: [], where: {}, metrics: [], compared: [] };
  return { dataset: pricedDataset('timescale'), bounds: { lowerMillis, upperMillis }, edges, ...asked };
}

const hours = (count: number, zone = UTC): Grid => createGrid({ unit: 'hour', count }, zone, null);
const ZONES = [
  'UTC',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/St_Johns',
];

describe('the coarsest rollup whose edges all buckets have', () => {
  const days = createGrid({ unit: 'day', count: 1 }, UTC, null).edges(START, START + 72 * HOUR);
  const asked = question(START, START + 72 * HOUR, days);

  test('is taken, and the others say why not', () => {
    const six = candidate('six', hours(6));
    const { read, rejected } = chooseRollup(asked, [
      candidate('one', hours(1)),
      six,
      candidate('seven', createGrid({ unit: 'hour', count: 7 }, UTC, null)),
      { rollup: rollup('lost'), facts: { refusal: 'is gone' } },
    ]);
    expect(read).toMatchObject({ rollup: six.rollup, trusted: [asked.bounds] });
    expect(rejected).toEqual([
      {
        source: 'seven',
        reason: 'seven has buckets of PT7H in UTC that are cut by 2024-01-02T00:00:00.000Z.',
      },
      { source: 'lost', reason: 'lost is gone.' },
      { source: 'one', reason: 'one is finer (PT1H) than six.' },
    ]);
  });

  test.each([
    ['at an edge', START + 30 * HOUR, [[0, 30]]],
    ['one millisecond before', START + 30 * HOUR - 1, [[0, 24]]],
    ['before the range', START - 1, []],
  ])('is trusted up to its watermark: %s', (_, until, expected) => {
    const { read } = chooseRollup(asked, [candidate('six', hours(6), { until })]);
    const inHours = read?.trusted.map((stretch) => [
      (stretch.lowerMillis - START) / HOUR,
      (stretch.upperMillis - START) / HOUR,
    ]);
    expect(inHours ?? []).toEqual(expected);
  });

  test('is trusted in no bucket that anything changed in, at most a dozen stretches of the longest', () => {
    const change = (hour: number, lasting = 1): Stretch => ({
      lowerMillis: START + hour * HOUR,
      upperMillis: START + hour * HOUR + lasting,
    });
    const trusted = (stale: Stretch[]) =>
      chooseRollup(asked, [candidate('one', hours(1), { stale })]).read?.trusted.map(
        ({ lowerMillis, upperMillis }) => [(lowerMillis - START) / HOUR, (upperMillis - START) / HOUR],
      );
    expect(
      trusted([
        change(5),
        change(3, HOUR + 1),
        { lowerMillis: START + 70 * HOUR, upperMillis: Number.POSITIVE_INFINITY },
      ]),
    ).toEqual([
      [0, 3],
      [6, 70],
    ]);
    const odd = Array.from({ length: 36 }, (_, index) => change(index * 2 + 1));
    expect(trusted(odd)).toHaveLength(12);
  });
});

test('what is trusted are whole buckets in the range, below the watermark, in which nothing changed; no edge is missed', () => {
  const instant = fc.integer({ min: START, max: START + 400 * HOUR });
  const stretch = fc
    .tuple(instant, fc.integer({ min: 1, max: 30 * HOUR }))
    .map(([lowerMillis, length]) => ({ lowerMillis, upperMillis: lowerMillis + length }));
  const asking = fc.record({
    zone: fc.constantFrom(...ZONES),
    asked: fc.constantFrom(1, 2, 3, 6, 12, 24),
    kept: fc.constantFrom(1, 2, 6, 12, 24),
    keptZone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu'),
    bounds: stretch,
    until: instant,
    stale: fc.array(stretch, { maxLength: 6 }),
  });
  fc.assert(
    fc.property(asking, ({ zone, asked, kept, keptZone, bounds, until, stale }) => {
      const { lowerMillis, upperMillis } = bounds;
      const edges = hours(asked, zoneOf(zone)).edges(lowerMillis, upperMillis);
      const grid = hours(kept, zoneOf(keptZone));
      const { read } = chooseRollup(question(lowerMillis, upperMillis, edges), [
        candidate('one', grid, { until, stale }),
      ]);
      const own = grid.edges(lowerMillis, upperMillis);
      const isOwn = edges.every((edge) => edge <= lowerMillis || edge >= upperMillis || own.includes(edge));
      // One by one, as anybody would: a bucket is good or it is not.
      const good = own.slice(0, -1).filter((start, index) => {
        const end = own[index + 1] ?? start;
        const touched = stale.some((each) => each.lowerMillis < end && each.upperMillis > start);
        return start >= lowerMillis && end <= upperMillis && end <= until && !touched;
      });
      const trusted = read?.trusted ?? [];
      const covered = trusted.flatMap((each) => grid.edges(each.lowerMillis, each.upperMillis).slice(0, -1));
      expect(covered).toEqual(isOwn ? good : []);
      for (const [index, each] of trusted.entries()) {
        expect(each.lowerMillis).toBeGreaterThan(trusted[index - 1]?.upperMillis ?? Number.NEGATIVE_INFINITY);
      }
    }),
    { numRuns: 500 },
  );
});
