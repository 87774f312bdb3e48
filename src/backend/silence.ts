import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import { settleWithin } from './abort.ts';
import type { Connection } from './backend.ts';

/** Knows whether the connection of the looks was asked and has not answered since. */
export class Silence {
  #of: Connection | undefined;
  #sinceMillis = 0;

  /** Pings a connection. BACKEND_TIMEOUT after so many milliseconds without an answer, or the reason of `outer`. */
  async ask(connection: Connection, outer: AbortSignal, waitMillis: number): Promise<void> {
    const startMillis = Date.now();
    const ping = (signal: AbortSignal): Promise<void> =>
      connection.ping({ signal }).then(() => this.#heard(connection));
    try {
      await settleWithin(outer, waitMillis, ping);
    } catch (error) {
      if (!tells(error)) this.#unheard(connection, startMillis);
      else if (error.code !== 'BACKEND_UNAVAILABLE') this.#heard(connection);
      throw error;
    }
  }

  /** That connection is replaced. Milliseconds since 1970 since when it was silent; undefined where it had answered. */
  end(): number | undefined {
    const isSilent = this.#of !== undefined;
    this.#of = undefined;
    return isSilent ? this.#sinceMillis : undefined;
  }

  #unheard(connection: Connection, sinceMillis: number): void {
    if (this.#of === connection) return;
    this.#of = connection;
    this.#sinceMillis = sinceMillis;
  }

  #heard(connection: Connection): void {
    if (this.#of === connection) this.#of = undefined;
  }
}

/** The error of an engine that does not answer. */
export function unanswered(backend: BackendKind, cause?: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', `The ${backend} engine does not answer.`, { backend, cause });
}

/** Why a look failed: the error itself where it tells, {@link unanswered} where there was no answer in time. */
export function reasonOf(error: unknown, backend: BackendKind): AurumError {
  return tells(error) ? error : unanswered(backend, error);
}

/** True for an error of ours that says more than that the time ran out. */
export function tells(error: unknown): error is AurumError {
  return error instanceof AurumError && error.code !== 'BACKEND_TIMEOUT';
}
