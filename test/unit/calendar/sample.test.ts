import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sampleIndices } from '../../../src/calendar/sample.ts';
import type { Downsampling } from '../../../src/model/observation-columns.ts';

type Values = readonly (number | null)[];

const HOUR = 3_600_000;
const hourly = (values: Values) => ({ times: values.map((_, index) => index * HOUR), values });

/** Points of any spacing, with gaps. */
const POINTS = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 5_000_000 }),
      value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { freq: 4, nil: null }),
    }),
    { maxLength: 300 },
  )
  .map((steps) => {
    let time = 1.7e12;
    return {
      times: steps.map(({ step }) => {
        time += step;
        return time;
      }),
      values: steps.map(({ value }) => value),
    };
  });
const MAX_POINTS = fc.integer({ min: 2, max: 320 });
const WAYS: readonly Downsampling[] = ['LTTB', 'MIN_MAX'];

/** The stretches between the first and the last point, by plain division. */
function stretches(length: number, count: number): [from: number, to: number][] {
  const start = (index: number): number => 1 + Math.floor((index * (length - 2)) / count);
  return Array.from({ length: count }, (_, index) => [start(index), start(index + 1)]);
}

/** LTTB as the thesis has it, for points that all have values. */
function textbook(times: readonly number[], values: readonly number[], maxPoints: number): number[] {
  const chosen = [0];
  const parts = [...stretches(values.length, maxPoints - 2), [values.length - 1, values.length] as const];
  for (const [index, [from, to]] of parts.slice(0, -1).entries()) {
    const [nextFrom, nextTo] = parts[index + 1] ?? [0, 0];
    const mean = (list: readonly number[]): number =>
      list.slice(nextFrom, nextTo).reduce((sum, each) => sum + each, 0) / (nextTo - nextFrom);
    const a = chosen.at(-1) ?? 0;
    const [ax, ay, cx, cy] = [Number(times[a]), Number(values[a]), mean(times), mean(values)];
    const areas = values
      .slice(from, to)
      .map((by, place) => Math.abs((ax - cx) * (by - ay) - (ax - Number(times[from + place])) * (cy - ay)));
    chosen.push(from + areas.indexOf(Math.max(...areas)));
  }
  return [...chosen, values.length - 1];
}

describe('sampleIndices', () => {
  test.each(WAYS)('%s keeps first and last, the order, and all points where they are few enough', (way) => {
    fc.assert(
      fc.property(POINTS, MAX_POINTS, (points, maxPoints) => {
        const indices = sampleIndices(points, maxPoints, way);
        const { length } = points.values;
        expect(indices.length).toBeLessThanOrEqual(Math.min(length, maxPoints));
        if (length <= maxPoints || way === 'LTTB') expect(indices).toHaveLength(Math.min(length, maxPoints));
        if (length > 0) expect([indices[0], indices.at(-1)]).toEqual([0, length - 1]);
        for (const [place, index] of indices.entries())
          if (place > 0) expect(index).toBeGreaterThan(indices[place - 1] ?? 0);
      }),
    );
  });

  test('LTTB is the algorithm of the thesis where there are no gaps', () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 3, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.integer({ min: 3, max: 100 }), (list, maxPoints) => {
        fc.pre(list.length > maxPoints);
        const points = hourly(list);
        expect(sampleIndices(points, maxPoints, 'LTTB')).toEqual(textbook(points.times, list, maxPoints));
      }),
    );
  });

  test('LTTB: one point a stretch, with a value where the stretch has one, else its first', () => {
    fc.assert(
      fc.property(POINTS, MAX_POINTS, (points, maxPoints) => {
        fc.pre(points.values.length > maxPoints);
        const inner = sampleIndices(points, maxPoints, 'LTTB').slice(1, -1);
        for (const [place, [from, to]] of stretches(points.values.length, maxPoints - 2).entries()) {
          const index = inner[place] ?? -1;
          expect(index >= from && index < to).toBe(true);
          const empty = points.values.slice(from, to).every((value) => value === null);
          if (empty) expect(index).toBe(from);
          else expect(points.values[index]).not.toBeNull();
        }
      }),
    );
  });

  test('MIN_MAX keeps the smallest and the largest value of each stretch', () => {
    fc.assert(
      fc.property(POINTS, fc.integer({ min: 4, max: 320 }), (points, maxPoints) => {
        fc.pre(points.values.length > maxPoints);
        const indices = new Set(sampleIndices(points, maxPoints, 'MIN_MAX'));
        for (const [from, to] of stretches(points.values.length, Math.floor((maxPoints - 2) / 2))) {
          const known = points.values.slice(from, to).filter((value) => value !== null);
          const kept = points.values.slice(from, to).filter((_, index) => indices.has(from + index));
          const wanted = known.length === 0 ? [null] : [Math.min(...known), Math.max(...known)];
          expect(new Set(kept.map((value) => value ?? null))).toEqual(new Set(wanted));
        }
      }),
    );
  });

  test.each(WAYS)('%s keeps a spike and shows a gap', (way) => {
    const values: (number | null)[] = Array.from({ length: 1_000 }, (_, index) => Math.sin(index / 100));
    values[333] = 500;
    values.fill(null, 600, 700);
    const kept = sampleIndices(hourly(values), 50, way);
    expect(kept).toContain(333);
    const gap = kept.filter((index) => index >= 600 && index < 700);
    expect(gap.length).toBeGreaterThan(0);
    expect(gap.every((index) => values[index] === null)).toBe(true);
    expect(kept.filter((index) => values[index] === null)).toEqual(gap);
  });

  test.each(WAYS)('%s: no values at all, two points, and numbers at the end of the doubles', (way) => {
    expect(sampleIndices(hourly([]), 2, way)).toEqual([]);
    expect(sampleIndices(hourly([null, null, null]), 2, way)).toEqual([0, 2]);
    expect(sampleIndices(hourly(Array.from({ length: 9 }, () => null)), 5, way)[0]).toBe(0);
    const huge = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 1.7e308 : -1.7e308));
    expect(sampleIndices(hourly(huge), 10, way).at(-1)).toBe(99);
  });
});
