import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/** Tells how many bytes the far end has sent, as a socket of Node does. */
export type PortSocket = Duplex & { readonly bytesRead: number };

/**
 * A byte stream over a message port; what postgres.js takes for its socket. Destroying it closes the port. The far end
 * never closes: when its thread ends, the engine destroys the stream, once it knows that a new thread is needed.
 */
export function openPortSocket(port: MessagePort): PortSocket {
  let bytesRead = 0;
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      // A copy of its own: posting a view would clone the whole pool that Node cuts small buffers from.
      const bytes = new Uint8Array(chunk);
      port.postMessage(bytes, [bytes.buffer]);
      done();
    },
    final(done) {
      done();
      socket.destroy();
    },
    destroy(error, done) {
      port.close();
      done(error);
    },
  });
  // postgres.js says goodbye only to a socket that calls itself open (connection.js, terminate).
  Object.defineProperty(socket, 'readyState', { get: () => (socket.destroyed ? 'closed' : 'open') });
  port.on('message', (bytes: Uint8Array) => {
    bytesRead += bytes.byteLength;
    if (!socket.destroyed) socket.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
  return Object.defineProperty(socket, 'bytesRead', { get: () => bytesRead }) as PortSocket;
}
