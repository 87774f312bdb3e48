import { PassThrough } from 'node:stream';
import type { Invocation } from '../../src/cli/invocation.ts';

type Signal = 'SIGINT' | 'SIGTERM';

/** A process that is none: what was written, which signals are listened for, how it was ended. */
export function fakeProcess(env: Record<string, string> = {}) {
  const handlers = new Set<(signal: Signal) => void>();
  const exits: number[] = [];
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = { out: '', err: '' };
  stdout.on('data', (chunk) => {
    texts.out += String(chunk);
  });
  stderr.on('data', (chunk) => {
    texts.err += String(chunk);
  });
  const invocation: Invocation = {
    env,
    stdin: new PassThrough(),
    stdout,
    stderr,
    onSignal(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    exitNow: (code) => exits.push(code),
  };
  const send = (signal: Signal): void => {
    for (const handler of handlers) handler(signal);
  };
  return { invocation, texts, send, exits, handlers };
}
