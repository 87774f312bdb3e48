import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { abortReason } from '../backend/abort.ts';
import { AurumError } from '../errors.ts';
import {
  type ControlJob,
  type ControlMessage,
  controlError,
  controlSocketPath,
  decodeMessage,
  encodeJob,
  JOB_HEADER,
} from './control-protocol.ts';
import { notBegun } from './job.ts';
import type { LoadEvent, LoadOutcome } from './load.ts';
import { codeOf } from './source-error.ts';

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
  const { signal, standardInput } = options;
  const call = request({
    socketPath: controlSocketPath(options.dataFolder),
    path: '/ingest',
    method: 'POST',
    headers: { [JOB_HEADER]: encodeJob(job) },
  });
  const hangUp = (): void => void call.destroy();
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    // The answer begins before the body ends: the gateway tells its progress while it reads.
    call.flushHeaders();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    if (job.files.includes('-')) pipeline(standardInput, call, () => {});
    else call.end();
    return await follow(answer, options.onEvent);
  } catch (error) {
    if (isNobody(error)) return undefined;
    return notBegun(signal.aborted ? abortReason(signal) : lostHolder(error), signal);
  } finally {
    signal.removeEventListener('abort', hangUp);
    // Hanging up after the outcome is no failure, and before it there is somebody else to tell.
    call.on('error', () => {});
    call.destroy();
  }
}

async function follow(answer: IncomingMessage, onEvent: (event: LoadEvent) => void): Promise<LoadOutcome> {
  for await (const message of messagesOf(answer)) {
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

/** The lines of an answer. Each chunk is read as it comes, so an end that follows at once overtakes nothing. */
async function* messagesOf(answer: IncomingMessage): AsyncGenerator<ControlMessage> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield decodeMessage(line);
  }
}

function isNobody(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}

function lostHolder(cause: unknown): AurumError {
  return new AurumError(
    'BACKEND_UNAVAILABLE',
    'The gateway that ran the load ended; whole batches are stored, and running the load again completes it.',
    { cause },
  );
}
