const OWNER = 0;
const SINCE = 1;

/** Who holds the session of the embedded engine: readable while the engine's thread is deep in a statement. */
export type Occupancy = {
  taken(connectionId: number): void;
  released(): void;
  /** The connection that holds the session, and since when (milliseconds since 1970); undefined while it is free. */
  holder(): { readonly connectionId: number; readonly sinceMillis: number } | undefined;
};

/** Memory that both threads see. */
export function shareOccupancy(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
}

/** Reads and writes that memory; connection ids start at 1. */
export function openOccupancy(memory: SharedArrayBuffer): Occupancy {
  const cells = new BigInt64Array(memory);
  return {
    taken(connectionId) {
      Atomics.store(cells, SINCE, BigInt(Date.now()));
      Atomics.store(cells, OWNER, BigInt(connectionId));
    },
    released() {
      Atomics.store(cells, OWNER, 0n);
    },
    holder() {
      const connectionId = Number(Atomics.load(cells, OWNER));
      if (connectionId === 0) return undefined;
      return { connectionId, sinceMillis: Number(Atomics.load(cells, SINCE)) };
    },
  };
}
