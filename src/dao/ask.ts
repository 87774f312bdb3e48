import type { CallOptions, Cell } from '../backend/backend.ts';
import type { Fragment } from '../sql/statement.ts';
import type { Reply } from './reading.ts';

/** Runs a statement of a DAO: {@link BaseDao.executeQueryRaw} of it. */
export type Ask = (
  query: Fragment,
  summary: string,
  options?: Pick<CallOptions, 'boundedLockWait' | 'changes'>,
) => Promise<Reply>;

/** The same, with rows as objects by column name: {@link BaseDao.executeQuery} of it. */
export type AskRows = (query: Fragment, summary: string) => Promise<Record<string, Cell>[]>;
