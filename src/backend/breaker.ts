import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
} from 'cockatiel';
import { AurumError } from '../errors.ts';
import type { BreakerState } from '../model/backend.ts';
import { NEVER, settleWithin } from './abort.ts';

export type BreakerSettings = {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** An open one lets one call through after this long, and refuses the others until that one is over. */
  readonly halfOpenAfterMillis: number;
  /** Longest time of that one call, which all others wait for. */
  readonly halfOpenMillis: number;
};

const STATES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Open]: 'OPEN',
  // Nobody isolates it.
  [CircuitState.Isolated]: 'OPEN',
};

/** Keeps callers from an engine that cannot be connected to. */
export class Breaker {
  readonly #name: string;
  readonly #settings: BreakerSettings;
  readonly #failuresInRow: ConsecutiveBreaker;
  readonly #circuit: CircuitBreakerPolicy;
  #openedAtMillis = 0;
  #lastFailure: AurumError | undefined;
  #proof = Promise.withResolvers<void>();

  constructor(name: string, settings: BreakerSettings, onChange: (state: BreakerState) => void) {
    this.#name = name;
    this.#settings = settings;
    this.#failuresInRow = new ConsecutiveBreaker(settings.failures);
    this.#circuit = circuitBreaker(handleAll, {
      breaker: this.#failuresInRow,
      halfOpenAfter: settings.halfOpenAfterMillis,
    });
    this.#circuit.onStateChange((state) => {
      if (state === CircuitState.Open) this.#openedAtMillis = Date.now();
      onChange(STATES[state]);
    });
  }

  get state(): BreakerState {
    return STATES[this.#circuit.state];
  }

  /** The failure that keeps it from being closed; undefined while it is. */
  get reason(): AurumError | undefined {
    return this.state === 'CLOSED' ? undefined : this.#lastFailure;
  }

  /** True while {@link connect} would be refused. */
  get refuses(): boolean {
    return this.state === 'OPEN' && this.#millisLeft() > 0;
  }

  /** Throws BACKEND_UNAVAILABLE where it refuses. */
  check(): void {
    if (this.refuses) throw this.#refusal();
  }

  /**
   * Makes a connection, unless the breaker is open. While it is half open, all but the first wait for the first. Whatever
   * `make` fails with is a failure of the engine, and told as BACKEND_UNAVAILABLE. The signal that it is given aborts when
   * nobody waits for it any longer.
   */
  async connect<T>(make: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      const { made } = await this.#circuit.execute(() => this.#try(make));
      return await made;
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#refusal() : error;
    }
  }

  /** A connection was made beside it: while it is half open the others need not wait for the first any longer. */
  connectedBeside(): void {
    this.#proof.resolve();
  }

  /** A statement failed; a connection that is lost counts like one that was not made. */
  failed(error: unknown): void {
    if (!(error instanceof AurumError) || error.code !== 'BACKEND_UNAVAILABLE') return;
    if (this.state === 'CLOSED') this.connect(() => Promise.reject(error)).catch(() => {});
  }

  /** A statement was answered: earlier failures were others' or are over. */
  succeeded(): void {
    if (this.state === 'CLOSED') this.#failuresInRow.success();
  }

  /** Settles when it is known whether the engine can be connected to; what it is answered may take longer. */
  async #try<T>(make: (signal: AbortSignal) => Promise<T>): Promise<{ readonly made: Promise<T> }> {
    const isHalfOpen = this.state === 'HALF_OPEN';
    const making = isHalfOpen ? settleWithin(NEVER, this.#settings.halfOpenMillis, make) : make(NEVER);
    const made = making.catch((error: unknown) => {
      this.#lastFailure = this.#unavailable(error);
      throw this.#lastFailure;
    });
    if (isHalfOpen) {
      this.#proof = Promise.withResolvers<void>();
      await Promise.race([made, this.#proof.promise]);
    } else await made;
    return { made };
  }

  #unavailable(error: unknown): AurumError {
    if (error instanceof AurumError && error.code === 'BACKEND_UNAVAILABLE') return error;
    const message = `No connection to ${this.#name} can be made.`;
    return new AurumError('BACKEND_UNAVAILABLE', message, { backend: this.#name, cause: error });
  }

  #millisLeft(): number {
    return this.#openedAtMillis + this.#settings.halfOpenAfterMillis - Date.now();
  }

  #refusal(): AurumError {
    const failure = this.#lastFailure ?? this.#unavailable(undefined);
    return new AurumError('BACKEND_UNAVAILABLE', failure.message, {
      backend: this.#name,
      retryAfterMillis: Math.max(1, this.#millisLeft()),
      cause: failure,
    });
  }
}
