import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { AurumError } from '../errors.ts';
import { VISIT, type Visit } from './visit.ts';

type Context = { readonly [VISIT]?: Pick<Visit, 'listItemsLeft'> };
type Resolver = GraphQLFieldResolver<unknown, Context>;

/** An item of a list with what stands around it; those of most lists have more. */
const LEAST_ITEM_BYTES = 64;

/** How many items the lists of an answer may have that may be so long. */
export function mostListItems(maxResponseBytes: number): number {
  return Math.floor(maxResponseBytes / LEAST_ITEM_BYTES);
}

/**
 * Counts the items of every list before the executor makes its part of the answer of them: a field repeated under a
 * thousand aliases costs an engine nothing, and the gateway a thousand times its rows. Where no more are left the field
 * fails with RESULT_TOO_LARGE. Text that is spliced has no items.
 */
export function boundLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListType(getNullableType(field.type))) continue;
      const { name, resolve = (parent) => (parent as Record<string, unknown>)[name] } = field;
      field.resolve = counting(resolve);
    }
  }
}

function counting(resolve: Resolver): Resolver {
  return (parent, args, context, info) => {
    const answer = resolve(parent, args, context, info);
    return isThenable(answer) ? answer.then((list) => counted(list, context)) : counted(answer, context);
  };
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer;
}

function counted(list: unknown, { [VISIT]: visit }: Context): unknown {
  if (visit?.listItemsLeft === undefined || !Array.isArray(list)) return list;
  visit.listItemsLeft -= list.length;
  if (visit.listItemsLeft >= 0) return list;
  throw new AurumError('RESULT_TOO_LARGE', 'The lists of this answer have too many items in all.', {
    argument: 'limits.max_response_bytes',
    allowed: `An answer with at most one item for each ${LEAST_ITEM_BYTES} of these bytes: smaller pages, a wider width, or fewer aliases of one field.`,
  });
}
