import { AurumError } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import { loadShed } from '../telemetry/metrics.ts';
import { annotateSpan } from '../telemetry/span.ts';

/** What the answers of one request may come to; bytes are those that an engine sends. */
export type AnswerLimits = {
  /** Of one statement. */
  readonly maxFieldRows: number;
  readonly maxFieldBytes: number;
  /** Of all statements of one request. */
  readonly maxResponseRows: number;
  readonly maxResponseBytes: number;
};

/** The bytes of all answers that are held at a time, over all requests. */
export type HeldAnswers = {
  /** How many there are now. */
  readonly bytes: number;
  /** The budget of one request. */
  open(limits: AnswerLimits): AnswerBudget;
};

/** What the statements of one request take their answers from. */
export type AnswerBudget = {
  /** The share of one statement that is about to run on `backend`. */
  open(backend: BackendKind): AnswerShare;
  /**
   * The text of the answer is there, so many characters: it is held in place of what the statements answered. Throws
   * OVERLOADED where the gateway would hold too many.
   */
  written(length: number): void;
  /** The answer of the request is out: its bytes are given back, those of statements that still run when they end. */
  close(): void;
};

/** What an answer can have too many of. */
export type AnswerMeasure = 'rows' | 'bytes';

/** What one statement may answer with. */
export type AnswerShare = {
  /** Most rows as its request stood when it opened, and most bytes from here on; infinite where nothing bounds them. */
  readonly maxRows: number;
  readonly maxBytes: number;
  /** What was taken so far. */
  readonly bytes: number;
  /**
   * Rows and bytes have arrived. Throws RESULT_TOO_LARGE where the statement or its request has too many, OVERLOADED where
   * the gateway holds too many; the statement must then be ended on the engine, and what it answered let go of.
   */
  take(rows: number, bytes: number): void;
  /** The error of a statement that an engine or its client ended by itself for one of this share's bounds. */
  exceeded(measure: AnswerMeasure, cause?: unknown): AurumError;
  /** The statement has ended; one that failed holds nothing any more. */
  settle(isHeld: boolean): void;
};

const RETRY_AFTER_MILLIS = 1_000;
const LESS = 'a smaller page, a shorter range, a wider width, or fewer fields';
const UNBOUNDED: AnswerShare = {
  maxRows: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  bytes: 0,
  take() {},
  exceeded: (measure, cause) => tooLarge(measure, 'Fewer of them.', undefined, cause),
  settle() {},
};

/** Counts from nothing; statements that would hold more than `maxBytes` in all fail with OVERLOADED. */
export function createHeldAnswers(maxBytes: number): HeldAnswers {
  let held = 0;

  const openBudget = (limits: AnswerLimits): AnswerBudget => {
    let taken = 0;
    let takenRows = 0;
    /** The part of it that statements hold which have ended. */
    let kept = 0;
    let isClosed = false;

    const giveBack = (bytes: number): void => {
      held -= bytes;
      taken -= bytes;
    };
    const inAll = (measure: AnswerMeasure, backend: BackendKind, cause?: unknown): AurumError => {
      const most = measure === 'rows' ? limits.maxResponseRows : limits.maxResponseBytes;
      const message = `The statements of this request answer with too many ${measure} in all.`;
      return new AurumError('RESULT_TOO_LARGE', message, {
        ...{ argument: `limits.max_response_${measure}`, backend },
        allowed: `At most ${most} ${measure} in one request: ${LESS}.`,
        ...(cause === undefined ? {} : { cause }),
      });
    };
    const check = (backend: BackendKind, rows: number, bytes: number): void => {
      if (takenRows + rows > limits.maxResponseRows) throw inAll('rows', backend);
      if (taken + bytes > limits.maxResponseBytes) throw inAll('bytes', backend);
      if (held + bytes <= maxBytes) return;
      if (taken + bytes > maxBytes) {
        throw new AurumError('RESULT_TOO_LARGE', 'The gateway does not hold so many bytes.', {
          ...{ argument: 'limits.max_held_bytes', backend },
          allowed: `At most ${maxBytes} bytes: ${LESS}.`,
        });
      }
      throw overloaded(backend);
    };
    return {
      open(backend) {
        const { maxFieldRows, maxFieldBytes } = limits;
        const rowsLeft = limits.maxResponseRows - takenRows;
        let rows = 0;
        let bytes = 0;
        const bytesLeft = (): number => limits.maxResponseBytes - taken;
        const tooMany = (measure: AnswerMeasure, cause?: unknown): AurumError => {
          const most = measure === 'rows' ? maxFieldRows : maxFieldBytes;
          const allowed = `At most ${most} ${measure} in one statement: ${LESS}.`;
          const argument = `limits.max_field_${measure}`;
          return tooLarge(measure, allowed, { argument, backend }, cause);
        };
        return {
          maxRows: Math.min(maxFieldRows, rowsLeft),
          get maxBytes() {
            return Math.max(Math.min(maxFieldBytes - bytes, bytesLeft()), 0);
          },
          get bytes() {
            return bytes;
          },
          take(moreRows, moreBytes) {
            if (rows + moreRows > maxFieldRows) throw tooMany('rows');
            if (bytes + moreBytes > maxFieldBytes) throw tooMany('bytes');
            check(backend, moreRows, moreBytes);
            rows += moreRows;
            bytes += moreBytes;
            takenRows += moreRows;
            taken += moreBytes;
            held += moreBytes;
          },
          exceeded(measure, cause) {
            const isOfRequest =
              measure === 'rows' ? rowsLeft < maxFieldRows : bytesLeft() < maxFieldBytes - bytes;
            return isOfRequest ? inAll(measure, backend, cause) : tooMany(measure, cause);
          },
          settle(isHeld) {
            if (!isHeld) takenRows -= rows;
            if (isHeld && !isClosed) kept += bytes;
            else giveBack(bytes);
          },
        };
      },
      written(length) {
        giveBack(kept);
        kept = 0;
        if (held + length > maxBytes) throw overloaded();
        kept = length;
        held += length;
        taken += length;
      },
      close() {
        isClosed = true;
        giveBack(kept);
        kept = 0;
      },
    };
  };
  return {
    get bytes() {
      return held;
    },
    open: openBudget,
  };
}

/**
 * Runs one statement with its share of a budget, unbounded without one. What it answered with is held until the budget is
 * closed; a statement that fails gives it back.
 */
export async function withShare<T>(
  budget: AnswerBudget | undefined,
  backend: BackendKind,
  work: (share: AnswerShare) => Promise<T>,
): Promise<T> {
  const share = budget?.open(backend) ?? UNBOUNDED;
  let isHeld = false;
  try {
    const answer = await work(share);
    isHeld = true;
    annotateSpan({ 'aurum.answer.bytes': share.bytes });
    return answer;
  } finally {
    share.settle(isHeld);
  }
}

function overloaded(backend?: BackendKind): AurumError {
  loadShed('held_bytes', backend);
  return new AurumError('OVERLOADED', 'The gateway holds as many answers as it may. Try again later.', {
    ...(backend === undefined ? {} : { backend }),
    retryAfterMillis: RETRY_AFTER_MILLIS,
  });
}

function tooLarge(
  measure: AnswerMeasure,
  allowed: string,
  details: { readonly argument: string; readonly backend: BackendKind } | undefined,
  cause: unknown,
): AurumError {
  return new AurumError('RESULT_TOO_LARGE', `The answer of this statement has too many ${measure}.`, {
    ...details,
    allowed,
    ...(cause === undefined ? {} : { cause }),
  });
}
