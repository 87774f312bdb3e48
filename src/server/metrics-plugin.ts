import type { ApolloServerPlugin } from '@apollo/server';
import type { ErrorCode } from '../errors.ts';
import { errorAnswered, isMeasuring, type OperationOutcome, operationEnded } from '../telemetry/metrics.ts';
import { hasAnswer, type Outcome } from './has-answer.ts';
import type { ServedContext, Visit, VisitOf } from './visit.ts';

/** Notes what every GraphQL operation came to; it is counted when the text of its answer is made, or what is sent instead. */
export function metricsPlugin(visitOf: VisitOf): ApolloServerPlugin<ServedContext> {
  return {
    async requestDidStart() {
      if (!isMeasuring()) return undefined;
      const startMillis = performance.now();
      return {
        async willSendResponse({ response, document, operation: ran, contextValue }) {
          const visit = visitOf(contextValue);
          if (visit === undefined || response.body.kind !== 'single') return;
          const { data, errors = [] } = response.body.singleResult;
          // Apollo leaves it out where the document is wrong, or the request's operationName names none.
          const operation = ran?.operation;
          const outcome = outcomeOf({ data, errors, document, operation });
          visit.operation = { type: operation ?? 'unknown', startMillis, outcome, errors };
        },
      };
    },
  };
}

/** Counts an operation with the errors in its answer, which is sent as it is. */
export function measureAnswer(visit: Visit): void {
  for (const { extensions } of visit.operation?.errors ?? [])
    errorAnswered(String(extensions?.code), extensions?.backend, Number(extensions?.leftOut ?? 1));
  measureOperation(visit, visit.operation?.outcome);
}

/** Counts an error that is sent in place of any answer, and the operation, where one ran, by that error. */
export function measureRefusal(visit: Visit, code: string): void {
  errorAnswered(code);
  measureOperation(visit, outcomeOfError(code));
}

/** Once each. */
function measureOperation(visit: Visit, outcome: OperationOutcome | undefined): void {
  const { operation } = visit;
  if (operation === undefined || outcome === undefined) return;
  visit.operation = undefined;
  operationEnded(operation.type, outcome, (performance.now() - operation.startMillis) / 1_000);
}

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
  return outcomeOfError(first.extensions?.code);
}

function outcomeOfError(code: unknown): OperationOutcome {
  return OUTCOMES.get(code) ?? (CLIENT_MISTAKES.has(code) ? 'invalid' : 'error');
}
