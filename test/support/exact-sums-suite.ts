import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../src/calendar/duration.ts';
import type { GroupsRequest } from '../../src/dao/dataset-requests.ts';
import type {
  AggregateFunction,
  DatasetGroup,
  GroupOrder,
  Metric,
  Scalar,
} from '../../src/model/dataset-query.ts';
import type { PageArguments } from '../../src/model/page.ts';
import { datasetDao } from './awkward-storage.ts';
import type { DatasetEngine } from './dataset-suite.ts';
import { storeUnevenRows, UNEVEN_GROUPS, unevenDataset } from './uneven-table.ts';
import { walked, walkedBack } from './walks.ts';

const UNITS = 2 ** 100;
const inReach = (value: number): boolean =>
  value === 0 || (Math.abs(value) >= 2 ** -48 && Math.abs(value) < 2 ** 62);

const ascending = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other).reduce((sum, value) => sum + value, 0);

/** What is so large is added times 2^-600. */
const isHuge = (value: number): boolean => Math.abs(value) >= 2 ** 480;

/**
 * The double nearest to the exact sum of the values in reach, and what the others but the huge ones add up to in ascending
 * order; and so the huge ones by themselves. Both by a count.
 */
function exactSumBy(values: readonly number[], count: number): number {
  const units = values.filter(inReach).reduce((sum, value) => sum + BigInt(value * UNITS), 0n);
  const far = ascending(values.filter((value) => !inReach(value) && !isHuge(value)));
  const huge = ascending(values.filter(isHuge).map((value) => value * 2 ** -600));
  return (Number(units) / UNITS + far) / count + (huge / count) * 2 ** 600;
}

function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const scale = values.some(isHuge) ? 2 ** -600 : 1;
  const scaled = values.map((value) => value * scale);
  const mean = ascending(scaled) / values.length;
  const squares = scaled.toSorted((one, other) => one - other).map((value) => (value - mean) ** 2);
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / (values.length - 1)) / scale;
}

const REFERENCE: Partial<Record<AggregateFunction, (values: readonly number[]) => number | null>> = {
  SUM: (values) => (values.length === 0 ? null : exactSumBy(values, 1)),
  AVG: (values) => (values.length === 0 ? null : exactSumBy(values, values.length)),
  STDDEV: deviationOf,
};

/** Sums of doubles that decide something: the same in whatever order rows are stored, and on every engine. */
export function describeExactSums(engine: () => DatasetEngine): void {
  const scope = (table: string) => {
    const { backend, table: path } = engine();
    const dataset = unevenDataset(backend.kind, [...path.slice(0, -1), table]);
    return { table: dataset, range: null, timeZone: 'UTC', where: {} };
  };
  const dao = () => datasetDao(engine().backend);

  describe('sums of doubles that decide', () => {
    beforeAll(async () => {
      await storeUnevenRows(engine().backend, 'uneven', false);
      await storeUnevenRows(engine().backend, 'uneven_reversed', true);
    }, 120_000);

    test.each(['SUM', 'AVG', 'STDDEV'] as const)(
      'groups by %s, every way there is to walk them',
      async (name) => {
        const metric: Metric = { measure: 'volume', function: name, p: null };
        for (const direction of ['ASC', 'DESC'] as const) {
          const expected = expectedGroups(name, direction);
          for (const table of ['uneven', 'uneven_reversed']) {
            const order: GroupOrder[] = [{ by: { kind: 'metric', metric }, direction, nulls: 'LAST' }];
            const request = {
              ...scope(table),
              metrics: [metric],
              dimensions: ['hub'],
              having: {},
              order,
            };
            const ask = (page: PageArguments) => dao().queryAggregatedMetrics({ ...request, page });
            expect((await ask({ first: 1_000 })).rows.map(shown(name))).toEqual(expected);
            expect((await walked(ask, 7)).map(shown(name))).toEqual(expected);
            expect((await walkedBack(ask, 11)).map(shown(name))).toEqual(expected);
          }
        }
      },
    );

    test.each(['SUM', 'AVG', 'STDDEV', 'MEDIAN'] as const)(
      '%s of what decides nothing: as rows come, and near enough',
      async (name) => {
        const metric: Metric = { measure: 'volume', function: name, p: null };
        for (const table of ['uneven', 'uneven_reversed']) {
          const request = { ...scope(table), metrics: [metric], dimensions: ['hub'], having: {}, order: [] };
          const { rows } = await dao().queryAggregatedMetrics({ ...request, page: { first: 1_000 } });
          expect(rows.map(({ key }) => key.hub)).toEqual([...UNEVEN_GROUPS.keys()].sort());
          for (const [hub, value] of rows.map(shown(name))) {
            const values = (UNEVEN_GROUPS.get(String(hub)) ?? []).filter(
              (each) => each !== null && !Number.isNaN(each),
            );
            expect([table, hub, nearest(name, values as number[], value)]).toEqual([table, hub, value]);
          }
        }
      },
    );

    test('lines by a sum, both ways, in the order of their groups', async () => {
      const metric: Metric = { measure: 'volume', function: 'SUM', p: null };
      const order: GroupOrder[] = [{ by: { kind: 'metric', metric }, direction: 'DESC', nulls: 'FIRST' }];
      const days = { groupByInterval: parseDuration('P1D', 'width'), origin: null, maxGap: null } as const;
      const request = {
        ...days,
        fill: 'NONE',
        partial: 'INCLUDE',
        metrics: [metric],
        having: {},
        order,
      } as const;
      const expected = expectedGroups('SUM', 'DESC', -1).map(([hub]) => hub);
      for (const table of ['uneven', 'uneven_reversed']) {
        const ask = (page: PageArguments) =>
          dao().queryBuckets({ ...scope(table), ...request, dimensions: ['hub'], page });
        expect((await walked(ask, 13)).map(({ key }) => key.hub)).toEqual(expected);
        expect((await walkedBack(ask, 17)).map(({ key }) => key.hub)).toEqual(expected);
      }
    });

    test('a closing level by which groups are chosen is the exact sum of the newest values', async () => {
      const metric: Metric = { measure: 'volume', function: 'CLOSING', p: null };
      const newest = [...UNEVEN_GROUPS].flatMap(([hub, values]) =>
        hub.startsWith('scattered') ? [values.at(-1) ?? 0] : [],
      );
      for (const table of ['uneven', 'uneven_reversed']) {
        const request: GroupsRequest = {
          ...{ ...scope(table), where: { columns: { hub: { startsWith: 'scattered' } } } },
          ...{ metrics: [metric], dimensions: [], order: [], page: {} },
          having: { metrics: [{ metric, comparison: { isNull: false } }] },
        };
        const { rows } = await dao().queryAggregatedMetrics(request);
        expect(rows.map(({ values }) => values)).toEqual([{ 'volume.CLOSING': exactSumBy(newest, 1) }]);
      }
    });

    test.each(['SUM', 'AVG', 'STDDEV'] as const)(
      'a %s that was shown finds its groups again',
      async (name) => {
        const metric: Metric = { measure: 'volume', function: name, p: null };
        const expected = expectedGroups(name, 'ASC');
        for (const [, value] of expected.slice(0, 6)) {
          if (typeof value !== 'number') continue;
          const having = { metrics: [{ metric, comparison: { gte: value, lte: value } }] };
          const request: GroupsRequest = {
            ...{ ...scope('uneven'), metrics: [metric], dimensions: ['hub'], having, order: [] },
            page: { first: 1_000 },
          };
          const found = (await dao().queryAggregatedMetrics(request)).rows.map(shown(name));
          expect(found).toEqual(expected.filter(([, other]) => other === value));
          expect(await dao().countGroups(request)).toBe(found.length);
        }
      },
    );
  });
}

/** The actual value where it is as near as DESIGN's equal asks; else what it should be. */
function nearest(name: AggregateFunction, values: readonly number[], actual: Scalar): number | null {
  const wanted = name === 'MEDIAN' ? medianOf(values) : (REFERENCE[name]?.(values) ?? null);
  if (wanted === null || !Number.isFinite(wanted)) return null;
  if (typeof actual !== 'number') return wanted;
  const within = values.reduce((sum, value) => sum + Math.abs(value) * 1e-9, 0);
  return Math.abs(actual - wanted) <= within ? actual : wanted;
}

/** As percentile_cont goes from one value to the next: null where no double holds the way. */
function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const place = 0.5 * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) return null;
  return place === Math.floor(place) ? low : low + (high - low) * 0.5;
}

function expectedGroups(
  name: AggregateFunction,
  direction: GroupOrder['direction'],
  signOfMissing = 1,
): [string, Scalar][] {
  const sign = direction === 'ASC' ? 1 : -1;
  return [...UNEVEN_GROUPS]
    .map(([hub, values]): [string, number | null] => {
      const numbers = values.filter((value) => value !== null && !Number.isNaN(value)) as number[];
      const value = REFERENCE[name]?.(numbers) ?? null;
      return [hub, Number.isNaN(value) ? null : value];
    })
    .toSorted(([one, first], [other, second]) => {
      if (first !== second) {
        if (first === null || second === null) return first === null ? signOfMissing : -signOfMissing;
        return first < second ? -sign : sign;
      }
      return one < other ? -1 : 1;
    })
    .map(([hub, value]) => [hub, value !== null && Number.isFinite(value) ? value : null]);
}

/** A group's name and value. -0 is shown as 0. */
function shown(name: AggregateFunction): (group: DatasetGroup) => [Scalar, Scalar] {
  return ({ key, values }) => {
    const value = values[`volume.${name}`] ?? null;
    return [key.hub ?? null, value === 0 ? 0 : value];
  };
}
