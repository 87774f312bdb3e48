/** Every code a client can meet in `errors[].extensions.code`; Apollo's own codes are added by the server. */
export const ERROR_CODES = {
  BAD_USER_INPUT: {
    retryable: false,
    description: 'An argument is impossible; `argument` and `allowed` say which and what fits.',
  },
  BAD_REQUEST: { retryable: false, description: 'The HTTP request is no GraphQL request.' },
  OPERATION_RESOLUTION_FAILURE: {
    retryable: false,
    description: 'The document has no operation of that name, or several and no name says which.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: { retryable: false, description: 'Send the query text itself.' },
  GRAPHQL_PARSE_FAILED: { retryable: false, description: 'The document is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { retryable: false, description: 'The document does not fit the schema.' },
  PERSISTED_QUERY_NOT_FOUND: { retryable: true, description: 'Send the query text together with its hash.' },
  UNAUTHENTICATED: { retryable: false, description: 'The request carries no valid identity.' },
  FORBIDDEN: { retryable: false, description: 'The identity may not do this.' },
  FORBIDDEN_SQL: { retryable: false, description: 'The SQL does more than reading what it may read.' },
  QUERY_TOO_EXPENSIVE: { retryable: false, description: 'The document costs more than the gateway allows.' },
  RESULT_TOO_LARGE: { retryable: false, description: 'The answer would be larger than the gateway allows.' },
  RATE_LIMITED: { retryable: true, description: 'Too many requests from this client.' },
  BACKEND_NOT_CONFIGURED: {
    retryable: false,
    description: 'The field needs an engine that the settings do not name.',
  },
  BACKEND_UNAVAILABLE: { retryable: true, description: 'The engine cannot be reached.' },
  BACKEND_TIMEOUT: { retryable: true, description: 'The deadline of the request ran out.' },
  POOL_TIMEOUT: { retryable: true, description: 'No connection became free in time.' },
  OVERLOADED: {
    retryable: true,
    description: 'The gateway or the engine has as much to do as it may; try again later.',
  },
  QUERY_FAILED: { retryable: false, description: 'The engine refused the statement.' },
  CANCELLED: { retryable: true, description: 'The client went away.' },
  INTERNAL_SERVER_ERROR: {
    retryable: false,
    description: 'A defect of the gateway; the log has it under the request id.',
  },
} as const satisfies Record<string, { retryable: boolean; description: string }>;

/** One of the closed list of error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What an {@link AurumError} tells besides its code and message; all of it is safe to show to a client. */
export type ErrorDetails = {
  /** The argument or setting that is wrong, as a dotted path. */
  readonly argument?: string;
  /** The values or the form that would be right. */
  readonly allowed?: string | readonly string[];
  /** Where in the text of the argument, both from 1. */
  readonly position?: { readonly line: number; readonly column: number };
  /** Name of the backend that failed. */
  readonly backend?: string;
  readonly retryAfterMillis?: number;
  /** The engine is well, and has no connection left to give, or (OVERLOADED) runs as many statements as it may: it began none. */
  readonly isFull?: boolean;
  /** The error behind this one; logged, never shown. */
  readonly cause?: unknown;
  /** The engine's own code (SQLSTATE, ClickHouse code); for spans and logs, never shown. */
  readonly engineCode?: string;
};

/** An error with a code from the closed list. Its message is written for the client: no SQL, host or secret. */
export class AurumError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AurumError';
    this.code = code;
    this.details = details;
  }
}

/** An argument a client gave cannot be used: names the argument and says what would be right. */
export function badUserInput(
  argument: string,
  message: string,
  allowed?: string | readonly string[],
): AurumError {
  return new AurumError(
    'BAD_USER_INPUT',
    message,
    allowed === undefined ? { argument } : { argument, allowed },
  );
}

/** The code of an error that was thrown; of what is none of ours, the one given. */
export function codeOrElse(error: unknown, otherwise: ErrorCode): ErrorCode {
  return error instanceof AurumError ? error.code : otherwise;
}
