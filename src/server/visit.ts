import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  type Context,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { AnswerOrigin } from '../../resolvers/provenance.ts';
import type { AnswerBudget } from '../backend/answer-budget.ts';
import type { RequestContext, RequestScope } from '../context.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import type { RootLogger } from '../telemetry/logger.ts';
import {
  type CancelReason,
  type OperationOutcome,
  type OperationType,
  requestCancelled,
} from '../telemetry/metrics.ts';

/** Where the answer of one field came from; `path` is its place in the answer, with dots between. */
export type ProvenanceNote = { readonly path: string; readonly origin: AnswerOrigin };

/** That the answer of one field was read from the fallback of its dataset. */
export type FallbackNote = {
  readonly path: string;
  /** Its declared name. */
  readonly dataset: string;
  /** The engine that answered. */
  readonly backend: BackendKind;
  /** Why the first one did not. */
  readonly reason: string;
};

/** What a GraphQL operation came to. */
export type OperationNote = {
  readonly type: OperationType;
  readonly startMillis: number;
  readonly outcome: OperationOutcome;
  readonly errors: readonly GraphQLFormattedError[];
};

/** What the server notes about one HTTP request, from its first byte to its log line. */
export type Visit = {
  readonly requestId: string;
  readonly logger: RootLogger;
  readonly span: Span;
  /** The tracing context with that span. */
  readonly traceContext: Context;
  readonly startedMillis: number;
  /** Filled in by the GraphQL part, for the log line: the beginning of a name, and each code once. */
  operationName?: string;
  errorCodes?: readonly string[];
  /** Filled in by the GraphQL part where anything is measured, until it is. */
  operation?: OperationNote | undefined;
  /** Refused before it was read, one of many: no log line of its own. */
  shed?: true;
  /** Came when the gateway took no more requests. */
  late?: true;
  /** Filled in by the fields that read an engine, where the request asks for it. */
  provenance?: ProvenanceNote[];
  /** Filled in by the fields that a fallback answered. */
  fallback?: FallbackNote[];
  /** How many items the lists of the answer may still have; absent: any number. */
  listItemsLeft?: number;
  /** How many of its fields may still wait; absent: any number. */
  waitingFieldsLeft?: number;
};

/**
 * Where a context carries the notes of its request; Apollo hands plugins and resolvers a copy, which has it too. A
 * WeakMap would do, but one whose entries live for a request only costs each some 1.5 microseconds of garbage collection.
 */
export const VISIT: unique symbol = Symbol('visit');

/** What resolvers find in their context argument, at least. */
export type ServedContext = Pick<RequestContext, 'requestId' | 'signal' | 'logger' | 'fallbacks'> &
  AsyncDisposable & { [VISIT]?: Visit; readonly budget?: Pick<AnswerBudget, 'written'> };

/** The notes of the request that a context belongs to. */
export type VisitOf = (context: ServedContext) => Visit | undefined;

/** Ids from outside go into logs and headers as they are: only what is harmless there. */
const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Opens the notes and the server span (a child of the caller's `traceparent`) of a request. */
export function openVisit(request: FastifyRequest, logger: RootLogger): Visit {
  const given = request.headers['x-request-id'];
  const requestId = typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
  const path = request.url.split('?', 1)[0] ?? request.url;
  const parent = propagation.extract(context.active(), request.headers);
  const span = trace.getTracer('aurum').startSpan(
    `${request.method} ${request.routeOptions.url ?? ''}`.trim(),
    {
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': request.method,
        'url.path': path,
        'url.scheme': request.protocol,
        'network.protocol.version': request.raw.httpVersion,
        'aurum.request.id': requestId,
        ...(request.routeOptions.url === undefined ? {} : { 'http.route': request.routeOptions.url }),
      },
    },
    parent,
  );
  const spanContext = span.spanContext();
  const traceId = isSpanContextValid(spanContext) ? { traceId: spanContext.traceId } : {};
  return {
    requestId,
    logger: logger.child({ requestId, ...traceId }),
    span,
    traceContext: trace.setSpan(parent, span),
    startedMillis: performance.now(),
  };
}

/** A request's scope with its end; `close` lets go of timer and listeners, `abort` ends what still runs at a shutdown. */
export type OpenScope = { readonly scope: RequestScope; abort(reason: AurumError): void; close(): void };

/** One signal for the client's leaving and the deadline, whichever comes first. */
export function openScope(
  visit: Visit,
  client: string,
  response: ServerResponse,
  allowedMillis: number,
): OpenScope {
  const controller = new AbortController();
  const { signal } = controller;
  const end = (cause: CancelReason, reason: AurumError): void => {
    if (signal.aborted) return;
    requestCancelled(cause);
    controller.abort(reason);
  };
  const timer = setTimeout(() => {
    end('deadline', new AurumError('BACKEND_TIMEOUT', `The deadline of ${allowedMillis} ms ran out.`));
  }, allowedMillis);
  const onClose = (): void => {
    if (!response.writableFinished) end('client_left', new AurumError('CANCELLED', 'The client went away.'));
  };
  response.once('close', onClose);
  const nowMillis = Date.now();
  return {
    scope: {
      requestId: visit.requestId,
      client,
      signal,
      deadlineMillis: nowMillis + allowedMillis,
      nowMillis,
      logger: visit.logger,
    },
    abort: (reason) => end('shutdown', reason),
    close() {
      clearTimeout(timer);
      response.off('close', onClose);
    },
  };
}

/** The time a client allows in `aurum-deadline-ms`; longer ones are `maxMillis`. Throws BAD_USER_INPUT. */
export function allowedMillis(header: string | string[] | undefined, maxMillis: number): number {
  if (header === undefined) return maxMillis;
  const millis = typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : 0;
  if (millis > 0) return Math.min(millis, maxMillis);
  throw badUserInput(
    'aurum-deadline-ms',
    'The header aurum-deadline-ms is no number of milliseconds.',
    'a whole number of at least 1',
  );
}
