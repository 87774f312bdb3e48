import type { ApolloServerPlugin } from '@apollo/server';
import type { ErrorCode } from '../errors.ts';
import {
  errorAnswered,
  isMeasuring,
  type OperationOutcome,
  type OperationType,
  operationEnded,
} from '../telemetry/metrics.ts';
import { hasAnswer, type Outcome } from './has-answer.ts';
import type { ServedContext } from './visit.ts';

/** Measures every GraphQL operation by its type and outcome, and counts the errors in its answer. */
export const metricsPlugin: ApolloServerPlugin<ServedContext> = {
  async requestDidStart() {
    if (!isMeasuring()) return undefined;
    const startMillis = performance.now();
    let type: OperationType = 'unknown';
    return {
      async didResolveOperation({ operation }) {
        // Apollo leaves it out where the request's operationName names none.
        if (operation !== undefined) type = operation.operation;
      },
      async willSendResponse({ response, document, operation }) {
        if (response.body.kind !== 'single') return;
        const { data, errors = [] } = response.body.singleResult;
        for (const { extensions } of errors) errorAnswered(String(extensions?.code), extensions?.backend);
        const outcome = outcomeOf({ data, errors, document, operation: operation?.operation });
        operationEnded(type, outcome, (performance.now() - startMillis) / 1_000);
      },
    };
  },
};

/** Codes of errors that nobody but the client can help. */
const CLIENT_MISTAKES: ReadonlySet<unknown> = new Set<ErrorCode>([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_FOUND',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'FORBIDDEN_SQL',
  'QUERY_TOO_EXPENSIVE',
  'RESULT_TOO_LARGE',
  'BACKEND_NOT_CONFIGURED',
]);
const OUTCOMES: ReadonlyMap<unknown, OperationOutcome> = new Map<ErrorCode, OperationOutcome>([
  ['OVERLOADED', 'shed'],
  ['POOL_TIMEOUT', 'shed'],
  ['RATE_LIMITED', 'shed'],
  ['BACKEND_TIMEOUT', 'timeout'],
  ['CANCELLED', 'cancelled'],
]);

/** Where nothing was answered, the first error says why. */
function outcomeOf(came: Outcome): OperationOutcome {
  const [first] = came.errors;
  if (first === undefined) return 'ok';
  if (hasAnswer(came)) return 'partial';
  const code = first.extensions?.code;
  return OUTCOMES.get(code) ?? (CLIENT_MISTAKES.has(code) ? 'invalid' : 'error');
}
