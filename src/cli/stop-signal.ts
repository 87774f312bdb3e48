import { AurumError } from '../errors.ts';
import { type Invocation, SIGNAL_EXIT_CODES } from './invocation.ts';

/** A process told to stop: `signal` aborts at the first SIGINT or SIGTERM, the next one ends the process at once. */
export type StopSignal = { readonly signal: AbortSignal; forget(): void };

/** npm passes Ctrl-C on to a process that has it from the terminal already: what follows at once is the same signal. */
const ECHO_MILLIS = 1_000;

/** Listens for the signals until `forget`; `what` is told to stop, e.g. `gateway`. */
export function listenForStop(invocation: Invocation, what: string): StopSignal {
  const stopped = new AbortController();
  let firstMillis = 0;
  const forget = invocation.onSignal((name) => {
    if (!stopped.signal.aborted) {
      firstMillis = performance.now();
      stopped.abort(new AurumError('CANCELLED', `The ${what} was told to stop (${name}).`));
    } else if (performance.now() - firstMillis > ECHO_MILLIS) invocation.exitNow(SIGNAL_EXIT_CODES[name]);
  });
  return { signal: stopped.signal, forget };
}
