import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One connection whose bytes a test writes itself. */
export type RawClient = {
  write(text: string): void;
  /** Ends our half of the connection. */
  halfClose(): void;
  leave(): void;
  /** Takes nothing of what comes, until `resume`. */
  pause(): void;
  resume(): void;
  readonly bytesRead: () => number;
  /** The first `count` answers, once they are there; fails when the connection ends before. */
  answers(count: number): Promise<RawAnswer[]>;
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<void>;
};
export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export async function rawClient(address: string): Promise<RawClient> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = '';
  let over = false;
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
  const ended = once(socket, 'close').then(() => {
    over = true;
  });
  await once(socket, 'connect');
  return {
    write: (bytes) => void socket.write(bytes),
    halfClose: () => void socket.end(),
    leave: () => void socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    bytesRead: () => socket.bytesRead,
    ended,
    async answers(count) {
      for (;;) {
        const answers = parse(text);
        if (answers.length >= count) return answers.slice(0, count);
        if (over) throw new Error(`${answers.length} of ${count} answers, then the end: ${text}`);
        await sleep(10);
      }
    },
  };
}

/** The text of a request for a GraphQL document. */
export function graphqlRequest(document: string): string {
  const body = JSON.stringify({ query: document });
  return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function parse(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return answers;
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    const length = Number(headers['content-length']);
    const body = rest.slice(end + 4, end + 4 + length);
    if (body.length < length) return answers;
    answers.push({ status: Number(first.split(' ')[1]), headers, body });
    rest = rest.slice(end + 4 + length);
  }
}
