import { GraphQLError } from 'graphql';
import { AurumError, ERROR_CODES, type ErrorCode } from '../errors.ts';

/** What a client reads in `errors[].extensions`, without the request id. */
export type ErrorExtensions = {
  readonly code: ErrorCode;
  readonly argument?: string;
  readonly allowed?: string | readonly string[];
  readonly line?: number;
  readonly column?: number;
  readonly backend?: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
};

/** A message and extensions that are safe to show; `defect` is true where the error behind must be logged. */
export type DescribedError = { message: string; extensions: ErrorExtensions; defect: boolean };

/** What clients read instead of the message of an unexpected error. */
const NEUTRAL_MESSAGE = 'The gateway failed on this. Its log tells more under the request id.';

/** Reduces any error to a code of the closed list; what is not ours and not Apollo's becomes INTERNAL_SERVER_ERROR. */
export function describeError(error: unknown): DescribedError {
  const ours = aurumErrorIn(error);
  if (ours !== undefined) return describeOurs(ours);
  const code = knownCode(error);
  if (code !== undefined && error instanceof GraphQLError) {
    return {
      message: error.message,
      extensions: { code, retryable: ERROR_CODES[code].retryable },
      defect: false,
    };
  }
  const extensions = { code: 'INTERNAL_SERVER_ERROR', retryable: false } as const;
  return { message: NEUTRAL_MESSAGE, extensions, defect: true };
}

function describeOurs(error: AurumError): DescribedError {
  const { argument, allowed, position, backend, retryAfterMillis } = error.details;
  const extensions: ErrorExtensions = {
    code: error.code,
    ...(argument === undefined ? {} : { argument }),
    ...(allowed === undefined ? {} : { allowed }),
    ...position,
    ...(backend === undefined ? {} : { backend }),
    retryable: ERROR_CODES[error.code].retryable,
    ...(retryAfterMillis === undefined ? {} : { retryAfterMs: retryAfterMillis }),
  };
  return { message: error.message, extensions, defect: error.code === 'INTERNAL_SERVER_ERROR' };
}

/** GraphQL wraps what a resolver or scalar threw, sometimes twice. */
function aurumErrorIn(error: unknown): AurumError | undefined {
  if (error instanceof AurumError) return error;
  return error instanceof GraphQLError && error.originalError !== undefined
    ? aurumErrorIn(error.originalError)
    : undefined;
}

function knownCode(error: unknown): ErrorCode | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  // graphql-jit's errors inherit from GraphQLError but have no extensions.
  const code: unknown = error.extensions?.code;
  if (typeof code !== 'string' && isArgumentMistake(error)) return 'BAD_USER_INPUT';
  if (typeof code !== 'string' || code === 'INTERNAL_SERVER_ERROR') {
    return isHttpRefusal(error) ? 'BAD_REQUEST' : undefined;
  }
  return isErrorCode(code) ? code : undefined;
}

/** A variable may still be null where its argument must not be: only the executor sees that. */
function isArgumentMistake(error: GraphQLError): boolean {
  return error.originalError === undefined && error.message.startsWith('Argument "');
}

/** Some of Apollo's refusals have no code of their own, only the HTTP status of a client's mistake. */
function isHttpRefusal(error: GraphQLError): boolean {
  const http: unknown = error.extensions?.http;
  if (typeof http !== 'object' || http === null || !('status' in http)) return false;
  return typeof http.status === 'number' && http.status >= 400 && http.status < 500;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
