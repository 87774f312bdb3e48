import type { RequestContext } from '../src/context.ts';
import { findDataset, findRegion } from './eia-dataset.ts';
import type { NodeResolvers, ResolversTypes } from './generated/types.ts';
import { findIcebergTable } from './trino.ts';

type AnyNode = Awaited<ResolversTypes['Node']>;

/** Ids of all types but series are `Type:natural`; EIA's own ids have no such prefix. */
const FINDERS: Record<
  string,
  (natural: string, context: RequestContext) => AnyNode | null | Promise<AnyNode | null>
> = {
  EiaDataset: findDataset,
  EiaRegion: findRegion,
  IcebergTable: findIcebergTable,
  Backend: (name, { backends }) => backends().find((backend) => backend.name === name) ?? null,
};

/** The object with a global id; null where there is none. */
export async function findNode(id: string, context: RequestContext): Promise<AnyNode | null> {
  const colon = id.indexOf(':');
  const find =
    colon < 0 ? undefined : Object.entries(FINDERS).find(([type]) => type === id.slice(0, colon))?.[1];
  return find === undefined ? context.eia.findSeries(id) : find(id.slice(colon + 1), context);
}

export const Node: NodeResolvers = {
  __resolveType: (node) => {
    if ('frequency' in node) return 'EiaSeries';
    if ('health' in node) return 'Backend';
    if ('schema' in node) return 'IcebergTable';
    return 'known' in node ? 'EiaDataset' : 'EiaRegion';
  },
};
