import { DatasetDao } from './dataset-dao.ts';

/** Declared tables in ClickHouse, and what only ClickHouse can do. */
export class ClickHouseDao extends DatasetDao {
  override readonly daoName = 'ClickHouseDao';
}
