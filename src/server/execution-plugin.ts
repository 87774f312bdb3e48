import { type ApolloServerPlugin, HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { describeError } from './describe-error.ts';
import type { Executor } from './executor.ts';
import { fallbackList } from './fallback-extension.ts';
import { isOverloaded, retryAfterSeconds } from './overloaded.ts';
import { provenanceList } from './provenance-extension.ts';
import { withinTime } from './time-limit.ts';
import type { OperationTracing } from './tracing-plugin.ts';
import { type ServedContext, VISIT, type Visit } from './visit.ts';

/**
 * Has Apollo Server take the answer of each operation from our executor. Its gateway interface would do so too, at a
 * price: an object with accessors that it makes for each operation keeps the whole request alive until the next major
 * garbage collection, 5 kB each (Apollo Server 5.5, dist/esm/utils/makeGatewayGraphQLRequestContext.js).
 * https://www.apollographql.com/docs/apollo-server/integrations/plugins-event-reference#responseforoperation
 */
export function executionPlugin(
  executor: Executor<ServedContext>,
  tracing: OperationTracing,
): ApolloServerPlugin<ServedContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, source, queryHash, request, contextValue }) {
          const { data, errors } = await tracing.execute(contextValue, () =>
            withinTime(
              contextValue.signal,
              executor({
                document,
                operation: operation ?? undefined,
                operationName: request.operationName ?? undefined,
                queryHash: queryHash ?? source,
                variables: request.variables ?? {},
                context: contextValue,
              }),
              notInTime,
            ),
          );
          const http: HTTPGraphQLHead = { headers: new HeaderMap() };
          const more = await extensionsOf(contextValue[VISIT]);
          if (errors === undefined)
            return { http, body: { kind: 'single', singleResult: { data: data ?? null, ...more } } };
          const told = errors.map((error) => error.toJSON());
          if (isOverloaded({ data, errors: told, document, operation: operation?.operation })) {
            http.status = 503;
            http.headers.set('retry-after', retryAfterSeconds(told));
            // GraphQL over HTTP has only 2xx for an answer with data, be they null but for the name of a field.
            return { http, body: { kind: 'single', singleResult: { errors: told } } };
          }
          // Without data the operation never ran: the document or its variables are at fault.
          if (data === undefined) http.status = 400;
          const described = {
            errors: told,
            ...(data === undefined ? {} : { data, ...more }),
          };
          return { http, body: { kind: 'single', singleResult: described } };
        },
      };
    },
  };
}

/** What the fields of a request noted, as a part of its answer; nothing where they noted nothing. */
async function extensionsOf(visit: Visit | undefined): Promise<{ extensions?: Record<string, unknown> }> {
  const { provenance, fallback } = visit ?? {};
  if (provenance === undefined && fallback === undefined) return {};
  return {
    extensions: {
      ...(fallback !== undefined && { fallback: fallbackList(fallback) }),
      ...(provenance !== undefined && { provenance: await provenanceList(provenance) }),
    },
  };
}

/** The answer of an operation that did not end when its time was over. */
function notInTime(reason: unknown): ExecutionResult {
  const { message, extensions } = describeError(reason);
  return { data: null, errors: [new GraphQLError(message, { extensions: { ...extensions } })] };
}
