import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
} from 'graphql';

const PRINTED = join(import.meta.dirname, '../../schema/printed');
const client = buildSchema(readFileSync(join(PRINTED, 'client.graphql'), 'utf8'));

type Described = { readonly description?: string | null | undefined };

/** Every named thing of a schema with its description. */
function described(schema: GraphQLSchema): [name: string, thing: Described][] {
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  return own.flatMap((type): [string, Described][] => {
    const members: [string, Described][] = [[type.name, type]];
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        members.push([`${type.name}.${field.name}`, field]);
        for (const arg of field.args) members.push([`${type.name}.${field.name}(${arg.name})`, arg]);
      }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        members.push([`${type.name}.${field.name}`, field]);
    }
    if (isEnumType(type)) {
      for (const value of type.getValues()) members.push([`${type.name}.${value.name}`, value]);
    }
    return members;
  });
}

describe('the schema', () => {
  test('describes every type, field, argument and value', () => {
    const things = described(client);
    expect(things.length).toBeGreaterThan(200);
    expect(things.filter(([, { description }]) => !description?.trim()).map(([name]) => name)).toEqual([]);
  });

  test('shows clients nothing of federation', () => {
    const names = [...client.getDirectives().map(({ name }) => name), ...Object.keys(client.getTypeMap())];
    expect(
      names.filter((name) =>
        /^(key|shareable|tag|cost|listSize|link|inaccessible|federation__|link__)/.test(name),
      ),
    ).toEqual([]);
  });

  test('composes as a subgraph, alone and beside one that extends its series', () => {
    const aurum = {
      name: 'aurum',
      typeDefs: parse(readFileSync(join(PRINTED, 'subgraph.graphql'), 'utf8')),
    };
    const notes = {
      name: 'notes',
      typeDefs: parse(`
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
        type EiaSeries @key(fields: "id") { id: ID! notes: [String!]! }
        type Query { notes: Int }`),
    };
    for (const services of [[aurum], [aurum, notes]]) {
      const composed = composeServices(services);
      expect(composed.errors ?? []).toEqual([]);
      expect(composed.supergraphSdl).toContain('type EiaSeries');
    }
  });
});
