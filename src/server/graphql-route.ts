import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { RequestScope } from '../context.ts';
import { AurumError } from '../errors.ts';
import { loadShed } from '../telemetry/metrics.ts';
import { MOST_WAITING_FIELDS, mostListItems } from './answer-bounds.ts';
import { clientOf } from './client-identity.ts';
import { describeError } from './describe-error.ts';
import type { Drain } from './drain.ts';
import { withRequestId } from './error-plugin.ts';
import { measureAnswer, measureRefusal } from './metrics-plugin.ts';
import { refuse, shuttingDown } from './refuse.ts';
import { TOO_LONG } from './response-writer.ts';
import { distinctCodes } from './short-notes.ts';
import { allowedMillis, openScope, type ServedContext, VISIT, type Visit } from './visit.ts';

export type GraphqlRouteOptions = {
  readonly apollo: ApolloServer<ServedContext>;
  readonly createContext: (scope: RequestScope) => ServedContext;
  readonly deadlineMillis: number;
  /** Of one answer. */
  readonly maxResponseBytes: number;
  readonly drain: Drain;
};

/** Answers one GraphQL request: its scope opens here and everything it holds is let go when the answer is made. */
export async function answerGraphql(
  { apollo, createContext, deadlineMillis, maxResponseBytes, drain }: GraphqlRouteOptions,
  visit: Visit,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // Only now that the body is read: a connection closed before it would take the answer with it.
  if (visit.late) {
    loadShed('draining');
    return refuse(reply, 503, shuttingDown(), visit);
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const message = `A body in content-encoding "${encoding.slice(0, 32)}" is not read here.`;
    return refuse(reply, 415, new AurumError('BAD_REQUEST', message, { allowed: 'identity' }), visit);
  }
  let millis: number;
  try {
    millis = allowedMillis(request.headers['aurum-deadline-ms'], deadlineMillis);
  } catch (error) {
    return refuse(reply, 400, error, visit);
  }
  if (request.headers['aurum-provenance'] === '1') visit.provenance = [];
  visit.listItemsLeft = mostListItems(maxResponseBytes);
  visit.waitingFieldsLeft = MOST_WAITING_FIELDS;
  const open = openScope(visit, clientOf(request), reply.raw, millis);
  const leave = drain.enter(open.abort);
  let context: ServedContext | undefined;
  try {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApollo(request),
      context: async () => {
        context = createContext(open.scope);
        context[VISIT] = visit;
        return context;
      },
    });
    if (body.kind === 'chunked') throw new Error('An answer in parts: the schema has no @defer.');
    try {
      context?.budget?.written(body.string.length);
    } catch (error) {
      return refuse(reply, 503, error, visit);
    }
    for (const [name, value] of headers) void reply.header(name, value);
    void reply.code(status ?? 200);
    if (body.string === TOO_LONG) return reply.send(tooLong(maxResponseBytes, visit));
    const unseen = status !== undefined && status >= 400 && visit.errorCodes === undefined;
    if (unseen) return reply.send(withId(body.string, visit));
    measureAnswer(visit);
    return reply.send(body.string);
  } finally {
    open.close();
    leave();
    await disposeWith(reply, context);
  }
}

/** What a request holds goes once its answer has been read, or nobody reads it any more. */
async function disposeWith({ raw }: FastifyReply, context: ServedContext | undefined): Promise<void> {
  if (raw.closed) await context?.[Symbol.asyncDispose]();
  else raw.once('close', () => void context?.[Symbol.asyncDispose]());
}

/** In place of an answer that is too long: the operation has run, and nothing of what it answered is shown. */
function tooLong(maxBytes: number, visit: Visit): string {
  const { message, extensions } = describeError(
    new AurumError('RESULT_TOO_LARGE', 'The answer would be too long.', {
      argument: 'limits.max_response_bytes',
      allowed: `At most ${maxBytes} bytes: smaller pages, fewer fields, or fewer aliases of one.`,
    }),
  );
  visit.errorCodes = [extensions.code];
  measureRefusal(visit, extensions.code);
  return JSON.stringify({
    errors: [withRequestId({ message, extensions: { ...extensions } }, visit.requestId)],
    data: null,
  });
}

/** What Apollo refuses before it has a document to look at has not passed the plugin that adds the id. */
function withId(body: string, visit: Visit): string {
  const parsed: { errors?: GraphQLFormattedError[] } = JSON.parse(body);
  if (parsed.errors === undefined) return body;
  visit.errorCodes = distinctCodes(parsed.errors);
  for (const { extensions } of parsed.errors) measureRefusal(visit, String(extensions?.code));
  return JSON.stringify({ errors: parsed.errors.map((error) => withRequestId(error, visit.requestId)) });
}

function toApollo(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const question = request.url.indexOf('?');
  return {
    method: request.method.toUpperCase(),
    headers,
    search: question === -1 ? '' : request.url.slice(question),
    body: request.body,
  };
}
