import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestEnded, requestStarted } from '../telemetry/metrics.ts';

/** Measures every HTTP request, also those that no route takes. */
export function measureRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const startMillis = performance.now();
    requestStarted(request.method);
    // Not fastify's onResponse: it does not run where the client leaves before its answer is sent.
    reply.raw.once('close', () => measureEnd(request, reply, startMillis));
    done();
  });
}

function measureEnd(request: FastifyRequest, reply: FastifyReply, startMillis: number): void {
  const length = reply.raw.writableFinished ? reply.getHeader('content-length') : undefined;
  requestEnded({
    method: request.method,
    route: request.routeOptions.url,
    status: reply.raw.headersSent ? reply.statusCode : undefined,
    seconds: (performance.now() - startMillis) / 1_000,
    bytes: length === undefined ? undefined : Number(length),
  });
}
