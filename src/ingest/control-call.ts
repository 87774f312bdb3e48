import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { codeOf } from './source-error.ts';

/** A call to the gateway that holds a data folder. */
export type ControlCall = {
  /** Of that folder. */
  readonly socketPath: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Hangs up, which ends the work there too. */
  readonly signal: AbortSignal;
  /** Sends the body once the answer has begun; absent: there is none. */
  readonly sendBody?: (call: ClientRequest) => void;
};

/**
 * Posts a call and has `follow` read the answer, one JSON message a line; undefined where no gateway runs on the folder.
 * Rejects with what the network or `follow` threw.
 */
export async function callHolder<T>(
  { socketPath, path, headers = {}, signal, sendBody }: ControlCall,
  follow: (answer: IncomingMessage) => Promise<T>,
): Promise<T | undefined> {
  const call = request({ socketPath, path, method: 'POST', headers });
  const hangUp = (): void => void call.destroy();
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    // The answer begins before the body ends: the gateway tells its progress while it reads.
    if (sendBody === undefined) call.end();
    else call.flushHeaders();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    sendBody?.(call);
    return await follow(answer);
  } catch (error) {
    if (isNobody(error)) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', hangUp);
    // Hanging up after the outcome is no failure, and before it there is somebody else to tell.
    call.on('error', () => {});
    call.destroy();
  }
}

/** The lines of an answer. Each chunk is read as it comes, so an end that follows at once overtakes nothing. */
export async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function isNobody(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}
