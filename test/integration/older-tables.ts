import { expect } from '@jest/globals';
import type { Backend, TableWrite } from '../../src/backend/backend.ts';
import { startEiaServer } from '../support/eia-server.ts';
import { loadLines } from '../support/load-lines.ts';
import { seriesLine } from '../support/series-lines.ts';

const ID = 'OLD.SERIES.A';
const NOW = Date.UTC(2024, 0, 1);

/** Observations of 2001 and 2002 as a version wrote them that knew nothing of revisions. */
export const OLDER_ROWS: TableWrite = {
  table: 'eia_observation',
  key: ['series_id', 'label'],
  columns: [
    { name: 'series_id', type: 'text', values: [ID, ID] },
    { name: 'label', type: 'instant', values: [Date.UTC(2001, 0), Date.UTC(2002, 0)] },
    { name: 'period_start', type: 'instant', values: [Date.UTC(2001, 0), Date.UTC(2002, 0)] },
    { name: 'period_end', type: 'instant', values: [Date.UTC(2002, 0), Date.UTC(2003, 0)] },
    { name: 'period', type: 'text', values: ['2001', '2002'] },
    { name: 'period_original', type: 'text', values: ['2001', '2002'] },
    { name: 'value', type: 'float64', values: [1, 2] },
  ],
};

/** The catalogue row that stands beside them. */
export const OLDER_SERIES: TableWrite = {
  table: 'eia_series',
  key: ['series_id'],
  columns: [
    { name: 'series_id', type: 'text', values: [ID] },
    { name: 'name', type: 'text', values: ['Invented: stored long ago'] },
    { name: 'frequency', type: 'text', values: ['A'] },
    { name: 'dataset', type: 'text', values: ['OLD'] },
    ...['facets', 'facet_labels', 'attributes'].map((name) => ({ name, type: 'map', values: [{}] }) as const),
    { name: 'search_words', type: 'text[]', values: [[]] },
    { name: 'source_hash', type: 'text', values: ['older'] },
    { name: 'observation_count', type: 'int64', values: [2] },
    { name: 'null_count', type: 'int64', values: [0] },
  ],
};

/** What stood before the upgrade counts as known since ever; what a load restates of it is kept from then on. */
export async function expectUpgraded(backend: Backend): Promise<void> {
  await loadLines(backend, [seriesLine(ID, [1, 20, 3])], NOW);
  const { server, dataOf } = await startEiaServer(backend);
  try {
    const { eiaSeries } = await dataOf(`{ eiaSeries(id: "${ID}") {
      ever: columns(asOf: "1980-01-01T00:00:00Z") { value }
      before: columns(asOf: "${new Date(NOW - 1).toISOString()}") { value }
      since: columns(asOf: "${new Date(NOW).toISOString()}") { value }
      revisions { totalCount nodes { period previousValue value seenAt publishedAt } } } }`);
    expect(eiaSeries).toEqual({
      ever: { value: [1, 2] },
      before: { value: [1, 2] },
      since: { value: [1, 20, 3] },
      revisions: {
        totalCount: 1,
        nodes: [
          { period: '2002', previousValue: 2, value: 20, seenAt: '2024-01-01T00:00:00Z', publishedAt: null },
        ],
      },
    });
  } finally {
    await server.close();
  }
}
