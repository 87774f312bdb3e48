import { join } from 'node:path';
import { z } from 'zod';
import { AurumError, badUserInput, ERROR_CODES, type ErrorCode } from '../errors.ts';
import { BACKEND_KINDS } from '../model/backend.ts';
import type { IngestJob } from './job.ts';
import type { LoadEvent, LoadOutcome } from './load.ts';

/*
 * What an `aurum ingest` and the gateway that holds the data folder say to each other: HTTP over a Unix domain socket in
 * that folder. POST /ingest with the job in a header and standard input as the body; the answer is one JSON message a
 * line, the last of them the outcome.
 */

/** The job as base64url JSON: header values are Latin-1, paths are not. */
export const JOB_HEADER = 'aurum-ingest-job';
/** Many paths make a long header; Node's own limit is 16 KiB. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the closing zero (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 100;

/** A job on its way to the gateway, with the key of whoever asks, should the gateway have none. */
export type ControlJob = IngestJob & { readonly apiKey: string | null };

/** One line of the answer. */
export type ControlMessage =
  | LoadEvent
  | { readonly type: 'waiting' }
  | ({ readonly type: 'outcome' } & Omit<LoadOutcome, 'error'> & { readonly error: ControlError | null });

type ControlError = { readonly code: string; readonly message: string };

/** Where the socket of a data folder is. Throws BAD_USER_INPUT for a path that is too long for one. */
export function controlSocketPath(dataFolder: string): string {
  const path = join(dataFolder, 'control.sock');
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_SOCKET_PATH_BYTES) return path;
  throw badUserInput(
    'data_dir',
    `The path of the data folder is too long for a socket in it (${bytes} bytes, at most ${MAX_SOCKET_PATH_BYTES}); set AURUM_DATA_DIR to a shorter one.`,
  );
}

const jobSchema = z.strictObject({
  files: z.array(z.string()),
  api: z
    .strictObject({
      route: z.string(),
      facets: z.record(z.string(), z.array(z.string())),
      columns: z.array(z.string()),
      frequency: z.string().nullable(),
      start: z.string().nullable(),
      end: z.string().nullable(),
    })
    .nullable(),
  backends: z.array(z.enum(BACKEND_KINDS)),
  skipBad: z.boolean(),
  apiKey: z.string().nullable(),
});

/** Writes a job for {@link JOB_HEADER}. */
export function encodeJob(job: ControlJob): string {
  return Buffer.from(JSON.stringify(job)).toString('base64url');
}

/** Reads a job from its header. Throws BAD_USER_INPUT. */
export function decodeJob(header: string | undefined): ControlJob {
  try {
    return jobSchema.parse(JSON.parse(Buffer.from(header ?? '', 'base64url').toString('utf8')));
  } catch (error) {
    throw new AurumError(
      'BAD_USER_INPUT',
      'The gateway of this data folder does not understand this aurum ingest: run the same version of both.',
      { cause: error },
    );
  }
}

/** The last message of an answer. */
export function outcomeMessage({ status, error, summary }: LoadOutcome): ControlMessage {
  const told = error === null ? null : { code: error.code, message: error.message };
  return { type: 'outcome', status, error: told, summary };
}

const counts = z.number();
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('waiting') }),
  z.object({
    type: z.literal('progress'),
    unit: z.enum(['bytes', 'rows']),
    done: counts,
    total: counts.nullable(),
    series: counts,
    observations: counts,
    rejected: counts,
    elapsedMillis: counts,
  }),
  z.object({
    type: z.literal('rejected'),
    place: z.object({ source: z.string(), line: counts.nullable() }),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('outcome'),
    status: z.enum(['completed', 'failed', 'interrupted']),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    summary: z.object({
      series: counts,
      observations: counts,
      nulls: counts,
      categories: counts,
      rejected: counts,
      elapsedMillis: counts,
      backends: z.array(
        z.object({
          backend: z.enum(BACKEND_KINDS),
          series: counts,
          newSeries: counts,
          changedSeries: counts,
          unchangedSeries: counts,
          observations: counts,
          nulls: counts,
          added: counts,
          revised: counts,
          unchanged: counts,
        }),
      ),
    }),
  }),
]);

/** Reads one line of an answer. Throws for what is no message. */
export function decodeMessage(line: string): ControlMessage {
  return messageSchema.parse(JSON.parse(line));
}

/** An error of the gateway as one of ours. */
export function controlError({ code, message }: ControlError): AurumError {
  return new AurumError(isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR', message);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
