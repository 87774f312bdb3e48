import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { MessageChannel, Worker } from 'node:worker_threads';
import { AurumError } from '../../errors.ts';
import type { Logger } from '../../telemetry/log.ts';
import { type Occupancy, openOccupancy, shareOccupancy } from './timescale-occupancy.ts';
import { openPortSocket, type PortSocket } from './timescale-socket.ts';
import type { WorkerReport, WorkerRequest, WorkerStart } from './timescale-worker.ts';

/** The first start writes a new database; the slowest seen took 9 s. */
const BOOT_TIMEOUT_MILLIS = 120_000;
const CLOSE_GRACE_MILLIS = 3_000;

/** Type stripping runs the source, a build has JavaScript beside it. */
const WORKER_FILE = new URL(`./timescale-worker${import.meta.url.slice(-3)}`, import.meta.url);

type Run = { readonly worker: Worker; readonly occupancy: Occupancy; readonly booted: Promise<void> };

/**
 * PostgreSQL with TimescaleDB, compiled to WASM, in a thread of its own. One that dies or is ended starts again
 * on the same folder; its connections do not live on.
 */
export class EmbeddedTimescale {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #sockets = new Set<Duplex>();
  #run: Run | undefined;
  #lastConnectionId = 0;
  #closed = false;
  #restarting = false;

  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** Boots the engine, or waits for the boot that is under way. Throws BACKEND_UNAVAILABLE. */
  async start(): Promise<void> {
    if (this.#closed) throw unavailable('The embedded TimescaleDB is closed.');
    this.#run ??= this.#boot();
    await this.#run.booted;
  }

  /** A byte stream that speaks the PostgreSQL protocol to the engine, and the id its session is held under. */
  async connect(): Promise<{ connectionId: number; socket: PortSocket }> {
    await this.start();
    const run = this.#run;
    if (run === undefined) throw unavailable('The embedded TimescaleDB has just ended.');
    const { port1, port2 } = new MessageChannel();
    const connectionId = ++this.#lastConnectionId;
    const request: WorkerRequest = { type: 'connect', connectionId, port: port2 };
    run.worker.postMessage(request, [port2]);
    const socket = openPortSocket(port1);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return { connectionId, socket };
  }

  /** True from its end until it answers again. */
  get restarting(): boolean {
    return this.#restarting;
  }

  /** The connection that holds the one session, and since when (milliseconds since 1970). */
  holder(): ReturnType<Occupancy['holder']> {
    return this.#run?.occupancy.holder();
  }

  /** Ends the engine in the middle of whatever it does: the only way to stop a statement. It starts again at once. */
  restart(reason: string): void {
    this.#logger.warn({ backend: 'timescale', reason }, 'Restarting the embedded TimescaleDB.');
    void this.#run?.worker.terminate();
  }

  /** Shuts the engine down. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const run = this.#run;
    if (run === undefined) return;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_GRACE_MILLIS);
    run.worker.once('exit', () => resolve());
    run.worker.on('message', (report: WorkerReport) => report.type === 'closed' && resolve());
    run.worker.postMessage({ type: 'close' } satisfies WorkerRequest);
    await ended;
    clearTimeout(timer);
    await run.worker.terminate();
  }

  #boot(): Run {
    const finishBirth = prepareFolder(this.#folder);
    const memory = shareOccupancy();
    const workerData: WorkerStart = { folder: this.#folder, occupancy: memory };
    const worker = new Worker(WORKER_FILE, { workerData, name: 'aurum-timescale' });
    const boot = Promise.withResolvers<void>();
    let isUp = false;
    let death: unknown;
    const timer = setTimeout(() => {
      death = new Error(`It did not start within ${BOOT_TIMEOUT_MILLIS} ms.`);
      void worker.terminate();
    }, BOOT_TIMEOUT_MILLIS);
    worker.on('message', (report: WorkerReport) => {
      if (report.type === 'ready') {
        isUp = true;
        this.#restarting = false;
        clearTimeout(timer);
        finishBirth();
        boot.resolve();
      } else if (report.type === 'missing') {
        boot.reject(
          unavailable(
            'The embedded TimescaleDB is not installed: run `npm install` with optional packages, or set timescale.url to a server.',
          ),
        );
        void worker.terminate();
      }
    });
    worker.on('error', (error) => {
      death = error;
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      this.#run = undefined;
      this.#restarting = !this.#closed;
      boot.reject(unavailable('The embedded TimescaleDB did not start.', death));
      for (const socket of this.#sockets) {
        socket.destroy(unavailable('The embedded TimescaleDB ended and starts again.', death));
      }
      if (isUp && !this.#closed) this.#startAgain(death);
    });
    return { worker, occupancy: openOccupancy(memory), booted: boot.promise };
  }

  #startAgain(death: unknown): void {
    if (death !== undefined) {
      this.#logger.error(
        { backend: 'timescale', err: death },
        'The embedded TimescaleDB died; starting it again.',
      );
    }
    this.start().catch((error: unknown) =>
      this.#logger.error({ backend: 'timescale', err: error }, 'The embedded TimescaleDB does not start.'),
    );
  }
}

/**
 * A first start that was cut short leaves a database that never opens and never held a row. A file beside the folder
 * marks a first start; where it is found, that start did not finish, and the folder is made anew.
 */
function prepareFolder(folder: string): () => void {
  const marker = `${folder}.starting`;
  if (existsSync(marker)) rmSync(folder, { recursive: true, force: true });
  else if (existsSync(folder)) return () => {};
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(marker, '');
  return () => rmSync(marker, { force: true });
}

function unavailable(message: string, cause?: unknown): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', message, { backend: 'timescale', cause });
}
