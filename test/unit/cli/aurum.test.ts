import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/aurum.ts';
import type { Invocation } from '../../../src/cli/invocation.ts';
import { listenForStop } from '../../../src/cli/stop-signal.ts';

type Signal = 'SIGINT' | 'SIGTERM';

/** A process that is none: what was written, which signals are listened for, how it was ended. */
function fakeProcess(env: Record<string, string> = {}) {
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

/** Servers that nobody listens on: settings that are right, engines that are not there. */
const NO_ENGINES = {
  AURUM_TIMESCALE_URL: 'postgres://reader@127.0.0.1:1/eia',
  AURUM_CLICKHOUSE_URL: 'none',
  AURUM_LOG_FORMAT: 'json',
};

async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`It did not come to that. ${otherwise()}`);
    await sleep(10);
  }
}

describe('runCli', () => {
  test.each([
    [['srve'], 2, '(Did you mean serve?)'],
    [['serve', '--prot', '1'], 2, '(Did you mean --port?)'],
    [['serve', '--port'], 2, 'argument missing'],
    [[], 2, 'Usage: aurum'],
  ])('%j ends with %i', async (argv, code, text) => {
    const { invocation, texts } = fakeProcess();
    expect(await runCli(argv, invocation)).toBe(code);
    expect(texts.err).toContain(text);
  });

  test('settings that are wrong are told one by one, with the flag they came from', async () => {
    const { invocation, texts } = fakeProcess({
      AURUM_LOG_LEVEL: 'loud',
      AURUM_TIMESCALE_PASSWORD: 'hunter2',
    });
    expect(await runCli(['serve', '--port', 'http'], invocation)).toBe(1);
    expect(texts.err).toContain('server.port (--port): "http" is not allowed');
    expect(texts.err).toContain('log.level (AURUM_LOG_LEVEL)');
    expect(texts.err).not.toContain('hunter2');
  });

  test('--version and --help', async () => {
    const { invocation, texts } = fakeProcess();
    expect(await runCli(['--version'], invocation)).toBe(0);
    expect(texts.out).toMatch(/^\d+\.\d+\.\d+/);
    expect(await runCli(['serve', '--help'], invocation)).toBe(0);
    expect(texts.out).toContain('--port <number>');
  });

  test('serve says where it listens, is not ready without its engine, and stops in order when told to', async () => {
    const { invocation, texts, send, handlers } = fakeProcess(NO_ENGINES);
    const served = runCli(['serve', '--port', '0'], invocation);
    await until(
      () => texts.out.includes('listens'),
      () => texts.err,
    );
    const { graphql } = JSON.parse(texts.out.split('\n').find((line) => line.includes('listens')) ?? '') as {
      graphql: string;
    };
    const ready = await fetch(new URL('/readyz', graphql));
    expect(ready.status).toBe(503);
    expect(await ready.text()).not.toContain('127.0.0.1');
    send('SIGTERM');
    expect(await served).toBe(0);
    expect(texts.out).toContain('Stopped.');
    expect(handlers.size).toBe(0);
  });

  test('check tells which engine does not answer', async () => {
    const { invocation, texts } = fakeProcess(NO_ENGINES);
    expect(await runCli(['check'], invocation)).toBe(1);
    expect(texts.out).toMatch(/timescale +postgres:\/\/reader@127\.0\.0\.1:1\/eia +fails/);
    expect(texts.out).toMatch(/clickhouse +none +not configured/);
  });
});

describe('listenForStop', () => {
  test('the echo of a signal is no second one', async () => {
    const { invocation, send, exits } = fakeProcess();
    const stop = listenForStop(invocation, 'gateway');
    send('SIGINT');
    send('SIGINT');
    expect(stop.signal.reason).toMatchObject({ code: 'CANCELLED' });
    expect(exits).toEqual([]);
    await sleep(1_050);
    send('SIGINT');
    expect(exits).toEqual([130]);
  });
});
