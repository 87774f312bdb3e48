import {
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { type AnswerOrigin, listOrigin, tellOrigin } from '../../resolvers/provenance.ts';
import { noteFallback } from './fallback-extension.ts';
import { byPath } from './path-order.ts';
import { type ProvenanceNote, type ServedContext, VISIT } from './visit.ts';

/** Lists of these say where they came from. */
const LISTED = 'TimeBucket';

type Resolver = GraphQLFieldResolver<unknown, Partial<Pick<ServedContext, typeof VISIT | 'fallbacks'>>>;

/** The type whose fields say where their parent came from. */
const PROVENANCE = 'Provenance';

/**
 * Has every field whose answer has a field of the type Provenance note where it came from, selected or not, in the
 * requests that keep notes, and in all others where a fallback answered. What the field of that type answers is noted: there
 * is no second way to find it out.
 */
export function noteOrigins(schema: GraphQLSchema): void {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const tellers = new Map<unknown, Resolver>(types.flatMap(tellerOf));
  for (const type of types) {
    for (const field of Object.values(type.getFields())) {
      const isListed = isListType(getNullableType(field.type)) && getNamedType(field.type).name === LISTED;
      const tell = isListed ? listOrigin : tellers.get(getNullableType(field.type));
      if (tell !== undefined && field.resolve !== undefined) field.resolve = noting(field.resolve, tell);
    }
  }
}

/** Writes the notes of a request for `extensions`, ordered by path. A watermark that cannot be read is null. */
export async function provenanceList(notes: readonly ProvenanceNote[]): Promise<object[]> {
  const list = await Promise.all(
    notes.map(async ({ path, origin }) => ({ path, ...(await tellOrigin(origin)) })),
  );
  return list.sort((one, other) => byPath(one.path, other.path));
}

function tellerOf(type: GraphQLObjectType): [GraphQLObjectType, Resolver][] {
  const field = Object.values(type.getFields()).find(({ type }) => getNamedType(type).name === PROVENANCE);
  return field?.resolve === undefined ? [] : [[type, field.resolve]];
}

function noting(resolve: Resolver, tell: Resolver): Resolver {
  return (parent, args, context, info) => {
    const { [VISIT]: visit, fallbacks } = context;
    const answer = resolve(parent, args, context, info);
    if (visit === undefined || (visit.provenance === undefined && fallbacks === undefined)) return answer;
    return Promise.resolve(answer).then((answered) => {
      if (answered == null) return answered;
      if (visit.provenance === undefined && (fallbacks ?? []).length === 0) return answered;
      const origin = tell(answered, {}, context, info) as AnswerOrigin | undefined;
      if (origin === undefined) return answered;
      const path = responsePathAsArray(info.path).join('.');
      visit.provenance?.push({ path, origin });
      if (origin.fallback !== null) noteFallback(visit, path, origin.fallback);
      return answered;
    });
  };
}
