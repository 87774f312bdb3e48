import type { FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** What a resolver is told of its place in the document, as far as the selection goes. */
export type SelectionInfo = {
  readonly fieldNodes: readonly { readonly selectionSet?: SelectionSetNode | undefined }[];
  readonly fragments: { readonly [name: string]: FragmentDefinitionNode };
};

/** Names of the fields selected below a field, through fragments; `@skip` and `@include` do not count. */
export function selectedFields({ fieldNodes, fragments }: SelectionInfo): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === 'Field') names.add(selection.name.value);
      else if (selection.kind === 'InlineFragment') visit(selection.selectionSet);
      else visit(fragments[selection.name.value]?.selectionSet);
    }
  };
  for (const node of fieldNodes) visit(node.selectionSet);
  return names;
}
