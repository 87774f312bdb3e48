import { constants, monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { type Meter, metrics } from '@opentelemetry/api';

/** What is measured of Node while it runs. */
export type RuntimeMetrics = { close(): void };

/** Seconds of garbage collections. */
const GC_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const MILLIS_PER_SECOND = 1_000;
const NANOS_PER_SECOND = 1e9;
/** How often the event loop is looked at; what is measured includes this time, what is told does not. */
const LOOP_RESOLUTION_MILLIS = 10;
/** A delay stays in the figures for one to two of these, so that whoever asks at least every 30 s sees it. */
const LOOP_WINDOW_MILLIS = 30_000;
const GC_TYPES: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/**
 * Measures event loop, heap, memory and garbage collections of this process for the provider that is set, by the names of
 * the conventions: https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/
 */
export function watchRuntime(): RuntimeMetrics {
  const meter = metrics.getMeter('aurum');
  watchMemory(meter);
  const closers = [watchEventLoop(meter), watchCollections(meter)];
  return {
    close() {
      for (const close of closers) close();
    },
  };
}

/** Several readers may ask, each at its own pace: none of them may empty the figures of another. */
function watchEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MILLIS });
  delay.enable();
  let before = 0;
  const seconds = (): number =>
    Math.max(0, delay.percentile(99) / NANOS_PER_SECOND - LOOP_RESOLUTION_MILLIS / MILLIS_PER_SECOND);
  const timer = setInterval(() => {
    before = seconds();
    delay.reset();
  }, LOOP_WINDOW_MILLIS).unref();
  meter
    .createObservableGauge('nodejs.eventloop.delay.p99', {
      unit: 's',
      description: 'Delay of the event loop over the last 30 to 60 seconds, 99th percentile.',
    })
    .addCallback((result) => result.observe(Math.max(before, seconds())));
  meter
    .createObservableCounter('nodejs.eventloop.time', {
      unit: 's',
      description: 'Time that the event loop worked or was idle.',
    })
    .addCallback((result) => {
      const { active, idle } = performance.eventLoopUtilization();
      result.observe(active / MILLIS_PER_SECOND, { 'nodejs.eventloop.state': 'active' });
      result.observe(idle / MILLIS_PER_SECOND, { 'nodejs.eventloop.state': 'idle' });
    });
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}

function watchCollections(meter: Meter): () => void {
  const duration = meter.createHistogram('v8js.gc.duration', {
    unit: 's',
    description: 'Time of a garbage collection.',
    advice: { explicitBucketBoundaries: GC_SECONDS },
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      duration.record(entry.duration / MILLIS_PER_SECOND, { 'v8js.gc.type': gcType(entry) });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

/** https://nodejs.org/api/perf_hooks.html#garbage-collection-gc-details */
function gcType(entry: object): string {
  const detail = 'detail' in entry ? entry.detail : null;
  const kind = typeof detail === 'object' && detail !== null && 'kind' in detail ? Number(detail.kind) : 0;
  return GC_TYPES[kind] ?? 'unknown';
}

function watchMemory(meter: Meter): void {
  meter
    .createObservableUpDownCounter('v8js.memory.heap.used', {
      unit: 'By',
      description: 'Bytes in use of a space of the JavaScript heap.',
    })
    .addCallback((result) => {
      for (const space of getHeapSpaceStatistics()) {
        result.observe(space.space_used_size, { 'v8js.heap.space.name': space.space_name });
      }
    });
  meter
    .createObservableUpDownCounter('aurum.heap.limit', {
      unit: 'By',
      description: 'Most bytes that all spaces of the JavaScript heap may have.',
    })
    .addCallback((result) => result.observe(getHeapStatistics().heap_size_limit));
  meter
    .createObservableUpDownCounter('process.memory.usage', {
      unit: 'By',
      description: 'Resident memory of the process, with the engines embedded in it.',
    })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
}
