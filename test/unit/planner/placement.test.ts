import { describe, expect, test } from '@jest/globals';
import { createGrid } from '../../../src/calendar/grid.ts';
import { zoneOf } from '../../../src/calendar/zone.ts';
import { placementOf } from '../../../src/planner/placement.ts';

const DAY = { unit: 'day', count: 1 } as const;
const HOUR_MILLIS = 3_600_000;

function daysOfNewYork(start: string, end: string) {
  const edges = createGrid(DAY, zoneOf('America/New_York'), null).edges(Date.parse(start), Date.parse(end));
  return edges
    .slice(1)
    .map((endMillis, at) => ({ startMillis: edges[at] ?? endMillis, endMillis, isPartial: false }));
}

describe('rows are placed', () => {
  test('by division where buckets are of one length', () => {
    expect(placementOf(daysOfNewYork('2024-01-01T05:00Z', '2024-01-04T05:00Z'))).toEqual({
      startMillis: Date.parse('2024-01-01T05:00Z'),
      unitMillis: 24 * HOUR_MILLIS,
      steps: null,
      reason: 'by division: all 3 buckets take 86400000 ms',
    });
  });

  test('by edges, in the largest unit that they share, where they are not', () => {
    expect(placementOf(daysOfNewYork('2024-03-09T05:00Z', '2024-03-12T04:00Z'))).toEqual({
      startMillis: Date.parse('2024-03-09T05:00Z'),
      unitMillis: HOUR_MILLIS,
      steps: [0, 24, 47],
      reason: 'by 3 edges: buckets take from 82800000 to 86400000 ms',
    });
  });
});
