import { AurumError } from '../errors.ts';
import { abortReason, startPatientTimer } from './abort.ts';

export type FairQueueSettings = {
  /** Whose queue it is; named in errors. */
  readonly name: string;
  /** Turns that may be taken at a time, at first. */
  readonly turns: number;
  /** Most who wait. */
  readonly maxLength: number;
  /** Longest wait. */
  readonly maxWaitMillis: number;
  /** What is in use and who waits, for messages, e.g. `2 of 2 in use, 5 waiting`. */
  readonly describe: () => string;
  /** Told of each who is sent away without a turn. */
  readonly onShed?: (reason: ShedReason) => void;
};

/** Why somebody got no turn: too many wait, his deadline cannot be met, or he waited as long as anyone may. */
export type ShedReason = 'queue_full' | 'deadline' | 'wait_timeout';

/** Who asks for a turn. */
export type Asker = {
  /** Clients take turns; absent: the gateway itself. */
  readonly client?: string;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadlineMillis?: number;
};

type Waiter = {
  readonly asker: Asker;
  readonly admit: () => void;
  readonly refuse: (error: AurumError) => void;
};

/** When those who are sent away may try again. */
const RETRY_AFTER_MILLIS = 1_000;
/** How many of the last turns tell how short a turn can be: at least, and at most. */
const TELLING_TURNS = 8;
const REMEMBERED_TURNS = 32;

/**
 * A bounded queue for a number of turns. Those of one client wait in order; the clients come round one after the
 * other, however many each has waiting. Where it is full, the client with the most waiting gives up its last place to
 * one with fewer.
 */
export class FairQueue {
  readonly #settings: FairQueueSettings;
  /** By client, in the order they come round. */
  readonly #waiting = new Map<string, Waiter[]>();
  readonly #recentMillis: number[] = [];
  #turns: number;
  #length = 0;
  #taken = 0;
  #closed: AurumError | undefined;

  constructor(settings: FairQueueSettings) {
    this.#settings = settings;
    this.#turns = settings.turns;
  }

  /** Who wait now. */
  get length(): number {
    return this.#length;
  }

  /** Turns taken now. */
  get taken(): number {
    return this.#taken;
  }

  /** So many turns may be taken from now on; those that are taken stay. */
  resize(turns: number): void {
    this.#turns = turns;
    this.#admitNext();
  }

  /**
   * Waits for a turn; call the answer to give it back, and say whether it was one that tells how long turns take. Throws
   * OVERLOADED at once where the queue is full or the deadline cannot be met, POOL_TIMEOUT after the longest wait, and the
   * signal's reason when it aborts. Who had a turn that was of no use comes back before all others, and says since when
   * (by performance.now) he waits.
   */
  async take(asker: Asker, backSinceMillis?: number): Promise<(isTelling?: boolean) => void> {
    if (this.#closed !== undefined) throw this.#closed;
    if (asker.signal.aborted) throw abortReason(asker.signal);
    if (this.#taken < this.#turns) this.#taken += 1;
    else await this.#wait(asker, backSinceMillis);
    const startMillis = performance.now();
    let isOver = false;
    return (isTelling = true) => {
      if (isOver) return;
      isOver = true;
      if (isTelling) this.#recentMillis.push(performance.now() - startMillis);
      if (this.#recentMillis.length > REMEMBERED_TURNS) this.#recentMillis.shift();
      this.#taken -= 1;
      this.#admitNext();
    };
  }

  /** Gives no more turns: sends away who waits, and who comes. */
  close(reason: AurumError): void {
    this.#closed = reason;
    for (const line of [...this.#waiting.values()]) for (const waiter of [...line]) waiter.refuse(reason);
  }

  /** The error of who waited for as long as anyone may. */
  timedOut(): AurumError {
    const { name, maxWaitMillis, describe, onShed } = this.#settings;
    onShed?.('wait_timeout');
    const message = `No connection to ${name} within ${maxWaitMillis} ms: ${describe()}.`;
    return new AurumError('POOL_TIMEOUT', message, { backend: name });
  }

  #wait(asker: Asker, backSinceMillis: number | undefined): Promise<void> {
    const client = asker.client ?? '';
    if (backSinceMillis === undefined) this.#checkPlace(asker, this.#waiting.get(client)?.length ?? 0);
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        clearTimer();
        asker.signal.removeEventListener('abort', onAbort);
        this.#remove(client, waiter);
      };
      const refuse = (error: AurumError): void => {
        leave();
        reject(error);
      };
      const onAbort = (): void => refuse(abortReason(asker.signal));
      const waiter: Waiter = {
        asker,
        admit: () => {
          leave();
          resolve();
        },
        refuse,
      };
      const waitedMillis = backSinceMillis === undefined ? 0 : performance.now() - backSinceMillis;
      const leftMillis = Math.max(0, this.#settings.maxWaitMillis - waitedMillis);
      const clearTimer = startPatientTimer(leftMillis, () => refuse(this.timedOut()));
      asker.signal.addEventListener('abort', onAbort, { once: true });
      if (backSinceMillis === undefined) this.#append(client, waiter);
      else this.#prepend(client, waiter);
      this.#length += 1;
    });
  }

  /** Throws where one with so many of his own before him finds no place, or would be served too late. */
  #checkPlace(asker: Asker, ahead: number): void {
    if (this.#cannotMeet(asker, Math.floor(ahead / this.#turns) + 1)) throw this.#shed('deadline');
    if (this.#length >= this.#settings.maxLength && !this.#displace(ahead)) throw this.#shed('queue_full');
  }

  #append(client: string, waiter: Waiter): void {
    const line = this.#waiting.get(client);
    if (line === undefined) this.#waiting.set(client, [waiter]);
    else line.push(waiter);
  }

  /** Makes the client the next in round, and the waiter his first. */
  #prepend(client: string, waiter: Waiter): void {
    const line = [waiter, ...(this.#waiting.get(client) ?? [])];
    const others = [...this.#waiting].filter(([other]) => other !== client);
    this.#waiting.clear();
    for (const [each, waiters] of [[client, line] as const, ...others]) this.#waiting.set(each, waiters);
  }

  /** Gives the free turns to the clients next in round; who cannot meet his deadline any more is sent away. */
  #admitNext(): void {
    while (this.#taken < this.#turns) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [client, [waiter]] = next;
      if (waiter === undefined) throw new Error('A client without anybody waiting is in the queue.');
      if (this.#cannotMeet(waiter.asker, 1)) {
        waiter.refuse(this.#shed('deadline'));
        continue;
      }
      this.#taken += 1;
      waiter.admit();
      const rest = this.#waiting.get(client);
      if (rest === undefined) continue;
      this.#waiting.delete(client);
      this.#waiting.set(client, rest);
    }
  }

  /** True where so many turns, each as short as the shortest of late, end after the deadline. */
  #cannotMeet({ deadlineMillis }: Asker, turns: number): boolean {
    if (deadlineMillis === undefined || this.#recentMillis.length < TELLING_TURNS) return false;
    return Date.now() + turns * Math.min(...this.#recentMillis) > deadlineMillis;
  }

  /** Sends away the last of the client with the most waiting, where that are more than one who has `ahead` would have. */
  #displace(ahead: number): boolean {
    let longest: Waiter[] = [];
    for (const line of this.#waiting.values()) if (line.length > longest.length) longest = line;
    const last = longest.at(-1);
    if (last === undefined || longest.length <= ahead + 1) return false;
    last.refuse(this.#shed('queue_full'));
    return true;
  }

  #remove(client: string, waiter: Waiter): void {
    const line = this.#waiting.get(client) ?? [];
    const place = line.indexOf(waiter);
    if (place === -1) return;
    line.splice(place, 1);
    this.#length -= 1;
    if (line.length === 0) this.#waiting.delete(client);
  }

  #shed(reason: 'queue_full' | 'deadline'): AurumError {
    const { name, describe, onShed } = this.#settings;
    onShed?.(reason);
    const why = {
      queue_full: `${this.#length} statements wait for ${name} already, as many as may.`,
      deadline: `The deadline is too near for a turn at ${name}: ${describe()}.`,
    };
    const details = { backend: name, retryAfterMillis: RETRY_AFTER_MILLIS };
    return new AurumError('OVERLOADED', why[reason], details);
  }
}
