import type { GraphQLFormattedError } from 'graphql';

/** Clients choose it: as long as a whole body, if they like. */
const MAX_NAME_LENGTH = 128;

/** The beginning of the name of an operation, for logs and spans. */
export function shortName(operationName: string): string {
  return operationName.slice(0, MAX_NAME_LENGTH);
}

/** The codes of all errors of an answer, each once, in the order in which they first come. */
export function distinctCodes(errors: readonly Pick<GraphQLFormattedError, 'extensions'>[]): string[] {
  return [...new Set(errors.map(({ extensions }) => String(extensions?.code)))];
}
