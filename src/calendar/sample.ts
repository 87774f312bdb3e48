import type { Downsampling } from '../model/observation-columns.ts';

/** Points in the order of time; a value is null where none was published. */
export type Points = {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
};

/**
 * Which of the points to draw when there may be `maxPoints` of them (at least 2): their indices, ascending. The first and
 * the last are always among them, and all are where they are few enough. The points between are cut into stretches of
 * equal number. A stretch that has values gives points with values only; one that has none gives its first point, so that
 * a gap as long as two stretches is always still a gap.
 */
export function sampleIndices(points: Points, maxPoints: number, downsampling: Downsampling): number[] {
  const { length } = points.values;
  if (length <= maxPoints) return points.values.map((_, index) => index);
  const chosen = downsampling === 'LTTB' ? largestTriangles : extremes;
  return [0, ...chosen(points, maxPoints - 2), length - 1];
}

/** Where stretch `index` of `count` begins, of the points between the first and the last. */
function stretchStart(length: number, count: number, index: number): number {
  return 1 + Math.floor((index * (length - 2)) / count);
}

/** The middle of the values of some points; null without any. */
type Middle = { readonly time: number; readonly value: number };

/**
 * Largest triangle three buckets: of each stretch the point that makes the largest triangle with the point chosen before
 * and the middle of the stretch after. S. Steinarsson, Downsampling Time Series for Visual Representation, University of
 * Iceland 2013, section 4.2. Where a neighbour has no value, the mean of the stretch itself stands for its value.
 */
function largestTriangles(points: Points, count: number): number[] {
  const { length } = points.values;
  const chosen: number[] = [];
  let before = 0;
  let own = count === 0 ? null : middle(points, 1, stretchStart(length, count, 1));
  for (let index = 0; index < count; index++) {
    const from = stretchStart(length, count, index);
    const to = stretchStart(length, count, index + 1);
    // The last point of all stands alone after the last stretch.
    const after = middle(points, to, index + 1 < count ? stretchStart(length, count, index + 2) : length);
    before = own === null ? from : largestTriangle(points, [from, to], own, before, after);
    chosen.push(before);
    own = after;
  }
  return chosen;
}

function largestTriangle(
  { times, values }: Points,
  [from, to]: readonly [number, number],
  own: Middle,
  before: number,
  after: Middle | null,
): number {
  const timeBefore = times[before] ?? 0;
  const valueBefore = values[before] ?? own.value;
  const run = timeBefore - (after?.time ?? times[to] ?? 0);
  const rise = (after?.value ?? own.value) - valueBefore;
  let largest = -1;
  let best = from;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? null;
    if (value === null) continue;
    const area = Math.abs(run * (value - valueBefore) - (timeBefore - (times[index] ?? 0)) * rise);
    // The first value counts even where numbers near the end of the doubles make no area.
    if (area > largest || largest === -1) {
      largest = Number.isNaN(area) ? 0 : area;
      best = index;
    }
  }
  return best;
}

function middle({ times, values }: Points, from: number, to: number): Middle | null {
  let count = 0;
  let time = 0;
  let value = 0;
  for (let index = from; index < to; index++) {
    const own = values[index] ?? null;
    if (own === null) continue;
    count++;
    time += times[index] ?? 0;
    value += own;
  }
  return count === 0 ? null : { time: time / count, value: value / count };
}

/** The smallest and the largest value of each of half as many stretches, in the order of time; one point where they are equal. */
function extremes({ values }: Points, room: number): number[] {
  const count = Math.floor(room / 2);
  const chosen: number[] = [];
  for (let index = 0; index < count; index++) {
    const from = stretchStart(values.length, count, index);
    const [smallest, largest] = extremesOf(values, from, stretchStart(values.length, count, index + 1));
    chosen.push(Math.min(smallest, largest));
    if (smallest !== largest) chosen.push(Math.max(smallest, largest));
  }
  return chosen;
}

function extremesOf(values: Points['values'], from: number, to: number): [smallest: number, largest: number] {
  let smallest = -1;
  let largest = -1;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? null;
    if (value === null) continue;
    if (smallest === -1 || value < Number(values[smallest])) smallest = index;
    if (largest === -1 || value > Number(values[largest])) largest = index;
  }
  return smallest === -1 ? [from, from] : [smallest, largest];
}
