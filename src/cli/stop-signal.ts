import { AurumError } from '../errors.ts';
import { type Invocation, SIGNAL_EXIT_CODES } from './invocation.ts';

/** A process told to stop: `signal` aborts at the first SIGINT or SIGTERM, the next one ends the process at once. */
export type StopSignal = { readonly signal: AbortSignal; forget(): void };

/**
 * npm passes a signal on to a process that has it already from the terminal (Ctrl-C) or from whoever signals the whole
 * group: what follows at once is then the same signal.
 */
const ECHO_MILLIS = 1_000;

/** Listens for the signals until `forget`; `what` is told to stop, e.g. `gateway`. */
export function listenForStop(invocation: Invocation, what: string): StopSignal {
  const stopped = new AbortController();
  const echoMillis = invocation.env.npm_lifecycle_event === undefined ? 0 : ECHO_MILLIS;
  let firstMillis = 0;
  const forget = invocation.onSignal((name) => {
    if (!stopped.signal.aborted) {
      firstMillis = performance.now();
      stopped.abort(new AurumError('CANCELLED', `The ${what} was told to stop (${name}).`));
    } else if (performance.now() - firstMillis >= echoMillis) invocation.exitNow(SIGNAL_EXIT_CODES[name]);
  });
  return { signal: stopped.signal, forget };
}
