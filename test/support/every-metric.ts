import { setTimeout as sleep } from 'node:timers/promises';
import { startTelemetry } from '../../src/telemetry/sdk.ts';
import { everyEvent } from './every-event.ts';
import { readMetrics, type Scrape } from './prometheus-text.ts';

/** What a gateway serves at /metrics once everything has happened that it measures. Starts OpenTelemetry, and ends it. */
export async function everyMetric(): Promise<Scrape> {
  const telemetry = await startTelemetry({}, { prometheus: true });
  const forget = everyEvent();
  try {
    let served = readMetrics('');
    // The first garbage collection makes the last of the metrics.
    for (let turn = 0; turn < 500 && !served.types.has('v8js_gc_duration_seconds'); turn += 1) {
      Array.from({ length: 100_000 }, (_, index) => ({ index }));
      await sleep(10);
      served = readMetrics((await telemetry?.scrape?.()) ?? '');
    }
    return served;
  } finally {
    forget();
    await telemetry?.close();
  }
}
