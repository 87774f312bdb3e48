import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Temporal } from '@js-temporal/polyfill';
import { load } from '../../src/ingest/load.ts';
import { openBulkFiles } from '../../src/ingest/read-bulk.ts';
import type { RecordSource } from '../../src/ingest/record.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { type EngineGateways, startEngineGateways } from '../support/engine-gateways.ts';
import { linesSource } from '../support/series-lines.ts';
import { sharedData } from '../support/shared-data.ts';

const HOURLY = sharedData('eba_hourly.jsonl.gz');
const ENGINES = ['clickhouse', 'timescale', 'trino'] as const;
const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
];
/** ClickHouse holds all series, the others so many. */
const FEW = 10;
const PAGE = 19;

/** Hours of a series in their order, as the file has them; a missing value is NaN. */
type Hours = { readonly millis: Float64Array; readonly values: Float64Array };
type Days = Record<'start' | 'state', string[]> &
  Record<'count', number[]> &
  Record<Figure, (number | null)[]>;
type Figure = 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last';

const hours = new Map<string, Hours>();
/** The first instants of all local days by zone. */
const midnights = new Map<string, number[]>();
let gateways: EngineGateways | undefined;

beforeAll(async () => {
  if (HOURLY === undefined) return;
  const few: string[] = [];
  for await (const line of createInterface({ input: createReadStream(HOURLY).pipe(createGunzip()) })) {
    const { series_id: id, data } = JSON.parse(line) as { series_id?: string; data: [string, unknown][] };
    if (id === undefined) continue;
    hours.set(id, hoursOf(data));
    if (few.length < FEW) few.push(line);
  }
  for (const zone of ZONES) midnights.set(zone, midnightsOf(zone));
  gateways = await startEngineGateways(ENGINES, 'local_days');
  for (const { kind, gateway } of gateways.list) {
    const source: RecordSource =
      kind === 'clickhouse' ? await openBulkFiles([HOURLY], process.stdin) : await linesSource(few);
    const { error } = await load(source, {
      backends: [gateway.backend(kind)],
      skipBad: false,
      signal: AbortSignal.timeout(600_000),
      logger: SILENT,
      onEvent() {},
    });
    if (error !== null) throw error;
  }
}, 900_000);

afterAll(() => gateways?.close());

describe(`hourly demand by local day, 2015 to 2024 · ${ENGINES.join(', ')}`, () => {
  test.each(ZONES)(
    '%s',
    async (zone) => {
      const query = `query ($ids: [ID!]!) { eiaSeriesByIds(ids: $ids) { id
      bucketColumns(width: "P1D", timeZone: "${zone}", range: { between: { start: "2015-01-01", end: "2025-01-01" } }) {
        start state count sum avg min max first last } } }`;
      for (const { kind, gateway } of gateways?.list ?? []) {
        const ids = [...hours.keys()].slice(0, kind === 'clickhouse' ? hours.size : FEW);
        for (let at = 0; at < ids.length; at += PAGE) {
          const { data, errors } = await gateway.query(query, { ids: ids.slice(at, at + PAGE) });
          expect(errors).toEqual([]);
          const { eiaSeriesByIds: series } = data as {
            eiaSeriesByIds: { id: string; bucketColumns: Days }[];
          };
          for (const { id, bucketColumns } of series)
            expectDays(`${kind} ${zone} ${id}`, bucketColumns, daysOf(id, zone));
        }
      }
    },
    600_000,
  );
});

/** What figures of floating point may differ by, of the sum of the absolute values that make them. */
const TOLERANCE = 1e-9;

function expectDays(name: string, days: Days, expected: readonly Day[]): void {
  const seen = [days.start.map(Date.parse), days.count, days.min, days.max, days.first, days.last];
  const wanted = (['start', 'count', 'min', 'max', 'first', 'last'] as const).map((figure) =>
    expected.map((day) => day[figure]),
  );
  // As text first: matchers take their time over millions of days.
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) expect({ name, seen }).toEqual({ name, seen: wanted });
  expect(days.state.every((state) => state === 'OBSERVED')).toBe(true);
  const odd = expected.filter(({ sum, size, count }, at) => {
    const [found, mean] = [days.sum[at] ?? null, days.avg[at] ?? null];
    if (found === null || mean === null) return found !== mean || count > 0;
    const isNear = Math.abs(found - sum) <= TOLERANCE * size;
    return !isNear || Math.abs(mean - sum / count) > (TOLERANCE * size) / count;
  });
  expect({ name, odd }).toEqual({ name, odd: [] });
}

type Day = {
  readonly start: number;
  count: number;
  sum: number;
  /** The sum of absolute values. */
  size: number;
  min: number | null;
  max: number | null;
  first: number | null;
  last: number | null;
};

/** The days that have hours, by plain loops. */
function daysOf(id: string, zone: string): Day[] {
  const { millis, values } = hours.get(id) as Hours;
  const starts = midnights.get(zone) ?? [];
  const days: Day[] = [];
  let day = 0;
  for (let at = 0; at < millis.length; at++) {
    const time = millis[at] as number;
    const value = values[at] as number;
    while (day + 1 < starts.length && (starts[day + 1] as number) <= time) day++;
    const start = starts[day] as number;
    if (time < start || day + 1 === starts.length) continue;
    let last = days.at(-1);
    if (last?.start !== start) {
      last = { start, count: 0, sum: 0, size: 0, min: null, max: null, first: null, last: null };
      days.push(last);
    }
    if (Number.isNaN(value)) continue;
    last.count++;
    last.sum += value;
    last.size += Math.abs(value);
    last.min = last.min === null ? value : Math.min(last.min, value);
    last.max = last.max === null ? value : Math.max(last.max, value);
    last.first ??= value;
    last.last = value;
  }
  return days;
}

/** Local midnights from the first day of 2015 through that of 2025. */
function midnightsOf(zone: string): number[] {
  const starts: number[] = [];
  for (
    let date = Temporal.PlainDate.from('2015-01-01');
    Temporal.PlainDate.compare(date, '2025-01-01') <= 0;
    date = date.add({ days: 1 })
  ) {
    starts.push(date.toZonedDateTime(zone).epochMilliseconds);
  }
  return starts;
}

/** The hours of a bulk line, oldest first. */
function hoursOf(data: readonly [string, unknown][]): Hours {
  const oldestFirst = [...data].reverse();
  return {
    millis: Float64Array.from(oldestFirst, ([label]) =>
      Date.parse(label.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})Z$/, '$1-$2-$3T$4:00:00Z')),
    ),
    values: Float64Array.from(oldestFirst, ([, value]) => (typeof value === 'number' ? value : Number.NaN)),
  };
}
