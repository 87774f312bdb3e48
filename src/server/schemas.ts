import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type GraphQLLeafType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLSpecifiedByDirective,
  getDirectiveValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { SplicedJson } from '../model/spliced-json.ts';
import { boundAnswers } from './answer-bounds.ts';
import { noteSeriesFallbacks } from './fallback-extension.ts';
import { noteOrigins } from './provenance-extension.ts';

/** Fields by type name that may answer a SplicedJson; each must be a list of a scalar or enum. */
export type SplicedFields = Readonly<Record<string, readonly string[]>>;

type Resolvers = NonNullable<Parameters<typeof makeExecutableSchema>[0]['resolvers']>;

/** What the schemas are built from. */
export type SchemaSources = {
  readonly typeDefs: string | readonly string[];
  /** A field without a resolver is read off its parent as it stands: graphql-jit awaits no promise and calls no function there. */
  readonly resolvers: Resolvers;
  readonly splicedFields?: SplicedFields;
};

/** Two instances of one schema. */
export type Schemas = {
  /** What clients see: documents are validated and introspected against it. Apollo wraps its resolvers. */
  readonly apiSchema: GraphQLSchema;
  /** What runs: its resolvers alone, some of which note where answers came from, or count what an answer may have much of; spliced fields let JSON text through. */
  readonly executionSchema: GraphQLSchema;
};

/** In the execution schema alone: the type of a variable that has been read, which passes as it is. */
export const READ_VARIABLE = new GraphQLScalarType({ name: 'Aurum_ReadVariable' });

/** Builds both instances; throws when a spliced field does not exist or is no list of leaves. */
export function buildSchemas({ typeDefs, resolvers, splicedFields = {} }: SchemaSources): Schemas {
  const build = (): GraphQLSchema => {
    const texts = typeof typeDefs === 'string' ? typeDefs : [...typeDefs];
    return describeScalars(makeExecutableSchema({ typeDefs: texts, resolvers }));
  };
  const built = build().toConfig();
  const executionSchema = new GraphQLSchema({ ...built, types: [...built.types, READ_VARIABLE] });
  noteOrigins(executionSchema);
  noteSeriesFallbacks(executionSchema);
  boundAnswers(executionSchema);
  for (const [typeName, fieldNames] of Object.entries(splicedFields)) {
    for (const fieldName of fieldNames) letThrough(executionSchema, typeName, fieldName);
  }
  return { apiSchema: build(), executionSchema };
}

/** A scalar's resolver brings its own description, which is none: the SDL has it, and where the scalar is specified. */
function describeScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || type.astNode == null) continue;
    type.description ??= type.astNode.description?.value;
    const specified = getDirectiveValues(GraphQLSpecifiedByDirective, type.astNode);
    type.specifiedByURL ??= specified === undefined ? undefined : String(specified.url);
  }
  return schema;
}

function letThrough(schema: GraphQLSchema, typeName: string, fieldName: string): void {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`There is no field ${typeName}.${fieldName} to splice.`);
  const list = isNonNullType(field.type) ? field.type.ofType : field.type;
  const element: GraphQLOutputType | undefined = isListType(list) ? list.ofType : undefined;
  const leaf = isNonNullType(element) ? element.ofType : element;
  if (!isLeafType(leaf)) throw new Error(`${typeName}.${fieldName} is no list of a scalar or enum.`);
  const spliced = spliceableList(leaf, isNonNullType(element));
  field.type = isNonNullType(field.type) ? new GraphQLNonNull(spliced) : spliced;
}

/** A scalar that is a list to clients: spliced text passes, an array is written as the list would be. */
function spliceableList(leaf: GraphQLLeafType, nonNull: boolean): GraphQLScalarType {
  const element = nonNull ? new GraphQLNonNull(leaf) : leaf;
  const list = new GraphQLList(element);
  return new GraphQLScalarType({
    name: `Spliceable_${leaf.name}${nonNull ? '_NonNull' : ''}`,
    serialize: (value) => {
      if (value instanceof SplicedJson) return value;
      if (!Array.isArray(value)) throw new TypeError(`Expected ${list} or spliced JSON.`);
      return value.map((one) => {
        if (one !== null && one !== undefined) return leaf.serialize(one);
        if (nonNull) throw new TypeError(`A ${list} holds a null.`);
        return null;
      });
    },
  });
}
