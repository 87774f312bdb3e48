import { AurumError } from '../errors.ts';

/** Why a signal aborted, as an error of ours: its reason where that is one, else BACKEND_TIMEOUT. */
export function abortReason(signal: AbortSignal): AurumError {
  return signal.reason instanceof AurumError
    ? signal.reason
    : new AurumError('BACKEND_TIMEOUT', 'The time for this request ran out.', { cause: signal.reason });
}

/** Settles as `work` does, or rejects as soon as the signal aborts; the work then goes on unobserved. */
export function settleOrAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(abortReason(signal));
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(abortReason(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
