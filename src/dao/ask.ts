import type { CallOptions, QueryResult } from '../backend/backend.ts';
import type { Fragment } from '../sql/statement.ts';

/** Runs a statement of a DAO: {@link BaseDao.executeQueryRaw} of it. */
export type Ask = (
  query: Fragment,
  summary: string,
  options?: Pick<CallOptions, 'boundedLockWait'>,
) => Promise<QueryResult>;
