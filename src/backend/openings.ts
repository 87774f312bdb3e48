import { AurumError } from '../errors.ts';
import { NEVER, settleWithin } from './abort.ts';
import type { Connection } from './backend.ts';

/** Of so many that run at once the second oldest is given up: the oldest keeps its full time, and the newest is young. */
const MOST_AT_ONCE = 8;

/** A connection that was opened. */
export type Opened = {
  readonly connection: Connection;
  /** True where one that was begun earlier still hangs: what was open then may be as dead. */
  readonly overtook: boolean;
};

/**
 * Tries to open one connection, several beside each other where the line is long or dead: one that hangs for good must not
 * hold up the next, and the next must not cut short one that only takes its time. The first that is there is taken, the others
 * are given up. How long one may take is for whoever opens it.
 */
export class Openings {
  readonly #onLate: () => void;
  /** In the order they were begun. */
  readonly #running = new Map<AbortController, Promise<void>>();
  #waiting: PromiseWithResolvers<Opened> | undefined;
  /** What came of one while nobody waited. */
  #late: Promise<Opened> | undefined;

  /** `onLate` is called when something came of one while nobody waited: {@link take} has it at once. */
  constructor(onLate: () => void) {
    this.#onLate = onLate;
  }

  /**
   * Begins one more and waits so long for the first to be there or to fail; BACKEND_TIMEOUT where none did, and all go on.
   * What came of an earlier one meanwhile is taken instead.
   */
  async take(open: (signal: AbortSignal) => Promise<Connection>, waitMillis: number): Promise<Opened> {
    const late = this.#late;
    this.#late = undefined;
    if (late !== undefined) return late;
    const waiting = Promise.withResolvers<Opened>();
    this.#waiting = waiting;
    this.#begin(open);
    try {
      return await settleWithin(NEVER, waitMillis, () => waiting.promise);
    } finally {
      this.#waiting = undefined;
    }
  }

  /** Gives up all that run, and whoever waits for one. */
  abandon(reason: AurumError): void {
    for (const opening of this.#active()) opening.abort(reason);
    this.#late?.then(({ connection }) => connection.close()).catch(() => {});
    this.#late = undefined;
    this.#served()?.reject(reason);
  }

  /** Settles when none runs any longer, those that were given up among them. */
  async ended(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #begin(open: (signal: AbortSignal) => Promise<Connection>): void {
    const active = this.#active();
    if (active.length >= MOST_AT_ONCE) active[1]?.abort(GIVEN_UP);
    const opening = new AbortController();
    const settled = open(opening.signal).then(
      (connection) => this.#made(opening, connection),
      (error: unknown) => this.#failed(opening, error),
    );
    this.#running.set(opening, settled);
  }

  async #made(opening: AbortController, connection: Connection): Promise<void> {
    const active = this.#active();
    this.#running.delete(opening);
    if (opening.signal.aborted) return connection.close().catch(() => {});
    const opened: Opened = { connection, overtook: active[0] !== opening };
    for (const other of this.#active()) other.abort(GIVEN_UP);
    const waiting = this.#served();
    if (waiting === undefined) this.#leave(Promise.resolve(opened));
    else waiting.resolve(opened);
  }

  #failed(opening: AbortController, error: unknown): void {
    this.#running.delete(opening);
    if (opening.signal.aborted) return;
    const waiting = this.#served();
    if (waiting === undefined) this.#leave(Promise.reject(error));
    else waiting.reject(error);
  }

  /** Who waits; what comes next is not for him any more. */
  #served(): PromiseWithResolvers<Opened> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #leave(outcome: Promise<Opened>): void {
    outcome.catch(() => {});
    this.#late = outcome;
    this.#onLate();
  }

  #active(): readonly AbortController[] {
    return [...this.#running.keys()].filter(({ signal }) => !signal.aborted);
  }
}

const GIVEN_UP = new AurumError('CANCELLED', 'Another connection is tried in its place.');
