import { abortReason, settleOrAbort } from '../backend/abort.ts';
import type { Backend } from '../backend/backend.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { Logger } from '../telemetry/log.ts';
import { BackendLoad } from './backend-load.ts';
import { createBreather } from './breathe.ts';
import { placeText, type RecordSource, type SourcePlace, type SourceProgress } from './record.ts';
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
  const targets = backends.map((backend) => new BackendLoad(backend, { ...options, nowMillis }));
  const read = { series: 0, observations: 0, nulls: 0, categories: 0, rejected: 0 };
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
    await readInto(source, targets, read, options);
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

async function readInto(
  source: RecordSource,
  targets: readonly BackendLoad[],
  read: Mutable<ReadCounts>,
  { signal, skipBad, onEvent }: LoadOptions,
): Promise<void> {
  const breathe = createBreather();
  const entries = source.entries[Symbol.asyncIterator]();
  for (;;) {
    const { done, value: entry } = await settleOrAbort(entries.next(), signal);
    if (done === true) return;
    if (entry.kind === 'series') {
      read.series += 1;
      read.observations += entry.record.periods.length;
      read.nulls += entry.record.nullCount;
      for (const target of targets) await settleOrAbort(target.add(entry.record), signal);
    } else if (entry.kind === 'category') {
      read.categories += 1;
    } else {
      read.rejected += 1;
      if (!skipBad) throw badUserInput('file', `${placeText(entry.place)}: ${entry.reason}`);
      onEvent({ type: 'rejected', place: entry.place, reason: entry.reason });
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
