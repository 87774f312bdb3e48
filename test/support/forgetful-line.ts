import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line that forgets its connections: those that were open stay so, and nothing comes through them ever again. */
export type ForgetfulLine = {
  /** Where it listens on 127.0.0.1. */
  readonly port: number;
  /** Forgets the connections that are open and those that come until {@link ForgetfulLine.mend}. */
  forget(): void;
  /** Lets new connections through again. */
  mend(): void;
  stop(): Promise<void>;
};

/** Opens one to a port on 127.0.0.1; as a router does that lost its table, and other than Toxiproxy, which then closes them. */
export async function openForgetfulLine(upstream: number): Promise<ForgetfulLine> {
  let isLost = false;
  const pairs = new Set<{ readonly ends: readonly [Socket, Socket]; isLost: boolean }>();
  const server = createServer((client) => {
    const pair = { ends: [client, connect(upstream, '127.0.0.1')] as const, isLost };
    pairs.add(pair);
    const [near, far] = pair.ends;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => {});
      from.on('data', (bytes) => {
        if (!pair.isLost) to.write(bytes);
      });
      from.on('close', () => {
        if (!pair.isLost || from === near) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    forget() {
      isLost = true;
      for (const pair of pairs) pair.isLost = true;
    },
    mend() {
      isLost = false;
    },
    async stop() {
      for (const { ends } of pairs) for (const end of ends) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
