import { connect, type Socket } from 'node:net';
import { type Address, type Link, lost } from './link.ts';

/** A statement that outlives its cancel request by this sits on a connection that no longer answers. */
const CANCEL_GRACE_MILLIS = 2_000;

/** Reaches a PostgreSQL server. The socket is ours, so that one that no longer answers can be destroyed. */
export function createServerLink(connectTimeoutMillis: number): Link {
  let session: Socket | undefined;
  let cancelling = false;
  let severed = false;
  /** Also those that are still on their way to the server. */
  const sockets = new Set<Socket>();
  const sever = (): void => {
    severed = true;
    for (const socket of sockets) socket.destroy();
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
      // postgres.js asks for the socket of a cancel request before `cancel` returns.
      cancelling = true;
      // Rows that nobody wants would keep the thread from sending it; a server that waits to send sees it all the same.
      session?.pause();
      const sent = cancel()
        .catch(sever)
        .finally(() => session?.resume());
      cancelling = false;
      return async () => {
        clearTimeout(timer);
        await sent;
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
