import { Temporal } from 'temporal-polyfill';
import { parseDuration } from '../src/calendar/duration.ts';
import { createGrid } from '../src/calendar/grid.ts';
import { zoneOf } from '../src/calendar/zone.ts';
import { ratios, spreadOf, spreadText } from './spread.ts';
import { tableText } from './table.ts';

/** The edges of buckets by the calendar, beside the same by one addition of Temporal each. Run by `npm run bench:calendar`. */
const EDGES = 10_000;
const ROUNDS = 9;
const START = Date.parse('1990-01-01T00:00:00Z');
const CASES = ['UTC', 'America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe'].flatMap((zone) =>
  ['PT15M', 'PT1H', 'P1D', 'P1W', 'P1M'].map((width) => ({ zone, width })),
);

const rows = CASES.map(({ zone, width }) => {
  const grid = createGrid(parseDuration(width, 'width'), zoneOf(zone), null);
  const start = grid.edges(START, START + 1).at(-1) ?? START;
  const end = byTemporal(start, zone, width).at(-1) ?? start;
  const measured: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] = round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
    for (const side of [first, second]) {
      const work = side === 'ours' ? () => grid.edges(start, end) : () => byTemporal(start, zone, width);
      measured[side].push(millisOf(work));
    }
  }
  const count = grid.edges(start, end).length;
  return [
    `${width} ${zone}`,
    String(count),
    spreadText(spreadOf(measured.ours), 2),
    spreadText(ratios(measured.theirs, measured.ours), 1),
  ];
});

process.stdout.write(`${tableText(['width and zone', 'edges', 'ms', 'Temporal / calendar'], rows)}\n`);

/** Edges by addition; where a zone's clock changes they need not be the calendar's, but they are as many. */
function byTemporal(startMillis: number, zone: string, width: string): number[] {
  const step = Temporal.Duration.from(width);
  let moment = Temporal.Instant.fromEpochMilliseconds(startMillis).toZonedDateTimeISO(zone);
  const edges = [startMillis];
  while (edges.length < EDGES) {
    moment = moment.add(step);
    edges.push(moment.epochMilliseconds);
  }
  return edges;
}

function millisOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
