import type { RequestContext } from '../src/context.ts';
import type { EiaDataset as Dataset } from '../src/model/dataset.ts';
import { datasetName, regionName } from '../src/model/eia-names.ts';
import { pageArguments } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import type {
  EiaDatasetResolvers,
  EiaDimensionResolvers,
  EiaDimensionValueConnectionResolvers,
  EiaRegionResolvers,
} from './generated/types.ts';

/** A dataset by its code; what is not known yet is loaded when a field asks for it. */
export type DatasetRef = { readonly code: string; readonly known: Dataset | null };

/** A region by its code. */
export type RegionRef = { readonly code: string };

export function dataset(known: Dataset): DatasetRef {
  return { code: known.code, known };
}

/** The dataset a client names, by EIA's code or API v2's name; null where it holds no series. */
export async function findDataset(name: string, { eia }: RequestContext): Promise<DatasetRef | null> {
  const known = await eia.findDataset(name);
  return known === null ? null : dataset(known);
}

/** The region with a code; null where no series reports on it. */
export async function findRegion(code: string, { eia }: RequestContext): Promise<RegionRef | null> {
  return (await eia.getEiaSeriesCount({ region: { eq: code } })) === 0 ? null : { code };
}

async function load(ref: DatasetRef, { eia }: RequestContext): Promise<Dataset | null> {
  return ref.known ?? eia.findDataset(ref.code);
}

export const EiaDataset: EiaDatasetResolvers = {
  id: ({ code }) => `EiaDataset:${code}`,
  name: ({ code }) => datasetName(code),
  seriesCount: async (ref, _, context) => (await load(ref, context))?.seriesCount ?? 0,
  frequencies: async (ref, _, context) => [...((await load(ref, context))?.frequencies ?? [])],
  startPeriod: async (ref, _, context) => (await load(ref, context))?.startPeriod ?? null,
  endPeriod: async (ref, _, context) => (await load(ref, context))?.endPeriod ?? null,
  dimensions: async ({ code }, _, { eia }) => [...(await eia.queryEiaSeriesDimensions(code))],
};

export const EiaDimension: EiaDimensionResolvers = {
  values: async (dimension, args, { eia }) => {
    const search = args.search ?? null;
    return {
      page: await eia.queryDimensionValues(dimension, search, pageArguments(args)),
      dimension,
      search,
    };
  },
};

export const EiaDimensionValueConnection: EiaDimensionValueConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ dimension, search }, _, { eia }) => eia.countDimensionValues(dimension, search),
};

export const EiaRegion: EiaRegionResolvers = {
  id: ({ code }) => `EiaRegion:${code}`,
  name: ({ code }) => regionName(code),
};
