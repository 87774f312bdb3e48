import type { BucketLine } from '../model/dataset-query.ts';
import type { Page } from '../model/page.ts';
import { DatasetDao } from './dataset-dao.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import { bucketsRequest, type TimeSeriesRequest } from './time-series-request.ts';

/** Declared tables in TimescaleDB, and what only TimescaleDB can do. */
export class TimescaleDao extends DatasetDao {
  override readonly daoName = 'TimescaleDao';

  override queryBuckets(request: BucketsRequest): Promise<Page<BucketLine>> {
    return this.queryTimeBucketData(request);
  }

  /** Rows bucketed by time, a line a group. Throws RESULT_TOO_LARGE above `limits.maxBuckets`. */
  queryTimeBucketData(request: BucketsRequest | TimeSeriesRequest): Promise<Page<BucketLine>> {
    return this.operation('queryTimeBucketData', () => this.bucketPage(bucketsRequest(request)));
  }
}
