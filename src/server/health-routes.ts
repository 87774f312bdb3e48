import type { FastifyInstance } from 'fastify';
import type { BackendHealth, BackendKind } from '../model/backend.ts';

export type HealthOptions = {
  /** The engine without which the gateway is not ready. */
  readonly required: BackendKind;
  readonly backends: ReadonlyMap<BackendKind, { health(): BackendHealth } | null>;
  readonly isDraining: () => boolean;
};

/** `/livez`: the process answers. `/readyz`: it can answer queries, with each engine's state; 503 where it cannot. */
export function addHealthRoutes(
  app: FastifyInstance,
  { required, backends, isDraining }: HealthOptions,
): void {
  app.get('/livez', () => ({ status: 'alive' }));
  app.get('/readyz', (_request, reply) => {
    const states = [...backends].map(([name, backend]) => {
      const { status, reason } = backend?.health() ?? { status: 'NOT_CONFIGURED', reason: null };
      return { name, required: name === required, status, reason };
    });
    const answers = states.some(
      ({ name, status }) => name === required && (status === 'UP' || status === 'BUSY'),
    );
    const status = isDraining() ? 'draining' : answers ? 'ready' : 'not ready';
    void reply.code(status === 'ready' ? 200 : 503).header('cache-control', 'no-store');
    return { status, backends: states };
  });
}
