/**
 * Byte layout of the PostgreSQL protocol, as far as the bridge to the embedded engine needs it
 * (https://www.postgresql.org/docs/17/protocol-message-formats.html).
 */
const HEADER_BYTES = 5;
const STARTUP_HEADER_BYTES = 4;

/** Type bytes of the messages the bridge looks at. */
export const MESSAGE = {
  query: 0x51,
  parse: 0x50,
  close: 0x43,
  sync: 0x53,
  flush: 0x48,
  terminate: 0x58,
  readyForQuery: 0x5a,
} as const;

/** Cuts a client's byte stream into whole messages, the first of which is the untyped start-up message. */
export class MessageFramer {
  #parts: Buffer[] = [];
  #heldBytes = 0;
  #neededBytes = STARTUP_HEADER_BYTES;
  #started = false;

  /** The messages that are whole with this chunk; the rest is kept. */
  push(chunk: Buffer): Buffer[] {
    this.#parts.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#neededBytes) return [];
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    const messages: Buffer[] = [];
    let offset = 0;
    for (;;) {
      const left = bytes.length - offset;
      this.#neededBytes = this.#started ? HEADER_BYTES : STARTUP_HEADER_BYTES;
      if (left < this.#neededBytes) break;
      // A length counts itself, but not the type byte before it.
      const typeBytes = this.#started ? 1 : 0;
      this.#neededBytes = bytes.readInt32BE(offset + typeBytes) + typeBytes;
      if (this.#neededBytes < STARTUP_HEADER_BYTES)
        throw new Error('A message of the protocol has no length.');
      if (left < this.#neededBytes) break;
      messages.push(bytes.subarray(offset, offset + this.#neededBytes));
      offset += this.#neededBytes;
      this.#started = true;
    }
    const rest = bytes.subarray(offset);
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#heldBytes = rest.length;
    return messages;
  }
}

/** State of a session that is ready again: idle, inside a transaction, or inside a failed one. */
export type SessionState = 'idle' | 'transaction' | 'failed';

/** The state in the last ReadyForQuery of a reply; undefined when the engine is not ready for the next query. */
export function readyState(reply: Uint8Array): SessionState | undefined {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  let state: SessionState | undefined;
  for (let offset = 0; offset < reply.length; offset += view.getInt32(offset + 1) + 1) {
    if (reply[offset] !== MESSAGE.readyForQuery) continue;
    const status = String.fromCharCode(view.getUint8(offset + HEADER_BYTES));
    state = status === 'I' ? 'idle' : status === 'T' ? 'transaction' : 'failed';
  }
  return state;
}

/** Name of the statement a Parse message prepares; empty for the unnamed one. */
export function parsedStatementName(message: Buffer): string {
  return message.toString('utf8', HEADER_BYTES, message.indexOf(0, HEADER_BYTES));
}

export const SYNC = frame('S', '');

export function queryMessage(text: string): Buffer {
  return frame('Q', `${text}\0`);
}

/** Forgets a prepared statement. */
export function closeStatementMessage(name: string): Buffer {
  return frame('C', `S${name}\0`);
}

/** What a server says to a client that has just started: it is let in, the session's parameters, ready. */
export function welcome(connectionId: number, serverVersion: string): Buffer {
  const parameters = {
    server_version: serverVersion,
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  };
  const key = Buffer.alloc(8);
  key.writeInt32BE(connectionId, 0);
  return Buffer.concat([
    frame('R', '\0\0\0\0'),
    ...Object.entries(parameters).map(([name, value]) => frame('S', `${name}\0${value}\0`)),
    frame('K', key),
    frame('Z', 'I'),
  ]);
}

function frame(type: string, body: string | Buffer): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([header, bytes]);
}
