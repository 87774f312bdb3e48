import { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings/settings.ts';
import type { Drain } from './drain.ts';

/** How long aborted requests have to send their answer, and clients to finish what they had begun to send. */
const LAST_WORDS_MILLIS = 500;

/**
 * Ends a server so that no request fails that was sent before: for the drain delay requests are answered as ever, with
 * `connection: close`; then it listens no more, what still comes on open connections is refused, and what runs may end
 * within the grace, counted from the call. Only then are connections without a request closed: to a client that is about
 * to send, that is a failure.
 */
export async function endServer(
  app: FastifyInstance,
  drain: Drain,
  { drainDelayMillis, drainGraceMillis }: Settings['server'],
): Promise<void> {
  const startMillis = performance.now();
  drain.leave();
  if (drainDelayMillis > 0) await sleep(drainDelayMillis);
  await allRead(app.server);
  drain.close();
  // Not http.Server's own: it closes the idle connections too.
  Server.prototype.close.call(app.server);
  await drain.ended(Math.max(0, drainGraceMillis - (performance.now() - startMillis)));
  drain.abort();
  await drain.ended(LAST_WORDS_MILLIS);
  // A connection that never sent anything is none of the idle ones, nor is one that sent half a request.
  const timer = setTimeout(() => app.server.closeAllConnections(), LAST_WORDS_MILLIS);
  await app.close();
  clearTimeout(timer);
}

/** Turns of the event loop without anything new: libuv takes one connection a turn, and its bytes in the next. */
const QUIET_TURNS = 3;
const READ_MILLIS = 500;

/** Resolves once what waits in the system's buffers is read, of connections not taken yet too; under load after a while. */
async function allRead(server: Server): Promise<void> {
  const endMillis = performance.now() + READ_MILLIS;
  let quiet = 0;
  const onNews = (): void => {
    quiet = 0;
  };
  server.on('connection', onNews).on('request', onNews);
  for (; quiet < QUIET_TURNS && performance.now() < endMillis; quiet += 1) await nextTurn();
  server.off('connection', onNews).off('request', onNews);
}
