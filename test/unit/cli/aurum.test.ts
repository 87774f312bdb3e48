import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { runCli } from '../../../src/cli/aurum.ts';
import { listenForStop } from '../../../src/cli/stop-signal.ts';
import { declarationFolder, SMALL } from '../../support/declarations.ts';
import { fakeProcess } from '../../support/fake-process.ts';

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

describe('the commands about declared datasets', () => {
  test('schema print writes what clients see, or a subgraph', async () => {
    const { invocation, texts } = fakeProcess();
    expect(await runCli(['schema', 'print'], invocation)).toBe(0);
    const fields = buildSchema(texts.out).getQueryType()?.getFields() ?? {};
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['eiaSeries', 'energyPrices', 'datasets']));
    expect(texts.out).not.toContain('@key');
    const subgraph = fakeProcess();
    expect(await runCli(['schema', 'print', '--subgraph'], subgraph.invocation)).toBe(0);
    expect(subgraph.texts.out).toContain(
      'type EnergyPricesDataset implements Node & Dataset @key(fields: "id")',
    );
  });

  test('schema print, datasets check and serve tell what is wrong with declarations', async () => {
    const folder = declarationFolder({ 'p.yaml': SMALL.replace('price:', 'Price:') });
    try {
      for (const command of [['schema', 'print'], ['datasets', 'check'], ['serve']]) {
        const { invocation, texts } = fakeProcess();
        expect(await runCli([...command, '--datasets-dir', folder.path], invocation)).toBe(1);
        expect(texts.err).toContain(`${folder.path}/p.yaml:10: measures.Price "Price" is not allowed.`);
      }
    } finally {
      folder.remove();
    }
  });

  test('datasets check says which engine cannot be asked', async () => {
    const folder = declarationFolder({ 'p.yaml': SMALL });
    const { invocation, texts } = fakeProcess(NO_ENGINES);
    expect(await runCli(['datasets', 'check', '--json', '--datasets-dir', folder.path], invocation)).toBe(1);
    expect(JSON.parse(texts.out)).toEqual({
      dataset: 'prices',
      place: 'backend',
      message: 'The settings name no clickhouse engine. Set clickhouse.url.',
      warning: false,
    });
    folder.remove();
  });

  test('datasets introspect needs an engine that there is', async () => {
    const { invocation, texts } = fakeProcess();
    expect(await runCli(['datasets', 'introspect', 'oracle', 'x'], invocation)).toBe(2);
    expect(texts.err).toContain('timescale, clickhouse, trino');
  });
});

describe('listenForStop', () => {
  test('a second signal ends at once', () => {
    const { invocation, send, exits } = fakeProcess();
    listenForStop(invocation, 'gateway');
    send('SIGTERM');
    expect(exits).toEqual([]);
    send('SIGTERM');
    expect(exits).toEqual([143]);
  });

  test('the echo of a signal, by npm, is no second one', async () => {
    const { invocation, send, exits } = fakeProcess({ npm_lifecycle_event: 'start' });
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
