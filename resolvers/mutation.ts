import { parseDuration } from '../src/calendar/duration.ts';
import { earlier } from '../src/calendar/earlier.ts';
import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import { badUserInput } from '../src/errors.ts';
import { timeRange } from './arguments.ts';
import { requireRollup, requireTable } from './declared-table.ts';
import type {
  CompressChunksPayloadResolvers,
  MutationResolvers,
  OptimizeTablePayloadResolvers,
  RefreshContinuousAggregatePayloadResolvers,
} from './generated/types.ts';

const MAX_CHUNKS = 1_000;

export const Mutation: MutationResolvers = {
  optimizeTable: (_, { input }, { datasets, clickhouse }) => {
    const { partition = null, final = false, dryRun = false } = input;
    const dataset = requireTable(datasets, 'CLICKHOUSE', input.table, 'input.table');
    return clickhouse().optimizeTable(dataset, { partition, final, dryRun });
  },
  compressChunks: (_, { input }, { datasets, timescale }) => {
    const { maxChunks = 100, dryRun = false } = input;
    const dataset = requireTable(datasets, 'TIMESCALE', input.hypertable, 'input.hypertable');
    if (maxChunks < 1 || maxChunks > MAX_CHUNKS) {
      const allowed = `A whole number from 1 to ${MAX_CHUNKS}.`;
      throw badUserInput('input.maxChunks', `"maxChunks" is ${maxChunks}.`, allowed);
    }
    const age = parseDuration(input.olderThan, 'input.olderThan');
    const endedByMillis = earlier(Date.now(), age);
    return timescale().compressChunks(dataset, { endedByMillis, maxChunks, dryRun });
  },
  refreshContinuousAggregate: (_, { input }, { datasets, timescale }) => {
    const rollup = requireRollup(datasets, input.name, 'input.name');
    const range = timeRange(input.range, 'input.range') ?? {};
    const options = { dryRun: input.dryRun ?? false, nowMillis: Date.now() };
    return timescale().refreshContinuousAggregate(rollup, range, options);
  },
};

export const OptimizeTablePayload: OptimizeTablePayloadResolvers = {
  table: ({ dataset }, _, { clickhouse }) => clickhouse().findClickHouseTable(dataset),
};

export const CompressChunksPayload: CompressChunksPayloadResolvers = {
  hypertable: ({ dataset }, _, { timescale }) => timescale().getHypertableInfo(dataset),
  compressedChunks: ({ compressedChunks }) => [...compressedChunks],
};

export const RefreshContinuousAggregatePayload: RefreshContinuousAggregatePayloadResolvers = {
  continuousAggregate: (refresh, _, { timescale }) => timescale().findContinuousAggregate(refresh),
  start: ({ startMillis }) => instantText(startMillis, UTC),
  end: ({ endMillis }) => instantText(endMillis, UTC),
};
