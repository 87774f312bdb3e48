import type { BucketLine } from '../model/dataset-query.ts';
import type { Page } from '../model/page.ts';
import { DatasetDao } from './dataset-dao.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import { bucketsRequest, type TimeSeriesRequest } from './time-series-request.ts';

/** Declared tables in ClickHouse, and what only ClickHouse can do. */
export class ClickHouseDao extends DatasetDao {
  override readonly daoName = 'ClickHouseDao';

  override queryBuckets(request: BucketsRequest): Promise<Page<BucketLine>> {
    return this.queryTimeSeriesData(request);
  }

  /** Rows bucketed by time, a line a group. Throws RESULT_TOO_LARGE above `limits.maxBuckets`. */
  queryTimeSeriesData(request: BucketsRequest | TimeSeriesRequest): Promise<Page<BucketLine>> {
    return this.operation('queryTimeSeriesData', () => this.bucketPage(bucketsRequest(request)));
  }
}
