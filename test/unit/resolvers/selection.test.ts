import { expect, test } from '@jest/globals';
import { type FieldNode, type FragmentDefinitionNode, Kind, parse } from 'graphql';
import { selectedFields } from '../../../resolvers/selection.ts';

/** What a resolver of the only field of a query is told. */
function infoOf(source: string) {
  const { definitions } = parse(source);
  const fieldNodes: FieldNode[] = [];
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    else if (definition.kind === Kind.OPERATION_DEFINITION) {
      for (const node of definition.selectionSet.selections)
        if (node.kind === Kind.FIELD) fieldNodes.push(node);
    }
  }
  return { fieldNodes, fragments };
}

test('fields are found through fragments, inline ones and aliases', () => {
  const info = infoOf(
    '{ all { first: a ...F ... { c } } all { e } } fragment F on T { b ...G } fragment G on T { d }',
  );
  expect([...selectedFields(info)].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('fragments that spread each other twice cost no more than one that does so once', () => {
  const chain = Array.from(
    { length: 60 },
    (_, n) => `fragment F${n} on T { a${n} ...F${n + 1} ...F${n + 1} }`,
  );
  const info = infoOf(`{ all { ...F0 ...F0 } } ${chain.join(' ')} fragment F60 on T { last }`);
  expect(selectedFields(info).size).toBe(61);
});
