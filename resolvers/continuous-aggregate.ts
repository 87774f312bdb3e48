import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import type { RequestContext } from '../src/context.ts';
import type { ContinuousAggregate as ContinuousAggregateModel } from '../src/model/continuous-aggregate.ts';
import { pageArguments, timeRange } from './arguments.ts';
import { edges, pageInfo } from './connection.ts';
import { declaredRollup } from './declared-table.ts';
import type {
  ContinuousAggregateResolvers,
  ContinuousAggregateRowConnectionResolvers,
  ContinuousAggregateRowResolvers,
} from './generated/types.ts';
import { datasetOrigin } from './provenance.ts';

/** The continuous aggregate of a declared rollup by its table's name; null where there is none. */
export async function findContinuousAggregate(
  name: string,
  context: RequestContext,
): Promise<ContinuousAggregateModel | null> {
  const rollup = declaredRollup(context.datasets, name);
  return rollup === null ? null : context.timescale().findContinuousAggregate(rollup);
}

export const ContinuousAggregate: ContinuousAggregateResolvers = {
  id: ({ name }) => `ContinuousAggregate:${name}`,
  hypertable: ({ dataset }, _, { timescale }) => timescale().getHypertableInfo(dataset),
  watermark: ({ watermarkMillis }) => (watermarkMillis === null ? null : instantText(watermarkMillis, UTC)),
  columns: async (aggregate, _, { timescale }) => [
    ...(await timescale().queryContinuousAggregateColumns(aggregate)),
  ],
  rows: async (aggregate, { range, ...args }, { timescale }) => {
    const asked = timeRange(range);
    const page = await timescale().queryContinuousAggregate(aggregate, asked, pageArguments(args));
    return { page, aggregate };
  },
};

export const ContinuousAggregateRow: ContinuousAggregateRowResolvers = {
  start: ({ startMillis }) => instantText(startMillis, UTC),
  cells: ({ cells }) => [...cells],
};

export const ContinuousAggregateRowConnection: ContinuousAggregateRowConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ aggregate, page }, _, { timescale }) =>
    timescale().countContinuousAggregateRows(aggregate, page.range),
  provenance: ({ page, aggregate: { dataset, rollup } }, _, context) => {
    const { table, time } = rollup;
    return datasetOrigin(page, { ...dataset, table, time, fallback: null }, 'UTC', context);
  },
};
