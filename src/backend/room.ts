/** Once the engine has refused a connection, another is tried after so long. */
const TRY_AGAIN_MILLIS = 1_000;

/** How many connections an engine gives: as many as the pool may have, fewer while the engine has no more of them left. */
export class Room {
  readonly #max: number;
  readonly #onChange: (size: number) => void;
  #size: number;
  #refusedMillis = 0;

  /** `onChange` is told the size whenever it changes. */
  constructor(max: number, onChange: (size: number) => void) {
    this.#max = max;
    this.#size = max;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#size;
  }

  /** True while the engine gives fewer than the pool may have. */
  get isShort(): boolean {
    return this.#size < this.#max;
  }

  /** The engine refused a connection beside the `open` ones, which are one at least. */
  refused(open: number): void {
    this.#refusedMillis = performance.now();
    this.#resize(Math.min(this.#size, open));
  }

  /** The engine gave a connection; so many are open now. Where it gives one, another may be asked for at once. */
  given(open: number): void {
    if (this.isShort && open >= this.#size) this.#resize(open + 1);
  }

  /** Somebody comes: makes room for one more where the last refusal is long enough ago. */
  look(): void {
    if (!this.isShort || performance.now() - this.#refusedMillis < TRY_AGAIN_MILLIS) return;
    this.#refusedMillis = performance.now();
    this.#resize(this.#size + 1);
  }

  #resize(size: number): void {
    const next = Math.min(size, this.#max);
    if (next === this.#size) return;
    this.#size = next;
    this.#onChange(next);
  }
}
