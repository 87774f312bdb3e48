import type { Cell } from '../backend/backend.ts';
import { type BucketSpan, boundsWithin } from '../calendar/buckets.ts';
import type { ValueBefore } from '../calendar/fill.ts';
import { bucketEnd } from '../calendar/grid.ts';
import { bucketsBetween, bucketsHolding, startsWithValues } from '../calendar/look-back.ts';
import { type Metric, metricKey, type Scalar } from '../model/dataset-query.ts';
import { placementOf } from '../planner/placement.ts';
import { bucketIndex, bucketsPage, latestOfLines } from '../sql/dataset/buckets.ts';
import type { PagePart } from '../sql/dataset/page.ts';
import { declaredMeasure } from '../sql/dataset/source.ts';
import type { BucketList, LineScope } from './dataset-buckets.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import { decodeLines, decodeOfLines, type FoundLine, keyText } from './dataset-rows.ts';
import { summaryOf } from './dataset-selection.ts';
import { timeText } from './dataset-values.ts';

/** By metric, what PREVIOUS repeats until the first value of a line. */
type Before = Readonly<Record<string, ValueBefore<NonNullable<Scalar>>>>;

/** By key of a line the start of the bucket that holds the newest value of each measure, null for none, and the newest row. */
type Newest = ReadonlyMap<
  string,
  { readonly values: readonly (number | null)[]; readonly row: number | null }
>;

/**
 * By key of each line what PREVIOUS repeats: of each measure the newest bucket before the range that has a value. Two
 * statements; none where every line has values in the first bucket, and in an open range, which begins with the first row.
 * `found` is what the lines have in the range; null where there may be lines without any.
 */
export async function readBefore(
  scope: LineScope,
  { fill, maxGap }: BucketsRequest,
  list: BucketList,
  metrics: readonly Metric[],
  page: PagePart,
  found: readonly FoundLine[] | null,
): Promise<ReadonlyMap<string, Before>> {
  const start = list.spans[0]?.startMillis;
  const isNeeded = fill === 'PREVIOUS' && metrics.length > 0 && list.bounds.lowerMillis !== null;
  if (!isNeeded || start === undefined || found?.every((line) => startsWithValues(line.found)) === true)
    return new Map();
  const measures = [...new Set(metrics.map(({ measure }) => measure))];
  const newest = await readNewest(scope, list, start, measures, page);
  const held = bucketsHolding(
    list.grid,
    [...newest.values()].flatMap(({ values }) => values.filter((edge) => edge !== null)),
  );
  if (held.length === 0) return new Map();
  const lines = await readHeld(scope, list, held, metrics, page, newest.size);
  const placeOf = new Map(held.map(({ startMillis }, index) => [startMillis, index]));
  return new Map(
    lines.map(({ line, found: buckets }) => {
      const key = keyText(line.shown);
      const { values: starts = [], row = null } = newest.get(key) ?? {};
      // A bucket that has rows without values ends a run of buckets without rows.
      const end = row === null ? start : bucketEnd(list.grid, row);
      const between = maxGap === null ? 0 : bucketsBetween(list.grid, end, start, maxGap);
      const values = metrics.flatMap((metric): [string, ValueBefore<NonNullable<Scalar>>][] => {
        const index = placeOf.get(starts[measures.indexOf(metric.measure)] ?? Number.NaN) ?? -1;
        const value = buckets.get(index)?.values[metricKey(metric)] ?? null;
        if (value === null) return [];
        return [[metricKey(metric), { value, bucketsBetween: between }]];
      });
      return [key, Object.fromEntries(values)];
    }),
  );
}

async function readNewest(
  { dialect, ask }: LineScope,
  { grid, rows: { table, where }, lines }: BucketList,
  startMillis: number,
  names: readonly string[],
  page: PagePart,
): Promise<Newest> {
  const measures = names.map((name) => declaredMeasure(table, name));
  const older = { table, where, bounds: { lowerMillis: null, upperMillis: startMillis } };
  const query = latestOfLines(dialect, lines, older, measures, page);
  const { rows } = await ask(query, summaryOf(table, 'buckets before'));
  const bucketOf = (time: Cell): number | null =>
    time === null ? null : grid.floor(Date.parse(timeText(table.time.type, time)));
  return new Map(
    decodeOfLines(lines, rows).map(({ key, cells }) => {
      const starts = cells.map(bucketOf);
      return [keyText(key), { values: starts.slice(0, -1), row: starts.at(-1) ?? null }];
    }),
  );
}

/** What the buckets come to that hold the newest values, of which there is at least one. */
async function readHeld(
  { dialect, ask }: LineScope,
  { rows: { table, where }, lines }: BucketList,
  held: readonly BucketSpan[],
  metrics: readonly Metric[],
  page: PagePart,
  lineCount: number,
): Promise<FoundLine[]> {
  const placement = placementOf(held);
  const bounds = boundsWithin({ lowerMillis: null, upperMillis: null }, held);
  // As many as there can be: none is cut off.
  const part = { ...page, bucketLimit: held.length * lineCount };
  const query = bucketsPage(dialect, lines, { table, where, bounds }, metrics, placement, part);
  const { rows } = await ask(query, summaryOf(table, 'buckets before'));
  return decodeLines(lines, metrics, bucketIndex(dialect, placement), rows);
}
