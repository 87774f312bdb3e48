import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { startTelemetry } from '../../../src/telemetry/sdk.ts';
import { wantedSignals } from '../../../src/telemetry/wanted-signals.ts';

function capture(format: 'json' | 'text') {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format, destination: { write: (line) => lines.push(line) } });
  return { logger, lines };
}

describe('createLogger', () => {
  test('JSON lines with the fields of their children, secrets left out', () => {
    const { logger, lines } = capture('json');
    logger.child({ requestId: 'r' }).info({ password: 'p1', settings: { apiKey: 'p2' }, n: 1 }, 'Hello.');
    logger.debug({}, 'Not at this level.');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        requestId: 'r',
        password: '[secret]',
        settings: { apiKey: '[secret]' },
        n: 1,
        msg: 'Hello.',
      },
    ]);
  });

  test('one readable line, with the stack of an error', () => {
    const { logger, lines } = capture('text');
    logger.warn({ backend: 'timescale', nothing: undefined }, 'Down.');
    logger.error({ err: new TypeError('boom') }, 'Failed.');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}Down\. backend=timescale\n$/);
    expect(lines[1]).toMatch(/ERROR Failed\.\nTypeError: boom\n\s+at /);
  });
});

describe('startTelemetry', () => {
  test.each([
    [{}, false, false],
    [{ OTEL_TRACES_EXPORTER: 'console' }, true, false],
    [{ OTEL_TRACES_EXPORTER: 'none' }, false, false],
    [{ OTEL_METRICS_EXPORTER: 'otlp' }, false, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector' }, true, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector', OTEL_METRICS_EXPORTER: 'none' }, true, false],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector' }, true, false],
    [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'true' }, false, false],
  ])('%j', (env, traces, metrics) => {
    expect(wantedSignals(env)).toEqual({ traces, metrics });
  });

  test('is not started without any of them', async () => {
    expect(await startTelemetry({})).toBeNull();
  });
});
