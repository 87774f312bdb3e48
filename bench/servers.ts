import { freePort } from '../scripts/free-port.ts';
import { type ServerProcess, startServer } from './processes.ts';

/** The servers that are compared; the gateway comes first. */
export const SERVER_NAMES = ['gateway', 'mercurius', 'apollo'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

const PROBE = '/graphql?query=%7B__typename%7D';

/** Starts one of the servers on a free port over a database that is loaded already. */
export async function startNamed(
  name: ServerName,
  database: string,
  nodeFlags: readonly string[],
): Promise<ServerProcess> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  if (name === 'gateway') return startGateway(origin, database, nodeFlags);
  const program = { script: `bench/peers/${name}.ts`, parameters: [String(port), database] };
  // Apollo's stand-alone server answers at every path; a GET needs a header that no form can send.
  return name === 'apollo'
    ? startServer(program, `${origin}${PROBE}`, { 'apollo-require-preflight': 'true' })
    : startServer(program, `${origin}${PROBE}`);
}

/** The gateway as its users start it, over the server's tables alone. */
function startGateway(
  origin: string,
  database: string,
  nodeFlags: readonly string[],
): Promise<ServerProcess> {
  const { port } = new URL(origin);
  const env = {
    PORT: port,
    ...gatewayEnvironment(database),
    // The workload of 5,000 rows is one page.
    AURUM_LIMITS_MAX_PAGE_SIZE: '5000',
  };
  return startServer({ script: 'bin/aurum.js', parameters: ['serve'], env, nodeFlags }, `${origin}/readyz`);
}

/** Settings of a gateway, or of its loader, over one PostgreSQL. */
export function gatewayEnvironment(database: string): Record<string, string> {
  return {
    AURUM_TIMESCALE_URL: database,
    AURUM_CLICKHOUSE_URL: 'none',
    AURUM_FIRST_LOOK: 'false',
    AURUM_LOG_LEVEL: 'warn',
  };
}
