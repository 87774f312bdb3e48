import { instantText } from '../src/calendar/instant-text.ts';
import { UTC } from '../src/calendar/zone.ts';
import type { ObservationColumn } from '../src/model/observation-columns.ts';
import { pageArguments, timeRange } from './arguments.ts';
import { edges, inZone, pageInfo } from './connection.ts';
import type { EiaSeriesConnectionResolvers, EiaSeriesResolvers } from './generated/types.ts';
import { selectedFields } from './selection.ts';

const COLUMNS: readonly ObservationColumn[] = ['time', 'epochMillis', 'period', 'value'];

export const EiaSeries: EiaSeriesResolvers = {
  dataset: ({ dataset }) => ({ code: dataset, known: null }),
  region: ({ region }) => (region === null ? null : { code: region }),
  lastUpdated: ({ lastUpdatedMillis }) =>
    lastUpdatedMillis === null ? null : instantText(lastUpdatedMillis, UTC),
  latest: async (series, _, { eia }) => {
    const observation = await eia.findLatestObservation(series);
    return observation === null ? null : inZone(observation, series.frequency, 'UTC');
  },
  observations: async (series, { timeZone, direction, ...args }, { eia }) => {
    const range = timeRange(args.range);
    const page = await eia.queryEiaSeries({ series, range, timeZone, direction, page: pageArguments(args) });
    return { page, series, range, timeZone };
  },
  columns: (series, { range, timeZone }, { eia }, info) => {
    const selected = selectedFields(info);
    const columns = COLUMNS.filter((column) => selected.has(column));
    return eia.queryObservationColumns(series, timeRange(range), timeZone, columns);
  },
};

export const EiaSeriesConnection: EiaSeriesConnectionResolvers = {
  edges: ({ page }) => edges(page),
  nodes: ({ page }) => [...page.rows],
  pageInfo: ({ page }) => pageInfo(page),
  totalCount: ({ filter }, _, { eia }) => eia.getEiaSeriesCount(filter),
};
