import {
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
} from 'graphql';
import { EIA_DATASET, type Fallback } from '../model/provenance.ts';
import { fallbackRead } from '../telemetry/metrics.ts';
import { annotateSpan } from '../telemetry/span.ts';
import { byPath } from './path-order.ts';
import { type FallbackNote, type ServedContext, VISIT, type Visit } from './visit.ts';

/** Notes that the field at a path was read from a fallback; the log has it once a dataset, the metric once a field. */
export function noteFallback(visit: Visit, path: string, fallback: Fallback): void {
  const { dataset, first, backend, reason } = fallback;
  visit.fallback ??= [];
  const notes = visit.fallback;
  const isNews = !notes.some((note) => note.dataset === dataset);
  notes.push({ path, dataset, backend, reason });
  fallbackRead(first, backend);
  if (!isNews) return;
  visit.logger.info({ dataset, backend, first, reason }, 'A dataset is read from its fallback.');
  annotateSpan({ 'aurum.fallback.datasets': [...new Set(notes.map((note) => note.dataset))] });
}

/** The notes of a request for `extensions`, ordered by path. */
export function fallbackList(notes: readonly FallbackNote[]): FallbackNote[] {
  return [...notes].sort((one, other) => byPath(one.path, other.path));
}

type Resolver = GraphQLFieldResolver<unknown, Partial<Pick<ServedContext, typeof VISIT | 'fallbacks'>>>;

/**
 * Has the root fields of EIA series and datasets note that they were read from a fallback: of what they answer, only some has
 * a field that could say so.
 */
export function noteSeriesFallbacks(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { resolve } = field;
    const type = getNullableType(field.type);
    if (resolve === undefined) continue;
    if (isOfEia(getNamedType(type).name)) field.resolve = notingSeries(resolve, () => true);
    else if (isAbstractType(type)) {
      const typeOf = (answered: unknown, info: GraphQLResolveInfo) =>
        answered == null ? '' : String(type.resolveType?.(answered, undefined, info, type));
      field.resolve = notingSeries(resolve, (answered, info) => isOfEia(typeOf(answered, info)));
    }
  }
}

function isOfEia(typeName: string): boolean {
  return typeName.startsWith('Eia');
}

function notingSeries(
  resolve: Resolver,
  isSeries: (answered: unknown, info: GraphQLResolveInfo) => boolean,
): Resolver {
  return (parent, args, context, info) => {
    const { [VISIT]: visit, fallbacks } = context;
    const answer = resolve(parent, args, context, info);
    const fallback = fallbacks?.find(({ dataset }) => dataset === EIA_DATASET);
    if (visit === undefined || fallback === undefined) return answer;
    return Promise.resolve(answer).then((answered) => {
      if (isSeries(answered, info)) noteFallback(visit, String(info.path.key), fallback);
      return answered;
    });
  };
}
