import { isIP } from 'node:net';
import { z } from 'zod';

/** One setting: how its text or YAML value is read, what is allowed in words, and where it may come from. */
type Key<T> = {
  readonly schema: z.ZodType<T>;
  readonly allowed: string;
  /** Only from the environment, never shown. */
  readonly secret: boolean;
  /** Set where the variable is not AURUM_ and the path in capitals. */
  readonly variable?: string;
};

function key<T>(schema: z.ZodType<T>, allowed: string, more: Partial<Key<T>> = {}): Key<T> {
  return { schema, allowed, secret: false, ...more };
}

function oneOf<const T extends string>(...names: readonly T[]): Key<T> {
  return key(z.enum(names), names.join(', '));
}

/** A whole number; text of digits counts, because variables are text. */
function whole(min: number, max: number, variable?: string): Key<number> {
  const digits = (value: unknown): unknown =>
    typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  const schema = z.preprocess(digits, z.int().min(min).max(max));
  return key(schema, `a whole number from ${min} to ${max}`, variable === undefined ? {} : { variable });
}

const asBoolean = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);
const DAY_MILLIS = 86_400_000;
const millis = (min = 1): Key<number> => whole(min, DAY_MILLIS);
const flag = key(z.preprocess(asBoolean, z.boolean()), 'true or false');
const autoFlag = key(
  z.preprocess(asBoolean, z.union([z.boolean(), z.literal('auto')])),
  'auto, true or false',
);
const text = (allowed: string, more: Partial<Key<string>> = {}): Key<string> =>
  key(z.string().trim().min(1), allowed, more);
const secret = (variable?: string): Key<string> =>
  key(z.string().min(1), 'text', variable === undefined ? { secret: true } : { secret: true, variable });

/** A URL of one of the schemes, with a host; one that carries a password may come from the environment only. */
function url(schemes: readonly string[], words: readonly string[], allowed: string): Key<string> {
  const fits = (value: string): boolean => {
    if (words.includes(value)) return true;
    const parsed = URL.parse(value);
    return parsed !== null && schemes.includes(parsed.protocol) && parsed.hostname !== '';
  };
  return key(z.string().trim().refine(fits), allowed);
}

/** Names in lower case, with commas between them. */
function names(allowed: string): Key<readonly string[]> {
  const listed = (value: unknown): unknown => (typeof value === 'string' ? value.split(',') : value);
  const name = z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9_-]+$/);
  return key(z.preprocess(listed, z.array(name)), allowed);
}

/** Addresses and networks, with commas between them; `none` for an empty list. */
function addresses(allowed: string): Key<readonly string[]> {
  const listed = (value: unknown): unknown =>
    typeof value === 'string' ? (value.trim() === 'none' ? [] : value.split(',')) : value;
  const isAddress = (text: string): boolean => {
    const [host = '', bits = '0', ...more] = text.split('/');
    const family = isIP(host);
    return (
      family !== 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
    );
  };
  return key(z.preprocess(listed, z.array(z.string().trim().refine(isAddress))), allowed);
}

/** Every key of settings.yaml, and the secrets, which are in no file. */
export const KEYS = {
  'data_backend.backend_type': oneOf('timescale', 'clickhouse', 'trino'),
  'data_backend.fallback_backend_type': oneOf('none', 'timescale', 'clickhouse', 'trino'),
  'data_backend.connection_pool_min_size': whole(0, 1_000),
  'data_backend.connection_pool_max_size': whole(1, 1_000),
  'data_backend.acquire_timeout_ms': millis(),
  'data_backend.connect_timeout_ms': millis(),
  'data_backend.idle_timeout_ms': millis(),
  'data_backend.validate_after_idle_ms': millis(0),
  'data_backend.max_connection_age_ms': millis(),
  'data_backend.queue_max_length': whole(0, 100_000),
  'timescale.url': url(
    ['postgres:', 'postgresql:'],
    ['embedded:', 'none'],
    'embedded:, none or postgres://user@host:port/database',
  ),
  'timescale.password': secret(),
  'timescale.statement_grace_ms': millis(),
  'timescale.lock_timeout_ms': millis(),
  'clickhouse.url': url(
    ['http:', 'https:'],
    ['embedded:', 'none'],
    'embedded:, none or http(s)://user@host:port/database',
  ),
  'clickhouse.password': secret(),
  'trino.url': url(['http:', 'https:'], ['none'], 'none or http(s)://user@host:port/catalog/schema'),
  'trino.password': secret(),
  'trino.query_catalogs': names('names of catalogs with commas between them'),
  'trino.max_query_rows': whole(1_000, 1_000_000),
  'server.host': text('a host name or address, such as 127.0.0.1', { variable: 'HOST' }),
  'server.port': whole(0, 65_535, 'PORT'),
  'server.drain_delay_ms': millis(0),
  'server.drain_grace_ms': millis(0),
  'server.trusted_proxies': addresses(
    'none, or addresses and networks (10.0.0.0/8) with commas between them',
  ),
  'graphql.introspection': autoFlag,
  'graphql.landing_page': autoFlag,
  'graphql.ide': autoFlag,
  'request.deadline_ms': millis(),
  'health.interval_ms': millis(10),
  'health.timeout_ms': millis(10),
  'overload.max_event_loop_delay_ms': millis(),
  'overload.max_heap_percent': whole(1, 100),
  'limits.max_page_size': whole(1, 100_000),
  'limits.max_batch': whole(1, 10_000),
  'limits.max_points': whole(1, 10_000_000),
  'limits.max_sampled_points': whole(1, 10_000_000),
  'limits.max_buckets': whole(1, 10_000_000),
  'limits.max_field_rows': whole(1, 1_000_000_000),
  'limits.max_field_bytes': whole(1_000, 1_000_000_000),
  'limits.max_response_rows': whole(1, 1_000_000_000),
  'limits.max_response_bytes': whole(1_000, 1_000_000_000),
  'limits.max_held_bytes': whole(1_000, 100_000_000_000),
  'metrics.prometheus': flag,
  'log.level': oneOf('debug', 'info', 'warn', 'error', 'silent'),
  'log.format': oneOf('auto', 'json', 'text'),
  first_look: flag,
  'eia.api_url': url(['http:', 'https:'], [], 'an http or https URL'),
  'eia.api_key': secret('EIA_API_KEY'),
  datasets_dir: text('packaged or a folder'),
  data_dir: text('a folder'),
  cursor_secret: key(z.string().min(16), 'at least 16 characters', { secret: true }),
} as const;

/** Dotted path of a setting as in settings.yaml. */
export type KeyPath = keyof typeof KEYS;

/** The value of each key after its schema. */
export type KeyValues = { readonly [P in KeyPath]: z.output<(typeof KEYS)[P]['schema']> };

/** Every dotted path, in the order of settings.yaml. */
export const KEY_PATHS = Object.keys(KEYS).filter(isKeyPath);

/** True for the path of a known setting. */
export function isKeyPath(path: string): path is KeyPath {
  return Object.hasOwn(KEYS, path);
}

/** The environment variable of a setting. */
export function variableOf(path: KeyPath): string {
  const { variable }: Key<unknown> = KEYS[path];
  return variable ?? `AURUM_${path.replaceAll('.', '_').toUpperCase()}`;
}
