import type { ApolloServerPlugin } from '@apollo/server';
import { trace } from '@opentelemetry/api';
import { recordFailure } from '../telemetry/span.ts';

/** Spans `graphql.parse` and `graphql.validate`; the operation's own span is opened around its execution. */
export const tracingPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async parsingDidStart() {
        const span = trace.getTracer('aurum').startSpan('graphql.parse');
        return async (error) => {
          if (error !== undefined) recordFailure(span, error);
          span.end();
        };
      },
      async validationDidStart() {
        const span = trace.getTracer('aurum').startSpan('graphql.validate');
        return async (errors) => {
          if (errors?.[0] !== undefined) recordFailure(span, errors[0]);
          span.end();
        };
      },
    };
  },
};
