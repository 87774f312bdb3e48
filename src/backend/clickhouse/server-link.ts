import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { AurumError } from '../../errors.ts';
import { ENGINE_SETTINGS } from './engine-settings.ts';
import type { Link } from './link.ts';

export type ServerSettings = {
  /** `http(s)://user@host:port/database`; user and database are `default` where left out. */
  readonly url: string;
  /** Goes before one in the URL. */
  readonly password?: string;
};

/** Bounds a statement without a deadline on a server that fell silent; those with one are ended by it. */
const REQUEST_TIMEOUT_MILLIS = 600_000;

/** Reaches a server over HTTP, one socket a connection. Throws BAD_USER_INPUT for a URL it cannot read. */
export function createServerLink(settings: ServerSettings): Link {
  const url = readUrl(settings.url);
  const database = decodeURIComponent(url.pathname.slice(1));
  const options = {
    url: `${url.protocol}//${url.host}`,
    username: decodeURIComponent(url.username) || 'default',
    password: settings.password ?? decodeURIComponent(url.password),
    database: database === '' ? 'default' : database,
  };
  return {
    open: async () =>
      createClient({
        ...options,
        application: 'aurum',
        max_open_connections: 1,
        request_timeout: REQUEST_TIMEOUT_MILLIS,
        // Long lists of ids do not fit into a URL.
        use_multipart_params_auto: true,
        clickhouse_settings: { ...ENGINE_SETTINGS, cancel_http_readonly_queries_on_client_close: 1 },
        // Failures are logged above with what they belong to; the client's own lines would show statements.
        log: { level: ClickHouseLogLevel.OFF },
      }),
    close: async () => {},
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new AurumError('BAD_USER_INPUT', 'The URL of ClickHouse cannot be used.', {
    argument: 'clickhouse.url',
    allowed: ['embedded:', 'http://user@host:8123/database', 'https://user@host:8443/database'],
  });
}
