import {
  type AnswerBudget,
  type AnswerLimits,
  createHeldAnswers,
  type HeldAnswers,
} from '../../src/backend/answer-budget.ts';

const WIDE: AnswerLimits = {
  maxFieldRows: 1_000_000_000,
  maxFieldBytes: 1_000_000_000,
  maxResponseRows: 1_000_000_000,
  maxResponseBytes: 1_000_000_000,
};

/** A budget of its own with some limits, and where its bytes are counted. */
export function openBudget(
  limits: Partial<AnswerLimits>,
  held: HeldAnswers = createHeldAnswers(1_000_000_000),
): { readonly budget: AnswerBudget; readonly held: HeldAnswers } {
  return { budget: held.open({ ...WIDE, ...limits }), held };
}
