import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AurumError } from '../errors.ts';

/**
 * Running requests, and their orderly end. `serving`; then `leaving`: requests are still answered, and each answer asks
 * its client to come back on another connection, hence elsewhere; then `closed`: what arrives is refused.
 */
export type Drain = {
  readonly phase: 'serving' | 'leaving' | 'closed';
  /** Notes a request as soon as its head is read, until its answer is sent or its client gone; false: it is refused. */
  admit(response: ServerResponse): boolean;
  /** Notes how to abort a request; the answer takes it off again. */
  enter(abort: (reason: AurumError) => void): () => void;
  leave(): void;
  close(): void;
  /** Resolves when no request runs any more, or after `millis`. */
  ended(millis: number): Promise<void>;
  /** Aborts what still runs. */
  abort(): void;
};

/** Counts requests from nothing. */
export function createDrain(): Drain {
  /** In the order they came. */
  const running = new Set<ServerResponse>();
  const aborts = new Set<(reason: AurumError) => void>();
  let phase: Drain['phase'] = 'serving';
  let emptied = Promise.withResolvers<void>();

  return {
    get phase() {
      return phase;
    },
    admit(response) {
      const admitted = phase !== 'closed';
      if (phase !== 'serving') askToClose(response, running);
      running.add(response);
      response.once('close', () => {
        running.delete(response);
        if (running.size > 0) return;
        emptied.resolve();
        emptied = Promise.withResolvers<void>();
      });
      return admitted;
    },
    enter(abort) {
      // One object for each request: the same function may be noted by nobody else.
      const note = (reason: AurumError): void => abort(reason);
      aborts.add(note);
      return () => void aborts.delete(note);
    },
    leave() {
      phase = 'leaving';
      const seen = new Set<ServerResponse>();
      for (const response of running) {
        askToClose(response, seen);
        seen.add(response);
      }
    },
    close() {
      phase = 'closed';
    },
    async ended(millis) {
      if (running.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, millis);
      });
      await Promise.race([emptied.promise, timeout]);
      clearTimeout(timer);
    },
    abort() {
      for (const abort of aborts) abort(new AurumError('CANCELLED', 'The gateway is shutting down.'));
    },
  };
}

/**
 * Has the connection end with this answer. Requests sent one behind the other on one connection are answered in that
 * order: an answer before the last would take the others' connection away.
 */
function askToClose(response: ServerResponse, earlier: Iterable<ServerResponse>): void {
  const socket: Socket = response.req.socket;
  for (const other of earlier) {
    if (other.req.socket === socket && !other.headersSent) other.setHeader('connection', 'keep-alive');
  }
  if (!response.headersSent) response.setHeader('connection', 'close');
}
