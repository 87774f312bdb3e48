import type { Readable } from 'node:stream';
import { settleOrAbort } from '../backend/abort.ts';
import type { Backend } from '../backend/backend.ts';
import { AurumError, badUserInput } from '../errors.ts';
import type { BackendKind } from '../model/backend.ts';
import type { Logger } from '../telemetry/log.ts';
import type { ApiRequest } from './api-route.ts';
import { openApiRoute } from './api-v2.ts';
import { type LoadEvent, type LoadOutcome, load } from './load.ts';
import { openBulkFiles } from './read-bulk.ts';
import type { RecordSource } from './record.ts';

/** What one `aurum ingest` asks for; either files or a route of the API. */
export type IngestJob = {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly api: ApiRequest | null;
  readonly backends: readonly BackendKind[];
  readonly skipBad: boolean;
};

/** Where EIA's API is and with whose key. */
export type EiaAccess = { readonly apiUrl: string; readonly apiKey: string | null };

export type JobOptions = {
  readonly backends: readonly Backend[];
  readonly standardInput: Readable;
  readonly eia: EiaAccess;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: (event: LoadEvent) => void;
};

/** Runs a job to its end; a source that cannot be opened is a failed outcome too. */
export async function runJob(job: IngestJob, options: JobOptions): Promise<LoadOutcome> {
  const outcome = await openAndLoad(job, options);
  options.logger.info(
    { status: outcome.status, code: outcome.error?.code, ...outcome.summary },
    'Ingest ended.',
  );
  return outcome;
}

async function openAndLoad(job: IngestJob, options: JobOptions): Promise<LoadOutcome> {
  const { backends, signal, logger, onEvent } = options;
  let source: RecordSource;
  try {
    await Promise.all(backends.map((backend) => backend.ready(signal)));
    // Opening waits for the first bytes of standard input, which may never come.
    const opening = openJob(job, options);
    opening.then((late) => signal.aborted && late.close()).catch(() => {});
    source = await settleOrAbort(opening, signal);
  } catch (error) {
    if (signal.aborted) options.standardInput.destroy();
    return notBegun(error, signal);
  }
  return load(source, { backends, skipBad: job.skipBad, signal, logger, onEvent });
}

async function openJob(job: IngestJob, { standardInput, eia, signal }: JobOptions): Promise<RecordSource> {
  if (job.api === null) return openBulkFiles(job.files, standardInput);
  if (eia.apiKey === null) {
    throw badUserInput(
      'EIA_API_KEY',
      'EIA_API_KEY is not set; a key is free at https://www.eia.gov/opendata/.',
    );
  }
  return openApiRoute(job.api, { baseUrl: eia.apiUrl, apiKey: eia.apiKey }, signal);
}

/** The outcome of a job that ended before the first series. */
export function notBegun(error: unknown, signal: AbortSignal): LoadOutcome {
  const known =
    error instanceof AurumError
      ? error
      : new AurumError('INTERNAL_SERVER_ERROR', 'The load could not begin.', { cause: error });
  const read = { series: 0, observations: 0, nulls: 0, categories: 0, rejected: 0 };
  const summary = { ...read, elapsedMillis: 0, backends: [] };
  return { status: signal.aborted ? 'interrupted' : 'failed', error: known, summary };
}
