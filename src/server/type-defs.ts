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

/** The SDL files of a folder, one text each, in the order of their names. */
export function readTypeDefs(schemaFolder: string): string[] {
  return readdirSync(schemaFolder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => readFileSync(join(schemaFolder, file), 'utf8'));
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
 * The SDL of a Federation 2 subgraph. The federation directives are left out: graphql-js needs their declarations,
 * composition brings its own. `@oneOf` is declared, because composition 2.14 knows it only then.
 */
export function subgraphSdl(typeDefs: readonly string[]): string {
  const documents: DocumentNode[] = typeDefs.map((sdl) => parse(sdl));
  const { definitions } = concatAST(documents);
  const own = definitions.filter(
    ({ kind, ...definition }) =>
      kind !== Kind.DIRECTIVE_DEFINITION &&
      !('name' in definition && /^(?:link|federation)__/.test(definition.name?.value ?? '')),
  );
  const all = [...own, ...parse('directive @oneOf on INPUT_OBJECT').definitions];
  const linkFirst = all.sort((one, other) => rank(one.kind) - rank(other.kind));
  return `${print({ kind: Kind.DOCUMENT, definitions: linkFirst })}\n`;
}

function rank(kind: string): number {
  if (kind === Kind.SCHEMA_EXTENSION) return 0;
  return kind === Kind.DIRECTIVE_DEFINITION ? 1 : 2;
}
