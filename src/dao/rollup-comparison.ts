import { type Duration, monthsOf, parseDuration, SHORTEST_MILLIS } from '../calendar/duration.ts';
import { createGrid, edgeFrom, type Grid } from '../calendar/grid.ts';
import { UTC } from '../calendar/zone.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import type { Stretch } from '../model/rollup.ts';
import { cutRefusal } from '../planner/choose-rollup.ts';
import { partsNewSince } from '../planner/part-lineage.ts';
import type { Refusal, RollupFacts, RollupQuestion } from '../planner/rollup-question.ts';
import { together, without } from '../planner/stretches.ts';
import { trustedStretches } from '../planner/trusted-stretches.ts';
import { timesOfParts } from '../sql/admin/view-state.ts';
import { type BucketSteps, rollupComparison } from '../sql/dataset/rollup-comparison.ts';
import type { Ask } from './ask.ts';
import type { Compared, ComparedRollups, StoredRows } from './compared-rollups.ts';
import type { RollupAsk } from './rollup-choice.ts';

/** Above so many, all is compared again instead. */
const MOST_NEW_PARTS = 100;
/** Stretches compared by one statement; where there are more, what lies between is compared too. */
const MOST_STRETCHES = 12;

/**
 * What a rollup in ClickHouse is good for, once it was compared with its table: in the whole buckets of the range, with the
 * condition, dimensions and columns of the question. What was found equal stays so while both have the same parts, and
 * what is merged of them; of new parts the buckets they have rows in are compared, and nothing else. The parts are those
 * of before the comparison: what changes meanwhile is seen by the next request.
 */
export async function comparedFacts(
  ask: Ask,
  memory: ComparedRollups,
  stored: StoredRows,
  question: RollupQuestion,
  { rollup, needs }: RollupAsk,
): Promise<RollupFacts | Refusal> {
  const { dataset, bounds, where } = question;
  const width = parseDuration(rollup.width, 'width');
  const grid = createGrid(width, UTC, null);
  const steps = stepsOf(width);
  if (steps === null)
    return { refusal: `has a width of ${rollup.width}, whose starts ClickHouse does not tell` };
  const facts = { grid, relation: rollup.table, watermarkMillis: Number.POSITIVE_INFINITY, stale: [] };
  const [whole] = trustedStretches(bounds, facts);
  const cut = cutRefusal(question, grid);
  if (cut !== null || whole === undefined) return cut ?? facts;
  const key = JSON.stringify([dataset.name, tableName(dataset.table), rollup, where]);
  const dimensions = [...question.dimensions].sort();
  const columns = needs.map(({ column }) => column).sort();
  const found = memory.find(key, dimensions, columns);
  const known = found === null ? null : await stillKnown(ask, found, stored, { dataset, rollup }, grid);
  const now = { dimensions, columns, ...known, ...stored };
  const { same = [], different = null } = known ?? {};
  if (different !== null && isWithin(different, whole)) {
    memory.keep(key, { ...now, same, different });
    return { refusal: different.refusal };
  }
  const missing = without([whole], same);
  if (missing.length === 0) {
    memory.keep(key, { ...now, same, different });
    return facts;
  }
  const wanted = { dimensions, metrics: [...question.metrics, ...question.compared] };
  const query = rollupComparison({ dataset, rollup }, fewOf(missing), where, wanted, steps);
  const { rows } = await ask(query, `SELECT comparison ${tableName(rollup.table)}`);
  const difference = readDifference((rows[0] ?? []).map(Number), rollup.width, whole);
  if (difference === null) {
    memory.keep(key, { dimensions, columns, ...stored, same: together([...same, ...missing]), different });
    return facts;
  }
  memory.keep(key, { dimensions, columns, ...stored, same, different: difference });
  return { refusal: difference.refusal };
}

/** What is left of a comparison after what was stored since; null where nothing is. */
async function stillKnown(
  ask: Ask,
  found: Compared,
  stored: StoredRows,
  { dataset, rollup }: Pick<RollupAsk, 'rollup'> & { dataset: DeclaredDataset },
  grid: Grid,
): Promise<Compared | null> {
  if (found.created !== stored.created) return null;
  const changed: Stretch[] = [];
  for (const [side, table] of [
    ['table', dataset],
    ['rollup', { ...dataset, table: rollup.table, time: rollup.time }],
  ] as const) {
    const parts = partsNewSince(found[side], stored[side]);
    if (parts === null || parts.length > MOST_NEW_PARTS) return null;
    if (parts.length === 0) continue;
    const { rows } = await ask(timesOfParts(table, parts), `SELECT parts ${tableName(table.table)}`);
    // A part that was merged away meanwhile cannot be looked into.
    if (rows.length < parts.length) return null;
    changed.push(...rows.map(([, lowest, greatest]) => bucketsOf(grid, Number(lowest), Number(greatest))));
  }
  const gaps = together(changed);
  const { different } = found;
  const isTouched =
    different !== null &&
    gaps.some(
      ({ lowerMillis, upperMillis }) =>
        lowerMillis <= different.upperMillis && different.lowerMillis < upperMillis,
    );
  return { ...found, same: without(found.same, gaps), different: isTouched ? null : different };
}

/** The whole buckets from that of one time to that of another. */
function bucketsOf(grid: Grid, lowest: number, greatest: number): Stretch {
  return { lowerMillis: grid.floor(lowest), upperMillis: edgeFrom(grid, greatest + 1) };
}

/** True where both times of a difference lie in a range. */
function isWithin(different: Stretch, whole: Stretch): boolean {
  return whole.lowerMillis <= different.lowerMillis && different.upperMillis < whole.upperMillis;
}

function fewOf(missing: readonly Stretch[]): readonly Stretch[] {
  const [first, last] = [missing[0], missing.at(-1)];
  if (missing.length <= MOST_STRETCHES || first === undefined || last === undefined) return missing;
  return [{ lowerMillis: first.lowerMillis, upperMillis: last.upperMillis }];
}

function readDifference(cells: readonly number[], width: string, whole: Stretch): Compared['different'] {
  const [inTable, inRollup, strays, counted = 0, differing, lowest = 0, greatest = 0] = cells;
  if (strays !== 0)
    return {
      ...whole,
      upperMillis: whole.upperMillis - 1,
      refusal: `has buckets that do not start with ${width} of UTC`,
    };
  if (differing === 0) return null;
  const there = { lowerMillis: lowest, upperMillis: greatest };
  if (inTable !== inRollup)
    return { ...there, refusal: `counts ${inRollup} rows where the table has ${inTable}` };
  if (counted > 0)
    return { ...there, refusal: `counts other rows than the table has in ${counted} of its buckets` };
  return { ...there, refusal: `holds other values than the table has in ${differing} of its buckets` };
}

/** Where buckets of a width start in UTC; null for those that no function of ClickHouse starts there. */
function stepsOf(width: Duration): BucketSteps | null {
  const months = monthsOf(width);
  if (months !== null) return months === 1 || months === 3 || months === 12 ? { months } : null;
  const { unit, count } = width;
  const millis = SHORTEST_MILLIS[unit] * count;
  const originMillis = unit === 'week' ? Date.UTC(2000, 0, 3) : Date.UTC(2000, 0, 1);
  return { millis, originMillis };
}
