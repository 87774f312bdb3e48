import type { Backend } from '../../src/backend/backend.ts';
import type { Statement } from '../../src/sql/statement.ts';

/** A backend whose statements are recorded, and fail where `fail` answers an error. */
export type WatchedBackend = Backend & { readonly statements: Statement[] };

/** Watches what goes through a real backend. */
export function watchBackend(
  backend: Backend,
  fail: (statement: Statement) => Error | null = () => null,
): WatchedBackend {
  const statements: Statement[] = [];
  return {
    statements,
    kind: backend.kind,
    embedded: backend.embedded,
    dialect: backend.dialect,
    limitations: backend.limitations,
    async execute(statement, options) {
      statements.push(statement);
      const failure = fail(statement);
      if (failure !== null) throw failure;
      return backend.execute(statement, options);
    },
    write: (tables, options) => backend.write(tables, options),
    health: () => backend.health(),
    pool: () => backend.pool(),
    start: () => backend.start(),
    ready: (signal) => backend.ready(signal),
    up: (signal) => backend.up(signal),
    close: () => backend.close(),
  };
}
