import type { FastifyReply } from 'fastify';
import { AurumError } from '../errors.ts';
import { describeError } from './describe-error.ts';
import { withRequestId } from './error-plugin.ts';
import { measureRefusal } from './metrics-plugin.ts';
import { retryAfterSeconds } from './overloaded.ts';
import type { Visit } from './visit.ts';

/** Answers with one error in GraphQL's shape. */
export function refuse(reply: FastifyReply, status: number, error: unknown, visit: Visit): FastifyReply {
  return reply.send(refusal(reply, status, error, visit));
}

/** Sets status and headers of such an answer and returns its body, for the caller to send. */
export function refusal(reply: FastifyReply, status: number, error: unknown, visit: Visit): string {
  const { message, extensions } = describeError(error);
  visit.errorCodes = [extensions.code];
  measureRefusal(visit, extensions.code);
  const errors = [withRequestId({ message, extensions: { ...extensions } }, visit.requestId)];
  void reply.code(status).type('application/json; charset=utf-8');
  if (extensions.code === 'OVERLOADED') void reply.header('retry-after', retryAfterSeconds([{ extensions }]));
  return JSON.stringify({ errors });
}

/** What a client reads that comes while the gateway ends. */
export function shuttingDown(): AurumError {
  return new AurumError('OVERLOADED', 'The gateway is shutting down.', { retryAfterMillis: 1_000 });
}
