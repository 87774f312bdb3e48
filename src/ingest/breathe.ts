import { setImmediate } from 'node:timers/promises';

/**
 * Lets other work of the process run once `budgetMillis` have gone by since it last could: a load must not keep the
 * gateway from answering. Call it between steps; it costs a clock reading.
 */
export function createBreather(budgetMillis = 8): () => Promise<void> | undefined {
  let sinceMillis = performance.now();
  return () => {
    if (performance.now() - sinceMillis < budgetMillis) return undefined;
    return setImmediate().then(() => {
      sinceMillis = performance.now();
    });
  };
}
