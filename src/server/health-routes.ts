import type { FastifyInstance } from 'fastify';
import type { BackendHealth, BackendKind, BackendStatus } from '../model/backend.ts';

export type HealthOptions = {
  readonly backends: ReadonlyMap<BackendKind, { health(): BackendHealth } | null>;
  readonly isDraining: () => boolean;
};

/** What an engine is that answers, be it late. */
const ANSWERING: readonly BackendStatus[] = ['UP', 'BUSY', 'DEGRADED'];

/**
 * `/livez`: the process answers. `/readyz`: some engine answers, so some queries do, with each engine's state; 503 where
 * none does, and while the gateway ends.
 */
export function addHealthRoutes(app: FastifyInstance, { backends, isDraining }: HealthOptions): void {
  app.get('/livez', () => ({ status: 'alive' }));
  app.get('/readyz', (_request, reply) => {
    const states = [...backends].map(([name, backend]) => {
      const { status, reason } = backend?.health() ?? { status: 'NOT_CONFIGURED', reason: null };
      return { name, status, reason };
    });
    const answers = states.some(({ status }) => ANSWERING.includes(status));
    const status = isDraining() ? 'draining' : answers ? 'ready' : 'not ready';
    void reply.code(status === 'ready' ? 200 : 503).header('cache-control', 'no-store');
    return { status, backends: states };
  });
}
