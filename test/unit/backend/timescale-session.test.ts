import { describe, expect, test } from '@jest/globals';
import { SharedSession } from '../../../src/backend/embedded/timescale-session.ts';
import { MESSAGE, MessageFramer, queryMessage, SYNC } from '../../../src/backend/embedded/timescale-wire.ts';

const STARTUP = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);

function typed(type: number, body: string): Buffer {
  const bytes = Buffer.alloc(5 + Buffer.byteLength(body));
  bytes[0] = type;
  bytes.writeInt32BE(bytes.length - 1, 1);
  bytes.write(body, 5);
  return bytes;
}

/** The letters of messages, without lengths and terminators. */
function printable(messages: Buffer): string {
  return Buffer.from(messages.filter((byte) => byte >= 0x20)).toString('latin1');
}

const ready = (status: string): Buffer => typed(MESSAGE.readyForQuery, status);
const FLUSH = typed(MESSAGE.flush, '');
/** As many turns of the event loop as any case needs, and some more. */
const turn = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** An engine that records what it is given and answers by rule. */
function recording(answer: (messages: string) => string | undefined = () => 'I') {
  const seen: string[] = [];
  const held: string[] = [];
  const session = new SharedSession(
    async (messages) => {
      const text = printable(messages);
      seen.push(text);
      const status = answer(text);
      return status === undefined ? Buffer.alloc(0) : ready(status);
    },
    '17.5',
    { taken: (id) => held.push(`taken ${id}`), released: () => held.push('released') },
    (error) => {
      held.push(`dead: ${String(error)}`);
    },
  );
  const connect = (id: number) => {
    const sent: Buffer[] = [];
    const client = session.attach(id, (bytes) => sent.push(Buffer.from(bytes)));
    client.receive(STARTUP);
    return { ...client, sent };
  };
  return { seen, held, connect };
}

describe('framing', () => {
  test('messages come out whole however the bytes arrive', () => {
    const stream = Buffer.concat([
      STARTUP,
      queryMessage('select 1'),
      SYNC,
      queryMessage('x'.repeat(300_000)),
    ]);
    for (const size of [1, 3, 7, 1_000, stream.length]) {
      const framer = new MessageFramer();
      const messages: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size)
        messages.push(...framer.push(stream.subarray(at, at + size)));
      expect(messages.map((message) => message.length)).toEqual([8, 14, 5, 300_006]);
      expect(Buffer.concat(messages).equals(stream)).toBe(true);
    }
  });
});

describe('one session behind several connections', () => {
  test('start-up is answered here, without the engine', () => {
    const { seen, connect } = recording();
    const { sent } = connect(1);
    expect(seen).toEqual([]);
    const types = new MessageFramer()
      .push(Buffer.concat([STARTUP, ...sent]))
      .map((message) => message.toString('latin1', 0, 1));
    expect(types.slice(1).join('')).toMatch(/^RS+KZ$/);
    expect(sent[0]?.toString('latin1')).toContain('server_version\x0017.5\0');
  });

  test('a connection keeps the session through describe-first, and others wait', async () => {
    const { seen, held, connect } = recording((text) => (text.endsWith('H') ? undefined : 'I'));
    const [a, b] = [connect(1), connect(2)];
    a.receive(Buffer.concat([typed(MESSAGE.parse, 'a\0'), FLUSH]));
    await turn();
    b.receive(queryMessage('from b'));
    await turn();
    expect(seen).toEqual(['Pa', 'H']);
    a.receive(SYNC);
    await turn();
    expect(seen).toEqual(['Pa', 'H', 'S', 'Qfrom b']);
    expect(held).toEqual(['taken 1', 'released', 'taken 2', 'released']);
  });

  test('a transaction is not shared, and one that is left is rolled back', async () => {
    const { seen, connect } = recording((text) => (/begin|^S$/.test(text) ? 'T' : 'I'));
    const [a, b] = [connect(1), connect(2)];
    a.receive(queryMessage('begin'));
    await turn();
    b.receive(queryMessage('from b'));
    a.close();
    await turn();
    expect(seen).toEqual(['Qbegin', 'S', 'Qrollback', 'Qfrom b']);
  });

  test('what waits is served in the order of asking', async () => {
    const { seen, connect } = recording();
    const [a, b, c] = [connect(1), connect(2), connect(3)];
    a.receive(Buffer.concat([queryMessage('a1'), queryMessage('a2')]));
    b.receive(queryMessage('b1'));
    c.receive(queryMessage('c1'));
    await turn();
    expect(seen).toEqual(['Qa1', 'Qb1', 'Qc1', 'Qa2']);
  });

  test('statements of a connection that says goodbye are forgotten', async () => {
    const { seen, connect } = recording();
    const a = connect(1);
    a.receive(Buffer.concat([typed(MESSAGE.parse, 'kept\0select 1\0'), SYNC]));
    await turn();
    a.receive(typed(MESSAGE.terminate, ''));
    await turn();
    expect(seen.slice(-2)).toEqual(['CSkept', 'S']);
  });

  test('a waiting connection that leaves is not served', async () => {
    const { seen, connect } = recording((text) => (text.includes('begin') ? 'T' : 'I'));
    const [a, b] = [connect(1), connect(2)];
    a.receive(queryMessage('begin'));
    await turn();
    b.receive(queryMessage('from b'));
    b.close();
    a.receive(queryMessage('commit'));
    await turn();
    expect(seen).toEqual(['Qbegin', 'Qcommit']);
  });

  test('the death of the engine is told', async () => {
    const { held, connect } = recording(() => {
      throw new Error('unreachable');
    });
    connect(1).receive(queryMessage('copy t from stdin'));
    await turn();
    expect(held.at(-1)).toBe('dead: Error: unreachable');
  });
});
