import { abortReason, settleOrAbort } from '../backend/abort.ts';
import type { Backend } from '../backend/backend.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { Logger } from '../telemetry/log.ts';
import { BackendLoad } from './backend-load.ts';
import { createBreather } from './breathe.ts';
import {
  placeText,
  type RecordSource,
  type SeriesEntry,
  type SeriesRecord,
  type SourcePlace,
  type SourceProgress,
} from './record.ts';
import type { LoadSummary } from './summary.ts';

/** What a load tells while it runs. */
export type LoadEvent =
  | ({
      readonly type: 'progress';
      readonly series: number;
      readonly observations: number;
      readonly rejected: number;
      readonly elapsedMillis: number;
    } & SourceProgress)
  /** A bad line that was left out. */
  | { readonly type: 'rejected'; readonly place: SourcePlace; readonly reason: string };

export type LoadOptions = {
  readonly backends: readonly Backend[];
  /** Counts bad lines and goes on, instead of stopping at the first. */
  readonly skipBad: boolean;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: (event: LoadEvent) => void;
  readonly batchObservations?: number;
  /** When the values count as seen, milliseconds since 1970; absent: now. */
  readonly nowMillis?: number;
};

/**
 * How a load ended. Whatever the end, the summary tells what is stored: whole batches only, and running the same load
 * again completes it.
 */
export type LoadOutcome = {
  readonly status: 'completed' | 'failed' | 'interrupted';
  readonly error: AurumError | null;
  readonly summary: LoadSummary;
};

const PROGRESS_INTERVAL_MILLIS = 250;

/** Reads a source to its end and brings its series to each backend. Never throws for what the source holds. */
export async function load(source: RecordSource, options: LoadOptions): Promise<LoadOutcome> {
  const { backends, signal, onEvent } = options;
  const startedMillis = performance.now();
  const nowMillis = options.nowMillis ?? Date.now();
  const read = { series: 0, observations: 0, nulls: 0, categories: 0, rejected: 0 };
  const reject = createReject(read, options);
  const onRefused = createOnRefused(read, reject, options);
  const targets = backends.map((backend) => new BackendLoad(backend, { ...options, nowMillis, onRefused }));
  const elapsed = (): number => Math.round(performance.now() - startedMillis);
  const tellProgress = (): void => {
    const { series, observations, rejected } = read;
    const elapsedMillis = elapsed();
    onEvent({ type: 'progress', ...source.progress(), series, observations, rejected, elapsedMillis });
  };
  const timer = setInterval(tellProgress, PROGRESS_INTERVAL_MILLIS);
  const end = (status: LoadOutcome['status'], error: AurumError | null): LoadOutcome => {
    const summaries = targets.map((target) => target.summary());
    return { status, error, summary: { ...read, elapsedMillis: elapsed(), backends: summaries } };
  };
  try {
    await readInto(source, targets, read, { reject, signal });
    await Promise.all(targets.map((target) => target.finish()));
    tellProgress();
    return end('completed', null);
  } catch (error) {
    source.close();
    if (!signal.aborted) await Promise.all(targets.map((target) => target.abandon()));
    if (signal.aborted) return end('interrupted', abortReason(signal));
    return end('failed', asAurumError(error));
  } finally {
    clearInterval(timer);
  }
}

type ReadCounts = Omit<LoadSummary, 'elapsedMillis' | 'backends'>;
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

type Reject = (place: SourcePlace, reason: string) => void;

/** Counts a bad line and tells of it, or throws BAD_USER_INPUT where bad lines stop the load. */
function createReject(read: Mutable<ReadCounts>, { skipBad, onEvent }: LoadOptions): Reject {
  return (place, reason) => {
    read.rejected += 1;
    if (!skipBad) throw badLine(place, reason);
    onEvent({ type: 'rejected', place, reason });
  };
}

/** Makes a bad line of a series that a backend refuses, counted and told once however many of them refuse it. */
function createOnRefused(
  read: Mutable<ReadCounts>,
  reject: Reject,
  { skipBad, signal }: LoadOptions,
): (entry: SeriesEntry, reason: string) => void {
  const refused = new WeakSet<SeriesEntry>();
  return (entry, reason) => {
    // The load has ended, and what it told with it.
    if (signal.aborted) throw abortReason(signal);
    if (!refused.has(entry)) {
      refused.add(entry);
      count(read, entry.record, -1);
      reject(entry.place, reason);
    } else if (!skipBad) {
      throw badLine(entry.place, reason);
    }
  };
}

function badLine(place: SourcePlace, reason: string): AurumError {
  return badUserInput('file', `${placeText(place)}: ${reason}`);
}

/** Counts a series that was read, or takes one back that turned out to be bad. */
function count(read: Mutable<ReadCounts>, record: SeriesRecord, times: 1 | -1): void {
  read.series += times;
  read.observations += times * record.periods.length;
  read.nulls += times * record.nullCount;
}

async function readInto(
  source: RecordSource,
  targets: readonly BackendLoad[],
  read: Mutable<ReadCounts>,
  { reject, signal }: { readonly reject: Reject; readonly signal: AbortSignal },
): Promise<void> {
  const breathe = createBreather();
  const entries = source.entries[Symbol.asyncIterator]();
  for (;;) {
    const { done, value: entry } = await settleOrAbort(entries.next(), signal);
    if (done === true) return;
    if (entry.kind === 'series') {
      count(read, entry.record, 1);
      for (const target of targets) await settleOrAbort(target.add(entry), signal);
    } else if (entry.kind === 'category') {
      read.categories += 1;
    } else {
      reject(entry.place, entry.reason);
    }
    await breathe();
  }
}

function asAurumError(error: unknown): AurumError {
  if (error instanceof AurumError) return error;
  return new AurumError('INTERNAL_SERVER_ERROR', 'The load failed for a reason nobody foresaw.', {
    cause: error,
  });
}
