import type { Backend } from './backend/backend.ts';
import type { CursorCodec } from './dao/cursor.ts';
import { EiaDao } from './dao/eia-dao.ts';
import type { BackendDescription, BackendKind } from './model/backend.ts';
import type { GatewayDescription } from './model/gateway.ts';
import type { Logger } from './telemetry/log.ts';

/** What identifies and bounds one request. */
export type RequestScope = {
  readonly requestId: string;
  /** Aborts when the client goes or the deadline passes; its reason is an AurumError. */
  readonly signal: AbortSignal;
  /** When the request must be over, milliseconds since 1970. */
  readonly deadlineMillis: number;
  readonly logger: Logger;
};

/** What one request carries to its resolvers; disposed when the answer is out. */
export type RequestContext = RequestScope &
  AsyncDisposable & {
    readonly eia: EiaDao;
    /** The engines as last seen, from memory. */
    readonly backends: () => readonly BackendDescription[];
    readonly gateway: GatewayDescription;
  };

/** What all requests share. */
export type ContextOptions = {
  /** Every engine by kind; null where the settings name none. */
  readonly backends: ReadonlyMap<BackendKind, Backend | null>;
  /** The engine EIA series are read from. */
  readonly eiaBackend: Backend;
  readonly cursors: CursorCodec;
  readonly gateway: GatewayDescription;
};

/** Makes the context of a request: its own DAOs over shared backends. */
export function createContext(options: ContextOptions, scope: RequestScope): RequestContext {
  const { backends, eiaBackend, cursors, gateway } = options;
  const eia = new EiaDao({ ...scope, backend: eiaBackend }, gateway.limits, cursors);
  return {
    ...scope,
    eia,
    gateway,
    backends: () => [...backends].map(([kind, backend]) => describe(kind, backend)),
    [Symbol.asyncDispose]: () => eia.close(),
  };
}

function describe(kind: BackendKind, backend: Backend | null): BackendDescription {
  if (backend !== null) {
    const { embedded, limitations } = backend;
    return { name: kind, kind, embedded, limitations, health: backend.health(), pool: backend.pool() };
  }
  const reason = `The settings name no ${kind} engine.`;
  const health = { status: 'NOT_CONFIGURED', reason, checkedAtMillis: null, version: null } as const;
  return { name: kind, kind, embedded: false, limitations: [], health, pool: null };
}
