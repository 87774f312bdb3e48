import {
  type Attributes,
  INVALID_SPAN_CONTEXT,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AurumError } from '../errors.ts';

export type SpanOptions = {
  readonly attributes?: Attributes;
  readonly kind?: 'internal' | 'client' | 'server';
};

const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT, server: SpanKind.SERVER } as const;

/**
 * Runs `work` inside a span that is a child of the current one and current for the work; a failure sets its status
 * and `error.type`. While no exporter is set the work runs as if alone.
 */
export function withSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  if (!isTracing()) return unspanned(work);
  const tracer = trace.getTracer('aurum');
  const spanOptions = { kind: KINDS[options.kind ?? 'internal'], attributes: options.attributes ?? {} };
  return tracer.startActiveSpan(name, spanOptions, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span that nobody sees. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** True once a tracer provider is set. The API's own no-op spans would each make a context, a closure and a promise. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('aurum') !== undefined;
}

function unspanned<T>(work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return work(NO_SPAN);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Sets the status of a span to the class of an error. The message of the engine stays in the log. */
export function recordFailure(span: Span, error: unknown): void {
  const type = error instanceof AurumError ? error.code : error instanceof Error ? error.name : 'Error';
  span.setAttribute('error.type', type);
  if (error instanceof AurumError && error.details.engineCode !== undefined) {
    span.setAttribute('db.response.status_code', error.details.engineCode);
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

/** Puts attributes on the span that is current; nothing where there is none. */
export function annotateSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}
