import { setTimeout as sleep } from 'node:timers/promises';
import { abortReason } from '../abort.ts';
import type { AnswerShare } from '../answer-budget.ts';
import type { Cell, QueryResult, ReadFigures, ResultColumn } from '../backend.ts';
import type { Send } from './client.ts';
import { decoderOf, parsePage } from './decode.ts';
import { type Failure, failureError, httpStatus, isTooLong, notTrino, transportError } from './errors.ts';

/** A page of an answer (https://trino.io/docs/current/develop/client-protocol.html), as far as it is read. */
type Page = {
  readonly nextUri?: string;
  readonly columns?: readonly ResultColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: Failure;
  /** Of the statement so far. */
  readonly stats?: { readonly processedRows?: number; readonly processedBytes?: number };
};

/** What one statement is sent with. */
export type ExchangeOptions = {
  readonly send: Send;
  /** Ends the exchange; the statement is then cancelled on the server. */
  readonly signal: AbortSignal;
  /** Reading stops once so many rows are there; the statement is then cancelled on the server. */
  readonly maxRows: number;
  /** What the answer is taken from, page by page. */
  readonly share: AnswerShare;
};

const POLL_PAUSES_MILLIS = [0, 0, 0, 50, 100, 200, 400, 500] as const;
/** Trino holds a poll open while a statement runs: one that came back sooner is answered by its queue. */
const QUICK_POLL_MILLIS = 40;
/** For statuses that mean: not now (the protocol asks for 50 to 100 ms between tries). */
const RETRY_PAUSE_MILLIS = 75;
/** A statement that is refused so often, within half a second, waits in the gateway's own queue; one that runs is not given up soon. */
const MAX_SUBMITS = 4;
const MAX_POLLS = 10;
const CANCEL_TIMEOUT_MILLIS = 2_000;
/** How long an aborted statement waits for its first answer, which is needed to cancel it. */
const FIRST_ANSWER_GRACE_MILLIS = 1_000;
/** Room for what a page tells besides its rows: the columns and the state of the statement. */
const ENVELOPE_BYTES = 1_048_576;

/** Runs one statement and reads its answer. Settles once the server is done with it or was told to end it. */
export async function exchange(text: string, options: ExchangeOptions): Promise<QueryResult> {
  const { send, signal, maxRows, share } = options;
  let next: string | undefined;
  const read = (text: string): Page => {
    const page = readPage(text);
    next = page.nextUri;
    // Pages without rows tell how the statement fares.
    if (page.data !== undefined) share.take(page.data.length, Buffer.byteLength(text));
    return page;
  };
  try {
    let page = read(await patiently(signal, [429, 503], MAX_SUBMITS, () => submit(text, send, signal)));
    const answer = new Answer();
    for (let quick = 0; ; ) {
      if (page.error !== undefined) {
        next = undefined;
        throw failureError(page.error);
      }
      answer.add(page);
      if (next === undefined || answer.rows.length >= maxRows) break;
      signal.throwIfAborted();
      quick = page.data === undefined ? quick : 0;
      await sleep(POLL_PAUSES_MILLIS[quick] ?? POLL_PAUSES_MILLIS.at(-1), undefined, { signal });
      const startedMillis = performance.now();
      const url = next;
      const maxBytes = share.maxBytes + ENVELOPE_BYTES;
      page = read(
        await patiently(signal, [429, 502, 503, 504], MAX_POLLS, () =>
          send({ method: 'GET', url, signal, maxBytes }),
        ),
      );
      if (performance.now() - startedMillis < QUICK_POLL_MILLIS) quick += 1;
    }
    return answer.result();
  } catch (error) {
    if (isTooLong(error)) throw share.exceeded('bytes', error);
    throw next !== undefined && httpStatus(error) !== undefined ? transportError(error, true) : error;
  } finally {
    // What was read or went wrong is the outcome, also where the cancel is lost: Trino ends a statement that nobody asks
    // after (`query.client.timeout`).
    if (next !== undefined) await cancel(send, next).catch(() => {});
  }
}

class Answer {
  readonly rows: (readonly Cell[])[] = [];
  #columns: readonly ResultColumn[] = [];
  #decoders: readonly ReturnType<typeof decoderOf>[] = [];
  #read: ReadFigures | undefined;

  add({ columns, data = [], stats }: Page): void {
    if (columns !== undefined && this.#decoders.length === 0) {
      this.#columns = columns.map(({ name, type }) => ({ name, type }));
      this.#decoders = columns.map(({ type }) => decoderOf(type));
    }
    for (const row of data) this.rows.push(this.#decoders.map((decode, index) => decode(row[index])));
    const [rows, bytes] = [stats?.processedRows, stats?.processedBytes];
    if (Number.isSafeInteger(rows) && Number.isSafeInteger(bytes))
      this.#read = { rows: Number(rows), bytes: Number(bytes) };
  }

  result(): QueryResult {
    const read = this.#read === undefined ? {} : { read: this.#read };
    return { columns: this.#columns, rows: this.rows, ...read };
  }
}

function readPage(text: string): Page {
  let page: unknown;
  try {
    page = parsePage(text);
  } catch (cause) {
    throw notTrino(cause);
  }
  if (typeof page !== 'object' || page === null || !('id' in page)) throw notTrino(undefined);
  return page as Page;
}

/**
 * Sends a statement. Not cut off by the signal: one whose first answer is not read cannot be cancelled. Where the answer
 * is not there a while after an abort nobody waits for it any longer, and the statement is cancelled when it comes.
 */
function submit(text: string, send: Send, signal: AbortSignal): Promise<string> {
  const answered = send({ method: 'POST', url: '/v1/statement', data: text });
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const leave = (): void => {
      reject(abortReason(signal));
      const cancelLate = async (): Promise<void> => {
        const { nextUri } = readPage(await answered);
        if (nextUri !== undefined) await cancel(send, nextUri);
      };
      // An answer that never comes was no statement, or one that Trino ends as nobody asks after it.
      cancelLate().catch(() => {});
    };
    const onAbort = (): void => {
      timer = setTimeout(leave, FIRST_ANSWER_GRACE_MILLIS);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    answered.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/** Calls again while the server says that it cannot answer just now. */
async function patiently(
  signal: AbortSignal,
  statuses: readonly number[],
  maxAttempts: number,
  call: () => Promise<string>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const status = httpStatus(error);
      if (status === undefined || !statuses.includes(status) || attempt >= maxAttempts) throw error;
      await sleep(RETRY_PAUSE_MILLIS * attempt, undefined, { signal });
    }
  }
}

/** Ends the statement on the server. Throws where it could not be told. */
async function cancel(send: Send, nextUri: string): Promise<void> {
  await send({ method: 'DELETE', url: nextUri, signal: AbortSignal.timeout(CANCEL_TIMEOUT_MILLIS) });
}
