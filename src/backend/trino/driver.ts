import { AurumError } from '../../errors.ts';
import { trinoDialect } from '../../sql/dialect/trino.ts';
import type { Statement } from '../../sql/statement.ts';
import type { Logger } from '../../telemetry/log.ts';
import { linkedTimeout, NEVER, settleOrAbort } from '../abort.ts';
import type { Driver } from '../backend.ts';
import { isFull } from '../room.ts';
import { readPlace } from './client.ts';
import { TrinoConnection } from './connection.ts';
import { migrate, readMigrations } from './migrate.ts';

export type TrinoSettings = {
  /** `http(s)://user@host:port/catalog/schema`. */
  readonly url: string;
  /** Sent over https only: Trino refuses it otherwise. */
  readonly password?: string;
  /** Longest wait for the first answer. */
  readonly connectTimeoutMillis: number;
};

const PROOF: Statement = { text: 'select 1', parameters: [], summary: 'SELECT' };

/** A Trino server or cluster. Throws BAD_USER_INPUT for a URL it cannot use. */
export function createTrinoDriver(settings: TrinoSettings, logger: Logger): Driver {
  readPlace(settings.url);
  const prove = createProof(settings);
  return {
    kind: 'trino',
    embedded: false,
    dialect: trinoDialect,
    limitations: [],
    mostStatements: Number.POSITIVE_INFINITY,
    busy: false,
    restarting: false,
    async connect(signal = NEVER) {
      const connection = new TrinoConnection(settings);
      const limit = linkedTimeout(signal, settings.connectTimeoutMillis);
      try {
        await connection.ping(limit);
      } catch (error) {
        throw limit.signal.aborted ? unreachable(error) : error;
      } finally {
        limit.release();
      }
      // It is there; what a statement takes on a busy server is no sign of the contrary.
      await prove();
      return connection;
    },
    async migrate(connection, options) {
      return migrate(connection, await readMigrations(), logger, options);
    },
    close: async () => {},
  };
}

/**
 * Proves, once, that Trino runs statements for this user; all who ask meanwhile share the statement. A connection opens
 * nothing, so none of those after it need one: a user that is refused later is refused by its own statements.
 */
function createProof(settings: TrinoSettings): () => Promise<void> {
  let proof: Promise<void> | undefined;
  const prove = async (): Promise<void> => {
    const signal = AbortSignal.timeout(settings.connectTimeoutMillis);
    try {
      await settleOrAbort(new TrinoConnection(settings).execute(PROOF, { signal }), signal);
    } catch (error) {
      proof = undefined;
      if (error instanceof AurumError && error.code === 'BACKEND_UNAVAILABLE') throw error;
      // The server answers: it has more to do than to run this.
      if (!signal.aborted && !isFull(error)) throw unreachable(error);
    }
  };
  return () => {
    proof ??= prove();
    return proof;
  };
}

function unreachable(cause: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', 'Trino cannot be reached.', { backend: 'trino', cause });
}
