import type { Duplex } from 'node:stream';

/** Where postgres.js would connect to; the part of its options that a link reads. */
export type Address = {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Unix socket; empty or false for none. */
  readonly path: string | false;
};

/** The error of a session that is over; postgres.js is told by it that there is none. */
export function lost(): Error {
  return Object.assign(new Error('The connection was lost.'), { code: 'CONNECTION_CLOSED' });
}

/** The way bytes reach one session of an engine, and what ends a statement on it. */
export interface Link {
  /** Opens the session's byte stream the first time, the stream of a cancel request after that. Rejects once severed. */
  open(address: Address): Promise<Duplex>;
  /**
   * Ends the running statement as far as the engine can; `cancel` sends PostgreSQL's cancel request, and is called until
   * the statement has settled: one that meets no statement is lost, which may be sent a moment later. The returned
   * function is called when the statement has settled, and resolves once nothing of this can hit a later statement.
   */
  interrupt(cancel: () => Promise<void>): () => Promise<void>;
  /** Bytes the session has sent so far. */
  readonly bytesRead: number;
  /** False where an answer comes as a whole, once the statement is over: nothing of it can be interrupted. */
  readonly streams: boolean;
  /** Cuts the session off at once, also one that is being opened. */
  sever(): void;
}
