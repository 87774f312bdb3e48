import type { BucketSpan } from '../calendar/buckets.ts';
import type { Comparison } from '../calendar/comparison.ts';
import { type Zone, zoneOf } from '../calendar/zone.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { Dimension, DimensionValue, EiaDataset } from '../model/dataset.ts';
import { datasetCode } from '../model/eia-names.ts';
import type { Observation } from '../model/observation.ts';
import type { ObservationColumns } from '../model/observation-columns.ts';
import type { Page, PageArguments, RangePage } from '../model/page.ts';
import type { Sourced } from '../model/provenance.ts';
import type { Series } from '../model/series.ts';
import type { SeriesFilter, SeriesOrder } from '../model/series-filter.ts';

import type { TimeBucketColumns } from '../model/time-bucket.ts';
import type { LabelBounds, TimeRange } from '../model/time-range.ts';

import { datasets, dimensionValuePage, dimensionValues, facetNames } from '../sql/eia/dimensions.ts';
import { matchingSeries, seriesByIds, seriesPage } from '../sql/eia/series.ts';
import type { Ask } from './ask.ts';
import { BaseDao, type DaoScope } from './base-dao.ts';
import { type BatchLoader, createBatchLoader } from './batching.ts';
import { type BucketAllowance, createBucketAllowance } from './bucket-allowance.ts';
import type { CursorCodec } from './cursor.ts';
import { type BucketLoaders, createBucketLoaders } from './eia-bucket-loaders.ts';
import { querySeriesBuckets, type SeriesBucketsRequest } from './eia-buckets.ts';
import { arraysFor, type ColumnsRequest, columnsOf, factorTo } from './eia-columns.ts';
import { searchWords, storedFilter } from './eia-filter.ts';
import { type ObservationRequest, observationPage } from './eia-observation-page.ts';
import { createObservationLoaders, OBSERVATIONS, type ObservationLoaders } from './eia-observations.ts';
import { latestObservation, outermostLabel, seriesBounds } from './eia-range.ts';
import type { EiaLimits, SeriesRequest } from './eia-requests.ts';

import { decodeDataset, decodeDimensionValue, decodeSeries } from './eia-rows.ts';
import { checkSampling } from './eia-sampling.ts';
import { dimensionsOf, sortValue, valueSelection } from './eia-selection.ts';
import { type PageWalk, pageOf, pageWalk } from './paging.ts';

const SERIES_PAGE_SIZE = 50;
const VALUE_PAGE_SIZE = 50;
const ORDER_BY_ID: readonly SeriesOrder[] = [{ field: 'ID', direction: 'ASC', nulls: 'LAST' }];

/** EIA series on whichever engine the settings name, with equal answers. */
export class EiaDao extends BaseDao {
  override readonly daoName = 'EiaDao';
  readonly #limits: EiaLimits;
  readonly #cursors: CursorCodec;
  readonly #seriesById: BatchLoader<string, Series | null>;
  readonly #datasetByCode: BatchLoader<string, EiaDataset | null>;
  readonly #dimensionsByCode: BatchLoader<string, readonly Dimension[]>;
  readonly #observations: ObservationLoaders;
  readonly #buckets: BucketLoaders;
  readonly #allowance: BucketAllowance;
  readonly #planned = new Map<string, readonly BucketSpan[]>();
  readonly #compared = new Map<string, Comparison>();

  constructor(scope: DaoScope, limits: EiaLimits, cursors: CursorCodec) {
    super(scope);
    this.#limits = limits;
    this.#allowance = createBucketAllowance(limits.maxBuckets);
    this.#cursors = cursors;
    const keyText = (key: string): string => key;
    // A page's series go into one statement, however large the page.
    const maxBatchSize = Math.max(limits.maxPageSize, limits.maxBatch);
    this.#seriesById = createBatchLoader({ name: 'batch eia.series', keyText, maxBatchSize }, (ids) =>
      this.#readSeries(ids),
    );
    this.#datasetByCode = createBatchLoader({ name: 'batch eia.datasets', keyText, maxBatchSize }, (codes) =>
      this.#readDatasets(codes),
    );
    this.#dimensionsByCode = createBatchLoader(
      { name: 'batch eia.dimensions', keyText, maxBatchSize },
      (codes) => this.#readDimensions(codes),
    );
    const { dialect } = this.backend;
    const run: Ask = (query, summary) => this.executeQueryRaw(query, summary);
    this.#observations = createObservationLoaders({ engine: dialect.engine, run, maxBatchSize });
    this.#buckets = createBucketLoaders({ dialect, run, maxBatchSize });
  }

  /** One series by EIA's id; null where unknown. */
  findSeries(id: string): Promise<Series | null> {
    return this.operation('findSeries', () => this.#seriesById.load(id));
  }

  /** Series in the order of the ids, null where unknown. Throws BAD_USER_INPUT for too many. */
  findSeriesByIds(ids: readonly string[]): Promise<(Series | null)[]> {
    const { maxBatch } = this.#limits;
    if (ids.length > maxBatch) {
      throw badUserInput('ids', `${ids.length} ids were given.`, `At most ${maxBatch} ids.`);
    }
    return this.operation('findSeriesByIds', () => Promise.all(ids.map((id) => this.#seriesById.load(id))));
  }

  /** A page of the observations of a series, or a page of the series that match a filter. */
  queryEiaSeries(request: ObservationRequest): Promise<Sourced<RangePage<Observation>>>;
  queryEiaSeries(request: SeriesRequest): Promise<Page<Series>>;
  queryEiaSeries(request: ObservationRequest | SeriesRequest): Promise<Page<Observation> | Page<Series>> {
    return this.operation<Page<Observation> | Page<Series>>('queryEiaSeries', async () => {
      if (!('series' in request)) return this.#seriesPage(request);
      const { rows } = this.#observations;
      const found = await observationPage(rows, this.#cursors, this.#limits, this.nowMillis, request);
      return this.sourced(found.page, OBSERVATIONS, [found.reading]);
    });
  }

  /** How many series match a filter, whatever page of them is read. */
  async getEiaSeriesCount(filter: SeriesFilter = {}): Promise<number> {
    return this.operation('getEiaSeriesCount', async () => {
      const matching = matchingSeries(this.backend.dialect, storedFilter(filter), searchWords);
      return this.executeCountQuery(matching, 'SELECT count eia_series');
    });
  }

  /** How many observations of a series lie in a range. */
  async countObservations(
    series: Series,
    range: TimeRange | null | undefined,
    timeZone: string,
    asOfMillis: number | null = null,
  ): Promise<number> {
    return this.operation('countObservations', async () => {
      const bounds = await this.#bounds(series, range, zoneOf(timeZone), asOfMillis);
      return this.#observations.counts.load({ seriesId: series.id, ...bounds, asOfMillis });
    });
  }

  /** The newest observation of a series that has a value; null where there is none. */
  async findLatestObservation(series: Series): Promise<Observation | null> {
    return this.operation('findLatestObservation', () => latestObservation(this.#observations.rows, series));
  }

  /** The label of the newest period of a series as it stood, with a value or not; null of no observations. */
  async findNewestLabel(series: Series, asOfMillis: number | null): Promise<number | null> {
    return this.operation('findNewestLabel', () =>
      outermostLabel(this.#observations.rows, series, asOfMillis, 'last'),
    );
  }

  /**
   * The observations of a series in a range as JSON arrays. Throws RESULT_TOO_LARGE above `limits.maxPoints`, or above
   * `limits.maxSampledPoints` where points are left out.
   */
  async queryObservationColumns(request: ColumnsRequest): Promise<Sourced<ObservationColumns>> {
    const { series, range, timeZone, asOfMillis = null } = request;
    const zone = zoneOf(timeZone);
    checkSampling(request.sampling, this.#limits);
    const factor = await factorTo(request.convertTo, series);
    const limit = request.sampling == null ? this.#limits.maxPoints : this.#limits.maxSampledPoints;
    const arrays = arraysFor(request);
    const { bounds, loaded } = await this.operation('queryObservationColumns', async () => {
      const bounds = await this.#bounds(series, range, zone, asOfMillis);
      const ask = { seriesId: series.id, ...bounds, arrays, asOfMillis, limit: limit + 1 };
      return { bounds, loaded: await this.#observations.arrays.load(ask) };
    });
    if (loaded.length > limit) {
      const message = `The range holds more than ${limit} observations of ${series.id}.`;
      throw new AurumError('RESULT_TOO_LARGE', message, {
        argument: 'range',
        allowed: `A range with at most ${limit} observations.`,
      });
    }
    const answer = columnsOf(request, loaded, { bounds, zone, factor });
    return this.sourced(answer, OBSERVATIONS, [loaded.reading]);
  }

  /**
   * The buckets of a series. Throws BAD_USER_INPUT that names the argument, RESULT_TOO_LARGE above `limits.maxBuckets` over
   * all series of one request.
   */
  queryBuckets(request: SeriesBucketsRequest): Promise<Sourced<TimeBucketColumns>> {
    const { maxBuckets } = this.#limits;
    const scope = { nowMillis: this.nowMillis, rows: this.#observations.rows };
    const allowance = this.#allowance;
    const plans = { planned: this.#planned, compared: this.#compared };
    const planning = { ...scope, ...plans, maxBuckets, allowance };
    return this.operation('queryBuckets', async () => {
      const { columns, readings } = await querySeriesBuckets(this.#buckets, request, planning);
      return this.sourced(columns, OBSERVATIONS, readings);
    });
  }

  /** The datasets that hold series, by code. */
  async queryEiaDatasets(): Promise<EiaDataset[]> {
    return this.operation('queryEiaDatasets', async () => {
      const { rows } = await this.executeQueryRaw(
        datasets(this.backend.dialect, null),
        'SELECT eia_series datasets',
      );
      return rows.map(decodeDataset);
    });
  }

  /** One dataset by EIA's code or API v2's name; null where it holds no series. */
  findDataset(name: string): Promise<EiaDataset | null> {
    return this.operation('findDataset', () => this.#datasetByCode.load(datasetCode(name)));
  }

  /** What the series of a dataset can be told apart by: frequency, region, units, and their facets. */
  queryEiaSeriesDimensions(dataset: string): Promise<readonly Dimension[]> {
    return this.operation('queryEiaSeriesDimensions', () =>
      this.#dimensionsByCode.load(datasetCode(dataset)),
    );
  }

  /** A page of the values of a dimension, by code points. */
  async queryDimensionValues(
    dimension: Dimension,
    search: string | null,
    page: PageArguments,
  ): Promise<Page<DimensionValue>> {
    const list = JSON.stringify(['dimensionValues', dimension.dataset, dimension.name, search]);
    const walk = this.#walk(page, VALUE_PAGE_SIZE, list);
    return this.operation('queryDimensionValues', async () => {
      const query = dimensionValuePage(this.backend.dialect, {
        ...valueSelection(dimension, search),
        after: walk.after === null ? null : String(walk.after[0]),
        before: walk.before === null ? null : String(walk.before[0]),
        backward: walk.backward,
        limit: walk.limit,
      });
      const { rows } = await this.executeQueryRaw(query, 'SELECT eia_series dimension');
      return pageOf(rows.map(decodeDimensionValue), walk, ({ value }) => this.#cursors.encode(list, [value]));
    });
  }

  /** How many values a dimension has. */
  async countDimensionValues(dimension: Dimension, search: string | null): Promise<number> {
    const query = dimensionValues(this.backend.dialect, valueSelection(dimension, search));
    return this.operation('countDimensionValues', () =>
      this.executeCountQuery(query, 'SELECT count eia_series dimension'),
    );
  }

  async #seriesPage({ filter = {}, order = ORDER_BY_ID, page = {} }: SeriesRequest): Promise<Page<Series>> {
    const stored = storedFilter(filter);
    const list = JSON.stringify(['series', stored, order]);
    const walk = this.#walk(page, SERIES_PAGE_SIZE, list);
    const { after, before, backward, limit, offset } = walk;
    const query = seriesPage(
      this.backend.dialect,
      { filter: stored, order, after, before, backward, limit, offset },
      searchWords,
    );
    const { rows } = await this.executeQueryRaw(query, 'SELECT eia_series');
    return pageOf(rows.map(decodeSeries), walk, (series) => {
      const values = [...order.map((step) => sortValue(series, step)), series.id];
      return this.#cursors.encode(list, values);
    });
  }

  #bounds(
    series: Series,
    range: TimeRange | null | undefined,
    zone: Zone,
    asOfMillis: number | null,
  ): Promise<LabelBounds> {
    const scope = { rows: this.#observations.rows, nowMillis: this.nowMillis, asOfMillis };
    return seriesBounds(scope, series, range, zone);
  }

  #walk(page: PageArguments, defaultSize: number, list: string): PageWalk {
    return pageWalk(page, { defaultSize, maxSize: this.#limits.maxPageSize }, list, this.#cursors);
  }

  async #readSeries(ids: readonly string[]): Promise<(Series | null)[]> {
    const { rows } = await this.executeQueryRaw(seriesByIds(this.backend.dialect, ids), 'SELECT eia_series');
    const found = new Map(rows.map(decodeSeries).map((series) => [series.id, series]));
    return ids.map((id) => found.get(id) ?? null);
  }

  async #readDimensions(codes: readonly string[]): Promise<Dimension[][]> {
    const query = facetNames(this.backend.dialect, codes);
    const { rows } = await this.executeQueryRaw(query, 'SELECT eia_series facets');
    return codes.map((code) => {
      const facets = rows.filter((row) => row[0] === code).map((row) => String(row[1]));
      return dimensionsOf(code, facets);
    });
  }

  async #readDatasets(codes: readonly string[]): Promise<(EiaDataset | null)[]> {
    const query = datasets(this.backend.dialect, codes);
    const { rows } = await this.executeQueryRaw(query, 'SELECT eia_series datasets');
    const found = new Map(rows.map(decodeDataset).map((dataset) => [dataset.code, dataset]));
    return codes.map((code) => found.get(code) ?? null);
  }
}
