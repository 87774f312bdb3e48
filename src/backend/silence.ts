import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import { settleWithin } from './abort.ts';
import type { Connection } from './backend.ts';

/** Asks the connection of the looks, and knows since when an engine answers neither that nor a statement. */
export class Silence {
  #owing: { readonly connection: Connection; readonly sinceMillis: number } | undefined;
  #answeredAtMillis = 0;

  /**
   * Settles when the engine answers, be it with an error of its own. Throws BACKEND_UNAVAILABLE where the connection is lost,
   * BACKEND_TIMEOUT after so many milliseconds without an answer, or the reason of `outer`.
   */
  async ask(connection: Connection, outer: AbortSignal, waitMillis: number): Promise<void> {
    const sinceMillis = Date.now();
    const ping = (signal: AbortSignal): Promise<void> =>
      connection.ping({ signal }).then(() => this.#heard(connection));
    try {
      await settleWithin(outer, waitMillis, ping);
    } catch (error) {
      if (!tells(error)) {
        if (this.#owing?.connection !== connection) this.#owing = { connection, sinceMillis };
        throw error;
      }
      const isLost = error.code === 'BACKEND_UNAVAILABLE';
      // One that the engine itself ends was not cut off unanswered.
      if (!isLost || error.details.engineCode !== undefined) this.#heard(connection);
      if (isLost) throw error;
    }
  }

  /** A statement was answered. */
  noteAnswer(): void {
    this.#answeredAtMillis = Date.now();
  }

  /** True where a statement was answered since then; milliseconds since 1970. */
  wasBrokenSince(millis: number): boolean {
    return this.#answeredAtMillis > millis;
  }

  /** Forgets what is owed. True where its connection was cut off without an answer, and no statement was answered since it was asked. */
  end(): boolean {
    const owing = this.#owing;
    this.#owing = undefined;
    return owing?.connection.healthy === false && !this.wasBrokenSince(owing.sinceMillis);
  }

  #heard(connection: Connection): void {
    if (this.#owing?.connection === connection) this.#owing = undefined;
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
