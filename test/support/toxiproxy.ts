import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/free-port.ts';
import { leaveOut } from './skips.ts';
import { ensureToxiproxy } from './toxiproxy-binary.ts';

/**
 * A fault on a line, with Toxiproxy's attributes (https://github.com/Shopify/toxiproxy#toxics): `latency` and `jitter`
 * and `timeout` in milliseconds, `bytes`, `rate` in KB/s.
 */
export type Toxic = {
  readonly type: 'latency' | 'timeout' | 'reset_peer' | 'limit_data' | 'bandwidth';
  /** `downstream` is from the server to its client; where left out, that one. */
  readonly stream?: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
};

/** A line to one server that can be made bad. */
export type Line = {
  /** Where the line listens on 127.0.0.1. */
  readonly port: number;
  /** Closes all connections and refuses new ones. */
  refuse(): Promise<void>;
  spoil(...toxics: readonly Toxic[]): Promise<void>;
  /** Spoils the line for as long as `work` takes. */
  spoiled<T>(toxics: readonly Toxic[], work: () => Promise<T>): Promise<T>;
  /** New connections are well again; the old ones have lost what was swallowed, until `mend` ends them. */
  renew(): Promise<void>;
  /** Takes connections again, and takes away every toxic. */
  mend(): Promise<void>;
};

/** Toxiproxy as a process of its own. */
export type Toxiproxy = {
  /** A line to the host and port of a URL. */
  lineTo(url: string): Promise<Line>;
  stop(): Promise<void>;
};

const START_TIMEOUT_MILLIS = 10_000;

/** Starts one on a loopback port; undefined, and said so, where it cannot be built. */
export async function startToxiproxy(): Promise<Toxiproxy | undefined> {
  let binary: string;
  try {
    binary = await ensureToxiproxy();
  } catch (error) {
    leaveOut(error instanceof Error ? error.message : String(error));
    return undefined;
  }
  const port = await freePort();
  const server = spawn(binary, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const call = apiAt(`http://127.0.0.1:${port}`);
  // A run that dies before its afterAll must not leave it behind.
  const kill = (): void => void server.kill();
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await ended;
  };
  try {
    await answering(() => call('GET', '/version'));
  } catch (error) {
    await stop();
    throw error;
  }
  let lines = 0;
  return {
    stop,
    async lineTo(url) {
      const { hostname, port: upstream } = new URL(url);
      lines += 1;
      return openLine(call, `line-${lines}`, `${hostname}:${upstream}`);
    },
  };
}

/** The same URL over a line. */
export function over(line: { readonly port: number }, url: string): string {
  const moved = new URL(url);
  moved.hostname = '127.0.0.1';
  moved.port = String(line.port);
  return moved.href;
}

type Call = (method: string, path: string, body?: object) => Promise<unknown>;

function apiAt(address: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${address}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Toxiproxy refused ${method} ${path}: ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
}

async function openLine(call: Call, name: string, upstream: string): Promise<Line> {
  const port = await freePort();
  await call('POST', '/proxies', { name, listen: `127.0.0.1:${port}`, upstream, enabled: true });
  const path = `/proxies/${name}`;
  const added = new Set<string>();
  const line: Line = {
    port,
    refuse: async () => void (await call('POST', path, { enabled: false })),
    async spoil(...toxics) {
      for (const { type, stream = 'downstream', attributes } of toxics) {
        const toxic = `${type}-${stream}`;
        await call('POST', `${path}/toxics`, { name: toxic, type, stream, attributes });
        added.add(toxic);
      }
    },
    async renew() {
      for (const toxic of added) await call('POST', `${path}/toxics/${toxic}`, { toxicity: 0 });
    },
    async mend() {
      for (const toxic of added) await call('DELETE', `${path}/toxics/${toxic}`);
      added.clear();
      await call('POST', path, { enabled: true });
    },
    async spoiled(toxics, work) {
      await line.spoil(...toxics);
      try {
        return await work();
      } finally {
        await line.mend();
      }
    },
  };
  return line;
}

async function answering(ask: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MILLIS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error('Toxiproxy did not start.', { cause: error });
      await sleep(25);
    }
  }
}
