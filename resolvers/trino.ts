import type { RequestContext } from '../src/context.ts';
import type { FederatedResult as FederatedResultModel } from '../src/model/federated.ts';
import type { IcebergTable as Table } from '../src/model/iceberg.ts';
import type { Sourced } from '../src/model/provenance.ts';
import { pageArguments } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import type {
  FederatedResultResolvers,
  IcebergSnapshotConnectionResolvers,
  IcebergTableConnectionResolvers,
  IcebergTableResolvers,
  QueryValidationResolvers,
  SqlErrorResolvers,
} from './generated/types.ts';
import { timelessOrigin } from './provenance.ts';

/** Rows of a client's statement, and where they came from. */
export type FederatedAnswer = Sourced<FederatedResultModel>;

/** The table of a global id's natural part; null where it is none, or there is no such table. */
export async function findIcebergTable(natural: string, { trino }: RequestContext): Promise<Table | null> {
  const table = readName(natural);
  return table === null ? null : trino().findIcebergTable(table);
}

/** Names may hold dots: in the id they are written as in a URL. */
function writeName({ catalog, schema, name }: Table): string {
  return [catalog, schema, name].map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.');
}

function readName(natural: string): Table | null {
  const parts = natural.split('.');
  if (parts.length !== 3) return null;
  try {
    const [catalog = '', schema = '', name = ''] = parts.map(decodeURIComponent);
    return { catalog, schema, name };
  } catch {
    return null;
  }
}

export const FederatedResult: FederatedResultResolvers = {
  columns: ({ columns }) => [...columns],
  rows: ({ rows }) => rows.map((row) => [...row]),
  rowCount: ({ rows }) => rows.length,
  provenance: (result) => timelessOrigin(result),
};

export const QueryValidation: QueryValidationResolvers = {
  valid: ({ error }) => error === null,
  tables: ({ tables }) => [...tables],
};

export const SqlError: SqlErrorResolvers = {
  line: ({ position }) => position?.line ?? null,
  column: ({ position }) => position?.column ?? null,
};

export const IcebergTable: IcebergTableResolvers = {
  id: (table) => `IcebergTable:${writeName(table)}`,
  columns: async (table, _, { trino }) => [...(await trino().queryIcebergColumns(table))],
  partitioning: async (table, _, { trino }) => [...(await trino().queryIcebergPartitioning(table))],
  rowCount: async (table, _, { trino }) => (await trino().queryIcebergState(table))?.rowCount ?? null,
  fileCount: async (table, _, { trino }) => (await trino().queryIcebergState(table))?.fileCount ?? null,
  totalBytes: async (table, _, { trino }) => (await trino().queryIcebergState(table))?.totalBytes ?? null,
  currentSnapshot: async (table, _, { trino }) => (await trino().queryIcebergState(table))?.snapshot ?? null,
  snapshots: async (table, args, { trino }) => ({
    page: await trino().queryIcebergSnapshots(table, pageArguments(args)),
    table,
  }),
};

export const IcebergTableConnection: IcebergTableConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ catalog, schema }, _, { trino }) => trino().countIcebergTables(catalog, schema),
};

export const IcebergSnapshotConnection: IcebergSnapshotConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ table }, _, { trino }) => trino().countIcebergSnapshots(table),
};
