import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';

/** The error of an engine that does not answer. */
export function unanswered(backend: BackendKind, cause?: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', `The ${backend} engine does not answer.`, { backend, cause });
}

/** Why a look failed: the error itself where it tells, {@link unanswered} where there was no answer in time. */
export function reasonOf(error: unknown, backend: BackendKind): AurumError {
  const tells = error instanceof AurumError && error.code !== 'BACKEND_TIMEOUT';
  return tells ? error : unanswered(backend, error);
}
