import {
  closeStatementMessage,
  MESSAGE,
  MessageFramer,
  parsedStatementName,
  queryMessage,
  readyState,
  type SessionState,
  SYNC,
  welcome,
} from './timescale-wire.ts';

/** Hands one whole message to the engine and returns what it says. */
export type Engine = (message: Buffer) => Promise<Uint8Array>;

/** Told when a connection takes the one session and when the session is free again. */
export type SessionObserver = { taken(connectionId: number): void; released(): void };

/** One connection as seen from the engine's side. */
export type SessionClient = { receive(chunk: Buffer): void; close(): void };

type Client = {
  readonly id: number;
  readonly send: (bytes: Uint8Array) => void;
  readonly framer: MessageFramer;
  /** Messages that wait for the one that asks for their answer. */
  open: Buffer[];
  /** Runs of messages, each ending where an answer is due. */
  readonly groups: (readonly Buffer[])[];
  readonly statements: Set<string>;
  started: boolean;
  queued: boolean;
  closed: boolean;
};

/**
 * Shares the one session of the embedded engine among connections. A connection owns the session from its first
 * message until the engine is idle again, so neither a transaction nor the unnamed statement of one is seen by
 * another; the others wait in the order they asked. What a connection leaves behind is rolled back and forgotten.
 */
export class SharedSession {
  readonly #engine: Engine;
  readonly #observer: SessionObserver;
  readonly #serverVersion: string;
  readonly #onDeath: (error: unknown) => void;
  readonly #waiting: Client[] = [];
  #owner: Client | undefined;
  #running = false;

  /** `onDeath` is called once the engine has thrown: it does not live on after that. */
  constructor(
    engine: Engine,
    serverVersion: string,
    observer: SessionObserver,
    onDeath: (error: unknown) => void,
  ) {
    this.#engine = engine;
    this.#serverVersion = serverVersion;
    this.#observer = observer;
    this.#onDeath = onDeath;
  }

  attach(id: number, send: (bytes: Uint8Array) => void): SessionClient {
    const client: Client = {
      id,
      send,
      framer: new MessageFramer(),
      open: [],
      groups: [],
      statements: new Set(),
      started: false,
      queued: false,
      closed: false,
    };
    return {
      receive: (chunk) => this.#receive(client, chunk),
      close: () => this.#leave(client),
    };
  }

  #receive(client: Client, chunk: Buffer): void {
    for (const message of client.framer.push(chunk)) {
      if (client.closed) return;
      if (!client.started) {
        client.started = true;
        client.send(welcome(client.id, this.#serverVersion));
        continue;
      }
      const type = message[0];
      if (type === MESSAGE.terminate) {
        this.#leave(client);
        return;
      }
      if (type === MESSAGE.parse) client.statements.add(parsedStatementName(message));
      client.open.push(message);
      if (type === MESSAGE.sync || type === MESSAGE.query || type === MESSAGE.flush) {
        client.groups.push(client.open);
        client.open = [];
      }
    }
    if (client.groups.length > 0) this.#enqueue(client);
  }

  #leave(client: Client): void {
    if (client.closed) return;
    client.closed = true;
    client.groups.length = 0;
    client.statements.delete('');
    if (client === this.#owner || client.statements.size > 0) this.#enqueue(client);
  }

  #enqueue(client: Client): void {
    if (client !== this.#owner && !client.queued) {
      client.queued = true;
      this.#waiting.push(client);
    }
    if (this.#running) return;
    this.#running = true;
    this.#run().catch((error: unknown) => this.#onDeath(error));
  }

  async #run(): Promise<void> {
    for (;;) {
      const client = this.#owner ?? this.#waiting.shift();
      const group = client?.groups.shift();
      if (client === undefined || (group === undefined && client === this.#owner && !client.closed)) {
        // In the same turn as the last look, so that nothing can arrive unseen between the two.
        this.#running = false;
        return;
      }
      client.queued = false;
      if (client.closed) await this.#forget(client);
      else if (group !== undefined) await this.#answer(client, group);
      // Lets what other connections sent meanwhile arrive, so that the queue is in the order of their asking.
      if (this.#owner === undefined) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #answer(client: Client, group: readonly Buffer[]): Promise<void> {
    this.#take(client);
    let state: SessionState | undefined;
    // One by one: the engine takes its input for read where a message ends with its buffer of 8 KiB, whatever follows.
    for (const message of group) {
      const reply = await this.#engine(message);
      // Read first: sending hands the bytes over to the other thread.
      state = readyState(reply);
      if (reply.length > 0 && !client.closed) client.send(reply);
    }
    if (state === 'idle') this.#release();
    if (client !== this.#owner && client.groups.length > 0) this.#enqueue(client);
  }

  /** Ends the transaction and the prepared statements of a connection that is gone. */
  async #forget(client: Client): Promise<void> {
    const owned = client === this.#owner;
    this.#take(client);
    const state = owned ? readyState(await this.#engine(SYNC)) : 'idle';
    if (state !== 'idle') await this.#engine(queryMessage('rollback'));
    if (client.statements.size > 0) {
      for (const name of client.statements) await this.#engine(closeStatementMessage(name));
      await this.#engine(SYNC);
      client.statements.clear();
    }
    this.#release();
  }

  #take(client: Client): void {
    if (this.#owner === client) return;
    this.#owner = client;
    this.#observer.taken(client.id);
  }

  #release(): void {
    this.#owner = undefined;
    this.#observer.released();
  }
}
