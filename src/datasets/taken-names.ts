import { Kind, parse } from 'graphql';
import { fieldName } from '../model/dataset-names.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import { aggregateTypeDefs, MEASURE_KINDS } from './aggregate-type-defs.ts';
import { datasetTypeDefs } from './dataset-type-defs.ts';

/** Names of GraphQL root fields and types, each with who has it. */
export type TakenNames = { readonly fields: Map<string, string>; readonly types: Map<string, string> };

const GATEWAY = 'the gateway itself';

/** The names that the schema's own SDL has. */
export function takenNames(coreTypeDefs: readonly string[]): TakenNames {
  const fields = new Map<string, string>();
  const types = new Map<string, string>();
  for (const { definitions } of coreTypeDefs.map((sdl) => parse(sdl, { noLocation: true }))) {
    for (const definition of definitions) {
      if ('name' in definition && definition.name) types.set(definition.name.value, GATEWAY);
      const isQuery =
        (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
        definition.name.value === 'Query';
      if (isQuery) for (const field of definition.fields ?? []) fields.set(field.name.value, GATEWAY);
    }
  }
  for (const name of MEASURE_KINDS.map(aggregateTypeDefs).flatMap(typeNames)) types.set(name, GATEWAY);
  return { fields, types };
}

/** What a dataset's name would collide with, as a sentence; null after its names were added to `taken` for `owner`. */
export function takeNames(dataset: DeclaredDataset, taken: TakenNames, owner: string): string | null {
  const field = fieldName(dataset.name);
  const fieldOwner = taken.fields.get(field);
  if (fieldOwner !== undefined) return `would be the GraphQL field ${field}, which ${fieldOwner} has.`;
  const names = typeNames(datasetTypeDefs(dataset));
  for (const name of names) {
    const typeOwner = taken.types.get(name);
    if (typeOwner !== undefined) return `would make the GraphQL type ${name}, which ${typeOwner} has.`;
  }
  taken.fields.set(field, owner);
  for (const name of names) taken.types.set(name, owner);
  return null;
}

/** The names of the types that a piece of SDL made here defines. */
function typeNames(sdl: string): string[] {
  return [...sdl.matchAll(/^(?:type|enum|input) (\w+)/gm)].map(([, name = '']) => name);
}
