import { GraphQLError } from 'graphql';
import { type DescribedError, describeError } from './describe-error.ts';

/** Most errors of an answer that are told one by one. */
const MOST_TOLD = 1_000;

/**
 * The errors of an answer, safe to show: the first thousand one by one, each given to `onDefect` where it is a defect of
 * ours, and of those that follow one for each code, which says how many they are (`extensions.leftOut`). Each costs as much as
 * many rows, and a page under many aliases fails in as many places.
 */
export function tellErrors(
  errors: readonly GraphQLError[],
  onDefect: (error: unknown) => void,
): readonly GraphQLError[] {
  const told = errors.slice(0, MOST_TOLD).map((error) => {
    const { message, extensions, defect } = describeError(error);
    if (defect) onDefect(error.originalError ?? error);
    return located(error, message, { ...extensions });
  });
  return errors.length <= MOST_TOLD ? told : [...told, ...summarised(errors.slice(MOST_TOLD))];
}

function summarised(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const kinds = new Map<string, { readonly first: DescribedError; count: number }>();
  for (const error of errors) {
    const first = describeError(error);
    const kind = kinds.get(first.extensions.code);
    if (kind === undefined) kinds.set(first.extensions.code, { first, count: 1 });
    else kind.count += 1;
  }
  return [...kinds.values()].map(({ first, count }) => {
    const { code, retryable } = first.extensions;
    const message = `${count} more errors of this code are left out. The first of them: ${first.message}`;
    return new GraphQLError(message, { extensions: { code, retryable, leftOut: count } });
  });
}

/** The same place in document and answer, with another message. graphql-js takes locations only as nodes. */
export function located(
  error: Partial<Pick<GraphQLError, 'path' | 'locations' | 'originalError'>>,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  const copy = new GraphQLError(message, {
    path: error.path,
    originalError: error.originalError,
    extensions,
  });
  Object.defineProperty(copy, 'locations', { value: error.locations, enumerable: true });
  return copy;
}
