import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Settings } from '../settings/settings.ts';
import type { Logger } from '../telemetry/log.ts';
import { createDocumentStore } from './document-store.ts';
import { errorPlugin, formatError } from './error-plugin.ts';
import { executionPlugin } from './execution-plugin.ts';
import { createExecutor } from './executor.ts';
import { metricsPlugin } from './metrics-plugin.ts';
import { stringifyAnswer } from './response-writer.ts';
import type { Schemas } from './schemas.ts';
import { createOperationTracing } from './tracing-plugin.ts';
import type { ServedContext, VisitOf } from './visit.ts';

export type ApolloOptions = {
  readonly settings: Settings['graphql'];
  /** Of one answer. */
  readonly maxResponseBytes: number;
  readonly schemas: Schemas;
  readonly logger: Logger;
  readonly visitOf: VisitOf;
};

/** Apollo Server over our own executor and writer; not yet started. */
export function createApollo({
  settings,
  maxResponseBytes,
  schemas,
  logger,
  visitOf,
}: ApolloOptions): ApolloServer<ServedContext> {
  const executor = createExecutor<ServedContext>({
    schemas,
    hideSuggestions: !settings.introspection,
    onDefect: (error, context) =>
      context.logger.error({ err: error }, 'A resolver failed in a way nobody expected.'),
  });
  const tracing = createOperationTracing();
  return new ApolloServer<ServedContext>({
    schema: schemas.apiSchema,
    documentStore: createDocumentStore(),
    introspection: settings.introspection,
    hideSchemaDetailsFromClientErrors: !settings.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    stringifyResult: (answer) => stringifyAnswer(answer, maxResponseBytes),
    logger: apolloLogger(logger),
    plugins: [
      tracing.plugin,
      metricsPlugin(visitOf),
      executionPlugin(executor, tracing),
      errorPlugin(visitOf),
      defectPlugin(logger, visitOf),
      settings.landingPage
        ? ApolloServerPluginLandingPageLocalDefault()
        : ApolloServerPluginLandingPageDisabled(),
      // Each of these would cost time on every request, or send figures away.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

/** Logs what fails outside of any resolver. */
function defectPlugin(logger: Logger, visitOf: VisitOf): ApolloServerPlugin<ServedContext> {
  return {
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      const visit = visitOf(requestContext.contextValue);
      (visit?.logger ?? logger).error({ err: error }, 'A request failed in a way nobody expected.');
    },
    async contextCreationDidFail({ error }) {
      logger.error({ err: error }, 'The context of a request could not be made.');
    },
  };
}

/** Apollo hands its logger one message, of any type. */
function apolloLogger(
  logger: Logger,
): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  return {
    debug: (message) => logger.debug({}, String(message)),
    info: (message) => logger.info({}, String(message)),
    warn: (message) => logger.warn({}, String(message)),
    error: (message) => logger.error({}, String(message)),
  };
}
