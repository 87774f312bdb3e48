import type { AurumError } from '../../errors.ts';
import type { AnswerShare } from '../answer-budget.ts';
import type { Cell } from '../backend.ts';
import type { Link } from './link.ts';

/** Time between two looks at the bytes that have come, rows or not: one cell may be all of an answer. */
const LOOK_MILLIS = 25;
/** Rows between two looks. */
const LOOK_ROWS = 64;
/** A server looks for a cancel between rows only: one that sends more of one row after its cancel is cut off. */
const UNREAD_MAX_BYTES = 8_388_608;

/** Whether the answer of a statement was given up, and what for. */
export type Excess = { readonly error: AurumError | undefined };

/** Takes the rows of one statement as they come, and counts the bytes they come in. */
export class RowIntake implements Excess {
  readonly rows: Cell[][] = [];
  readonly #link: Link;
  readonly #share: AnswerShare;
  #bytesBefore: number;
  #rowsBefore = 0;
  #bytesAtRow = 0;
  #error: AurumError | undefined;
  #interrupt: () => void = () => {};

  constructor(link: Link, share: AnswerShare) {
    this.#link = link;
    this.#share = share;
    this.#bytesBefore = link.bytesRead;
  }

  get error(): AurumError | undefined {
    return this.#error;
  }

  /** One row more; nothing is kept of an answer that was given up. */
  take(row: Cell[]): void {
    if (this.#error !== undefined) {
      this.#bytesAtRow = this.#link.bytesRead;
      return;
    }
    if (this.rows.push(row) % LOOK_ROWS === 0) this.look();
  }

  /** Looks again and again while the statement runs; `interrupt` is called where there is too much. Returns what ends it. */
  watch(interrupt: () => void): () => void {
    if (this.#share.maxBytes === Number.POSITIVE_INFINITY) return () => {};
    this.#interrupt = interrupt;
    const timer = setInterval(() => this.look(), LOOK_MILLIS);
    return () => {
      clearInterval(timer);
      this.#interrupt = () => {};
    };
  }

  /** Takes what has come since the last look. */
  look(): void {
    const { bytesRead, streams } = this.#link;
    if (this.#error !== undefined) {
      if (!streams) return;
      // Only now: an answer whose end has come as well needs no cancel, which might come too late for it.
      this.#interrupt();
      if (bytesRead - this.#bytesAtRow > UNREAD_MAX_BYTES) this.#link.sever();
      return;
    }
    try {
      this.#share.take(this.rows.length - this.#rowsBefore, bytesRead - this.#bytesBefore);
      this.#rowsBefore = this.rows.length;
      this.#bytesBefore = bytesRead;
    } catch (error) {
      this.#error = error as AurumError;
      this.rows.length = 0;
      this.#bytesAtRow = bytesRead;
    }
  }
}
