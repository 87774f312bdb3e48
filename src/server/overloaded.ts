import { type Failure, hasAnswer, type Outcome } from './has-answer.ts';

/**
 * True where a request got nothing but errors, at least one of them OVERLOADED, and all of a kind that trying again may
 * cure: a later try of the whole request is then the one right answer. Looks at the data only where an error is OVERLOADED.
 */
export function isOverloaded(outcome: Outcome): boolean {
  const { errors } = outcome;
  if (!errors.some(({ extensions }) => extensions?.code === 'OVERLOADED')) return false;
  return errors.every(({ extensions }) => extensions?.retryable === true) && !hasAnswer(outcome);
}

/** The header `Retry-After` for these errors: whole seconds, the longest that one of them asks for, at least 1. */
export function retryAfterSeconds(errors: readonly Failure[]): string {
  const millis = errors.map(({ extensions }) => Number(extensions?.retryAfterMs ?? 0));
  return String(Math.max(1, Math.ceil(Math.max(...millis) / 1_000)));
}
