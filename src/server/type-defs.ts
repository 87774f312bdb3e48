import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  concatAST,
  type DocumentNode,
  GraphQLSchema,
  Kind,
  parse,
  print,
  specifiedDirectives,
} from 'graphql';

/** Declarations of the federation directives: graphql-js needs them, composition brings its own. */
const FEDERATION_PRELUDE = 'directives.graphql';

/** The SDL files of a folder, one text each, in the order of their names. */
export function readTypeDefs(schemaFolder: string): { file: string; sdl: string }[] {
  return readdirSync(schemaFolder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({ file, sdl: readFileSync(join(schemaFolder, file), 'utf8') }));
}

/** The schema as clients see it: without what only federation needs. */
export function clientSchema(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    types: config.types.filter((type) => !/^(link|federation)__/.test(type.name)),
    directives: specifiedDirectives,
    extensionASTNodes: [],
  });
}

/**
 * The SDL of a Federation 2 subgraph. `@oneOf` is declared, because composition 2.14 knows it only then.
 */
export function subgraphSdl(schemaFolder: string): string {
  const documents: DocumentNode[] = readTypeDefs(schemaFolder)
    .filter(({ file }) => file !== FEDERATION_PRELUDE)
    .map(({ sdl }) => parse(sdl));
  const { definitions } = concatAST([...documents, parse('directive @oneOf on INPUT_OBJECT')]);
  const linkFirst = [...definitions].sort((one, other) => rank(one.kind) - rank(other.kind));
  return `${print({ kind: Kind.DOCUMENT, definitions: linkFirst })}\n`;
}

function rank(kind: string): number {
  if (kind === Kind.SCHEMA_EXTENSION) return 0;
  return kind === Kind.DIRECTIVE_DEFINITION ? 1 : 2;
}
