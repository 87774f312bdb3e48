import type { AurumError } from '../errors.ts';

/** How long whoever heeds the signal has to end: partial answers come in this time. */
const LATE_MILLIS = 250;

/**
 * The outcome of `work`, or of `late` once `signal` has been aborted for a moment and the work heeds it not. The work is
 * then left to itself.
 */
export async function withinTime<T>(
  signal: AbortSignal,
  work: Promise<T>,
  late: (reason: AurumError) => T,
): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => resolve(late(signal.reason)), LATE_MILLIS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
