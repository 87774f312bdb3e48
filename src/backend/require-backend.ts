import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import type { Backend } from './backend.ts';

const HOW_TO_GET: Record<BackendKind, string> = {
  timescale: 'Set timescale.url.',
  clickhouse: 'Set clickhouse.url.',
  trino: 'Start one with `npm run trino`, and set trino.url.',
};

/** Why an engine that the settings leave out is not there, and what to do. */
export function notConfigured(kind: BackendKind): string {
  return `The settings name no ${kind} engine. ${HOW_TO_GET[kind]}`;
}

/** The backend of a kind. Throws BACKEND_NOT_CONFIGURED, with what to do, where the settings leave it out. */
export function requireBackend(
  backends: ReadonlyMap<BackendKind, Backend | null>,
  kind: BackendKind,
): Backend {
  const backend = backends.get(kind);
  if (backend) return backend;
  throw new AurumError('BACKEND_NOT_CONFIGURED', notConfigured(kind), { backend: kind });
}
