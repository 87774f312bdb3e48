import { isIP, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Who asks, as far as turns in a queue are concerned: the address a trusted proxy tells, or that of the connection. */
export function clientOf(request: FastifyRequest): string {
  const told = withoutPort(request.ip);
  // A trusted proxy may pass on anything its client wrote.
  return clientAt(isIP(told) === 0 ? (request.socket.remoteAddress ?? '') : told);
}

/**
 * The client at an address. One of IPv6 stands for its /64, the smallest network that is given to a site: whoever has one
 * has all of its addresses, and would be as many clients as it likes.
 */
export function clientAt(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? `${network(address)}::/64` : address;
}

/** The first 64 bits, as four groups without leading zeros. */
function network(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%', 1).join('').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - groups.length - after;
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Some proxies write the client's port behind its address. */
function withoutPort(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}
