import { parseDuration } from '../../../src/calendar/duration.ts';
import { createGrid, type Grid } from '../../../src/calendar/grid.ts';
import { parseTimeBound } from '../../../src/calendar/time-range.ts';
import { zoneOf } from '../../../src/calendar/zone.ts';
import { type GridQuestion, referenceEdges } from './edges.ts';

/** The product's grid for a question. */
export function gridFor({ width, timeZone, origin }: GridQuestion): Grid {
  const bound = origin === null ? null : parseTimeBound(origin);
  return createGrid(parseDuration(width, 'width'), zoneOf(timeZone), bound);
}

/** Where the product's edges and floors in a range differ from the reference, in words; none where they agree. */
export function gridDifferences(question: GridQuestion, lowerMillis: number, upperMillis: number): string[] {
  const wanted = referenceEdges(question, lowerMillis, upperMillis);
  const grid = gridFor(question);
  const found = grid.edges(lowerMillis, upperMillis);
  const asked = `${JSON.stringify(question)} from ${shown(lowerMillis)} to ${shown(upperMillis)}`;
  if (String(found) !== String(wanted))
    return [`${asked}: edges are ${found.map(shown)}, should be ${wanted.map(shown)}`];
  const floors = wanted.flatMap((edge, index) => {
    const before = wanted[index - 1];
    if (before === undefined) return [[edge, edge]];
    return [
      [edge - 1, before],
      [Math.floor((before + edge) / 2), before],
      [edge, edge],
    ];
  });
  return floors
    .filter(([at = 0, floor = 0]) => grid.floor(at) !== floor)
    .map(
      ([at = 0, floor = 0]) => `${asked}: ${shown(at)} is in ${shown(grid.floor(at))}, not ${shown(floor)}`,
    );
}

function shown(millis: number): string {
  return new Date(millis).toISOString();
}
