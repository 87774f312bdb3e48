import { connect, type Socket } from 'node:net';
import type { Address, Link } from './link.ts';

/** A statement that outlives its cancel request by this sits on a connection that no longer answers. */
const CANCEL_GRACE_MILLIS = 2_000;

/** Reaches a PostgreSQL server. The socket is ours, so that one that no longer answers can be destroyed. */
export function createServerLink(connectTimeoutMillis: number): Link {
  let session: Socket | undefined;
  let canceller: Socket | undefined;
  let cancelling = false;
  const sever = (): void => {
    session?.destroy();
    canceller?.destroy();
  };
  return {
    streams: true,
    // Of the socket itself, which TLS reads through another one.
    get bytesRead() {
      return session?.bytesRead ?? 0;
    },
    async open(address) {
      if (cancelling) {
        canceller = await connectTo(address, CANCEL_GRACE_MILLIS);
        return canceller;
      }
      // postgres.js connects again by itself; here a lost connection is the pool's to replace.
      if (session !== undefined) throw lost();
      session = await connectTo(address, connectTimeoutMillis);
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

function lost(): Error {
  return Object.assign(new Error('The connection was lost.'), { code: 'CONNECTION_CLOSED' });
}

async function connectTo({ host, port, path }: Address, timeoutMillis: number): Promise<Socket> {
  if (path) return opened(connect({ path }), timeoutMillis);
  let failure: unknown = lost();
  for (const [index, name] of host.entries()) {
    try {
      // postgres.js reads the name that TLS is to check from the socket.
      const socket = connect({ host: name, port: port[index] ?? 5432, noDelay: true });
      return Object.assign(await opened(socket, timeoutMillis), { host: name });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function opened(socket: Socket, timeoutMillis: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('No answer in time.'), { code: 'CONNECT_TIMEOUT' }));
    }, timeoutMillis);
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
