import type { ClientRequest, IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { abortReason } from '../backend/abort.ts';
import { AurumError } from '../errors.ts';
import { callHolder, linesOf } from './control-call.ts';
import {
  type ControlJob,
  controlError,
  controlSocketPath,
  decodeMessage,
  encodeJob,
  JOB_HEADER,
} from './control-protocol.ts';
import { notBegun } from './job.ts';
import type { LoadEvent, LoadOutcome } from './load.ts';

export type ControlClientOptions = {
  readonly dataFolder: string;
  /** Sent along where the job's files name `-`. */
  readonly standardInput: Readable;
  readonly signal: AbortSignal;
  readonly onEvent: (event: LoadEvent) => void;
};

/**
 * Hands a job to the gateway that runs on the data folder and follows it to its end; undefined where none runs. An
 * abort of the signal ends the load there too. Paths in the job must be absolute.
 */
export async function runOnHolder(
  job: ControlJob,
  options: ControlClientOptions,
): Promise<LoadOutcome | undefined> {
  const { dataFolder, signal, standardInput, onEvent } = options;
  const socketPath = controlSocketPath(dataFolder);
  const sendBody = (call: ClientRequest): void => {
    if (job.files.includes('-')) pipeline(standardInput, call, () => {});
    else call.end();
  };
  const headers = { [JOB_HEADER]: encodeJob(job) };
  try {
    return await callHolder({ socketPath, path: '/ingest', headers, signal, sendBody }, (answer) =>
      follow(answer, onEvent),
    );
  } catch (error) {
    return notBegun(signal.aborted ? abortReason(signal) : lostHolder(error), signal);
  }
}

async function follow(answer: IncomingMessage, onEvent: (event: LoadEvent) => void): Promise<LoadOutcome> {
  for await (const line of linesOf(answer)) {
    const message = decodeMessage(line);
    if (message.type === 'waiting') continue;
    if (message.type !== 'outcome') {
      onEvent(message);
      continue;
    }
    const { status, error, summary } = message;
    return { status, error: error === null ? null : controlError(error), summary };
  }
  throw new Error('The answer ended before the outcome.');
}

function lostHolder(cause: unknown): AurumError {
  return new AurumError(
    'BACKEND_UNAVAILABLE',
    'The gateway that ran the load ended; whole batches are stored, and running the load again completes it.',
    { cause },
  );
}
