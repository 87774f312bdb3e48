import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchema } from 'graphql';
import { resolvers } from '../resolvers/index.ts';
import { buildSchemas } from '../src/server/schemas.ts';
import { clientSchema, readTypeDefs, subgraphSdl } from '../src/server/type-defs.ts';

/** Writes the schema as clients see it and as a federation subgraph: printSchema alone drops federation's directives. */
const folder = join(import.meta.dirname, '../schema');
const printed = join(folder, 'printed');
const head = '# Generated from schema/ by `npm run codegen`: do not edit.\n\n';
const { apiSchema } = buildSchemas({ typeDefs: readTypeDefs(folder).map(({ sdl }) => sdl), resolvers });

mkdirSync(printed, { recursive: true });
writeFileSync(join(printed, 'client.graphql'), `${head}${printSchema(clientSchema(apiSchema))}\n`);
writeFileSync(join(printed, 'subgraph.graphql'), `${head}${subgraphSdl(folder)}`);
