import { AurumError } from '../errors.ts';

/** Once the engine has refused a connection, another is tried after so long. */
const TRY_AGAIN_MILLIS = 1_000;

/**
 * How many connections an engine gives, or how many statements it runs: as many as the pool may have, fewer while the
 * engine has no more of them left. Told below for connections.
 */
export class Room {
  readonly #max: number;
  readonly #onChange: (size: number) => void;
  readonly #onRefused: ((open: number) => void) | undefined;
  #size: number;
  /** Most that were open since the engine last refused one, until another is tried. */
  #known = 0;
  /** Set from a refusal until another is tried. */
  #tryAgain: NodeJS.Timeout | undefined;

  /** `onChange` is told the size whenever it changes, `onRefused` how many are open whenever one more is refused. */
  constructor(max: number, onChange: (size: number) => void, onRefused?: (open: number) => void) {
    this.#max = max;
    this.#size = max;
    this.#onChange = onChange;
    this.#onRefused = onRefused;
  }

  get size(): number {
    return this.#size;
  }

  /** True while the engine gives fewer than the pool may have. */
  get isShort(): boolean {
    return this.#size < this.#max;
  }

  /** The engine refused a connection beside the `open` ones. */
  refused(open: number): void {
    this.#known = open;
    this.#onRefused?.(open);
    this.#resize(Math.min(this.#size, Math.max(1, open)));
    clearTimeout(this.#tryAgain);
    this.#tryAgain = setTimeout(() => {
      this.#tryAgain = undefined;
      this.#resize(this.#size + 1);
    }, TRY_AGAIN_MILLIS).unref();
  }

  /**
   * The engine gave a connection; so many are open now. Right after a refusal that was one asked for before it, or in
   * place of one that was lost; later as many are asked for at once as it gave beyond those.
   */
  given(open: number): void {
    if (!this.isShort) return;
    if (this.#tryAgain !== undefined) this.#known = Math.max(this.#known, open);
    this.#resize(Math.max(this.#size, open + Math.max(0, open - this.#known)));
  }

  /** Tries no more. */
  close(): void {
    clearTimeout(this.#tryAgain);
  }

  #resize(size: number): void {
    const next = Math.min(size, this.#max);
    if (next === this.#size) return;
    this.#size = next;
    this.#onChange(next);
  }
}

/** When who is refused by an engine that runs nothing of ours may try again. */
export const FULL_RETRY_MILLIS = TRY_AGAIN_MILLIS;

/** True of the error of an engine that answered, and runs as many statements as it may. */
export function runsNoMore(error: unknown): error is AurumError {
  return isFull(error) && error.code === 'OVERLOADED';
}

/** True of the error of an engine that is well, and has no connection left to give, or runs as many statements as it may. */
export function isFull(error: unknown): error is AurumError {
  return error instanceof AurumError && error.details.isFull === true;
}
