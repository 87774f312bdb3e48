import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { abortReason } from '../backend/abort.ts';
import { AurumError } from '../errors.ts';
import { callHolder, linesOf } from './control-call.ts';
import { controlError, controlSocketPath } from './control-protocol.ts';

/*
 * Work other than loads that a process hands to the gateway that holds the data folder: POST to the task's path; the
 * answer is one JSON message a line: events of the task, at last `done` or `failed`.
 */

/** The last line of a task's answer. */
export type TaskEnd =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: { readonly code: string; readonly message: string } };

const endSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('failed'), error: z.object({ code: z.string(), message: z.string() }) }),
]);
const OTHER = z.object({ type: z.string() });

export type TaskOptions = {
  readonly dataFolder: string;
  readonly signal: AbortSignal;
  /** Told of each message but the last; it decodes what it knows. */
  readonly onMessage: (message: unknown) => void;
};

/**
 * Has the gateway that runs on the data folder do a task, and follows it to its end; false where none runs. An abort ends
 * it there too. Throws the error it ended with.
 */
export async function runTaskOnHolder(path: string, options: TaskOptions): Promise<boolean> {
  const { dataFolder, signal, onMessage } = options;
  const socketPath = controlSocketPath(dataFolder);
  try {
    const end = await callHolder({ socketPath, path, signal }, (answer) => follow(answer, onMessage));
    if (end?.type === 'failed') throw controlError(end.error);
    return end !== undefined;
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    throw error instanceof AurumError ? error : lostHolder(error);
  }
}

async function follow(answer: IncomingMessage, onMessage: (message: unknown) => void): Promise<TaskEnd> {
  if (answer.statusCode !== 200) throw unknownTask();
  for await (const line of linesOf(answer)) {
    const message: unknown = JSON.parse(line);
    const { type } = OTHER.parse(message);
    if (type === 'done' || type === 'failed') return endSchema.parse(message);
    onMessage(message);
  }
  throw new Error('The answer ended before the task did.');
}

function unknownTask(): AurumError {
  const message = 'The gateway of this data folder does not know this task: run the same version of both.';
  return new AurumError('BAD_USER_INPUT', message);
}

function lostHolder(cause: unknown): AurumError {
  const message = 'The gateway that did the work ended; running the command again completes it.';
  return new AurumError('BACKEND_UNAVAILABLE', message, { cause });
}
