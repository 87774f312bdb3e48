import type { ApolloServerPlugin } from '@apollo/server';
import { type Context, context, type Span, trace } from '@opentelemetry/api';
import { isTracing, recordFailure, withSpan } from '../telemetry/span.ts';
import { shortName } from './short-notes.ts';
import type { ServedContext } from './visit.ts';

/** The spans of GraphQL operations. */
export type OperationTracing = {
  /**
   * Opens the operation's span (named by its type, as the conventions of OpenTelemetry have it) with
   * `graphql.parse` and `graphql.validate` below it.
   */
  readonly plugin: ApolloServerPlugin<ServedContext>;
  /** Runs the execution of an operation in `graphql.execute` below its span. */
  execute<T>(served: ServedContext, run: () => Promise<T>): Promise<T>;
};

/** Until the document is parsed nobody knows the type of its operation. */
const UNKNOWN_OPERATION = 'graphql';

export function createOperationTracing(): OperationTracing {
  // Apollo hands executors a copy of the context; the signal in it stays the same object.
  const contexts = new WeakMap<AbortSignal, Context>();
  const start = (name: string, parent: Context): Span => trace.getTracer('aurum').startSpan(name, {}, parent);

  const plugin: ApolloServerPlugin<ServedContext> = {
    async requestDidStart({ contextValue }) {
      if (!isTracing()) return undefined;
      const span = start(UNKNOWN_OPERATION, context.active());
      const below = trace.setSpan(context.active(), span);
      contexts.set(contextValue.signal, below);
      return {
        async parsingDidStart() {
          const parsing = start('graphql.parse', below);
          return async (error) => {
            if (error !== undefined) recordFailure(parsing, error);
            parsing.end();
          };
        },
        async validationDidStart() {
          const validation = start('graphql.validate', below);
          return async (errors) => {
            if (errors?.[0] !== undefined) recordFailure(validation, errors[0]);
            validation.end();
          };
        },
        async didResolveOperation({ operation, operationName, queryHash }) {
          // Apollo leaves it out where the request's operationName names none.
          if (operation === undefined) return;
          span.updateName(operation.operation);
          span.setAttributes({
            'graphql.operation.type': operation.operation,
            'graphql.document.hash': queryHash,
            ...(operationName === null ? {} : { 'graphql.operation.name': shortName(operationName) }),
          });
        },
        async willSendResponse({ response }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          const code = errors?.[0]?.extensions?.code;
          if (code !== undefined) span.setAttribute('error.type', String(code));
          span.end();
        },
      };
    },
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      const below = contexts.get(requestContext.contextValue.signal);
      const span = below === undefined ? undefined : trace.getSpan(below);
      if (span === undefined) return;
      recordFailure(span, error);
      span.end();
    },
  };

  return {
    plugin,
    execute: (served, run) =>
      context.with(contexts.get(served.signal) ?? context.active(), () =>
        withSpan('graphql.execute', {}, run),
      ),
  };
}
