import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Row = Readonly<Record<string, unknown>>;

/** One route of the stub: metadata as EIA answers it, and all its rows. */
export type StubRoute = { readonly metadata: object; readonly rows: readonly Row[] };

/** What goes wrong with the next request for data. */
export type Fault =
  | { readonly status: number; readonly retryAfter?: string }
  | 'broken connection'
  | 'cut answer'
  | 'short page'
  | 'total changes'
  | 'wrong order';

/** A stand-in for EIA's API v2 on the loopback. */
export type EiaApi = {
  readonly url: string;
  /** The key it accepts. */
  readonly apiKey: string;
  /** Searches of the requests for data, without the key. */
  readonly asked: URLSearchParams[];
  /** Taken one by one, a request each. */
  readonly faults: Fault[];
  close(): Promise<void>;
};

/** Starts the stub; routes by their path, e.g. `electricity/retail-sales`. */
export async function startEiaApi(routes: Readonly<Record<string, StubRoute>>): Promise<EiaApi> {
  const apiKey = 'secret+key/1';
  const asked: URLSearchParams[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://stub');
    const path = url.pathname.replace(/^\/v2\/|\/$/g, '');
    if (url.searchParams.get('api_key') !== apiKey) {
      const message = `No such key: ${url.searchParams.get('api_key')}`;
      return send(response, 403, { error: { code: 'API_KEY_INVALID', message } });
    }
    const metadata = routes[path]?.metadata;
    if (metadata !== undefined) return send(response, 200, { response: metadata });
    const route = path.endsWith('/data') ? routes[path.slice(0, -'/data'.length)] : undefined;
    if (route === undefined) return send(response, 404, { error: 'Not found.', code: 404 });
    url.searchParams.delete('api_key');
    asked.push(url.searchParams);
    return answer(request, response, route, url.searchParams, faults.shift());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v2`,
    apiKey,
    asked,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  route: StubRoute,
  query: URLSearchParams,
  fault: Fault | undefined,
): void {
  if (typeof fault === 'object') {
    if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
    send(response, fault.status, { error: 'Try later.' });
    return;
  }
  if (fault === 'broken connection') {
    request.socket.destroy();
    return;
  }
  const rows = sorted(filtered(route.rows, query), query);
  if (fault === 'wrong order')
    rows.sort((one, other) => (String(one.period) < String(other.period) ? -1 : 1));
  const offset = Number(query.get('offset') ?? 0);
  const page = rows.slice(offset, offset + Math.min(5_000, Number(query.get('length') ?? 5_000)));
  const data = fault === 'short page' ? page.slice(0, -1) : page;
  const total = String(fault === 'total changes' ? rows.length + 1 : rows.length);
  const body = JSON.stringify({
    response: { total, dateFormat: 'YYYY-MM', frequency: query.get('frequency'), data, description: 'Stub.' },
  });
  response.setHeader('content-type', 'application/json');
  response.end(fault === 'cut answer' ? body.slice(0, -10) : body);
}

function filtered(rows: readonly Row[], query: URLSearchParams): Row[] {
  const facets = [...query.keys()].flatMap((key) => /^facets\[(.+)\]\[\]$/.exec(key)?.[1] ?? []);
  const start = query.get('start') ?? '';
  const end = query.get('end') ?? '\uffff';
  return rows.filter((row) => {
    const period = String(row.period);
    const fits = facets.every((facet) => query.getAll(`facets[${facet}][]`).includes(String(row[facet])));
    return fits && period >= start && period <= end;
  });
}

function sorted(rows: Row[], query: URLSearchParams): Row[] {
  const columns = [...query].flatMap(([key, value]) => (/^sort\[\d+\]\[column\]$/.test(key) ? [value] : []));
  return rows.sort((one, other) => {
    for (const column of columns) {
      const [a, b] = [String(one[column]), String(other[column])];
      if (a !== b) return a < b ? -1 : 1;
    }
    return 0;
  });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
