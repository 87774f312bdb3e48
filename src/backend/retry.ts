import { setTimeout as sleep } from 'node:timers/promises';
import { AurumError } from '../errors.ts';
import { abortReason } from './abort.ts';

/** Each call adds this much of a second try to the budget. */
const SHARE = 0.2;
/** Second tries that can be saved up; there are as many at the start. */
const MOST_SAVED = 10;
/** A second try comes after a random pause from the first of these to the second. */
const PAUSE_MILLIS = [25, 125] as const;

/** Second tries of what may be done twice, held to a part of all calls so that a failing engine is not asked twice as much. */
export class Retry {
  #saved = MOST_SAVED;

  /**
   * Runs `work`, and once more where it failed with BACKEND_UNAVAILABLE. `onRetry` hears of each such failure, and whether
   * the budget let it be tried again. Throws the error of the last try, or the reason of the signal.
   */
  async run<T>(
    signal: AbortSignal,
    work: () => Promise<T>,
    onRetry: (outcome: 'tried' | 'refused', error: AurumError) => void,
  ): Promise<T> {
    this.#saved = Math.min(MOST_SAVED, this.#saved + SHARE);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AurumError) || error.code !== 'BACKEND_UNAVAILABLE' || signal.aborted)
        throw error;
      // Whoever refused without asking the engine said when to come again.
      if (error.details.retryAfterMillis !== undefined) throw error;
      const allowed = this.#withdraw();
      onRetry(allowed ? 'tried' : 'refused', error);
      if (!allowed) throw error;
    }
    const [least, most] = PAUSE_MILLIS;
    await sleep(least + Math.random() * (most - least), undefined, { signal }).catch(() => {
      throw abortReason(signal);
    });
    return work();
  }

  #withdraw(): boolean {
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
