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
  /** Most rows, and most bytes from here on; infinite where nothing bounds them. */
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
    /** The part of it that statements hold which have ended. */
    let kept = 0;
    let isClosed = false;

    const giveBack = (bytes: number): void => {
      held -= bytes;
      taken -= bytes;
    };
    const check = (backend: BackendKind, bytes: number): void => {
      if (taken + bytes > limits.maxResponseBytes) {
        const { maxResponseBytes } = limits;
        throw new AurumError(
          'RESULT_TOO_LARGE',
          'The statements of this request answer with too many bytes in all.',
          {
            ...{ argument: 'limits.max_response_bytes', backend },
            allowed: `At most ${maxResponseBytes} bytes in one request: ${LESS}.`,
          },
        );
      }
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
        let rows = 0;
        let bytes = 0;
        const exceeded: AnswerShare['exceeded'] = (measure, cause) => {
          const [most, argument] =
            measure === 'rows'
              ? [maxFieldRows, 'limits.max_field_rows']
              : [maxFieldBytes, 'limits.max_field_bytes'];
          const allowed = `At most ${most} ${measure} in one statement: ${LESS}.`;
          return tooLarge(measure, allowed, { argument, backend }, cause);
        };
        return {
          maxRows: maxFieldRows,
          get maxBytes() {
            return Math.max(Math.min(maxFieldBytes - bytes, limits.maxResponseBytes - taken), 0);
          },
          get bytes() {
            return bytes;
          },
          take(moreRows, moreBytes) {
            if (rows + moreRows > maxFieldRows) throw exceeded('rows');
            if (bytes + moreBytes > maxFieldBytes) throw exceeded('bytes');
            check(backend, moreBytes);
            rows += moreRows;
            bytes += moreBytes;
            taken += moreBytes;
            held += moreBytes;
          },
          exceeded,
          settle(isHeld) {
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
