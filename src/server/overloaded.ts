import { type DocumentNode, type GraphQLFormattedError, Kind, OperationTypeNode, visit } from 'graphql';

type Failure = Pick<GraphQLFormattedError, 'path' | 'extensions'>;

/** What ran, and what it came to. */
export type Outcome = {
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly Failure[];
  readonly document: DocumentNode;
  readonly operation: OperationTypeNode | undefined;
};

/** The steps of the paths of all errors; a step that leads nowhere is where a field failed. */
type Failed = Map<string | number, Failed>;

/**
 * True where a request got nothing but errors, at least one of them OVERLOADED, and all of a kind that trying again may
 * cure: a later try of the whole request is then the one right answer. Answers are values and empty lists, however deep,
 * and nulls without an error; objects around failed fields are none, nor are names of types. Of a mutation, whatever is
 * not null was carried out. Looks at the data only where an error is OVERLOADED, up to the first answer.
 */
export function isOverloaded({ data, errors, document, operation }: Outcome): boolean {
  if (!errors.some(({ extensions }) => extensions?.code === 'OVERLOADED')) return false;
  if (!errors.every(({ extensions }) => extensions?.retryable === true)) return false;
  if (data === null || data === undefined) return true;
  if (operation === OperationTypeNode.MUTATION && Object.values(data).some((value) => value !== null))
    return false;
  let typenames: ReadonlySet<string> | undefined;
  const isTypename = (key: string): boolean => {
    typenames ??= typenameKeys(document);
    return typenames.has(key);
  };
  return !isAnswered(data, failedPlaces(errors), isTypename);
}

function isAnswered(
  value: unknown,
  failed: Failed | undefined,
  isTypename: (key: string) => boolean,
): boolean {
  if (value === null) return failed === undefined;
  if (Array.isArray(value))
    return value.length === 0 || value.some((each, at) => isAnswered(each, failed?.get(at), isTypename));
  if (!isPlain(value)) return true;
  for (const key in value) {
    const inner = value[key];
    if (typeof inner === 'string' && isTypename(key)) continue;
    if (isAnswered(inner, failed?.get(key), isTypename)) return true;
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
function typenameKeys(document: DocumentNode): ReadonlySet<string> {
  const typenames = new Set<string>();
  const others = new Set<string>();
  visit(document, {
    [Kind.FIELD]: ({ name, alias }) => {
      (name.value === '__typename' ? typenames : others).add((alias ?? name).value);
    },
  });
  return new Set([...typenames].filter((key) => !others.has(key)));
}

/** The header `Retry-After` for these errors: whole seconds, the longest that one of them asks for, at least 1. */
export function retryAfterSeconds(errors: readonly Failure[]): string {
  const millis = errors.map(({ extensions }) => Number(extensions?.retryAfterMs ?? 0));
  return String(Math.max(1, Math.ceil(Math.max(...millis) / 1_000)));
}
