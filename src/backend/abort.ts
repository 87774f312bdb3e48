import { AurumError, type ErrorDetails } from '../errors.ts';

/** setTimeout takes no more. */
const TIMER_MAX_MILLIS = 2 ** 31 - 1;

/** A signal that does not abort. */
export const NEVER: AbortSignal = new AbortController().signal;

/** Why a signal aborted, as an error of ours: its reason where that is one, else BACKEND_TIMEOUT. */
export function abortReason(signal: AbortSignal): AurumError {
  return signal.reason instanceof AurumError ? signal.reason : timeRanOut({ cause: signal.reason });
}

/** The error of work that was not over by its deadline. */
export function timeRanOut(details: ErrorDetails = {}): AurumError {
  return new AurumError('BACKEND_TIMEOUT', 'The time for this request ran out.', details);
}

/** Calls `late` when a deadline (milliseconds since 1970; undefined: none) has passed, unless the timer is cleared before. */
export function startDeadline(
  deadlineMillis: number | undefined,
  late: () => void,
): NodeJS.Timeout | undefined {
  if (deadlineMillis === undefined) return undefined;
  return setTimeout(late, Math.min(Math.max(deadlineMillis - Date.now(), 0), TIMER_MAX_MILLIS));
}

/**
 * Calls `late` after so many milliseconds, unless the answered function is called before. What has arrived by then is
 * looked at first: after a long stretch of work all timers run before the answers that came in time.
 */
export function startPatientTimer(millis: number, late: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    immediate = setImmediate(late);
  }, millis);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}

/** A signal that aborts with another, or by itself after a time; `release` it when it is needed no more. */
export function linkedTimeout(
  outer: AbortSignal,
  millis: number,
): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  // Not AbortSignal.any, which leaves something on the outer signal, and that may live as long as the process.
  const onAbort = (): void => controller.abort(outer.reason);
  const clear = startPatientTimer(millis, () => controller.abort(timeRanOut()));
  if (outer.aborted) onAbort();
  else outer.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    release() {
      clear();
      outer.removeEventListener('abort', onAbort);
    },
  };
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

/**
 * Settles as `work` does, or rejects with what `late` answers after so many milliseconds, or when the signal aborts. What
 * the work comes to when nobody waits any longer is `unwanted`.
 */
export function settleOrLeave<T>(
  work: Promise<T>,
  signal: AbortSignal,
  millis: number,
  late: () => AurumError,
  unwanted: (outcome: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isGone = false;
    const stopWaiting = (): void => {
      clearTimer();
      signal.removeEventListener('abort', onAbort);
    };
    const leave = (error: unknown): void => {
      isGone = true;
      stopWaiting();
      reject(error);
    };
    const onAbort = (): void => leave(abortReason(signal));
    const clearTimer = startPatientTimer(millis, () => leave(late()));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then((outcome) => {
      if (isGone) return unwanted(outcome);
      stopWaiting();
      resolve(outcome);
    }, leave);
  });
}

/**
 * Settles as `work` does, or rejects after so many milliseconds (BACKEND_TIMEOUT) or when `outer` aborts; the signal that
 * the work is given aborts then too.
 */
export async function settleWithin<T>(
  outer: AbortSignal,
  millis: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = linkedTimeout(outer, millis);
  try {
    return await settleOrAbort(work(limit.signal), limit.signal);
  } finally {
    limit.release();
  }
}
