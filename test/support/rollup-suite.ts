import { expect } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { parseDuration } from '../../src/calendar/duration.ts';
import { parseTimeBound } from '../../src/calendar/time-range.ts';
import { createComparedRollups } from '../../src/dao/compared-rollups.ts';
import type { BucketsRequest } from '../../src/dao/dataset-requests.ts';
import type { Metric, RowFilter } from '../../src/model/dataset-query.ts';
import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';
import type { ChosenSource } from '../../src/model/provenance.ts';
import { datasetDao } from './awkward-storage.ts';
import { PLAIN_BUCKETS } from './dataset-suite.ts';

const metric = (of: string, name: Metric['function']): Metric => ({ measure: of, function: name, p: null });
export const ROLLED_METRICS: readonly Metric[] = ['load', 'cost', 'ticks'].flatMap((of) =>
  (['SUM', 'AVG', 'MIN', 'MAX'] as const).map((name) => metric(of, name)),
);

export type MeteredAsk = {
  readonly width?: string;
  readonly zone?: string;
  readonly start: string;
  readonly end: string;
  readonly dimensions?: readonly string[];
  readonly where?: RowFilter;
  readonly metrics?: readonly Metric[];
  readonly more?: Partial<BucketsRequest>;
};

/** A question that a rollup answers: its name, the rollup, what is asked. */
export type RolledCase = readonly [name: string, source: string, asked: Partial<MeteredAsk>];

/** Those of every engine, over ten days of an hourly and a daily rollup. */
export const ROLLED_CASES: readonly RolledCase[] = [
  ['days of UTC', 'daily', {}],
  ['hours', 'hourly', { width: 'PT1H' }],
  ['by dimensions that may be missing', 'daily', { dimensions: ['meter', 'site'] }],
  [
    'a range that begins and ends within buckets',
    'hourly',
    { width: 'PT3H', start: '2024-03-06T04:17:11Z', end: '2024-03-13T20:59:59.999Z' },
  ],
  ['filled gaps', 'hourly', { width: 'PT1H', start: '2024-03-04', more: { fill: 'LINEAR' } }],
];

/** The three meters of the greatest mean. */
export function bestThree(measure: string): Partial<MeteredAsk> {
  const by = { kind: 'metric', metric: metric(measure, 'AVG') } as const;
  const order = [{ by, direction: 'DESC', nulls: 'LAST' } as const];
  return { dimensions: ['meter'], more: { order, having: { count: { gt: 10 } }, page: { first: 3 } } };
}

function request(dataset: DeclaredDataset, ask: MeteredAsk): BucketsRequest {
  const { width = 'P1D', zone = 'UTC', start, end, dimensions = [], where = {}, metrics, more } = ask;
  return {
    table: dataset,
    range: { between: { start: parseTimeBound(start), end: parseTimeBound(end) } },
    timeZone: zone,
    where,
    metrics: metrics ?? ROLLED_METRICS,
    dimensions,
    having: {},
    order: [],
    page: { first: 100 },
    ...PLAIN_BUCKETS,
    groupByInterval: parseDuration(width, 'width'),
    ...more,
  };
}

/**
 * Asks with and without the rollups, in buckets and in groups; both answers must be equal. Answers where the one with
 * rollups was read from.
 */
export async function askBothWays(
  backend: Backend,
  dataset: DeclaredDataset,
  ask: MeteredAsk,
  compared = createComparedRollups(),
): Promise<ChosenSource> {
  const dao = datasetDao(backend, {}, undefined, compared);
  const [routed, direct] = [request(dataset, ask), request({ ...dataset, rollups: [] }, ask)];
  const page = await dao.queryBuckets(routed);
  const expected = await dao.queryBuckets(direct);
  expect(expected.rows.flatMap(({ buckets }) => buckets).length).toBeGreaterThan(0);
  expectEqual(page.rows, expected.rows);
  expect(await dao.countLines(routed)).toBe(await dao.countLines(direct));
  const groups = await dao.queryAggregatedMetrics(routed);
  expectEqual(groups.rows, (await dao.queryAggregatedMetrics(direct)).rows);
  const { source, rollup, rejected } = page.provenance();
  return { source, rollup, rejected };
}

/** About the sum of all absolute values of the table. */
const ADDED_UP = 20_000;

/** Exactly, but for the last digits of doubles that were added up. */
function expectEqual(actual: unknown, expected: unknown): void {
  const written = (value: unknown): string =>
    JSON.stringify(value, (_, each) =>
      typeof each === 'number' && !Number.isInteger(each) ? 'double' : each,
    );
  expect(written(actual)).toBe(written(expected));
  const numbers = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(numbers)
        : [];
  const [ones, others] = [numbers(actual), numbers(expected)];
  const apart = ones.filter((one, index) => Math.abs(one - (others[index] ?? Number.NaN)) > ADDED_UP * 1e-9);
  expect(ones).toHaveLength(others.length);
  expect(apart).toEqual([]);
}
