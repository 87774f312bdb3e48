import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchema } from 'graphql';
import { z } from 'zod';
import { declarationSchema } from '../src/datasets/declaration-schema.ts';
import { readGatewaySchema } from '../src/server/schema-sources.ts';
import { buildSchemas } from '../src/server/schemas.ts';
import { clientSchema, subgraphSdl } from '../src/server/type-defs.ts';

/**
 * Writes the JSON Schema of a declaration, and the schema with the shipped datasets as clients see it and as a
 * federation subgraph: printSchema alone drops federation's directives.
 */
const root = join(import.meta.dirname, '..');
const datasets = join(root, 'datasets');
const printed = join(root, 'schema/printed');
const head = '# Generated from schema/ and datasets/ by `npm run codegen`: do not edit.\n\n';

const declaration = {
  title: 'A declared dataset of Aurum gateway',
  ...z.toJSONSchema(declarationSchema, { io: 'input' }),
};
writeFileSync(join(datasets, 'dataset.schema.json'), `${JSON.stringify(declaration, null, 2)}\n`);

const { sources } = readGatewaySchema(datasets);
const { apiSchema } = buildSchemas(sources);
mkdirSync(printed, { recursive: true });
writeFileSync(join(printed, 'client.graphql'), `${head}${printSchema(clientSchema(apiSchema))}\n`);
writeFileSync(join(printed, 'subgraph.graphql'), `${head}${subgraphSdl(sources.typeDefs)}`);
