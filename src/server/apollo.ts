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
import { errorPlugin, formatError } from './error-plugin.ts';
import { createExecutor, type Executor } from './executor.ts';
import { stringifyAnswer } from './response-writer.ts';
import type { Schemas } from './schemas.ts';
import { createOperationTracing, type OperationTracing } from './tracing-plugin.ts';
import type { ServedContext, VisitOf } from './visit.ts';

export type ApolloOptions = {
  readonly settings: Settings['graphql'];
  readonly schemas: Schemas;
  readonly logger: Logger;
  readonly visitOf: VisitOf;
};

type Gateway = NonNullable<ConstructorParameters<typeof ApolloServer<ServedContext>>[0]['gateway']>;

/** Apollo Server over our own executor and writer; not yet started. */
export function createApollo({
  settings,
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
    gateway: gatewayOf(schemas, executor, tracing),
    introspection: settings.introspection,
    hideSchemaDetailsFromClientErrors: !settings.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    stringifyResult: stringifyAnswer,
    logger: apolloLogger(logger),
    plugins: [
      tracing.plugin,
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

/** The one door through which Apollo Server takes another executor (its gateway interface). */
function gatewayOf(
  { apiSchema }: Schemas,
  executor: Executor<ServedContext>,
  tracing: OperationTracing,
): Gateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema, coreSupergraphSdl: '' });
      return () => {};
    },
    async load() {
      return {
        executor: ({ document, operation, queryHash, request, context }) => {
          // Apollo's gateway interface types the context it is given back as a record.
          const served = context as ServedContext;
          return tracing.execute(served, () =>
            executor({
              document,
              operation,
              operationName: request.operationName ?? undefined,
              queryHash,
              variables: request.variables ?? {},
              context: served,
            }),
          );
        },
      };
    },
    async stop() {},
  };
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
