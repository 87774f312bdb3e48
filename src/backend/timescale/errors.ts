import { AurumError, type ErrorCode } from '../../errors.ts';

const BACKEND = 'timescale';

/** Codes of sockets, TLS and postgres.js that mean the engine is out of reach. */
const UNREACHABLE =
  /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOST|ENET|ENOENT|EACCES|CONNECTION_|CONNECT_TIMEOUT|SASL_|ERR_TLS|ERR_SSL|ERR_STREAM|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

type Rule = {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: string;
  readonly isFull?: true;
};

/** By SQLSTATE (https://www.postgresql.org/docs/17/errcodes-appendix.html); the first that fits. No message shows SQL. */
const RULES: readonly Rule[] = [
  { pattern: /^28/, code: 'BACKEND_UNAVAILABLE', message: 'TimescaleDB refused the user or its password.' },
  {
    pattern: /^3D000$/,
    code: 'BACKEND_UNAVAILABLE',
    message: 'TimescaleDB has no database of the name in settings.',
  },
  {
    pattern: /^53300$/,
    code: 'BACKEND_UNAVAILABLE',
    message: 'TimescaleDB has no connection left to give.',
    isFull: true,
  },
  { pattern: /^(08|57P0)/, code: 'BACKEND_UNAVAILABLE', message: 'TimescaleDB closed the connection.' },
  {
    pattern: /^57014$/,
    code: 'BACKEND_TIMEOUT',
    message: 'TimescaleDB ended the statement: its time ran out.',
  },
  {
    pattern: /^55P03$/,
    code: 'BACKEND_TIMEOUT',
    message:
      'Another session of TimescaleDB holds a lock that is needed here; nothing was waited for longer. Try again.',
  },
  {
    pattern: /^22/,
    code: 'QUERY_FAILED',
    message: 'TimescaleDB could not work with a value of the request.',
  },
  {
    pattern: /^23/,
    code: 'QUERY_FAILED',
    message: 'The rows do not fit the rules of their table in TimescaleDB.',
  },
  {
    pattern: /^40/,
    code: 'QUERY_FAILED',
    message: 'TimescaleDB gave up the work for that of another; try again.',
  },
  {
    pattern: /^42501$/,
    code: 'QUERY_FAILED',
    message: 'The user in settings may not do this in TimescaleDB.',
  },
  {
    pattern: /^(53|54)/,
    code: 'QUERY_FAILED',
    message: 'TimescaleDB has not the memory or the room for this.',
  },
];

/** What failed while a connection was being opened, whatever it was. */
export function connectError(error: unknown): AurumError {
  const parsed = parse(error);
  if (parsed.code === 'BACKEND_UNAVAILABLE') return parsed;
  return unreachable(error, parsed.details.engineCode);
}

/** What failed while a statement ran. */
export function statementError(error: unknown): AurumError {
  return parse(error);
}

function parse(error: unknown): AurumError {
  if (error instanceof AurumError) return error;
  const code = textProperty(error, 'code');
  if (textProperty(error, 'name') === 'PostgresError') {
    const rule = RULES.find(({ pattern }) => pattern.test(code));
    const message = rule?.message ?? 'TimescaleDB refused the statement.';
    const isFull = rule?.isFull === true ? { isFull: true } : {};
    const details = { backend: BACKEND, cause: error, engineCode: code, ...isFull };
    return new AurumError(rule?.code ?? 'QUERY_FAILED', message, details);
  }
  if (UNREACHABLE.test(code)) return unreachable(error);
  return new AurumError('QUERY_FAILED', 'The statement could not be run.', {
    backend: BACKEND,
    cause: error,
  });
}

/** By shape: an error of Node's sockets is not an `instanceof Error` in every realm (jest runs tests in one). */
function textProperty(error: unknown, name: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}

function unreachable(cause: unknown, engineCode?: string): AurumError {
  return new AurumError('BACKEND_UNAVAILABLE', 'TimescaleDB cannot be reached.', {
    backend: BACKEND,
    cause,
    ...(engineCode === undefined ? {} : { engineCode }),
  });
}
