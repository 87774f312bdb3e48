import type { Backend } from '../../src/backend/backend.ts';
import { AurumError } from '../../src/errors.ts';

/** A real backend whose writes end after their first table, as those of a load that was killed there. */
export function cutWrites(backend: Backend): Backend {
  return {
    kind: backend.kind,
    embedded: backend.embedded,
    dialect: backend.dialect,
    limitations: backend.limitations,
    execute: (statement, options) => backend.execute(statement, options),
    async write(tables, options) {
      await backend.write(tables.slice(0, 1), options);
      throw new AurumError('BACKEND_UNAVAILABLE', 'killed between two tables');
    },
    health: () => backend.health(),
    pool: () => backend.pool(),
    start: () => backend.start(),
    ready: (signal) => backend.ready(signal),
    up: (signal) => backend.up(signal),
    close: () => backend.close(),
  };
}
