import postgres from 'postgres';
import type { Link } from './link.ts';

/** The part of a query of postgres.js that its types keep back (3.4.9, src/query.js and src/connection.js). */
type Inner = {
  /** Sends a cancel request, where the query is with the server. */
  readonly canceller: ((query: unknown) => Promise<void>) | null;
  /** Its text was sent and is not yet described: what would run it is sent after that. */
  readonly describeFirst?: boolean;
  /** It is over once it is described. */
  onlyDescribe?: boolean;
};

/** The early end of one query. */
export class Interruption {
  readonly #query: Inner;
  readonly #link: Link;
  #settled: (() => Promise<void>) | undefined;
  #isWithheld = false;
  #isSpared = false;

  constructor(query: unknown, link: Link) {
    this.#query = query as Inner;
    this.#link = link;
  }

  get hasBegun(): boolean {
    return this.#settled !== undefined;
  }

  /** True where the query never ran, though it settles as one that succeeds. */
  get isWithheld(): boolean {
    return this.#isWithheld;
  }

  /** False where the query was withheld before anything else had to be tried: nothing is left that could hit a later one. */
  get mayHitLater(): boolean {
    return this.hasBegun && !this.#isSpared;
  }

  begin(): void {
    if (this.hasBegun) return;
    this.#isWithheld = this.#query.describeFirst === true;
    this.#isSpared = this.#isWithheld;
    if (this.#isWithheld) this.#query.onlyDescribe = true;
    let isFirst = true;
    this.#settled = this.#link.interrupt(async () => {
      const isEnough = isFirst && this.#isWithheld;
      isFirst = false;
      // Its text may wait for a lock, though; then there is something to cancel the next time.
      if (isEnough) return;
      this.#isSpared = false;
      await this.#requestCancel();
    });
  }

  /** Resolves once nothing of this can hit a later statement; called when the query has settled. */
  async settle(): Promise<void> {
    await this.#settled?.();
  }

  /**
   * What `query.cancel()` does, but with its promise: a cancel request that fails would otherwise be an unhandled
   * rejection and end the process.
   */
  async #requestCancel(): Promise<void> {
    await this.#query.canceller?.(this.#query);
  }
}

/** True for the error of a query that its cancel request has ended. */
export function isCancelled(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '57014';
}
