import { DatasetDao } from './dataset-dao.ts';

/** Declared tables in Trino, and what only Trino can do. */
export class TrinoDao extends DatasetDao {
  override readonly daoName = 'TrinoDao';
}
