import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { argumentPath } from './argument-path.ts';
import { describeError } from './describe-error.ts';
import { distinctCodes, shortName } from './short-notes.ts';
import type { ServedContext, VisitOf } from './visit.ts';

/** Gives every error of an answer its request id, and the notes of the request what the log line tells. */
export function errorPlugin(visitOf: VisitOf): ApolloServerPlugin<ServedContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue, operationName }) {
          const visit = visitOf(contextValue);
          if (visit === undefined || response.body.kind !== 'single') return;
          if (typeof operationName === 'string') visit.operationName = shortName(operationName);
          const { singleResult } = response.body;
          if (singleResult.errors === undefined) return;
          const errors = singleResult.errors.map((error) => withRequestId(error, visit.requestId));
          visit.errorCodes = distinctCodes(errors);
          response.body.singleResult = { ...singleResult, errors };
        },
      };
    },
  };
}

/** The same error with the id that its log lines carry. */
export function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  return { ...error, extensions: { ...error.extensions, requestId } };
}

/** Apollo's `formatError`: what the executor described stays, everything else is described here. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (formatted.extensions?.retryable !== undefined) return formatted;
  const { message, extensions } = describeError(error);
  if (extensions.code === 'BAD_USER_INPUT' && error instanceof GraphQLError && error.path === undefined) {
    // A scalar does not know where its text stands.
    const argument = argumentPath(error.nodes?.[0]) ?? extensions.argument;
    return { ...formatted, message, extensions: { ...extensions, argument } };
  }
  return { ...formatted, message, extensions: { ...extensions } };
}
