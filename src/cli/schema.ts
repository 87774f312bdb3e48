import type { Command } from 'commander';
import { printSchema } from 'graphql';
import { readGatewaySchema } from '../server/schema-sources.ts';
import { buildSchemas } from '../server/schemas.ts';
import { clientSchema, subgraphSdl } from '../server/type-defs.ts';
import type { Invocation } from './invocation.ts';
import { addSettingsOptions, settingsOf } from './settings-options.ts';

/** Adds `aurum schema`. */
export function addSchemaCommand(program: Command, invocation: Invocation): void {
  const command = program
    .command('schema')
    .description('write out the GraphQL schema')
    .command('print')
    .description('write the whole schema, declared datasets included, to standard output')
    .option('--subgraph', 'as a Federation 2 subgraph instead of as clients see it', false);
  addSettingsOptions(command, ['datasetsDir']).action((options: Record<string, unknown>) => {
    const { sources } = readGatewaySchema(settingsOf(options, invocation).datasetsDir);
    const text =
      options.subgraph === true
        ? subgraphSdl(sources.typeDefs)
        : `${printSchema(clientSchema(buildSchemas(sources).apiSchema))}\n`;
    invocation.stdout.write(text);
  });
}
