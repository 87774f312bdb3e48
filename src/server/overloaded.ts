import type { GraphQLFormattedError } from 'graphql';

type Failure = Pick<GraphQLFormattedError, 'path' | 'extensions'>;

/**
 * True where a request got nothing but errors, at least one of them OVERLOADED, and all of a kind that trying again may
 * cure: a later try of the whole request is then the one right answer. A field that is null without an error was answered.
 */
export function isOverloaded(
  data: Readonly<Record<string, unknown>> | null | undefined,
  errors: readonly Failure[],
): boolean {
  if (!errors.some(({ extensions }) => extensions?.code === 'OVERLOADED')) return false;
  if (!errors.every(({ extensions }) => extensions?.retryable === true)) return false;
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  return Object.entries(data ?? {}).every(([field, value]) => value === null && failed.has(field));
}

/** The header `Retry-After` for these errors: whole seconds, the longest that one of them asks for, at least 1. */
export function retryAfterSeconds(errors: readonly Failure[]): string {
  const millis = errors.map(({ extensions }) => Number(extensions?.retryAfterMs ?? 0));
  return String(Math.max(1, Math.ceil(Math.max(...millis) / 1_000)));
}
