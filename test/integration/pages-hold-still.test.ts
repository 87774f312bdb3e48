import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backend } from '../../src/backend/backend.ts';
import { createCursorCodec } from '../../src/dao/cursor.ts';
import { EiaDao } from '../../src/dao/eia-dao.ts';
import type { DeclaredDataset } from '../../src/model/declared-dataset.ts';
import type { PageArguments, RangePage } from '../../src/model/page.ts';
import type { Series } from '../../src/model/series.ts';
import type { TimeRange } from '../../src/model/time-range.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { datasetDao } from '../support/awkward-storage.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';
import { storeHours } from '../support/stored-hours.ts';

const COUNT = 100_000;
const HOUR_MILLIS = 3_600_000;
const FIRST = Date.parse('2010-01-01T00:00:00Z');
const PAGE_SIZE = 1_000;
const NEWER = 50;
const CURSORS = createCursorCodec('a secret of this test');
const SERIES: Series = {
  ...{ id: 'TEST.LONG.H', name: 'Invented: long', frequency: 'HOURLY', dataset: 'TEST', version: '' },
  ...{ description: null, units: null, region: null, source: null, startPeriod: null, endPeriod: null },
  ...{ firstLabelMillis: FIRST, lastLabelMillis: null, lastUpdatedMillis: null, facets: {} },
};

const hours = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index * HOUR_MILLIS);

/** What a walk has seen, in the order of the list. */
type Walk = {
  readonly pages: number;
  readonly labels: readonly number[];
};

describe.each(EMBEDDED_ENGINES)('pages hold still · %s (embedded)', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-pages-'));
  let backend: Backend;
  beforeAll(async () => {
    backend = await openEmbedded(engine, folder);
    await storeHours(backend, SERIES.id, FIRST, COUNT);
  }, 60_000);
  afterAll(async () => {
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The DAO of a request of its own: nothing read before is kept. */
  const eia = (): EiaDao =>
    new EiaDao(
      {
        backend,
        signal: AbortSignal.timeout(60_000),
        deadlineMillis: Date.now() + 60_000,
        nowMillis: Date.now(),
        logger: SILENT,
      },
      { maxPageSize: PAGE_SIZE, maxBatch: 10, maxPoints: 10, maxSampledPoints: 10, maxBuckets: 10 },
      CURSORS,
    );

  const table = (): DeclaredDataset => ({
    ...{ name: 'hours', title: 'Hours', description: null, synthetic: true, backend: engine },
    table: ['eia_observation'],
    final: engine === 'clickhouse',
    time: { column: 'label', type: engine === 'clickhouse' ? 'epoch_millis' : 'instant' },
    dimensions: [
      { name: 'id', column: 'series_id', type: 'text', nullable: false, label: '', description: null },
      { name: 'period', column: 'period', type: 'text', nullable: false, label: '', description: null },
    ],
    measures: [],
    key: ['time', 'id'],
    order: [{ name: 'time', direction: 'ASC' }],
    rollups: [],
    fallback: null,
  });

  const observations = (page: PageArguments) => eia().queryEiaSeries({ series: SERIES, page });
  const counted = (range: TimeRange | null) => eia().countObservations(SERIES, range, 'UTC');

  /** All pages from one end; `between` is called before each page but the first. */
  async function walk<Row>(
    forwards: boolean,
    ask: (page: PageArguments) => Promise<RangePage<Row>>,
    labelOf: (row: Row) => number,
    between: (pages: number) => Promise<void> = async () => {},
  ): Promise<Walk> {
    const found: number[][] = [];
    for (let cursor: string | null = null; ; ) {
      const page: RangePage<Row> = await ask(
        forwards ? { first: PAGE_SIZE, after: cursor } : { last: PAGE_SIZE, before: cursor },
      );
      const labels = page.rows.map(labelOf);
      if (forwards) found.push(labels);
      else found.unshift(labels);
      const edge = forwards ? page.rows.at(-1) : page.rows[0];
      const more = forwards ? page.hasNextPage : page.hasPreviousPage;
      if (!more || edge === undefined) return { pages: found.length, labels: found.flat() };
      cursor = page.cursorOf(edge);
      await between(found.length);
    }
  }

  /** Hours that follow what was the newest one, more before each page. */
  const storeNewer = (newest: number, pages: number): Promise<void> =>
    storeHours(backend, SERIES.id, newest + ((pages - 1) * NEWER + 1) * HOUR_MILLIS, NEWER);

  const label = ({ labelMillis }: { labelMillis: number }): number => labelMillis;
  const expected = { pages: COUNT / PAGE_SIZE, labels: hours(FIRST, COUNT) };

  test.each([true, false])(
    'a hundred thousand observations are visited once each; forwards: %s',
    async (forwards) => {
      expect(await walk(forwards, observations, label)).toEqual(expected);
    },
  );

  test('what is stored before the cursor changes no page that follows, and the count is right on all', async () => {
    const counts = new Set<number>();
    let more = 0;
    const seen = await walk(true, observations, label, async (pages) => {
      if (pages % 10 !== 0) return;
      for (const page of [{ first: 1, offset: pages }, { last: 2 }])
        counts.add((await counted((await observations(page)).range)) - more);
      // Before the first row, and between two that were shown.
      await storeHours(backend, SERIES.id, FIRST - (pages + 1) * HOUR_MILLIS, 1);
      await storeHours(backend, SERIES.id, FIRST + (pages + 0.5) * HOUR_MILLIS, 1);
      more += 2;
    });
    expect(seen).toEqual(expected);
    expect(counts).toEqual(new Set([COUNT]));
    expect(more).toBeGreaterThan(10);
  });

  describe.each([true, false])(
    'pages of a relative range are of one stretch, newer data or not; forwards: %s',
    (forwards) => {
      const range: TimeRange = {
        last: { duration: { unit: 'hour', count: 4 * PAGE_SIZE }, until: 'LATEST_DATA' },
      };

      /** Walks a list while newer rows come, and counts it on every page. */
      async function expectOneStretch<Row>(
        ask: (page: PageArguments) => Promise<RangePage<Row>>,
        count: (of: TimeRange | null) => Promise<number>,
        labelOf: (row: Row) => number,
      ): Promise<void> {
        const [last] = (await ask({ last: 1 })).rows;
        const newest = last === undefined ? Number.NaN : labelOf(last);
        const counts = new Set<number>();
        const askAndCount = async (page: PageArguments) => {
          const found = await ask(page);
          counts.add(await count(found.range));
          return found;
        };
        const seen = await walk(forwards, askAndCount, labelOf, (pages) => storeNewer(newest, pages));
        const first = newest - (4 * PAGE_SIZE - 1) * HOUR_MILLIS;
        expect(seen).toEqual({ pages: 4, labels: hours(first, 4 * PAGE_SIZE) });
        expect(counts).toEqual(new Set([4 * PAGE_SIZE]));
        // A walk that begins anew sees what has come since.
        const anew = await ask({ last: 1 });
        expect(anew.rows.map(labelOf)).toEqual([newest + 3 * NEWER * HOUR_MILLIS]);
        expect(await count(anew.range)).toBe(4 * PAGE_SIZE);
      }

      const scope = () => ({ table: table(), range, timeZone: 'UTC', where: {} });

      test('observations', async () => {
        const ask = (page: PageArguments) => eia().queryEiaSeries({ series: SERIES, range, page });
        await expectOneStretch(ask, (of) => eia().countObservations(SERIES, of, 'UTC'), label);
      });

      test('rows of a declared table', async () => {
        await expectOneStretch(
          (page) => datasetDao(backend).queryRows({ ...scope(), order: [], page }),
          (of) => datasetDao(backend).countRows({ ...scope(), range: of }),
          ({ time }) => Date.parse(time),
        );
      });

      test('groups of a declared table', async () => {
        const groups = () => ({ ...scope(), metrics: [], dimensions: ['period'], having: {}, order: [] });
        await expectOneStretch(
          (page) => datasetDao(backend).queryAggregatedMetrics({ ...groups(), page }),
          (of) => datasetDao(backend).countGroups({ ...groups(), range: of, page: {} }),
          ({ key }) => Number(key.period),
        );
      });
    },
  );
});
