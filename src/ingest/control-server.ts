import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { Backend } from '../backend/backend.ts';
import { AurumError } from '../errors.ts';
import { BACKEND_KINDS, type BackendKind } from '../model/backend.ts';
import type { Logger } from '../telemetry/log.ts';
import {
  type ControlJob,
  type ControlMessage,
  controlSocketPath,
  decodeJob,
  JOB_HEADER,
  MAX_HEADER_BYTES,
  outcomeMessage,
} from './control-protocol.ts';
import type { TaskEnd } from './control-task.ts';
import { type EiaAccess, notBegun, runJob } from './job.ts';
import type { LoadOutcome } from './load.ts';

export type ControlServerOptions = {
  readonly dataFolder: string;
  readonly backends: readonly Backend[];
  readonly eia: EiaAccess;
  readonly logger: Logger;
  /** What `aurum demo-data` has done here. */
  readonly fillDemoData: (
    backend: Backend,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: object) => void },
  ) => Promise<void>;
};

/** The gateway's side of `aurum ingest` and `aurum demo-data`: loads that come over the socket of the data folder. */
export type ControlServer = {
  readonly path: string;
  /** Ends running loads and removes the socket. */
  close(): Promise<void>;
};

/**
 * Listens on the socket of a data folder whose lock the caller holds; a socket that a dead holder left is replaced.
 * Throws BAD_USER_INPUT where the folder's path is too long for one.
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const path = controlSocketPath(options.dataFolder);
  const stop = new AbortController();
  // One load at a time: two of the same series at once would compare with what the other is about to write.
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 }, (request, response) => {
    const work = request.method === 'POST' ? workOf(request.url ?? '') : undefined;
    if (work === undefined) {
      response.writeHead(404).end();
      return;
    }
    const before = last;
    last = answer(request, response, work, { ...options, before, stop: stop.signal });
  });
  await rm(path, { force: true });
  await listen(server, path);
  await chmod(path, 0o600);
  return {
    path,
    async close() {
      stop.abort(new AurumError('CANCELLED', 'The gateway is shutting down; run the load again.'));
      await last;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await rm(path, { force: true });
    },
  };
}

type Answering = ControlServerOptions & { readonly before: Promise<unknown>; readonly stop: AbortSignal };

/** Does what a request asks for; `tell` sends a line of the answer, and what it returns is the last one. */
type Work = (
  request: IncomingMessage,
  tell: (message: object) => void,
  signal: AbortSignal,
  options: Answering,
) => Promise<ControlMessage | TaskEnd>;

function workOf(path: string): Work | undefined {
  if (path === '/ingest') return runIngest;
  const kind = BACKEND_KINDS.find((known) => path === `/demo-data/${known}`);
  return kind === undefined
    ? undefined
    : (_, tell, signal, options) => runDemoData(kind, tell, signal, options);
}

const runIngest: Work = async (...request) => outcomeMessage(await runRequest(...request));

async function runDemoData(
  kind: BackendKind,
  tell: (message: object) => void,
  signal: AbortSignal,
  { backends, fillDemoData }: Answering,
): Promise<TaskEnd> {
  try {
    await fillDemoData(backendOf(kind, backends), { signal, onEvent: tell });
    return { type: 'done' };
  } catch (error) {
    const { code, message } =
      error instanceof AurumError
        ? error
        : new AurumError('INTERNAL_SERVER_ERROR', 'The demonstration data could not be made.', {
            cause: error,
          });
    return { type: 'failed', error: { code, message } };
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  work: Work,
  options: Answering,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort(new AurumError('CANCELLED', 'Whoever asked for the load went away.'));
  });
  const signal = AbortSignal.any([gone.signal, options.stop]);
  const tell = (message: object): void => {
    if (!response.writableEnded) response.write(`${JSON.stringify(message)}\n`);
  };
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  tell({ type: 'waiting' });
  await options.before;
  tell(await work(request, tell, signal, options));
  // What nobody reads any more must still arrive: a socket closed with bytes unread takes the outcome with it.
  request.resume();
  response.end();
}

async function runRequest(
  request: IncomingMessage,
  tell: (message: object) => void,
  signal: AbortSignal,
  options: Answering,
): Promise<LoadOutcome> {
  try {
    const header = request.headers[JOB_HEADER];
    const job = decodeJob(typeof header === 'string' ? header : undefined);
    return await runJob(job, {
      backends: job.backends.map((kind) => backendOf(kind, options.backends)),
      standardInput: bodyOf(request),
      eia: accessOf(job, options.eia),
      signal,
      logger: options.logger,
      onEvent: tell,
    });
  } catch (error) {
    return notBegun(error, signal);
  }
}

/** The body as a stream of its own: a reader that stops early destroys its input, but the answer needs the socket. */
function bodyOf(request: IncomingMessage): Readable {
  const body = request.pipe(new PassThrough());
  request.once('close', () => {
    if (!request.complete) body.destroy(new AurumError('CANCELLED', 'Whoever asked for the load went away.'));
  });
  body.on('error', () => {});
  return body;
}

function accessOf(job: ControlJob, eia: EiaAccess): EiaAccess {
  return { apiUrl: eia.apiUrl, apiKey: job.apiKey ?? eia.apiKey };
}

function backendOf(kind: BackendKind, backends: readonly Backend[]): Backend {
  const backend = backends.find((candidate) => candidate.kind === kind);
  if (backend !== undefined) return backend;
  const message = `The gateway of this data folder runs without ${kind}; set ${kind}.url and start it again.`;
  throw new AurumError('BACKEND_NOT_CONFIGURED', message, { backend: kind });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
