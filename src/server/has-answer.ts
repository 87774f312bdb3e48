import { type DocumentNode, type GraphQLFormattedError, Kind, OperationTypeNode, visit } from 'graphql';

export type Failure = Pick<GraphQLFormattedError, 'path' | 'extensions'>;

/** What ran, and what it came to. A document that could not be read came to no data. */
export type Outcome = {
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly Failure[];
  readonly document: DocumentNode | undefined;
  readonly operation: OperationTypeNode | undefined;
};

/** The steps of the paths of all errors; a step that leads nowhere is where a field failed. */
type Failed = Map<string | number, Failed>;

/**
 * True where a request got more than errors. Answers are values and empty lists, however deep, and nulls without an error;
 * objects around failed fields are none, nor are names of types. Of a mutation, whatever is not null was carried out.
 * Looks at the data up to the first answer.
 */
export function hasAnswer({ data, errors, document, operation }: Outcome): boolean {
  if (data === null || data === undefined) return false;
  if (operation === OperationTypeNode.MUTATION && Object.values(data).some((value) => value !== null))
    return true;
  let typenames: ReadonlySet<string> | undefined;
  const isTypename = (key: string): boolean => {
    typenames ??= typenameKeys(document);
    return typenames.has(key);
  };
  // Of errors that are not told one by one nobody knows the places: no null is an answer then.
  const isFailure = errors.some(({ extensions }) => extensions?.leftOut !== undefined)
    ? () => true
    : (failed: Failed | undefined) => failed !== undefined;
  return isAnswered(data, failedPlaces(errors), isFailure, isTypename);
}

function isAnswered(
  value: unknown,
  failed: Failed | undefined,
  isFailure: (failed: Failed | undefined) => boolean,
  isTypename: (key: string) => boolean,
): boolean {
  if (value === null) return !isFailure(failed);
  if (Array.isArray(value))
    return (
      value.length === 0 || value.some((each, at) => isAnswered(each, failed?.get(at), isFailure, isTypename))
    );
  if (!isPlain(value)) return true;
  for (const key in value) {
    const inner = value[key];
    if (typeof inner === 'string' && isTypename(key)) continue;
    if (isAnswered(inner, failed?.get(key), isFailure, isTypename)) return true;
  }
  return false;
}

/** True for the objects of an executor; those of a scalar that writes itself are of a class. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function failedPlaces(errors: readonly Failure[]): Failed {
  const root: Failed = new Map();
  for (const { path = [] } of errors) {
    let place = root;
    for (const step of path) {
      const next: Failed = place.get(step) ?? new Map();
      place.set(step, next);
      place = next;
    }
  }
  return root;
}

/** The names under which a document asks for `__typename`, and for nothing else. */
function typenameKeys(document: DocumentNode | undefined): ReadonlySet<string> {
  if (document === undefined) return new Set();
  const typenames = new Set<string>();
  const others = new Set<string>();
  visit(document, {
    [Kind.FIELD]: ({ name, alias }) => {
      (name.value === '__typename' ? typenames : others).add((alias ?? name).value);
    },
  });
  return new Set([...typenames].filter((key) => !others.has(key)));
}
