import { trinoErrorOf } from '../backend/trino/errors.ts';
import { AurumError } from '../errors.ts';
import type { SqlError, TextPosition } from '../model/federated.ts';
import { SqlTextError } from '../sql/guard/read-statement.ts';

/**
 * What a client did wrong in its SQL, where that is why something failed; null where it failed otherwise.
 * `linesBefore` the client's text were sent; null where the engine's positions are not those of the text.
 */
export function sqlMistake(error: unknown, linesBefore: number | null): SqlError | null {
  if (error instanceof SqlTextError) return error.mistake;
  const trino = trinoErrorOf(error);
  if (trino === undefined || trino.errorType !== 'USER_ERROR' || NOT_IN_TEXT.test(trino.errorName))
    return null;
  return {
    kind: trino.errorName,
    message: messageForClients(trino.message),
    position: linesBefore === null ? null : positionAfter(linesBefore, trino.location),
  };
}

function positionAfter(linesBefore: number, location: TextPosition | null): TextPosition | null {
  if (location === null || location.line <= linesBefore) return null;
  return { line: location.line - linesBefore, column: location.column };
}

/** User errors for Trino that say nothing of the text: what the gateway's own user may, and how long it may take. */
const NOT_IN_TEXT = /^(PERMISSION_DENIED|INVALID_CREDENTIALS|USER_CANCELED|ABANDONED_QUERY|EXCEEDED_|QUERY_)/;

/** Trino's words without the position before them, and without addresses of files and hosts. */
function messageForClients(message: string): string {
  return message
    .replace(/^line \d+:\d+: /, '')
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"]*/gi, '(an address)')
    .replaceAll(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '(an address)');
}

/** A mistake as the error of the argument `sql`. */
export function mistakeError({ kind, message, position }: SqlError, cause: unknown): AurumError {
  const place = position === null ? '' : ` at line ${position.line}, column ${position.column}`;
  return new AurumError('BAD_USER_INPUT', `${kind}${place}: ${message}`, {
    argument: 'sql',
    ...(position === null ? {} : { position }),
    engineCode: kind,
    cause,
  });
}
