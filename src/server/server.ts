import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context } from '@opentelemetry/api';
import fastify, {
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { RequestScope } from '../context.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { BackendHealth, BackendKind } from '../model/backend.ts';
import type { Settings } from '../settings/settings.ts';
import type { RootLogger } from '../telemetry/logger.ts';
import { createApollo } from './apollo.ts';
import { createDrain } from './drain.ts';
import { endServer } from './end-server.ts';
import { addGate } from './gate.ts';
import { answerGraphql } from './graphql-route.ts';
import { addHealthRoutes } from './health-routes.ts';
import { listen } from './listen.ts';
import { addMetricsRoute } from './metrics-route.ts';
import { addPages } from './pages.ts';
import { refuse } from './refuse.ts';
import { measureRequests } from './request-metrics.ts';
import type { Schemas } from './schemas.ts';
import { TIMEOUTS, type Timeouts } from './timeouts.ts';
import { openVisit, type ServedContext, VISIT, type Visit } from './visit.ts';

export type ServerOptions = {
  readonly settings: Settings;
  readonly schemas: Schemas;
  /** Every engine by kind; null where the settings name none. */
  readonly backends: ReadonlyMap<BackendKind, { health(): BackendHealth } | null>;
  /** Makes the context of a request; disposed when its answer has been read, or nobody reads it any more. */
  readonly createContext: (scope: RequestScope) => ServedContext;
  readonly logger: RootLogger;
  readonly timeouts?: Timeouts;
  /** All metrics in Prometheus' text form; null or absent: nothing is served at /metrics. */
  readonly scrape?: (() => Promise<string>) | null;
};

/** A listening server. */
export type GatewayServer = {
  /** Where it listens, as a URL without a path. */
  readonly address: string;
  /** Ends in order: not ready at once, running requests may finish within the grace of the settings. Idempotent. */
  close(): Promise<void>;
};

const MAX_BODY_BYTES = 1_048_576;
/** The property of fastify's requests that holds their notes. */
const NOTES = 'visit';
/** Asked every few seconds by machines. */
const PROBE_PATHS = new Set(['/livez', '/readyz', '/metrics']);

/** Builds the HTTP server and listens; throws BAD_USER_INPUT when the address cannot be listened on. */
export async function createServer(options: ServerOptions): Promise<GatewayServer> {
  const { settings, schemas, backends, logger, createContext, timeouts = TIMEOUTS, scrape } = options;
  const drain = createDrain();
  const apollo = createApollo({
    settings: settings.graphql,
    maxResponseBytes: settings.limits.maxResponseBytes,
    schemas,
    logger,
    visitOf: (served) => served[VISIT],
  });
  await apollo.start();
  const app = fastify(httpOptions(settings, timeouts));
  app.decorateRequest<Visit | null>(NOTES, null);
  const visitOf = (request: FastifyRequest): Visit =>
    request.getDecorator<Visit | null>(NOTES) ?? openVisit(request, logger);

  // Before any route: a route keeps the error handler it was defined under.
  addRefusals(app, visitOf);
  measureRequests(app);
  app.addHook('onRequest', (request, reply, done) => {
    const visit = openVisit(request, logger);
    request.setDecorator(NOTES, visit);
    if (!drain.admit(reply.raw)) visit.late = true;
    // Not fastify's onResponse: it does not run where the client leaves before its answer is sent.
    reply.raw.once('close', () => endVisit(visit, request, reply));
    void reply.header('x-request-id', visit.requestId);
    done();
  });
  const graphql = {
    apollo,
    createContext,
    deadlineMillis: settings.request.deadlineMillis,
    maxResponseBytes: settings.limits.maxResponseBytes,
    drain,
  };
  // A scope of its own: probes, metrics and pages are answered under load too.
  await app.register(async (scope) => {
    await addGate(scope, { overload: settings.overload, visitOf, logger });
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      handler: (request, reply) => {
        const visit = visitOf(request);
        return context.with(visit.traceContext, () => answerGraphql(graphql, visit, request, reply));
      },
    });
  });
  addHealthRoutes(app, { backends, isDraining: () => drain.phase !== 'serving' });
  if (scrape) addMetricsRoute(app, scrape);
  await addPages(app, settings.graphql);
  await listen(app, settings.server);

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await endServer(app, drain, settings.server);
    await apollo.stop();
  };
  return {
    address: addressOf(app),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function httpOptions({ server, request }: Settings, timeouts: Timeouts): FastifyHttpOptions<Server> {
  return {
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    // The drain refuses by itself, in GraphQL's shape.
    return503OnClosing: false,
    trustProxy: server.trustedProxies.length > 0 && [...server.trustedProxies],
    requestTimeout: timeouts.requestMillis,
    keepAliveTimeout: timeouts.idleMillis,
    // Nothing moves on a connection either while its request waits for us.
    connectionTimeout: request.deadlineMillis + timeouts.stalledMillis,
    http: { headersTimeout: timeouts.headMillis, connectionsCheckingInterval: timeouts.checkMillis },
  };
}

/** What fastify refuses by itself, such as a body that is no JSON or a path that does not exist. */
function addRefusals(app: FastifyInstance, visitOf: (request: FastifyRequest) => Visit): void {
  app.setErrorHandler((error, request, reply) => {
    const visit = visitOf(request);
    const { statusCode: status = 500, message = '' } = refusalIn(error);
    if (status < 500)
      return refuse(
        reply,
        status,
        new AurumError('BAD_REQUEST', `The request cannot be read: ${message}`),
        visit,
      );
    visit.logger.error({ err: error }, 'A request failed in a way nobody expected.');
    return refuse(reply, 500, error, visit);
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, 404, badUserInput('path', 'There is nothing at this path.', '/graphql'), visitOf(request)),
  );
}

/** fastify's errors carry the status they stand for. */
function refusalIn(error: unknown): { statusCode?: number; message?: string } {
  if (typeof error !== 'object' || error === null || !('statusCode' in error) || !('message' in error))
    return {};
  return { statusCode: Number(error.statusCode), message: String(error.message) };
}

function endVisit(visit: Visit, request: FastifyRequest, reply: FastifyReply): void {
  const { span, logger, startedMillis, operationName, errorCodes } = visit;
  // Nothing was answered where the client left first.
  const status = reply.raw.headersSent ? reply.statusCode : undefined;
  if (status !== undefined) span.setAttribute('http.response.status_code', status);
  if (status === undefined) span.setAttribute('error.type', 'CANCELLED');
  else if (status >= 500) span.setAttribute('error.type', errorCodes?.[0] ?? String(status));
  span.end();
  const path = request.url.split('?', 1)[0] ?? request.url;
  const fields = {
    method: request.method,
    path,
    status,
    millis: Math.round((performance.now() - startedMillis) * 10) / 10,
    operationName,
    errorCodes,
    ...(reply.raw.writableFinished ? {} : { clientLeft: true }),
  };
  if (visit.shed || PROBE_PATHS.has(path)) logger.debug(fields, 'Request answered.');
  else logger.info(fields, 'Request answered.');
}

function addressOf(app: FastifyInstance): string {
  const address: AddressInfo | string | null = app.server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
