import { type Agent, globalAgent } from 'node:https';
import { BasicAuth, Trino } from 'trino-client';
import { AurumError } from '../../errors.ts';

/** Where Trino is, and where in it the gateway's tables are. */
export type ClientSettings = {
  /** `http(s)://user@host:port/catalog/schema`; user is `aurum`, catalog and schema `iceberg/aurum` where left out. */
  readonly url: string;
  readonly password?: string;
};

/** The parts of the URL of settings. */
export type Place = {
  readonly server: string;
  readonly user: string;
  readonly catalog: string;
  readonly schema: string;
};

/** One HTTP call: the text of the answer. Rejects for any status but 2xx, on abort, and without an answer in time. */
export type Send = (call: {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly url: string;
  readonly data?: string;
  readonly signal?: AbortSignal;
  /** The answer is cut off, and the call rejects, beyond so many bytes; absent or infinite: no limit. */
  readonly maxBytes?: number;
}) => Promise<string>;

/** Trino answers every call within about a second, also while a statement runs on; a lost connection never does. */
const CALL_TIMEOUT_MILLIS = 30_000;
const DEFAULT_PLACE = ['iceberg', 'aurum'] as const;

/** Reads the URL of settings. Throws BAD_USER_INPUT. */
export function readPlace(text: string): Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [catalog = DEFAULT_PLACE[0], schema = DEFAULT_PLACE[1], ...more] =
    url?.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent) ?? [];
  if (url === undefined || !/^https?:$/.test(url.protocol) || more.length > 0) {
    throw new AurumError('BAD_USER_INPUT', 'The URL of Trino cannot be used.', {
      argument: 'trino.url',
      allowed: ['none', 'http://user@host:8080/catalog/schema', 'https://user@host:8443/catalog/schema'],
    });
  }
  return {
    server: `${url.protocol}//${url.host}`,
    user: decodeURIComponent(url.username) || 'aurum',
    catalog,
    schema,
  };
}

/**
 * A client of trino-client for one statement. It remembers what answers set (`SET SESSION`, `USE`, `PREPARE`) and sends
 * it with the next statement: so none outlives its statement. Its own iterator polls without a pause, raises no error
 * and loses digits: of the client, `request` alone is used.
 */
export function createSend({ url, password }: ClientSettings): Send {
  const { server, user, catalog, schema } = readPlace(url);
  const client = requestOf(
    Trino.create({
      server,
      catalog,
      schema,
      source: 'aurum',
      extraHeaders: {
        'X-Trino-User': user,
        // Timestamps with every digit, not cut to milliseconds.
        'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
        'X-Trino-Time-Zone': 'UTC',
      },
      ...(password === undefined ? {} : { auth: new BasicAuth(user, password) }),
    }),
  );
  return ({ maxBytes = Number.POSITIVE_INFINITY, signal, ...call }) => {
    const limit = AbortSignal.timeout(CALL_TIMEOUT_MILLIS);
    return client.request({
      ...call,
      maxContentLength: Number.isFinite(maxBytes) ? maxBytes : -1,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      transformResponse: [(text) => text],
      // The client's own agent would shake hands anew for every call.
      httpsAgent: globalAgent,
      proxy: false,
      maxRedirects: 0,
    });
  };
}

type Client = {
  request(call: {
    readonly method: string;
    readonly url: string;
    readonly data?: string;
    readonly signal: AbortSignal;
    readonly maxContentLength: number;
    readonly transformResponse: readonly ((text: string) => string)[];
    readonly httpsAgent: Agent;
    readonly proxy: false;
    readonly maxRedirects: number;
  }): Promise<string>;
};

/** `Trino` keeps its `Client`, which has `request`, to itself (trino-client 0.2.9, src/index.ts). */
function requestOf(trino: Trino): Client {
  const { client } = trino as unknown as { readonly client: Client };
  return client;
}
