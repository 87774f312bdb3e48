import { AurumError, type ErrorCode } from '../../errors.ts';
import { FULL_RETRY_MILLIS } from '../room.ts';

const BACKEND = 'trino';

/** What Trino says of a failed statement (https://trino.io/docs/current/develop/client-protocol.html, `error`). */
export type Failure = {
  readonly message: string;
  readonly errorName: string;
  readonly errorType: string;
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number };
};

/** A statement's failure in Trino's own words: the `cause` of the AurumError it becomes. Not for clients as it is. */
export class TrinoError extends Error {
  /** Trino's name of it, e.g. `SYNTAX_ERROR`. */
  readonly errorName: string;
  /** `USER_ERROR`, `INTERNAL_ERROR`, `INSUFFICIENT_RESOURCES` or `EXTERNAL`. */
  readonly errorType: string;
  /** Where in the text as sent; both count from 1. */
  readonly location: { readonly line: number; readonly column: number } | null;

  constructor({ message, errorName, errorType, errorLocation }: Failure) {
    super(message);
    this.name = 'TrinoError';
    this.errorName = errorName;
    this.errorType = errorType;
    this.location =
      errorLocation === undefined
        ? null
        : { line: errorLocation.lineNumber, column: errorLocation.columnNumber };
  }
}

type Meaning = {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: string;
  readonly isFull?: true;
};

const FULL = 'Trino runs as many statements as it may.';

/** By Trino's names (https://github.com/trinodb/trino, StandardErrorCode.java); the first that fits. */
const MEANINGS: readonly Meaning[] = [
  { pattern: /^QUERY_QUEUE_FULL$/, code: 'OVERLOADED', message: FULL, isFull: true },
  {
    pattern:
      /^(SERVER_|NO_NODES_AVAILABLE|CLUSTER_OUT_OF_MEMORY|REMOTE_|PAGE_TRANSPORT|TOO_MANY_REQUESTS_FAILED)/,
    code: 'BACKEND_UNAVAILABLE',
    message: 'Trino has no worker that could run the statement.',
  },
  {
    pattern: /^(EXCEEDED_TIME_LIMIT|EXCEEDED_CPU_LIMIT|USER_CANCELED|ADMINISTRATIVELY_|ABANDONED_QUERY)/,
    code: 'BACKEND_TIMEOUT',
    message: 'Trino ended the statement: its time ran out.',
  },
  {
    pattern: /^(EXCEEDED_|QUERY_TEXT_TOO_LARGE|QUERY_HAS_TOO_MANY_STAGES|COMPILER_ERROR|STACK_OVERFLOW)/,
    code: 'QUERY_FAILED',
    message: 'The statement goes beyond a limit of Trino.',
  },
  {
    pattern: /^(PERMISSION_DENIED|INVALID_CREDENTIALS)$/,
    code: 'QUERY_FAILED',
    message: 'The user in settings may not do this in Trino.',
  },
  {
    pattern: /^(CATALOG|SCHEMA|TABLE|COLUMN)_NOT_FOUND$|^MISSING_(CATALOG|SCHEMA)/,
    code: 'QUERY_FAILED',
    message: 'Trino has not the tables or columns the statement names.',
  },
];

const IS_FULL = { isFull: true, retryAfterMillis: FULL_RETRY_MILLIS } as const;

/** A failure on a page of an answer, as an error of ours with a {@link TrinoError} for its cause. */
export function failureError(failure: Failure): AurumError {
  const cause = new TrinoError(failure);
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(failure.errorName));
  const message = meaning?.message ?? 'Trino refused the statement.';
  const full = meaning?.isFull === true ? IS_FULL : {};
  const details = { backend: BACKEND, cause, engineCode: failure.errorName, ...full };
  return new AurumError(meaning?.code ?? 'QUERY_FAILED', message, details);
}

/** Trino's own words on why a statement failed; undefined where it was not Trino that refused it. */
export function trinoErrorOf(error: unknown): TrinoError | undefined {
  const cause = error instanceof AurumError ? error.details.cause : undefined;
  return cause instanceof TrinoError ? cause : undefined;
}

/** What failed on the way to Trino: the network, or an answer that is none of Trino's; `begun`: of a statement that runs. */
export function transportError(error: unknown, begun = false): AurumError {
  if (error instanceof AurumError) return error;
  const status = httpStatus(error);
  // Said by a proxy before it, and by Trino itself.
  if (status === 429) {
    const details = { backend: BACKEND, cause: error, engineCode: 'HTTP 429', ...IS_FULL, isFull: !begun };
    return new AurumError('OVERLOADED', FULL, details);
  }
  const refused = status === 401 || status === 403;
  const message = refused ? 'Trino refused the user or its password.' : 'Trino cannot be reached.';
  const details = { backend: BACKEND, cause: error };
  return new AurumError(
    'BACKEND_UNAVAILABLE',
    message,
    status === undefined ? details : { ...details, engineCode: `HTTP ${status}` },
  );
}

/** What is there is something else: a proxy, another server. */
export function notTrino(cause: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', 'What answers at the URL of Trino is no Trino.', {
    backend: BACKEND,
    cause,
  });
}

/** The status of an answer that the client refused to read; undefined where there was no answer. */
export function httpStatus(error: unknown): number | undefined {
  const response: unknown = property(error, 'response');
  const status = property(response, 'status');
  return typeof status === 'number' ? status : undefined;
}

/** True where the client cut an answer off, as it was longer than it was to be (axios, `maxContentLength`). */
export function isTooLong(error: unknown): boolean {
  return (
    property(error, 'code') === 'ERR_BAD_RESPONSE' &&
    /maxContentLength/.test(String(property(error, 'message')))
  );
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
