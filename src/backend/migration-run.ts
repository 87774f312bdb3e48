import type { AurumError } from '../errors.ts';
import { linkedTimeout, settleOrAbort } from './abort.ts';
import type { Connection, Driver } from './backend.ts';

const MIGRATION_TIMEOUT_MILLIS = 120_000;

/** The tables of an engine being brought up to date on a connection of its own. */
export class MigrationRun {
  readonly connection: Connection;
  /** The engine's version text, once it is over. */
  readonly version: Promise<string>;
  readonly #settled: Promise<unknown>;
  readonly #end = new AbortController();

  constructor(driver: Driver, connection: Connection) {
    this.connection = connection;
    const limit = linkedTimeout(this.#end.signal, MIGRATION_TIMEOUT_MILLIS);
    const work = driver.migrate(connection, { signal: limit.signal });
    this.version = settleOrAbort(work, limit.signal).finally(() => limit.release());
    this.#settled = Promise.allSettled([work]);
  }

  /** Gives it up at once, and its connection with it: another may begin. */
  end(reason: AurumError): void {
    this.#end.abort(reason);
    void this.connection.close().catch(() => {});
  }

  /** Settles when the engine is done with it, also where it was given up. */
  async ended(): Promise<void> {
    await this.#settled;
  }
}
