import { ClickHouseError, parseError } from '@clickhouse/client';
import { AurumError, type ErrorCode } from '../../errors.ts';
import type { AnswerMeasure } from '../answer-budget.ts';
import { FULL_RETRY_MILLIS } from '../room.ts';

const BACKEND = 'clickhouse';

type Meaning = { readonly code: ErrorCode; readonly message: string; readonly isFull?: true };

const REFUSED: Meaning = {
  code: 'BACKEND_UNAVAILABLE',
  message: 'ClickHouse refused the user or its password.',
};
const LATE: Meaning = {
  code: 'BACKEND_TIMEOUT',
  message: 'ClickHouse ended the statement: its time ran out.',
};
const NETWORK: Meaning = {
  code: 'BACKEND_UNAVAILABLE',
  message: 'ClickHouse lost a part of itself over the network.',
};
const TOO_BUSY: Meaning = {
  code: 'OVERLOADED',
  message: 'ClickHouse runs as many statements as it may.',
  isFull: true,
};
const NO_ROOM: Meaning = {
  code: 'QUERY_FAILED',
  message: 'ClickHouse has not the memory or the room for this.',
};
const FORBIDDEN: Meaning = {
  code: 'QUERY_FAILED',
  message: 'The user in settings may not do this in ClickHouse.',
};
const LIMIT: Meaning = {
  code: 'QUERY_FAILED',
  message: 'The statement goes beyond a limit set in ClickHouse.',
};
const SCHEMA: Meaning = {
  code: 'QUERY_FAILED',
  message: 'ClickHouse has not the tables or columns the gateway expects.',
};

const NOT_MERGED: Meaning = {
  code: 'QUERY_FAILED',
  message:
    'ClickHouse does not merge these parts now: a merge of them runs already, or there is no room for it.',
};

/** By the engine's numbers (https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp). */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  16: SCHEMA, // NO_SUCH_COLUMN_IN_TABLE
  47: SCHEMA, // UNKNOWN_IDENTIFIER
  60: SCHEMA, // UNKNOWN_TABLE
  81: SCHEMA, // UNKNOWN_DATABASE
  158: LIMIT, // TOO_MANY_ROWS
  159: LATE, // TIMEOUT_EXCEEDED
  160: LATE, // TOO_SLOW
  164: FORBIDDEN, // READONLY
  191: LIMIT, // SET_SIZE_LIMIT_EXCEEDED
  192: REFUSED, // UNKNOWN_USER
  193: REFUSED, // WRONG_PASSWORD
  194: REFUSED, // REQUIRED_PASSWORD
  202: TOO_BUSY, // TOO_MANY_SIMULTANEOUS_QUERIES
  209: NETWORK, // SOCKET_TIMEOUT
  210: NETWORK, // NETWORK_ERROR
  241: NO_ROOM, // MEMORY_LIMIT_EXCEEDED
  243: NO_ROOM, // NOT_ENOUGH_SPACE
  279: NETWORK, // ALL_CONNECTION_TRIES_FAILED
  307: LIMIT, // TOO_MANY_BYTES
  388: NOT_MERGED, // CANNOT_ASSIGN_OPTIMIZE
  394: LATE, // QUERY_WAS_CANCELLED
  396: LIMIT, // TOO_MANY_ROWS_OR_BYTES
  497: FORBIDDEN, // ACCESS_DENIED
  516: REFUSED, // AUTHENTICATION_FAILED
  700: TOO_BUSY, // USER_SESSION_LIMIT_EXCEEDED
  745: TOO_BUSY, // SERVER_OVERLOADED
};

/** What failed while a statement ran. No message shows SQL or a host; what is no word of the engine is the network's. */
export function statementError(error: unknown): AurumError {
  if (error instanceof AurumError) return error;
  if (!isEngineError(error)) return unreachable(error);
  const meaning = MEANINGS[error.code];
  return new AurumError(
    meaning?.code ?? 'QUERY_FAILED',
    meaning?.message ?? 'ClickHouse refused the statement.',
    {
      backend: BACKEND,
      cause: error,
      engineCode: error.code,
      ...(meaning?.isFull === true ? { isFull: true, retryAfterMillis: FULL_RETRY_MILLIS } : {}),
    },
  );
}

/** What is asked of a connection that is closed. */
export function closedError(): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', 'The connection to ClickHouse is closed.', {
    backend: BACKEND,
  });
}

/** What failed while a connection was being opened, whatever it was. */
export function connectError(error: unknown): AurumError {
  const parsed = statementError(error);
  if (parsed.code === 'BACKEND_UNAVAILABLE') return parsed;
  if (parsed.details.engineCode === '81') {
    const message = 'ClickHouse has no database of the name in settings.';
    return new AurumError('BACKEND_UNAVAILABLE', message, parsed.details);
  }
  return unreachable(error, parsed.details.engineCode);
}

/**
 * What an answer had too much of for the engine's limits on results; undefined for any other error. By the engine's words:
 * the number stands for other limits as well.
 */
export function exceededResult(error: unknown): AnswerMeasure | undefined {
  if (!isEngineError(error) || !RESULT_LIMITS.has(error.code)) return undefined;
  const text = 'message' in error ? String(error.message) : '';
  const [, measure] = /Limit for result exceeded, max (rows|bytes)/.exec(text) ?? [];
  return measure as AnswerMeasure | undefined;
}

/** TOO_MANY_ROWS, TOO_MANY_BYTES and TOO_MANY_ROWS_OR_BYTES. */
const RESULT_LIMITS = new Set(['158', '307', '396']);

/**
 * The exception the engine wrote at the end of an answer that it had begun with status 200, as an error of the
 * client; undefined where there is none. https://clickhouse.com/docs/interfaces/http#http_response_codes_caveats
 */
export function exceptionInAnswer(text: string): Error | undefined {
  const found = /Code: \d+\. DB::Exception: [\s\S]*/.exec(text.slice(-EXCEPTION_TAIL));
  const error = found === null ? undefined : parseError(found[0]);
  return error instanceof ClickHouseError ? error : undefined;
}

/** The engine cuts the text of an exception at 16 KiB. */
const EXCEPTION_TAIL = 32_768;

/** Told by its shape: the client may be loaded twice in one process, and each copy has a class of its own. */
function isEngineError(error: unknown): error is { readonly code: string } {
  return typeof error === 'object' && error !== null && 'type' in error && /^\d+$/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function unreachable(cause: unknown, engineCode?: string): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', 'ClickHouse cannot be reached.', {
    backend: BACKEND,
    cause,
    ...(engineCode === undefined ? {} : { engineCode }),
  });
}
