import { type Duration, durationText, LONGEST_MILLIS } from '../calendar/duration.ts';
import type { Grid } from '../calendar/grid.ts';
import type { RejectedSource } from '../model/provenance.ts';
import type { RollupRead } from '../model/rollup.ts';
import type { Refusal, RollupCandidate, RollupQuestion } from './rollup-question.ts';
import { trustedStretches } from './trusted-stretches.ts';

/** The rollup a question is answered from, null for the table alone; and why each of the others is not. */
export type RollupChoice = {
  readonly read: RollupRead | null;
  readonly rejected: readonly RejectedSource[];
};

/**
 * The coarsest rollup that is sure to give the answer of the table. Each edge between two buckets asked for must be an edge
 * of the rollup's own; where the range itself begins or ends within one of its buckets, that one is read from the table.
 */
export function chooseRollup(question: RollupQuestion, candidates: readonly RollupCandidate[]): RollupChoice {
  const rejected: RejectedSource[] = [];
  const usable: { readonly read: RollupRead; readonly width: Duration }[] = [];
  for (const { rollup, facts } of candidates) {
    const judged = 'refusal' in facts ? facts : judge(question, { rollup, facts });
    if ('refusal' in judged) rejected.push(rejectedSource(rollup.name, judged.refusal));
    else usable.push(judged);
  }
  usable.sort((one, other) => millisOf(other.width) - millisOf(one.width));
  const [coarsest, ...finer] = usable;
  for (const { read, width } of finer) {
    const reason = `is finer (${durationText(width)}) than ${coarsest?.read.rollup.name}`;
    rejected.push(rejectedSource(read.rollup.name, reason));
  }
  return { read: coarsest?.read ?? null, rejected };
}

/** A candidate with the reason as a sentence. */
export function rejectedSource(source: string, refusal: string): RejectedSource {
  return { source, reason: `${source} ${refusal}.` };
}

type Judged = { readonly read: RollupRead; readonly width: Duration };

function judge(
  question: RollupQuestion,
  { rollup, facts }: { rollup: RollupCandidate['rollup']; facts: Exclude<RollupCandidate['facts'], Refusal> },
): Judged | Refusal {
  const { grid, relation } = facts;
  const cut = cutRefusal(question, grid);
  if (cut !== null) return cut;
  const trusted = trustedStretches(question.bounds, facts);
  if (trusted.length === 0) return { refusal: 'has no whole bucket in this range that is up to date' };
  return { read: { rollup, relation, trusted }, width: grid.width };
}

/** Why a rollup with a grid is of no use: an edge between two buckets asked for that is none of its own. */
export function cutRefusal({ bounds, edges }: RollupQuestion, grid: Grid): Refusal | null {
  const cutting = edges.find(
    (edge) => edge > bounds.lowerMillis && edge < bounds.upperMillis && grid.floor(edge) !== edge,
  );
  if (cutting === undefined) return null;
  const edge = new Date(cutting).toISOString();
  return {
    refusal: `has buckets of ${durationText(grid.width)} in ${grid.zone.name} that are cut by ${edge}`,
  };
}

function millisOf({ unit, count }: Duration): number {
  return LONGEST_MILLIS[unit] * count;
}
