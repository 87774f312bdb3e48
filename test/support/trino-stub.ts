import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A loopback HTTP server that answers as the test says, for what a real Trino cannot be made to do; it is always up, unless it is not to tell. */
export type TrinoStub = {
  /** Without a path. */
  readonly url: string;
  /** Method and path of each call so far. */
  readonly calls: readonly string[];
  close(): Promise<void>;
};

/** Starts one; `answer` gets each request with the address of the stub. */
export async function startTrinoStub(
  answer: (request: IncomingMessage, response: ServerResponse, url: string, call: number) => void,
  { tellsHowItIs = true } = {},
): Promise<TrinoStub> {
  const calls: string[] = [];
  let url = '';
  const server = createServer((request, response) => {
    request.resume();
    if (tellsHowItIs && request.url === '/v1/info') {
      json(response, { starting: false });
      return;
    }
    calls.push(`${request.method} ${request.url}`);
    request.once('end', () => answer(request, response, url, calls.length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
