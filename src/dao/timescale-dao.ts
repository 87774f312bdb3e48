import { DatasetDao } from './dataset-dao.ts';

/** Declared tables in TimescaleDB, and what only TimescaleDB can do. */
export class TimescaleDao extends DatasetDao {
  override readonly daoName = 'TimescaleDao';
}
