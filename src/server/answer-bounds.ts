import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { AurumError } from '../errors.ts';
import { VISIT, type Visit } from './visit.ts';

type Bounds = Pick<Visit, 'listItemsLeft' | 'waitingFieldsLeft'>;
type Context = { readonly [VISIT]?: Bounds };
type Resolver = GraphQLFieldResolver<unknown, Context>;

/** An item of a list with what stands around it; those of most lists have more. */
const LEAST_ITEM_BYTES = 64;

/** How many items the lists of an answer may have that may be so long. */
export function mostListItems(maxResponseBytes: number): number {
  return Math.floor(maxResponseBytes / LEAST_ITEM_BYTES);
}

/** Fields of an answer that may wait for an engine, or for what a DAO knows. */
export const MOST_WAITING_FIELDS = 100_000;

/**
 * Counts what an answer may have much of, though it costs an engine nothing: a field repeated under a thousand aliases
 * makes a thousand times its rows. Items of lists are counted before the executor makes its part of the answer of them
 * (text that is spliced has no items), and fields with promises before they are begun. Where no more are left a field
 * fails with RESULT_TOO_LARGE.
 */
export function boundAnswers(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isList = isListType(getNullableType(field.type));
      const { name, resolve } = field;
      if (resolve !== undefined) field.resolve = bounded(resolve, isList);
      else if (isList) field.resolve = bounded((parent) => (parent as Record<string, unknown>)[name], true);
    }
  }
}

function bounded(resolve: Resolver, isList: boolean): Resolver {
  let waits = false;
  return (parent, args, context, info) => {
    const visit = context[VISIT];
    if (waits && visit?.waitingFieldsLeft === 0) throw TOO_MANY_FIELDS;
    const answer = resolve(parent, args, context, info);
    if (!isThenable(answer)) return isList ? counted(answer, visit) : answer;
    waits = true;
    if (visit?.waitingFieldsLeft !== undefined)
      visit.waitingFieldsLeft = Math.max(0, visit.waitingFieldsLeft - 1);
    return isList ? answer.then((list) => counted(list, visit)) : answer;
  };
}

/** One for all: to make an error, with its stack, takes longer than most fields. */
const TOO_MANY_FIELDS = new AurumError(
  'RESULT_TOO_LARGE',
  `This answer has more than ${MOST_WAITING_FIELDS} fields that are looked up.`,
  { allowed: 'Smaller pages, or fewer aliases of one field.' },
);

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer;
}

function counted(list: unknown, visit: Bounds | undefined): unknown {
  if (visit?.listItemsLeft === undefined || !Array.isArray(list)) return list;
  visit.listItemsLeft -= list.length;
  if (visit.listItemsLeft >= 0) return list;
  throw new AurumError('RESULT_TOO_LARGE', 'The lists of this answer have too many items in all.', {
    argument: 'limits.max_response_bytes',
    allowed: `An answer with at most one item for each ${LEAST_ITEM_BYTES} of these bytes: smaller pages, a wider width, or fewer aliases of one field.`,
  });
}
