import { AurumError } from '../errors.ts';

/** Running requests, and their orderly end. */
export type Drain = {
  /** True once the gateway takes no more work. */
  readonly started: boolean;
  /** Notes a running request; the answer takes it off again. */
  enter(abort: (reason: AurumError) => void): () => void;
  /** Takes no more work and waits for the running requests; those that outlast the grace are aborted. */
  finish(graceMillis: number): Promise<void>;
  /** Aborts what still runs, now. */
  hurry(): void;
};

/** How long aborted requests have to send their answer. */
const LAST_WORDS_MILLIS = 500;

/** Counts requests from nothing. */
export function createDrain(): Drain {
  const running = new Set<(reason: AurumError) => void>();
  let started = false;
  let emptied = Promise.withResolvers<void>();

  const waitForEnd = async (millis: number): Promise<void> => {
    if (running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, millis);
    });
    await Promise.race([emptied.promise, timeout]);
    clearTimeout(timer);
  };
  const hurry = (): void => {
    for (const abort of running) abort(new AurumError('CANCELLED', 'The gateway is shutting down.'));
  };

  return {
    get started() {
      return started;
    },
    enter(abort) {
      // One object for each request: the same function may be noted by nobody else.
      const note = (reason: AurumError): void => abort(reason);
      running.add(note);
      return () => {
        running.delete(note);
        if (running.size > 0) return;
        emptied.resolve();
        emptied = Promise.withResolvers<void>();
      };
    },
    async finish(graceMillis) {
      started = true;
      await waitForEnd(graceMillis);
      hurry();
      await waitForEnd(LAST_WORDS_MILLIS);
    },
    hurry,
  };
}
