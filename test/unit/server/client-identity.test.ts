import { afterEach, describe, expect, test } from '@jest/globals';
import { clientAt } from '../../../src/server/client-identity.ts';
import { startTinyServer, type TinyServer } from './tiny-server.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:aaaa::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the client at %s is %s', (address, client) => {
  expect(clientAt(address)).toBe(client);
});

describe('x-forwarded-for', () => {
  let server: TinyServer;
  afterEach(() => server.close());
  const seen = async (proxies: string, forwarded: string): Promise<unknown> => {
    server = await startTinyServer({ 'server.trusted_proxies': proxies });
    await server.query('{ hello }', {}, { 'x-forwarded-for': forwarded });
    return server.scopes[0]?.client;
  };

  test.each([
    ['none', '9.9.9.9', '127.0.0.1'],
    ['10.0.0.0/8', '9.9.9.9', '127.0.0.1'],
    ['127.0.0.1', '9.9.9.9', '9.9.9.9'],
    ['127.0.0.1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    // The last one that no trusted proxy wrote; what stands before it is the client's own word.
    ['127.0.0.0/8, 10.0.0.0/8', '1.1.1.1, 9.9.9.9, 10.0.0.7', '9.9.9.9'],
    ['127.0.0.1', '9.9.9.9:4711', '9.9.9.9'],
    ['127.0.0.1', '[2001:db8:1:2::6]:4711', '2001:db8:1:2::/64'],
    ['127.0.0.1', 'unknown; drop', '127.0.0.1'],
  ])('behind %s, "%s" is %s', async (proxies, forwarded, client) => {
    expect(await seen(proxies, forwarded)).toBe(client);
  });
});
