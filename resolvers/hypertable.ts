import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import type { RequestContext } from '../src/context.ts';
import type { Hypertable as HypertableModel } from '../src/model/hypertable.ts';
import { pageArguments } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import { declaredTable } from './declared-table.ts';
import type {
  HypertableChunkConnectionResolvers,
  HypertableChunkResolvers,
  HypertableResolvers,
} from './generated/types.ts';

/** The hypertable of a declared dataset by its table's name; null where there is none. */
export async function findHypertable(name: string, context: RequestContext): Promise<HypertableModel | null> {
  const dataset = declaredTable(context.datasets, 'TIMESCALE', name);
  return dataset === null ? null : context.timescale().getHypertableInfo(dataset);
}

export const Hypertable: HypertableResolvers = {
  id: ({ name }) => `Hypertable:${name}`,
  timeColumn: ({ dimensions, dataset }) => dimensions[0]?.column ?? dataset.time.column,
  chunkInterval: ({ dimensions }) => dimensions[0]?.interval ?? null,
  dimensions: ({ dimensions }) => [...dimensions],
  size: (hypertable, _, { timescale }) => timescale().getHypertableSize(hypertable),
  compression: async (hypertable, _, { timescale }) => ({
    enabled: hypertable.compressionEnabled,
    ...(await timescale().getCompressionSizes(hypertable)),
  }),
  chunks: async (hypertable, args, { timescale }) => ({
    page: await timescale().queryChunks(hypertable, pageArguments(args)),
    hypertable,
  }),
};

export const HypertableChunk: HypertableChunkResolvers = {
  start: ({ startMillis }) => instantText(startMillis, UTC),
  end: ({ endMillis }) => instantText(endMillis, UTC),
};

export const HypertableChunkConnection: HypertableChunkConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ hypertable }, _, { timescale }) => timescale().countChunks(hypertable),
};
