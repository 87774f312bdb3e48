import autocannon from 'autocannon';
import type { Workload } from './workloads.ts';

const CONNECTIONS = 8;
const HEADERS = { 'content-type': 'application/json' };

/** One answer as text; throws unless it is a 200 without errors. */
export async function ask(url: string, workload: Workload): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: HEADERS,
    body: bodyOf(workload),
  });
  const text = await response.text();
  if (response.ok && !text.startsWith('{"errors"') && !text.includes('"errors":[')) return text;
  throw new Error(`${url} answered "${workload.name}" with ${response.status}: ${text.slice(0, 500)}`);
}

/** Answers per second of a server that is asked the same by all connections for some seconds. */
export async function requestsPerSecond(url: string, workload: Workload, seconds: number): Promise<number> {
  const result = await autocannon({
    url: `${url}/graphql`,
    method: 'POST',
    headers: HEADERS,
    body: bodyOf(workload),
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url} failed ${result.non2xx + result.errors} times on "${workload.name}".`);
  }
  return result['2xx'] / result.duration;
}

function bodyOf({ query, variables }: Workload): string {
  return JSON.stringify({ query, variables });
}
