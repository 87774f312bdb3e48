import type { FastifyInstance } from 'fastify';

const TEXT_FORM = 'text/plain; version=0.0.4; charset=utf-8';

/** `/metrics`: every figure for Prometheus, also while requests are shed or the gateway drains. */
export function addMetricsRoute(app: FastifyInstance, scrape: () => Promise<string>): void {
  app.get('/metrics', async (_request, reply) =>
    reply
      .type(TEXT_FORM)
      .header('cache-control', 'no-store')
      .send(await scrape()),
  );
}
