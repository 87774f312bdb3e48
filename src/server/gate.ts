import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AurumError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import type { Logger } from '../telemetry/log.ts';
import { loadShed } from '../telemetry/metrics.ts';
import { refusal } from './refuse.ts';
import type { Visit } from './visit.ts';

export type GateOptions = {
  readonly overload: Settings['overload'];
  readonly visitOf: (request: FastifyRequest) => Visit;
  readonly logger: Logger;
};

/** What presses, by under-pressure's name for it. */
const PRESSURES = {
  eventLoopDelay: { reason: 'event_loop', message: 'The gateway is behind with its work.' },
  heapUsedBytes: { reason: 'heap', message: 'The gateway is short of memory.' },
} as const;

/** The shortest time between two looks at event loop and heap. */
const MIN_SAMPLE_MILLIS = 250;
const LOG_INTERVAL_MILLIS = 1_000;

/** Samples in a row that lag before anything is refused: one long stretch, as the load of an engine's code, is over by then. */
const LASTING_SAMPLES = 2;

/**
 * Refuses requests for the routes of `scope`, before their bodies are read, while the event loop keeps lagging or the heap
 * is nearly full: 503, OVERLOADED, Retry-After. What presses was measured over the last sample, so nothing is refused for
 * longer than one more.
 */
export async function addGate(
  scope: FastifyInstance,
  { overload, visitOf, logger }: GateOptions,
): Promise<void> {
  const sampleMillis = sampleMillisFor(overload.maxEventLoopDelayMillis);
  const tell = createTeller(logger);
  let lagging = 0;
  const pressureHandler = (
    request: FastifyRequest,
    reply: FastifyReply,
    type: string,
    value?: number,
  ): string | undefined => {
    if (type === 'eventLoopDelay' && lagging < LASTING_SAMPLES) return undefined;
    const { reason, message } = type === 'heapUsedBytes' ? PRESSURES.heapUsedBytes : PRESSURES.eventLoopDelay;
    const visit = visitOf(request);
    visit.shed = true;
    loadShed(reason);
    tell(reason, value);
    // A text is sent, and the request goes no further.
    const error = new AurumError('OVERLOADED', message, { retryAfterMillis: sampleMillis });
    return refusal(reply, 503, error, visit);
  };
  await scope.register(underPressure, {
    maxEventLoopDelay: overload.maxEventLoopDelayMillis,
    maxHeapUsedBytes: (getHeapStatistics().heap_size_limit * overload.maxHeapPercent) / 100,
    sampleInterval: sampleMillis,
    pressureHandler: pressureHandler as typeof pressureHandler & (() => void),
  });
  // Begun after under-pressure's own timer of this length, it fires after it and sees each sample once.
  const timer = setInterval(() => {
    lagging = scope.memoryUsage().eventLoopDelay > overload.maxEventLoopDelayMillis ? lagging + 1 : 0;
  }, sampleMillis).unref();
  scope.addHook('onClose', async () => clearInterval(timer));
}

/**
 * A sample in which the loop never turned counts as endless lag (@fastify/under-pressure 9.2, updateEventLoopDelay), so
 * one must not be shorter than the lag that is allowed.
 */
function sampleMillisFor(maxDelayMillis: number): number {
  return Math.max(MIN_SAMPLE_MILLIS, maxDelayMillis);
}

/** A line in the log for the first refusal, then at most one a second with how many there were. */
function createTeller(logger: Logger): (reason: string, value: number | undefined) => void {
  let toldMillis = Number.NEGATIVE_INFINITY;
  let refused = 0;
  return (reason, value) => {
    refused += 1;
    const nowMillis = performance.now();
    if (nowMillis - toldMillis < LOG_INTERVAL_MILLIS) return;
    logger.warn({ reason, value: Math.round(value ?? 0), refused }, 'Requests are refused: too much load.');
    toldMillis = nowMillis;
    refused = 0;
  };
}
