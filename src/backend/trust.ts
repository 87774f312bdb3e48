import { NEVER, settleWithin } from './abort.ts';
import type { Connection } from './backend.ts';

export type TrustSettings = {
  /** A connection idle for longer is pinged before it is lent again; a dead one is replaced. */
  readonly validateAfterIdleMillis: number;
  /** A connection older than this is replaced when it would be lent again. */
  readonly maxAgeMillis: number;
};

export const PING_TIMEOUT_MILLIS = 1_000;
/** Connections opened together should not grow old together. */
const AGE_SPREAD = 0.1;

type Times = { readonly openedMillis: number; readonly expiresMillis: number; lastUsedMillis: number };

/** Which of the connections of a pool may be lent once more. */
export class Trust {
  readonly #settings: TrustSettings;
  readonly #times = new WeakMap<Connection, Times>();
  /** What was opened before was open when the engine fell silent; milliseconds since 1970. */
  #distrustedBeforeMillis = 0;

  constructor(settings: TrustSettings) {
    this.#settings = settings;
  }

  opened(connection: Connection): void {
    const age = this.#settings.maxAgeMillis * (1 - AGE_SPREAD * Math.random());
    const openedMillis = Date.now();
    const expiresMillis = openedMillis + age;
    this.#times.set(connection, { openedMillis, expiresMillis, lastUsedMillis: openedMillis });
  }

  used(connection: Connection): void {
    const times = this.#times.get(connection);
    if (times !== undefined) times.lastUsedMillis = Date.now();
  }

  /** The engine fell silent: none of the connections that are open now is to be lent again. */
  distrust(): void {
    this.#distrustedBeforeMillis = Date.now();
  }

  /** Asks a connection that was idle for long, and each one where `isCalm` is false; one without an answer makes all distrusted. */
  async isUsable(connection: Connection, isCalm: boolean): Promise<boolean> {
    const { openedMillis = 0, expiresMillis = 0, lastUsedMillis = 0 } = this.#times.get(connection) ?? {};
    const nowMillis = Date.now();
    if (!connection.healthy || nowMillis > expiresMillis || openedMillis <= this.#distrustedBeforeMillis)
      return false;
    if (isCalm && nowMillis - lastUsedMillis < this.#settings.validateAfterIdleMillis) return true;
    try {
      await settleWithin(NEVER, PING_TIMEOUT_MILLIS, (signal) => connection.ping({ signal }));
      return true;
    } catch {
      this.distrust();
      return false;
    }
  }
}
