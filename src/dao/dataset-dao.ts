import { BaseDao, type DaoScope } from './base-dao.ts';
import type { CursorCodec } from './cursor.ts';

/** What one request may ask of declared tables. */
export type DatasetLimits = { readonly maxPageSize: number; readonly maxBatch: number };

/** Declared tables of one engine. */
export abstract class DatasetDao extends BaseDao {
  protected readonly limits: DatasetLimits;
  protected readonly cursors: CursorCodec;

  constructor(scope: DaoScope, limits: DatasetLimits, cursors: CursorCodec) {
    super(scope);
    this.limits = limits;
    this.cursors = cursors;
  }
}
