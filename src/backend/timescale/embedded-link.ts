import type { EmbeddedTimescale } from '../embedded/timescale-engine.ts';
import type { PortSocket } from '../embedded/timescale-socket.ts';
import { type Link, lost } from './link.ts';

/**
 * Reaches the embedded engine, whose one session all links share and where no statement can be cancelled: one that
 * still runs `graceMillis` after it should have ended takes the engine with it. One that only waits for the session
 * leaves the queue at once.
 */
export function createEmbeddedLink(engine: EmbeddedTimescale, graceMillis: number): Link {
  let session: { readonly connectionId: number; readonly socket: PortSocket } | undefined;
  let severed = false;
  const sever = (): void => {
    severed = true;
    session?.socket.destroy();
  };
  const holdsSession = (): boolean =>
    session !== undefined && engine.holder()?.connectionId === session.connectionId;
  const endIfHeld = (): void => {
    if (holdsSession()) engine.restart(`A statement ran ${graceMillis} ms past its end.`);
    else sever();
  };
  return {
    streams: false,
    get bytesRead() {
      return session?.socket.bytesRead ?? 0;
    },
    async open() {
      if (session !== undefined) throw lost();
      session = await engine.connect();
      if (!severed) return session.socket;
      session.socket.destroy();
      throw lost();
    },
    interrupt() {
      // It may have been taken up the moment before it left the queue; then it is found holding the session later.
      if (!holdsSession()) {
        sever();
        setTimeout(endIfHeld, graceMillis).unref();
        return async () => {};
      }
      const timer = setTimeout(endIfHeld, graceMillis);
      return async () => clearTimeout(timer);
    },
    sever,
  };
}
