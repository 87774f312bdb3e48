import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, type Link, lost } from './link.ts';

/** A statement that outlives its cancel request by this sits on a connection that no longer answers. */
const CANCEL_GRACE_MILLIS = 2_000;
/** Until a cancel is asked again, twice as long each time: PostgreSQL forgets one that comes before its statement. */
const CANCEL_AGAIN_MILLIS = 100;
/** So long before the connection is cut off it is asked the last time, as the server would not notice the cut. */
const CANCEL_LAST_MILLIS = 250;

/** Reaches a PostgreSQL server. The socket is ours, so that one that no longer answers can be destroyed. */
export function createServerLink(connectTimeoutMillis: number): Link {
  let session: Socket | undefined;
  let cancelling = false;
  let severed = false;
  let endAsking = (): void => {};
  /** Also those that are still on their way to the server. */
  const sockets = new Set<Socket>();
  const sever = (): void => {
    severed = true;
    for (const socket of sockets) socket.destroy();
    endAsking();
  };
  /** Sends one cancel request and resolves once the server has taken it; never rejects. */
  const ask = async (cancel: () => Promise<void>): Promise<void> => {
    // What postgres.js waits for may never come over a socket that was destroyed.
    const cut = Promise.withResolvers<void>();
    endAsking = cut.resolve;
    // Rows that nobody wants would keep the thread from sending it; a server that waits to send sees it all the same.
    session?.pause();
    // postgres.js asks for the socket of a cancel request before `cancel` returns.
    cancelling = true;
    const sent = cancel().catch(sever);
    cancelling = false;
    await Promise.race([sent, cut.promise]);
    session?.resume();
  };
  /** One request after the other until the signal aborts: where one is on its way, another would come no sooner. */
  const askAgain = async (cancel: () => Promise<void>, settled: AbortSignal): Promise<void> => {
    const lastMillis = performance.now() + CANCEL_GRACE_MILLIS - CANCEL_LAST_MILLIS;
    for (let waitMillis = CANCEL_AGAIN_MILLIS; ; waitMillis *= 2) {
      await ask(cancel);
      const leftMillis = lastMillis - performance.now();
      if (leftMillis <= 0) return;
      await sleep(Math.min(waitMillis, leftMillis), undefined, { signal: settled }).catch(() => {});
      if (settled.aborted || severed) return;
    }
  };
  const connectWithin = async (address: Address, timeoutMillis: number): Promise<Socket> => {
    let failure: unknown = lost();
    for (const dial of dialsOf(address)) {
      // postgres.js may ask late; what it was given now would be a session that nobody ends.
      if (severed) throw lost();
      const socket = dial();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      try {
        return await opened(socket, timeoutMillis);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
  return {
    streams: true,
    // Of the socket itself, which TLS reads through another one.
    get bytesRead() {
      return session?.bytesRead ?? 0;
    },
    async open(address) {
      if (cancelling) return connectWithin(address, CANCEL_GRACE_MILLIS);
      // postgres.js connects again by itself; here a lost connection is the pool's to replace.
      if (session !== undefined) throw lost();
      session = await connectWithin(address, connectTimeoutMillis);
      return session;
    },
    interrupt(cancel) {
      const timer = setTimeout(sever, CANCEL_GRACE_MILLIS);
      const settled = new AbortController();
      const asked = askAgain(cancel, settled.signal);
      return async () => {
        settled.abort();
        await asked;
        clearTimeout(timer);
      };
    },
    sever,
  };
}

/** The ways to an address, in the order they are tried. */
function dialsOf({ host, port, path }: Address): readonly (() => Socket)[] {
  if (path) return [() => connect({ path })];
  return host.map((name, index) => () => {
    const socket = connect({ host: name, port: port[index] ?? 5432, noDelay: true });
    // postgres.js reads the name that TLS is to check from the socket.
    return Object.assign(socket, { host: name });
  });
}

function opened(socket: Socket, timeoutMillis: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('No answer in time.'), { code: 'CONNECT_TIMEOUT' }));
    }, timeoutMillis);
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(lost());
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
