import type { RequestContext } from '../src/context.ts';
import type { BackendDescription } from '../src/model/backend.ts';
import type { ClickHouseTable } from '../src/model/clickhouse-table.ts';
import type { ContinuousAggregate } from '../src/model/continuous-aggregate.ts';
import { datasetType } from '../src/model/dataset-names.ts';
import type { DeclaredDataset } from '../src/model/declared-dataset.ts';
import type { Hypertable } from '../src/model/hypertable.ts';
import type { IcebergTable } from '../src/model/iceberg.ts';
import type { Series } from '../src/model/series.ts';
import { findClickHouseTable } from './clickhouse-table.ts';
import { findContinuousAggregate } from './continuous-aggregate.ts';
import { findDeclared } from './dataset.ts';
import { type DatasetRef, findDataset, findRegion, type RegionRef } from './eia-dataset.ts';
import { findHypertable } from './hypertable.ts';
import { findIcebergTable } from './trino.ts';

/** What has a global id. */
export type AnyNode =
  | Series
  | DatasetRef
  | RegionRef
  | BackendDescription
  | DeclaredDataset
  | Hypertable
  | ContinuousAggregate
  | ClickHouseTable
  | IcebergTable;

/** Ids of all types but series are `Type:natural`; EIA's own ids have no such prefix. */
const FINDERS: Record<
  string,
  (natural: string, context: RequestContext) => AnyNode | null | Promise<AnyNode | null>
> = {
  EiaDataset: findDataset,
  EiaRegion: findRegion,
  IcebergTable: findIcebergTable,
  Hypertable: findHypertable,
  ContinuousAggregate: findContinuousAggregate,
  ClickHouseTable: findClickHouseTable,
  Backend: (name, { backends }) => backends().find((backend) => backend.name === name) ?? null,
};

/** The object with a global id; null where there is none. */
export async function findNode(id: string, context: RequestContext): Promise<AnyNode | null> {
  const colon = id.indexOf(':');
  if (colon < 0) return context.eia.findSeries(id);
  const [type, natural] = [id.slice(0, colon), id.slice(colon + 1)];
  const find = Object.entries(FINDERS).find(([known]) => known === type)?.[1];
  if (find !== undefined) return find(natural, context);
  return findDeclared(type, natural, context) ?? context.eia.findSeries(id);
}

/** As with `Dataset`, no generated type knows the names of all types. */
export const Node = {
  __resolveType(node: AnyNode): string {
    if ('frequency' in node) return 'EiaSeries';
    if ('health' in node) return 'Backend';
    if ('chunkCount' in node) return 'Hypertable';
    if ('rollup' in node) return 'ContinuousAggregate';
    if ('activeParts' in node) return 'ClickHouseTable';
    if ('measures' in node) return datasetType(node);
    if ('schema' in node) return 'IcebergTable';
    return 'known' in node ? 'EiaDataset' : 'EiaRegion';
  },
};
